"""Find the sheets of a workbook that hold a kind of records."""

from collections.abc import Mapping

from norec_cli.model.errors import NorecError
from norec_cli.transfer.rows.columns import TableKind, known_headings, match_columns
from norec_cli.transfer.tables.kinds import recognise_kind
from norec_cli.transfer.tables.reader import read_table
from norec_cli.transfer.tables.table import Open, Table

# The fields without which a table holds no records of a kind.
NEEDED: Mapping[TableKind, tuple[str, ...]] = {
    "partners": ("name", "country"),
    "projects": ("title", "partners"),
    "exchanges": ("from", "to"),
}
_MOST_SHEETS = 10  # of a workbook with more, nothing is found


def sheets_by_kind(
    open_file: Open, file: str, ending: str, maps: Mapping[TableKind, Mapping[str, str]], most: int
) -> dict[str, TableKind | None]:
    """Return what each sheet of a workbook holds, by its headings; None for a sheet that may hold anything else.

    Args:
        open_file: opens the file, each time it is called.
        file: its name for messages.
        ending: the ending of its name, in lower case.
        maps: headings by field, as a person gave them with --map, by the kind of the records that they are for.
        most: the most bytes that a workbook may have when it is unpacked.

    Returns:
        The kinds by the names of the sheets that are visible and hold values; empty if the file is no workbook.

    Raises:
        NorecError: if the file can't be read.
    """
    if recognise_kind(open_file, file, ending) != "xlsx":
        return {}
    from norec_cli.transfer.tables.xlsx_reader import list_sheets  # only workbooks need it

    names = list_sheets(open_file, file, most)
    if not 1 < len(names) <= _MOST_SHEETS:
        return {}
    found: dict[str, TableKind | None] = {}
    for name in names:
        kinds = [kind for kind in NEEDED if _holds(open_file, file, name, kind, maps.get(kind, {}), most)]
        found[name] = kinds[0] if len(kinds) == 1 else None
    return found


def names_on_sheet(open_file: Open, file: str, sheet: str, most: int) -> list[str]:
    """Return the names of the partners on a sheet of partners; see `sheets_by_kind`."""
    table = _read(open_file, file, sheet, "partners", {}, most)
    place = match_columns("partners", table.headings, {}, {}).columns["name"]
    return [row.cells[place] for row in table.rows() if not row.problem]


def _holds(open_file: Open, file: str, sheet: str, kind: TableKind, maps: Mapping[str, str], most: int) -> bool:
    """Return whether a sheet has the columns that records of a kind need."""
    try:
        table = _read(open_file, file, sheet, kind, maps, most)
        mapping = match_columns(kind, table.headings, maps, {})
    except NorecError:
        return False
    return all(field in mapping.columns for field in NEEDED[kind])


def _read(open_file: Open, file: str, sheet: str, kind: TableKind, maps: Mapping[str, str], most: int) -> Table:
    known = known_headings(kind, maps)
    return read_table(open_file, file, ".xlsx", sheet=sheet, encoding=None, known=known, most=most)
