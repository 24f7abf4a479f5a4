"""The leaderboard: all runs, ranked and marked."""
