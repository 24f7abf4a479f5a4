"""Everything that may be wrong with a design, before it is trained."""
