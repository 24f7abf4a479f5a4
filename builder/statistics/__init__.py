"""How sure an accuracy is, and whether two differ. Plain arithmetic."""
