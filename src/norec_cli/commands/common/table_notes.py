"""Say how a table was understood, for imports and for reports with --input."""

from collections.abc import Collection, Sequence

from norec_cli.context import Context
from norec_cli.model.wording import listed_shortly, plural
from norec_cli.render.screen import tell
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchanges import ExchangeReader
from norec_cli.transfer.rows.headings import list_headings
from norec_cli.transfer.rows.problems import quoted
from norec_cli.transfer.tables.table import Table

_MOST_SUMS = 5


def describe_rows(table: Table, said: Collection[str]) -> list[str]:
    """Return lines that say which rows were left out and which cells filled in, once all rows have been read.

    Args:
        table: the table.
        said: the subjects of its notes that were said before.
    """
    return [note for subject, note in table.notes.items() if subject not in said]


def tell_notes(context: Context, notes: Sequence[str]) -> None:
    """Print what was understood of a table, below the line that names its file."""
    tell(context, *(f"  {note}" for note in notes))


def tell_columns(
    context: Context, display_name: str, table: Table, mapping: ColumnMapping, *, unused: str = "not imported"
) -> None:
    """Print what kind of table a file is, and which column holds which field.

    Args:
        context: the surroundings.
        display_name: the name of the file for messages.
        table: the table.
        mapping: the columns of its fields.
        unused: what is said of columns from which no field is read.
    """
    fields = [f"{field} is {quoted(mapping.headings[position])}" for field, position in mapping.columns.items()]
    fields += [f"{field} is {quoted(text)} for all" for field, text in mapping.constants.items()]
    notes = [", ".join(fields)] if fields else []
    if mapping.unused:
        notes.append(f"{unused}: {list_headings(mapping.unused)}")
    tell(context, f"norec: {display_name}: {table.description}")
    tell_notes(context, [*notes, *table.notes.values()])


def describe_reading(reading: ExchangeReader, mapping: ColumnMapping) -> list[str]:
    """Return lines that say how the rows of exchanges were read.

    Args:
        reading: the reader of the rows, at its end.
        mapping: the columns of the fields.
    """
    notes = [f"{'' if number else 'for example, '}{example}" for number, example in enumerate(reading.examples)]
    if not any(map(mapping.has, ("participants", "men", "outgoing", "incoming"))):
        notes.append("no column says how many people: each row counts as one person")
    if "year" in mapping.columns and not mapping.has("start"):
        notes.append(f"{reading.years_in_words()}; ends are not known")
    if reading.decimal_comma:
        notes.append("numbers use a decimal comma")
    notes += [
        f'numbers of people have a {"comma" if sign == "," else "point"} between thousands: "1{sign}234" is 1234'
        for sign in sorted(reading.thousands_signs)
    ]
    left_out = reading.left_out
    if left_out.within:
        people = plural(left_out.people_within, "person", "people")
        notes.append(f"left out: {plural(left_out.within, 'row')} within one organisation ({people})")
    if left_out.nobody:
        notes.append(f"left out: {plural(left_out.nobody, 'row')} of 0 people")
    for status, rows in left_out.by_status.items():
        notes.append(f"left out: {plural(rows, 'row')} with the status {status}")
    if left_out.totals:
        sums = ""
        if reading.sums:
            names = listed_shortly([quoted(name) for name in reading.sums], _MOST_SUMS)
            sums = f" ({names}: the sum of the others)"
        notes.append(f"left out: {plural(left_out.totals, 'total row')}{sums}")
    if left_out.headings:
        notes.append(f"left out: {plural(left_out.headings, 'heading')} of sections")
    return notes
