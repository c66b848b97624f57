"""Readers of tables of other programs, as headings and rows of text."""
