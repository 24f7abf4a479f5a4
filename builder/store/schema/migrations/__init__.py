"""The schema's history. Each change is one new file in versions/, and SCHEMA in `schema/upgrade.py` names the last."""
