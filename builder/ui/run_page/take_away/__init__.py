"""The section Take away: files of a run, and its repeated reading."""
