"""The rules that records are checked by, and the findings."""
