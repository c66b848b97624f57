"""Exit codes of the program, for scripts; `norec help exit-codes` explains them."""

DONE = 0
FAILED = 1
USAGE = 2
FOUND = 3  # `check` found an error, or `--fail-on` a row
BUSY = 4
UNREADABLE = 5
INTERRUPTED = 130
