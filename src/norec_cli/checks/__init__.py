"""Rules that the records are checked by, and what is found."""
