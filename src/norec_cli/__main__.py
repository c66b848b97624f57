"""Entry point of `norec` and `python -m norec_cli`."""

import gc
import sys

from norec_cli.model.exit_codes import INTERRUPTED

# New objects before Python's cyclic garbage collector runs. A process this short makes hardly any cyclic garbage, and
# the collector would take a tenth of its time.
_MANY_OBJECTS = 200_000


def main() -> None:
    """Run this process's command line and exit."""
    gc.set_threshold(_MANY_OBJECTS)
    try:
        from norec_cli.app import run  # loading takes long enough to be interrupted

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except FileNotFoundError:
        sys.exit("norec: the current folder no longer exists: change to another one")


if __name__ == "__main__":
    main()
