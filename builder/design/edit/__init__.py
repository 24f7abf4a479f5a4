"""The only place that changes a design: validated edits by name, with ranges from the model's own fields."""
