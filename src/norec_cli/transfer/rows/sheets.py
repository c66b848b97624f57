"""Find the sheets of a workbook that hold a kind of records."""

from collections.abc import Mapping

from norec_cli.model.errors import NorecError
from norec_cli.transfer.rows.columns import match_columns
from norec_cli.transfer.rows.headings import TableKind, known_headings
from norec_cli.transfer.tables.kinds import recognise_kind
from norec_cli.transfer.tables.reader import read_table
from norec_cli.transfer.tables.table import Table
from norec_cli.transfer.tables.table_file import HowToRead, TableFile

# The fields without which a table holds no records of a kind.
NEEDED: Mapping[TableKind, tuple[str, ...]] = {
    "partners": ("name", "country"),
    "projects": ("title", "partners"),
    "exchanges": ("from", "to"),
}
_MOST_SHEETS = 10  # of a workbook with more, nothing is found


def sheets_by_kind(file: TableFile, maps: Mapping[TableKind, Mapping[str, str]]) -> dict[str, TableKind | None]:
    """Return what each sheet of a workbook holds, by its headings; None for a sheet that may hold anything else.

    Args:
        file: the file.
        maps: headings by field, as a person gave them with --map, by the kind of the records that they are for.

    Returns:
        The kinds by the names of the sheets that are visible and hold values; empty if the file is no workbook.

    Raises:
        NorecError: if the file can't be read.
    """
    if recognise_kind(file) != "xlsx":
        return {}
    from norec_cli.transfer.tables.xlsx_reader import list_sheets  # only workbooks need it

    names = list_sheets(file)
    if not 1 < len(names) <= _MOST_SHEETS:
        return {}
    found: dict[str, TableKind | None] = {}
    for name in names:
        kinds = [kind for kind in NEEDED if _holds(file, name, kind, maps.get(kind, {}))]
        found[name] = kinds[0] if len(kinds) == 1 else None
    return found


def names_on_sheet(file: TableFile, sheet: str) -> list[str]:
    """Return the names of the partners on a sheet of partners; see `sheets_by_kind`."""
    table = _read(file, sheet, "partners", {})
    place = match_columns("partners", table.headings, {}, {}).columns["name"]
    return [row.cells[place] for row in table.rows() if not row.problem]


def _holds(file: TableFile, sheet: str, kind: TableKind, maps: Mapping[str, str]) -> bool:
    """Return whether a sheet has the columns that records of a kind need."""
    try:
        table = _read(file, sheet, kind, maps)
        mapping = match_columns(kind, table.headings, maps, {})
    except NorecError:
        return False
    return all(field in mapping.columns for field in NEEDED[kind])


def _read(file: TableFile, sheet: str, kind: TableKind, maps: Mapping[str, str]) -> Table:
    return read_table(file, HowToRead(sheet=sheet, known=known_headings(kind, maps)))
