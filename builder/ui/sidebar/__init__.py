"""The fields that edit a design."""
