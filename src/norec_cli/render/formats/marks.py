"""Recognise files that this program wrote by their contents.

JSON has a schema of norec, a workbook names norec as its creator. CSV and JSON lines must have the columns that are to
be written, plain lines the same number of fields, Markdown a title that begins with the same word, an archive the same
tables.
"""

import io
import json
import re
from collections.abc import Collection, Mapping, Sequence
from zipfile import BadZipFile, ZipFile

from norec_cli.render.formats.escaping import markdown_text
from norec_cli.render.formats.text import comma_separated
from norec_cli.render.sheet import Sheet

_json_mark = re.compile(rb'\s*\{\s*"schema":\s*"norec\.')
_CREATOR = b">norec</dc:creator>"
_ENOUGH = 1 << 16  # bytes of each file in an archive that are read


def is_ours(present: bytes, sheets: Collection[Sheet]) -> bool:
    """Return whether a file is empty or was written by this program.

    Args:
        present: content of the file.
        sheets: sheets that are to be written to it now; an archive has a CSV file for each.
    """
    if not present.strip() or _json_mark.match(present):
        return True
    if (members := _members(present)) is not None:
        return _CREATOR in members.get("docProps/core.xml", b"") or _has_tables(members, sheets)
    alike = (_has_heading, _has_fields, _has_title, _has_as_many_fields)
    return any(is_alike(present, sheet) for sheet in sheets for is_alike in alike)


def _members(present: bytes) -> dict[str, bytes] | None:
    """Return the beginning of each file in an archive, by name; None if it is not an archive."""
    try:
        with ZipFile(io.BytesIO(present)) as archive:
            names = [name for name in archive.namelist() if not name.startswith("xl/")]
            return {name: archive.open(name, "r").read(_ENOUGH) for name in names}
    except (
        BadZipFile,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
    ):  # raised for damaged or encrypted archives
        return None


def _has_tables(members: Mapping[str, bytes], sheets: Collection[Sheet]) -> bool:
    """Return whether an archive holds only CSV files named like the sheets, each with the same first column.

    The other columns, and one of the tables, depend on --private.
    """
    first = {f"{sheet.title}.csv": f"{sheet.columns[0].field},".encode() for sheet in sheets}
    shared = members.keys() & first.keys()
    alike = all(members[name].startswith(first[name]) for name in shared)
    return bool(shared) and len(shared) == min(len(members), len(first)) and alike


def _has_heading(present: bytes, sheet: Sheet) -> bool:
    """Return whether a text is CSV with the columns of a sheet."""
    heading = comma_separated(Sheet("", sheet.columns, (), json_header={})).encode()
    return present.startswith(heading)


def _has_fields(present: bytes, sheet: Sheet) -> bool:
    """Return whether a text is JSON lines with the fields of a sheet."""
    try:
        first = json.loads(present.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    fields: Sequence[str] = [column.field for column in sheet.columns]
    return isinstance(first, dict) and list(first) == fields


def _has_title(present: bytes, sheet: Sheet) -> bool:
    """Return whether a text is Markdown whose title begins with the same word as that of a sheet."""
    word = markdown_text(sheet.title).partition(" ")[0]
    return present.startswith(f"**{word}".encode()) and b"\n| " in present


def _has_as_many_fields(present: bytes, sheet: Sheet) -> bool:
    """Return whether a text is plain lines with as many fields as a sheet has, and with more than one."""
    tabs = len(sheet.columns) - 1
    lines = present.removesuffix(b"\n").split(b"\n")
    return tabs > 0 and all(line.count(b"\t") == tabs for line in lines)
