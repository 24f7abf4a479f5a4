"""The store: runs, their epochs and test readings, visitors, small tasks, and artifacts on disk.

The web process and the workers share nothing else. Imports neither pandas nor numpy at the top, so that
the supervisor starts quickly.
"""
