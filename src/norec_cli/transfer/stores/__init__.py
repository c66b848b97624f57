"""A whole store as tables, in one file, and back."""
