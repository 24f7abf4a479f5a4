"""A file that was written when its button was pressed, and that the browser then saves without a second click."""

from builder.ui.app.unseen_script import unseen_script

_fetch = unseen_script("take_fetched", __file__)


def fetch(written: int, around: str) -> None:
    """The browser presses the button in the container with the key `around`, once for each number `written`."""
    _fetch(data={"written": written, "around": around})
