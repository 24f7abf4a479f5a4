"""The Leaderboard page."""

from builder.ui.views.leaderboard import leaderboard_page

leaderboard_page()
