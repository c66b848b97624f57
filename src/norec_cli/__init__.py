"""norec: a plain-text ledger for reciprocal exchanges of people between partner organisations."""

__version__ = "0.1.0"
