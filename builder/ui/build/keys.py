"""In the browser, on the Build page: keys for Undo and Redo, and a word at once when Train is pressed."""

from builder.ui.app.unseen_script import unseen_script

_listen = unseen_script("builder_build_keys", __file__)


def listen_for_keys() -> None:
    """From now on, while the page is shown."""
    _listen()
