"""How certain an accuracy is, and whether two differ. Plain arithmetic."""
