"""The database: its tables, their history, and how it is opened."""
