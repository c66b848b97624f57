"""Reports: pure functions from a ledger and a query to values. Nothing here prints or reads a file."""
