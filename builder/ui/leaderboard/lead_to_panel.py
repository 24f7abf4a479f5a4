"""What opens beside the table is in sight and, for who opened it by a key, has the focus; closed, that goes back."""

from builder.ui.app.unseen_script import unseen_script
from builder.ui.leaderboard import opened_run

_lead = unseen_script("builder_lead_to_panel", __file__)


def lead_to_panel(is_open: bool) -> None:
    """Leads there each time that a line was opened, and once where the page begins with one; `is_open` says whether one
    is."""
    _lead(data={"times": opened_run.times_opened(), "isOpen": is_open})
