"""Answers laid out as sheets, one file for each report or list."""
