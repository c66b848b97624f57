"""Where the program begins: as `norec`, or as `python -m norec_cli`."""

import gc
import sys

# So many new objects before Python looks for garbage that only it can find: a process this short makes hardly any, and
# looking takes a tenth of its time.
_MANY_OBJECTS = 200_000


def main() -> None:
    """Run this process's command line and exit."""
    gc.set_threshold(_MANY_OBJECTS)
    try:
        from norec_cli.app import run  # loading takes long enough to be interrupted

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(130)
    except FileNotFoundError:
        sys.exit("norec: this folder is gone: change to one that is there")


if __name__ == "__main__":
    main()
