"""Tables of other programs, read as headings and rows of text."""
