"""Images of a run with what its network said of them."""
