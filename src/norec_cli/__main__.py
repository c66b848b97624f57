"""Where the program begins: as `norec`, or as `python -m norec_cli`."""

import sys


def main() -> None:
    """Run this process's command line and exit."""
    try:
        from norec_cli.app import run  # noqa: PLC0415 - loading takes long enough to be interrupted

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(130)
    except FileNotFoundError:
        sys.exit("norec: this folder is gone: change to one that is there")


if __name__ == "__main__":
    main()
