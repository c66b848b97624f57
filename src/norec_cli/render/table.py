"""Tables for people, fitted to the terminal."""

import io
from collections.abc import Sequence

import msgspec
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from norec_cli.render.sheet import Cell, Column, Sheet
from norec_cli.render.text import visible

_GAP = 2  # between columns: one blank is the column's padding, one the grid's own
_LEAST_FLEXIBLE = 10


def table(sheet: Sheet, width: int | None, *, color: bool) -> str:
    """A sheet for people.

    Args:
        sheet: what to show.
        width: columns of the terminal; None if it is no terminal and nothing need be fitted.
        color: whether to use colour.
    """
    if sheet.overview is not None:
        if width is None or _needed(sheet.overview, list(sheet.overview.columns)) <= width:
            return table(sheet.overview, width, color=color)
        sheet = msgspec.structs.replace(sheet, overview=None)
    if sheet.sentence is not None:
        lines = [sheet.sentence(row) for row in sheet.rows]
        return "".join(
            visible(line) + "\n" for line in [*lines, *([""] if sheet.rows and sheet.foot else []), *sheet.foot]
        )
    out = io.StringIO()
    console = Console(
        file=out,
        width=width or 10_000,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(Text(visible(sheet.title), style="bold"))
    left_out: list[Column] = []
    if sheet.single:
        console.print(_card(sheet, sheet.rows[0]))
    elif sheet.rows:
        columns = [column for column in sheet.columns if not column.hidden and _has_values(sheet, column)]
        left_out = _leave_out(sheet, columns, width) if width else []
        columns = [column for column in columns if column not in left_out]
        if width is not None and _needed(sheet, columns) > width:
            left_out = []
            for row in sheet.rows:
                console.print(_card(sheet, row))
                console.print()
        else:
            console.print(_grid(sheet, columns))
    else:
        console.print(Text(sheet.empty))
    if sheet.foot and sheet.rows:
        console.print()
    for line in sheet.foot:
        console.print(Text(visible(line)))
    if left_out:
        names = ", ".join(column.heading.lower() for column in left_out)
        console.print(Text(f"Left out for lack of width: {names}. A wider terminal, or -f plain, has all."))
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _has_values(sheet: Sheet, column: Column) -> bool:
    place = sheet.columns.index(column)
    return any(row[place] not in (None, "", ()) for row in sheet.rows)


def _grid(sheet: Sheet, columns: list[Column]) -> Table:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, _GAP - 1, 0, 0), show_edge=False)
    for column in columns:
        grid.add_column(
            column.heading,
            justify="right" if column.number else "left",
            no_wrap=not column.flexible,
            overflow="fold" if column.flexible else "crop",
            min_width=None if column.flexible else _width(sheet, column),
        )
    places = [sheet.columns.index(column) for column in columns]
    for row in sheet.rows:
        grid.add_row(*(_text(sheet.columns[place], row[place]) for place in places))
    return grid


def _card(sheet: Sheet, row: Sequence[Cell]) -> Table:
    card = Table(box=None, show_header=False, pad_edge=False, padding=(0, _GAP, 0, 0))
    card.add_column(no_wrap=True)
    card.add_column(overflow="fold")
    for column, value in zip(sheet.columns, row, strict=True):
        if value not in (None, "", ()) and not (column.hidden and not sheet.single):
            card.add_row(Text(column.heading), _text(column, value))
    return card


def _text(column: Column, value: object) -> Text:
    words = column.for_people(value)  # type: ignore[arg-type]  # the row's values are cells
    return Text(words, style=column.styles.get(words, ""))


def _leave_out(sheet: Sheet, columns: list[Column], width: int) -> list[Column]:
    """The columns that must go for the rest to fit: those that can best be spared."""
    left_out: list[Column] = []
    for spare in sorted({column.spare for column in columns if column.spare}, reverse=True):
        if _needed(sheet, [column for column in columns if column not in left_out]) <= width:
            break
        left_out += [column for column in columns if column.spare == spare]
    return left_out


def _needed(sheet: Sheet, columns: list[Column]) -> int:
    """The least width that shows these columns whole."""
    return sum(_width(sheet, column) for column in columns) + _GAP * (len(columns) - 1)


def _width(sheet: Sheet, column: Column) -> int:
    place = sheet.columns.index(column)
    widest = max(cell_len(column.for_people(row[place])) for row in sheet.rows)
    return max(min(widest, _LEAST_FLEXIBLE) if column.flexible else widest, cell_len(column.heading))
