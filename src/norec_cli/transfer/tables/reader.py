"""A table of any kind of file: recognise the kind, and read it."""

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import did_you_mean, shorten
from norec_cli.transfer.tables.headings import KnownHeadings
from norec_cli.transfer.tables.kinds import recognise_kind
from norec_cli.transfer.tables.limits import DEFAULT
from norec_cli.transfer.tables.matrix import MatrixOptions, matrix_as_rows
from norec_cli.transfer.tables.table import Open, Table


def read_table(
    open_file: Open,
    file: str,
    ending: str,
    *,
    sheet: str | None,
    encoding: str | None,
    header: int | None = None,
    visible: bool = False,
    matrix: MatrixOptions | None = None,
    known: KnownHeadings | None = None,
    most: int = DEFAULT,
) -> Table:
    """Return the table of a file.

    Args:
        open_file: opens the file, each time it is called.
        file: its name for messages.
        ending: the ending of its name, in lower case; if it is not known, the first bytes of the file decide.
        sheet: the name of a sheet of a workbook; None if only one sheet isn't empty.
        encoding: the encoding of a text as a person named it; None to recognise it.
        header: the line, or the row of a sheet, with the headings; None to find it.
        visible: whether hidden rows and columns of a sheet are left out.
        matrix: how the table is read if it is a matrix of who went to whom; None if it has a row for each exchange.
        known: returns how many of some cells are headings of known fields; None if no fields are known.
        most: the most bytes that a workbook, unpacked, or a JSON file may have.

    Raises:
        NorecError: if the file can't be read as a table.
    """
    kind = recognise_kind(open_file, file, ending)
    _refuse_other_options(kind, file, sheet=sheet, encoding=encoding, header=header, visible=visible)
    if matrix is not None:
        known = None  # its headings are names
    if kind == "xlsx":
        from norec_cli.transfer.tables.xlsx_reader import read_sheet  # each reader loads only what its files need

        table = read_sheet(open_file, file, sheet, most, header=header, visible=visible, known=known)
    elif kind in ("json", "jsonl"):
        from norec_cli.transfer.tables.json_reader import read_json

        table = read_json(open_file, file, most, lines=kind == "jsonl")
    else:
        from norec_cli.transfer.tables.csv_reader import read_text_table

        table = read_text_table(open_file, file, _codec(encoding), header=header, known=known)
    return table if matrix is None else matrix_as_rows(table, matrix, file)


def _refuse_other_options(
    kind: str, file: str, *, sheet: str | None, encoding: str | None, header: int | None, visible: bool
) -> None:
    """Refuse options that have no meaning for this kind of file."""
    if kind != "xlsx":
        for flag, given in (("--sheet", sheet is not None), ("--visible", visible)):
            if given:
                raise NorecError(f"{flag} is only for workbooks, and {file} is not one: leave {flag} out")
    if kind != "csv" and encoding is not None:
        found = "a workbook" if kind == "xlsx" else "JSON"
        raise NorecError(f"--encoding is only for CSV and TSV, and {file} is {found}: leave --encoding out")
    if kind in ("json", "jsonl") and header is not None:
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
