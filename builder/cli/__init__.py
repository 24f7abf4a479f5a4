"""The command line: progress on stderr, one JSON document alone on stdout.

Exit status 0 for success, 1 for a run that failed or was stopped, 2 for wrong input with one line on stderr.
"""
