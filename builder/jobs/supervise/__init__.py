"""The supervisor's part: whose run is next, who trains it, and what becomes of a run whose worker is gone."""
