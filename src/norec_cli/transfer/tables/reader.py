"""A table of any kind of file: recognise the kind, and read it."""

import msgspec

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import did_you_mean, shorten
from norec_cli.transfer.tables.kinds import recognise_kind
from norec_cli.transfer.tables.matrix import matrix_as_rows
from norec_cli.transfer.tables.table import Table
from norec_cli.transfer.tables.table_file import HowToRead, TableFile


def read_table(file: TableFile, how: HowToRead) -> Table:
    """Return the table of a file.

    Args:
        file: the file.
        how: how it is read.

    Raises:
        NorecError: if the file can't be read as a table.
    """
    kind = recognise_kind(file)
    _refuse_other_options(kind, file.display_name, how)
    if how.matrix is not None:
        how = msgspec.structs.replace(how, known=None)  # its headings are names
    if kind == "xlsx":
        from norec_cli.transfer.tables.xlsx_reader import read_sheet  # each reader loads only what its files need

        table = read_sheet(file, how)
    elif kind in ("json", "jsonl"):
        from norec_cli.transfer.tables.json_reader import read_json

        table = read_json(file, lines=kind == "jsonl")
    else:
        from norec_cli.transfer.tables.csv_reader import read_text_table

        table = read_text_table(file, msgspec.structs.replace(how, encoding=_codec(how.encoding)))
    return table if how.matrix is None else matrix_as_rows(table, how.matrix, file.display_name)


def _refuse_other_options(kind: str, file: str, how: HowToRead) -> None:
    """Refuse options that have no meaning for this kind of file."""
    if kind != "xlsx":
        for flag, given in (("--sheet", how.sheet is not None), ("--visible", how.visible)):
            if given:
                raise NorecError(f"{flag} is only for workbooks, and {file} is not one: leave {flag} out")
    if kind != "csv" and how.encoding is not None:
        found = "a workbook" if kind == "xlsx" else "JSON"
        raise NorecError(f"--encoding is only for CSV and TSV, and {file} is {found}: leave --encoding out")
    if kind in ("json", "jsonl") and how.header is not None:
        raise NorecError(f"--header is only for CSV and workbooks, and {file} is JSON: leave --header out")


def _codec(encoding: str | None) -> str | None:
    import codecs  # few people name an encoding

    if encoding is None:
        return None
    try:
        "".encode(encoding)  # refuses codecs that are not for text, such as base64
        return codecs.lookup(encoding).name
    except (LookupError, ValueError):
        known = ("utf-8", "utf-16", "cp1252", "iso8859-1")
        raise NorecError(
            f'--encoding: "{shorten(encoding)}" is not a known encoding{did_you_mean(encoding, known)}'
        ) from None
