"""A table of any kind of file: recognise the kind, and read it."""

from norec_cli.model.errors import NorecError
from norec_cli.model.wording import did_you_mean, shorten
from norec_cli.transfer.tables.limits import DEFAULT
from norec_cli.transfer.tables.table import Open, Table

# The kind of a file by the ending of its name.
KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".tab": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".json": "json",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def read_table(
    open_file: Open, file: str, ending: str, *, sheet: str | None, encoding: str | None, most: int = DEFAULT
) -> Table:
    """Return the table of a file.

    Args:
        open_file: opens the file, each time it is called.
        file: its name for messages.
        ending: the ending of its name, in lower case; if it is not known, the first bytes of the file decide.
        sheet: the name of a sheet of a workbook; None if only one sheet isn't empty.
        encoding: the encoding of a text as a person named it; None to recognise it.
        most: the most bytes that a workbook, unpacked, or a JSON file may have.

    Raises:
        NorecError: if the file can't be read as a table.
    """
    with open_file() as raw:
        head = raw.read(4096)
    kind = KINDS.get(ending, "")
    if head.startswith(_OLD_WORKBOOK):
        raise NorecError(f"{file} is an old Excel workbook (.xls): save it as .xlsx or CSV")
    if head.startswith(_GZIP):
        raise NorecError(f"{file} is compressed (gzip): unpack it first")
    if not head.strip() and kind != "jsonl":
        raise NorecError(f"{file} is empty")
    if head.startswith(_ZIP):  # whatever its name says
        kind = "xlsx"
    elif not kind:
        kind = _kind_of_text(head)
    if sheet is not None and kind != "xlsx":
        raise NorecError(f"--sheet is only for workbooks, and {file} is not one: leave --sheet out")
    if kind == "xlsx":
        from norec_cli.transfer.tables.xlsx_reader import read_sheet  # each reader loads only what its files need

        return read_sheet(open_file, file, sheet, most)
    if kind in ("json", "jsonl"):
        from norec_cli.transfer.tables.json_reader import read_json

        return read_json(open_file, file, most, lines=kind == "jsonl")
    from norec_cli.transfer.tables.csv_reader import read_text_table

    return read_text_table(open_file, file, _codec(encoding))


def _kind_of_text(head: bytes) -> str:
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(b"["):
        return "json"
    if begin.startswith(b"{"):
        first = begin.split(b"\n", 1)[0].rstrip()
        return "jsonl" if first.endswith(b"}") and len(first) > 1 else "json"
    return "csv"


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
