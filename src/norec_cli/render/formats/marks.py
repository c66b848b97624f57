"""How to tell that this program wrote a file, by what the file holds.

JSON has a schema of ours, a workbook names its creator. CSV and JSON lines are taken for ours if they have the same
columns as what is to be written, plain lines if each has as many fields, Markdown if its title begins the same, an
archive if it has the same tables.
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
_ENOUGH = 1 << 16  # bytes of a file in an archive by which it is known


def is_ours(present: bytes, sheets: Collection[Sheet]) -> bool:
    """Return whether a file holds nothing, or something that this program wrote.

    Args:
        present: what the file holds.
        sheets: what is to be written there now; of several, an archive has a file of CSV for each.
    """
    if not present.strip() or _json_mark.match(present):
        return True
    if (members := _members(present)) is not None:
        return _CREATOR in members.get("docProps/core.xml", b"") or _has_tables(members, sheets)
    alike = (_has_heading, _has_fields, _has_title, _has_as_many_fields)
    return any(is_alike(present, sheet) for sheet in sheets for is_alike in alike)


def _members(present: bytes) -> dict[str, bytes] | None:
    """Return how each file in an archive begins, by its name; None if it is no archive."""
    try:
        with ZipFile(io.BytesIO(present)) as archive:
            names = [name for name in archive.namelist() if not name.startswith("xl/")]
            return {name: archive.open(name, "r").read(_ENOUGH) for name in names}
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):  # what broken or locked ones raise
        return None


def _has_tables(members: Mapping[str, bytes], sheets: Collection[Sheet]) -> bool:
    """Return whether an archive holds CSV named as the sheets are, each with the same first column, and nothing else.

    The other columns depend on whether what is private was left out, as does one of the tables.
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
