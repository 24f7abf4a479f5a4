"""Homes that share a database: which one a row belongs to, and what becomes of rows whose home is another.

A run belongs to the home that trains it and has its files, a task to the home that answers it. Only that home's
processes claim, judge and end it; every other home reads it.
"""
