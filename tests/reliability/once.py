"""One command on a store, with the clock and the chance of the tests, as a process that may be watched from outside.

once.py FOLDER WORD…
"""

import sys
from pathlib import Path

from support.program import Norec

if __name__ == "__main__":
    result = Norec(Path(sys.argv[1]))(*sys.argv[2:])
    sys.stdout.write(result.out)
    sys.stderr.write(result.err)
    sys.exit(result.code)
