"""The Leaderboard page."""

from builder.ui.leaderboard.page import leaderboard_page

leaderboard_page()
