"""What the exports share: their way to leave out what is private."""

from typing import Annotated

import typer

Private = Annotated[
    bool, typer.Option("--private", help="With contacts, references, notes, and people's comments; else without.")
]
