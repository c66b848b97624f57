"""Recognise the kind of a file by its name and its first bytes; refuse kinds that are no tables, and say what to do."""

import re
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

from norec_cli.model.errors import NorecError
from norec_cli.transfer.tables.table import Open
from norec_cli.transfer.tables.table_file import TableFile

# The kind of a file by the ending of its name.
KINDS = {
    ".csv": "csv", ".tsv": "csv", ".txt": "csv", ".tab": "csv", ".xlsx": "xlsx", ".xlsm": "xlsx", ".json": "json",
    ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of encrypted new ones
_SAVE = "save it as .xlsx or CSV"
_OPEN_AND_SAVE = f"open it in a spreadsheet program and {_SAVE}"
_UNPACK = "unpack it first"
# How files begin that are not read as tables, what they are, and what to do.
_BEGINNINGS = (
    (b"\x1f\x8b", "is compressed (gzip)", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "is compressed (7z)", _UNPACK),
    (b"Rar!", "is compressed (rar)", _UNPACK),
    (b"BZh", "is compressed (bzip2)", _UNPACK),
    (b"\xfd7zXZ", "is compressed (xz)", _UNPACK),
    (b"%PDF", "is a PDF, from which no table can be read safely", "ask for the table itself, as .xlsx or CSV"),
    (b"{\\rtf", "is a text document (RTF)", "copy its table into a spreadsheet program, and save it as .xlsx or CSV"),
    (b"PAR1", "is a Parquet file", "write it as CSV"),
    (b"SQLite format 3", "is a SQLite database", "write its table as CSV"),
    (b"\x89PNG", "is a picture", "ask for the table itself, as .xlsx or CSV"),
    (b"\xff\xd8\xff", "is a picture", "ask for the table itself, as .xlsx or CSV"),
)
# What XML and HTML files have near their beginning, in lower case. Some are called .xls.
_MARKUP = (
    (b"urn:schemas-microsoft-com:office:spreadsheet", "is a workbook in XML of 2003"),
    (b'progid="excel.sheet"', "is a workbook in XML of 2003"),
    (b"urn:oasis:names:tc:opendocument", "is an OpenDocument spreadsheet (.fods)"),
    (b"<html", "is a web page (HTML)"),
    (b"<!doctype html", "is a web page (HTML)"),
    (b"<table", "is a web page (HTML)"),
    (b"<meta", "is a web page (HTML)"),
    (b"<?xml", "is an XML file"),
)
_OPENDOCUMENT = b"application/vnd.oasis.opendocument."
_BLOCK = 1 << 20
_HAS_ROWS = re.compile(rb":\s*\[\s*\{")  # a list of objects in an object: no exchange has one


def recognise_kind(file: TableFile) -> str:
    """Return the kind of a file: `csv`, `xlsx`, `json` or `jsonl`.

    Args:
        file: the file.

    Raises:
        NorecError: if the file is empty, or of a kind that can't be read as a table.
    """
    kind, name = KINDS.get(file.ending, ""), file.display_name
    with file.open_file() as raw:
        head = raw.read(4096)
    if not head.strip() and kind != "jsonl":
        raise NorecError(f"{name} is empty")
    if head.startswith(_OLE):
        raise NorecError(f"{name} {_ole_problem(file.open_file)}")
    for beginning, words, advice in _BEGINNINGS:
        if head.startswith(beginning):
            raise NorecError(f"{name} {words}: {advice}")
    if head.startswith(_ZIP):  # whatever its name says
        with file.open_file() as raw:
            _refuse_other_archives(raw, head, name)
        return "xlsx"
    if kind != "jsonl":
        _refuse_markup(head, name)
    return kind or _kind_of_text(head)


def _ole_problem(open_file: Open) -> str:
    """Return what a file in an OLE container is, and what to do."""
    names = {
        name.encode("utf-16-le"): words
        for name, words in (
            ("EncryptedPackage", "is a workbook with a password: save it without one, as .xlsx"),
            (
                "WordDocument",
                "is a text document: copy its table into a spreadsheet program, and save it as .xlsx or CSV",
            ),
        )
    }
    with open_file() as raw:
        tail = b""
        while block := raw.read(_BLOCK):
            for name, words in names.items():
                if name in tail + block:
                    return words
            tail = block[-64:]
    return f"is an old Excel workbook (.xls): {_SAVE}"


def _refuse_other_archives(raw: BinaryIO, head: bytes, file: str) -> None:
    """Refuse archives that are known not to be XLSX workbooks."""
    if b"mimetype" + _OPENDOCUMENT in head:
        words = (
            "an OpenDocument spreadsheet (.ods)" if _OPENDOCUMENT + b"spreadsheet" in head else "an OpenDocument file"
        )
        raise NorecError(f"{file} is {words}: {_OPEN_AND_SAVE}")
    try:
        with ZipFile(raw) as archive:
            names = set(archive.namelist())
    except (BadZipFile, OSError, ValueError, NotImplementedError):
        return  # the reader of workbooks says what is wrong with it
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        raise NorecError(f"{file} is an OpenDocument file: {_OPEN_AND_SAVE}")
    if "xl/workbook.bin" in names:
        raise NorecError(f"{file} is a binary workbook (.xlsb): {_OPEN_AND_SAVE}")
    if any(name.endswith(".iwa") or name == "Index.zip" for name in names):
        raise NorecError(f"{file} is a Numbers spreadsheet: export it as .xlsx or CSV")
    if "word/document.xml" in names:
        raise NorecError(f"{file} is a text document: copy its table into a spreadsheet program, and {_SAVE}")


def _refuse_markup(head: bytes, file: str) -> None:
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith((b"\xff\xfe", b"\xfe\xff")):
        begin = begin[2:].replace(b"\0", b"").lstrip()
    if not begin.startswith(b"<"):
        return
    lowered = begin.lower()
    for mark, words in _MARKUP:
        if mark in lowered:
            raise NorecError(f"{file} {words}: {_OPEN_AND_SAVE}")


def _kind_of_text(head: bytes) -> str:
    begin = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith(b"["):
        return "json"
    if begin.startswith(b"{"):
        first = begin.split(b"\n", 1)[0].rstrip()
        return "jsonl" if first.endswith(b"}") and len(first) > 1 and not _HAS_ROWS.search(first) else "json"
    return "csv"
