"""`norec export report`: reports, for other programs."""

import typer

from norec_cli.commands.common.lazy_group import lazy_group
from norec_cli.commands.report import REPORTS

app = typer.Typer(
    cls=lazy_group("norec_cli.commands.report", *REPORTS),
    no_args_is_help=True,
    add_completion=False,
)


@app.callback(epilog="Example: norec export report reciprocity --as-of 2012-12-31")
def report() -> None:
    """Export any report of `norec report`; as CSV unless --format says otherwise."""
