"""`norec import`: what others have written down."""

import typer

from norec_cli.commands.lazy import lazily

app = typer.Typer(
    cls=lazily(__name__, "store"),
    no_args_is_help=True,
    add_completion=False,
)


@app.callback()
def imports() -> None:
    """Take in what others have written down; everything of a file or nothing."""
