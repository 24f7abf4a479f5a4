"""On the leaderboard's table the Space key ticks the row, as it ticks any box, and Enter opens its run."""

from builder.ui.app.unseen_script import unseen_script

_hand_on = unseen_script("builder_space_key", __file__)


def space_ticks_rows() -> None:
    """From now on, while the page is shown."""
    _hand_on()
