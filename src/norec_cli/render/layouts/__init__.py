"""Layouts: each makes a sheet of one report or list."""
