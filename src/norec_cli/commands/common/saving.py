"""Write a file that a person names, and ask before replacing one that this program didn't write."""

from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import typer

from norec_cli.context import Context
from norec_cli.model.errors import NorecError
from norec_cli.render.screen import ask, tell
from norec_cli.render.sheet import Sheet
from norec_cli.store.files.output_file import present_content, save_result

FORCE = "Replace FILE even if this program didn't write it."
ForceOption = Annotated[bool, typer.Option("--force", help=FORCE)]

# Kinds of documents that this program doesn't write, by the endings of their names.
OTHER_KINDS = frozenset(
    f".{ending}"
    for kinds in (
        "pdf doc docx dot dotx odt rtf pages epub tex rst html htm xml yaml yml",
        "xls xlsm xlsb xltx ods numbers ppt pptx odp png jpg jpeg gif svg webp eml msg",
        "zip gz bz2 xz zst 7z tar tgz rar db sqlite sqlite3 parquet feather arrow sql py sh exe dta sav rds",
    )
    for ending in kinds.split()
)


def save(
    context: Context,
    output: str,
    data: bytes,
    sheets: Collection[Sheet],
    *,
    source: str | None = None,
    force: bool,
    holds: str | None,
) -> None:
    """Write a file, and print on standard error what was written.

    Args:
        context: has the current folder and the terminal.
        output: path of the file, as typed.
        data: its new content.
        sheets: the sheets that `data` was made of; an older file of this program is recognised by them.
        source: path of the table that the command reads, as typed; it is never replaced. None if it reads none.
        force: whether to replace a file that this program didn't write.
        holds: what is in it, such as `6 rows`, for the message; empty to name only the file; None for no message.

    Raises:
        NorecError: if the file is `source`, a file of a store, or a folder; if this program didn't
            write it and the person doesn't agree to replace it; or if it can't be written.
    """
    path = context.cwd / output
    present = present_content(path, output)
    if present is not None and source is not None and _is_same_file(path, context.cwd / source):
        raise NorecError(f"{output} is the table that is read: choose another name")
    if present and present != data and not force:
        _refuse_unless_replaceable(context, output, present, sheets)
    save_result(path, output, data)
    if holds is not None and not context.options.quiet and path.is_file():
        tell(context, f"Wrote {holds} to {output}" if holds else f"Wrote {output}")


def ending_of(output: str) -> str:
    """Return the ending of a file's name, in lower case and with its dot; empty if it has none."""
    return Path(output).suffix.lower()


def _is_same_file(path: Path, other: Path) -> bool:
    return other.exists() and path.samefile(other)


def _refuse_unless_replaceable(context: Context, output: str, present: bytes, sheets: Collection[Sheet]) -> None:
    from norec_cli.render.formats.marks import is_ours  # only needed if the file exists

    if sheets and is_ours(present, sheets):
        return
    problem = f"{output} exists, and norec doesn't recognise it as its own"
    if not context.can_ask():
        raise NorecError(
            f"{problem}: nothing was written", advice=("Choose another name, or replace it with --force.",)
        )
    if ask(context, f"{problem}. Replace it?", {"y": "yes", "n": "no"}) != "y":
        raise NorecError("stopped: nothing was written")
