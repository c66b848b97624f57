"""Records made of rows of a table."""
