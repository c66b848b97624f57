"""`norec export store`."""

from typing import Annotated

import typer

from norec_cli.commands.common.command import command, open_store
from norec_cli.commands.common.saving import ForceOption, ending_of, save
from norec_cli.commands.export import Private
from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.model.wording import plural
from norec_cli.render.formats.archive import archive
from norec_cli.render.formats.escaping import escape_json
from norec_cli.render.formats.text import comma_separated
from norec_cli.render.formats.xlsx import workbook_of
from norec_cli.render.layouts.store import lay_out_table
from norec_cli.render.screen import confirm
from norec_cli.render.sheet import Sheet
from norec_cli.store.books import Books
from norec_cli.transfer.backup.export import document, flat, tables_of
from norec_cli.transfer.backup.schema import TEXTS, BackupTable

app = typer.Typer(add_completion=False)

ENDINGS = (".xlsx", ".json", ".zip")


@command(app, "store", example="norec export store -o grid-arendal.xlsx")
def store(
    context: Context,
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="File to write: NAME.xlsx, NAME.json, or NAME.zip with CSV files."
        ),
    ],
    private: Private = False,
    force: ForceOption = False,
) -> None:
    """Write a whole store to one file, from which `norec import store` can fill an empty store."""
    ending = ending_of(output)
    if ending not in ENDINGS:
        raise UsageError(f'--output: "{output}" must end in {", ".join(ENDINGS[:-1])} or {ENDINGS[-1]}')
    with open_store(context).books() as books:
        tables = tables_of(
            books.settings, books.partners, books.projects, books.exchanges(), _texts(books) if private else None
        )
    sheets = [_sheet_of(table) for table in map(flat, tables)]
    save(context, output, _written(tables, sheets, ending), sheets, force=force, holds=None)
    rows = {table.name: len(table.rows) for table in tables}
    summary = ", ".join(plural(rows[name], name.removesuffix("s")) for name in ("partners", "projects", "exchanges"))
    note = " The history is not included."
    if not private:
        note = " Left out: contacts, references, notes, comments (--private includes them), and the history."
    confirm(context, output, f"Wrote {summary} to {output}.{note}")


def _sheet_of(table: BackupTable) -> Sheet:
    return lay_out_table(table.name, [field.key for field in table.fields], table.rows)


def _written(tables: list[BackupTable], sheets: list[Sheet], ending: str) -> bytes:
    if ending == ".json":
        return escape_json(document(tables)).encode()
    if ending == ".xlsx":
        return workbook_of({sheet.title: sheet for sheet in sheets})
    return archive({f"{sheet.title}.csv": comma_separated(sheet).encode() for sheet in sheets})


def _texts(books: Books) -> dict[str, str]:
    """Return the texts of the files in which people write comments, by name."""
    texts = {}
    for file in TEXTS:
        if books.snapshot.has(file):
            try:
                texts[file] = books.snapshot.read(file).decode()
            except UnicodeDecodeError as error:  # somebody changed it since the records were read
                raise NorecError(f"{file} is not valid UTF-8: {error}") from None
    return texts
