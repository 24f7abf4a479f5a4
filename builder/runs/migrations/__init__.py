"""The schema's history. Each change is one new file in versions/, and SCHEMA in builder/runs/database.py names it."""
