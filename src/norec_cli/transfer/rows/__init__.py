"""Rows of a table made into records."""
