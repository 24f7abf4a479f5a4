"""The supervisor's part: which run is next, which worker trains it, and what to do when a worker is gone."""
