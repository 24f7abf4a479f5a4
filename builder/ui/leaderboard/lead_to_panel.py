"""What opens beside the table is in sight: under it, on a narrow screen, the page scrolls to it."""

from builder.ui.app.unseen_script import unseen_script
from builder.ui.leaderboard import opened_run

_lead = unseen_script("builder_lead_to_panel", __file__)


def lead_to_panel() -> None:
    """Leads there each time that a line was opened."""
    _lead(data={"times": opened_run.times_opened()})
