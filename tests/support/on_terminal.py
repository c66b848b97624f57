"""Run command lines on the terminal that is standard output: a process of its own, started by test_terminal.py.

Standard input of the program is the terminal too; the command lines come in the first argument, as JSON. After each
follow the ASCII record separator, its exit code, and the separator again.
"""

import json
import sys
from datetime import UTC, datetime

from norec_cli.app import main
from norec_cli.context import Context

for words in json.loads(sys.argv[1]):
    context = Context.real()
    context.now = lambda: datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
    code = main(words, context)
    sys.stdout.write(f"\x1e{code}\x1e")
    sys.stdout.flush()
