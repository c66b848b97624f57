"""The answers: pure functions from exchanges and registers to values. Nothing here prints or reads a file."""
