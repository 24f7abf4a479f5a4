"""Everything that may be wrong with a design, found before it is trained."""
