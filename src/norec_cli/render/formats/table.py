"""Write tables for people, fitted to the width of the terminal."""

from collections.abc import Sequence

import msgspec
from rich.color import ColorSystem
from rich.style import Style

from norec_cli.render.formats.cells import text_for_people
from norec_cli.render.formats.escaping import visible
from norec_cli.render.formats.wrapping import longest_piece, width_of, wrap
from norec_cli.render.sheet import Cell, Column, Sheet, without_expected

_GAP = 2  # blanks between columns
_LEAST_FLEXIBLE = 10
_LEAST_BESIDE = 16  # width for the values of a record beside their headings; with less, they go below
_NONE = (None, "", ())


class _Measured(msgspec.Struct, frozen=True):
    """A column with the texts of its cells and its possible widths.

    Attributes:
        column: the column.
        words: texts of its cells.
        whole: width that shows every cell on one line.
        easy: least width before other columns are dropped.
        tight: width of the longest piece of text that can't be broken.
        constant: whether all rows have the same text.
    """

    column: Column
    words: Sequence[str]
    whole: int
    easy: int
    tight: int
    constant: bool


def table(sheet: Sheet, width: int | None, *, color: bool) -> str:
    """Return a sheet as a table for people.

    Args:
        sheet: the sheet.
        width: columns of the terminal; None if the table isn't fitted to one.
        color: whether to use colour.
    """
    sheet = without_expected(sheet)
    if sheet.overview is not None:
        columns = _measured(sheet.overview)
        if width is None or _needed([measured.easy for measured in columns]) <= width:
            return table(sheet.overview, width, color=color)
        sheet = msgspec.structs.replace(sheet, overview=None)
    if sheet.sentence is not None:
        lines = [line for row in sheet.rows for line in wrap(visible(sheet.sentence(row)), width, indent=2)]
        lines += [] if sheet.rows or not sheet.empty else wrap(visible(sheet.empty), width)
    else:
        lines = [_styled(line, "bold", color=color) for line in wrap(visible(sheet.title), width)]
        lines += _body(sheet, width, color=color)
    if sheet.footnotes and sheet.rows:
        lines.append("")
    lines += [line for footnote in sheet.footnotes for line in wrap(visible(footnote), width)]
    return "".join(line.rstrip() + "\n" for line in lines)


def _body(sheet: Sheet, width: int | None, *, color: bool) -> list[str]:
    """Return the lines of the rows, and a note about columns that were dropped."""
    if not sheet.rows:
        return wrap(visible(sheet.empty), width)
    if sheet.is_record:
        return _record(sheet, sheet.rows[0], width, color=color)
    columns = _measured(sheet)
    if width is None:
        return _grid(columns, [measured.whole for measured in columns], color=color)
    kept = _kept(columns, width)
    if kept is None:
        return _blocks(sheet, width, color=color)
    return [*_grid(kept, _widths(kept, width), color=color), *_left_out(columns, kept, width)]


def _measured(sheet: Sheet) -> list[_Measured]:
    """Return the columns for people: those that aren't hidden and have a value in some row."""
    measured = []
    for place, column in enumerate(sheet.columns):
        if column.hidden or all(row[place] in _NONE for row in sheet.rows):
            continue
        words = [text_for_people(column, row[place], visible) for row in sheet.rows]
        whole = max(map(width_of, words))
        tight = whole if column.number or (column.styles and not column.flexible) else max(map(longest_piece, words))
        heading = width_of(column.heading)
        measured.append(
            _Measured(
                column,
                words,
                max(whole, heading),
                max(min(whole, max(tight, _LEAST_FLEXIBLE)) if column.flexible else whole, heading),
                max(tight, longest_piece(column.heading)),
                len(words) > 1 and len(set(words)) == 1,
            )
        )
    return measured


def _kept(columns: list[_Measured], width: int) -> list[_Measured] | None:
    """Return the columns that fit a width; None if those that must stay don't fit.

    Columns with the same text in all rows are dropped first, then those with the highest `drop_order`.
    """
    kept = columns
    ranks = sorted(
        {(measured.constant, measured.column.drop_order) for measured in columns if measured.column.drop_order},
        reverse=True,
    )
    for rank in (None, *ranks):
        kept = [measured for measured in kept if (measured.constant, measured.column.drop_order) != rank]
        if _needed([measured.easy for measured in kept]) <= width:
            return kept
    return kept if _needed([measured.tight for measured in kept]) <= width else None


def _widths(columns: list[_Measured], width: int) -> list[int]:
    """Return the width of each column; spare width goes to those whose cells take the most lines."""
    easy = [measured.easy for measured in columns]
    widths = easy if _needed(easy) <= width else [measured.tight for measured in columns]
    spare = width - _needed(widths)
    while spare > 0:
        narrow = [place for place, column in enumerate(columns) if widths[place] < column.whole]
        if not narrow:
            break
        place = max(narrow, key=lambda place: columns[place].whole / widths[place])
        widths[place] += 1
        spare -= 1
    return widths


def _left_out(columns: list[_Measured], kept: list[_Measured], width: int) -> list[str]:
    """Return a note about the columns that were dropped, with the text of those that are the same in all rows."""
    dropped = [measured for measured in columns if measured not in kept]
    notes = []
    if same := [
        f"{measured.column.heading} {measured.words[0]}"
        for measured in dropped
        if measured.constant and measured.words[0]
    ]:
        notes.append(f"The same in all rows: {'; '.join(same)}.")
    if names := ", ".join(measured.column.heading.lower() for measured in dropped if not measured.constant):
        notes.append(f"Left out for lack of width: {names}. A wider terminal, or -f plain, has all.")
    return [line for note in notes for line in wrap(note, width)]


def _needed(widths: list[int]) -> int:
    """Return the width of a table with columns of these widths."""
    return sum(widths) + _GAP * (len(widths) - 1)


def _grid(columns: list[_Measured], widths: list[int], *, color: bool) -> list[str]:
    """Return the lines of a table: headings, a rule and rows, with cells on as many lines as they need."""
    wrapped = [wrap(measured.column.heading, width) for measured, width in zip(columns, widths, strict=True)]
    lines = [_styled(line, "bold", color=color) for line in _side_by_side(columns, widths, wrapped)]
    lines.append("─" * _needed(widths))
    for row in zip(*(measured.words for measured in columns), strict=True):
        cells = [
            [_styled(line, measured.column.styles.get(words, ""), color=color) for line in wrap(words, width)]
            for measured, words, width in zip(columns, row, widths, strict=True)
        ]
        lengths = [[width_of(line) for line in wrap(words, width)] for words, width in zip(row, widths, strict=True)]
        lines += _side_by_side(columns, widths, cells, lengths)
    return lines


def _side_by_side(
    columns: list[_Measured],
    widths: list[int],
    cells: Sequence[Sequence[str]],
    lengths: Sequence[Sequence[int]] | None = None,
) -> list[str]:
    """Return cells of several lines beside each other, padded with blanks; numbers are aligned to the right."""
    lines = []
    for number in range(max(map(len, cells))):
        line = ""
        for place, (measured, width) in enumerate(zip(columns, widths, strict=True)):
            text = cells[place][number] if number < len(cells[place]) else ""
            length = width_of(text) if lengths is None else lengths[place][number] if text else 0
            blanks = " " * (width - length)
            line += (blanks + text if measured.column.number else text + blanks) + " " * _GAP
        lines.append(line.rstrip())
    return lines


def _record(sheet: Sheet, row: Sequence[Cell], width: int | None, *, color: bool) -> list[str]:
    """Return one record, a field a line; values beside their headings, or as a block if there is no room."""
    fields = _fields(sheet, row)
    beside = max(width_of(column.heading) for column, _ in fields) + _GAP
    room = None if width is None else width - beside
    if room is not None and (room < _LEAST_BESIDE or any(longest_piece(words) > room for _, words in fields)):
        return _block(fields, width, color=color)
    lines = []
    for column, words in fields:
        first, *rest = (_styled(line, column.styles.get(words, ""), color=color) for line in wrap(words, room))
        lines.append(f"{column.heading}{' ' * (beside - width_of(column.heading))}{first}")
        lines += [" " * beside + line for line in rest]
    return lines


def _blocks(sheet: Sheet, width: int, *, color: bool) -> list[str]:
    """Return each record as a block of lines, followed by a blank line."""
    lines = []
    for row in sheet.rows:
        lines += [*_block(_fields(sheet, row), width, color=color), ""]
    return lines


def _block(fields: list[tuple[Column, str]], width: int | None, *, color: bool) -> list[str]:
    """Return the fields of a record as lines of `heading: value`."""
    lines = []
    for column, words in fields:
        label = f"{column.heading}: " if column.heading else ""
        for number, line in enumerate(wrap(label + words, width, indent=2)):
            style = column.styles.get(words, "")
            if number or not line.startswith(label):
                lines.append(_styled(line, style, color=color))
            else:
                lines.append(label + _styled(line.removeprefix(label), style, color=color))
    return lines


def _fields(sheet: Sheet, row: Sequence[Cell]) -> list[tuple[Column, str]]:
    """Return the fields of a record that have a value, with their text for people."""
    return [
        (column, text_for_people(column, value, visible))
        for column, value in zip(sheet.columns, row, strict=True)
        if value not in _NONE and not (column.hidden and not sheet.is_record)
    ]


def _styled(text: str, style: str, *, color: bool) -> str:
    """Return a text in a style, if there is colour."""
    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD) if color and style and text else text
