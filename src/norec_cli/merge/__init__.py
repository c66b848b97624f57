"""Two stores made one: which records are the same, and which values hold."""
