"""`norec help`: pages about what belongs to no single command; users know them as topics."""

from pathlib import Path
from typing import Annotated

import typer

from norec_cli.commands.common.command import command
from norec_cli.context import Context
from norec_cli.model.errors import UsageError
from norec_cli.model.wording import did_you_mean
from norec_cli.render.screen import write

app = typer.Typer(add_completion=False)

_FOLDER = Path(__file__).with_name("help_pages")
PAGES = ("dates", "environment", "exit-codes", "formats", "rules")


@command(app, "help", example="norec help exit-codes")
def help_topic(
    context: Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="[TOPIC]", help="Topic to explain; default: list the topics.")
    ] = None,
) -> None:
    """Explain a topic: dates, environment, exit codes, formats, rules."""
    if topic is None:
        first_lines = {name: _read(name).split("\n", 1)[0] for name in PAGES}
        write(context, "".join(f"{name:<14}{line}\n" for name, line in first_lines.items()))
    elif topic in PAGES:
        write(context, _read(topic))
    else:
        raise UsageError(f'no topic "{topic}"{did_you_mean(topic, PAGES)}', advice=("norec help lists the topics",))


def _read(topic: str) -> str:
    return (_FOLDER / f"{topic}.txt").read_text(encoding="utf-8")
