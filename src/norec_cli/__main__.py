"""Run norec as `python -m norec_cli`."""

from norec_cli.app import run

if __name__ == "__main__":
    run()
