"""Options about how a table is read: an import and a report on a table have the same."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.option_types import Options, flag_option, text_option, texts_option
from norec_cli.model.wording import shorten

if TYPE_CHECKING:
    from norec_cli.transfer.rows.date_columns import Order
    from norec_cli.transfer.tables.matrix import MatrixOptions, RowsOf

_PANEL = "How the table is read"

# Of a table of any records.
TABLE_OPTIONS: Options = {
    "map": texts_option(
        _PANEL, "--map", metavar="FIELD=COLUMN", text="Column of a field; FIELD= reads it from no column"
    ),
    "set": texts_option(_PANEL, "--set", metavar="FIELD=VALUE", text="Value of a field for every row"),
    "sheet": text_option(
        _PANEL, "--sheet", metavar="NAME", text="Sheet of a workbook; default: the only one with such records."
    ),
    "encoding": text_option(
        _PANEL, "--encoding", metavar="NAME", text="Encoding of a text: utf-8, cp1252 …; default: recognised."
    ),
    "header": text_option(
        _PANEL, "--header", metavar="ROW", text="Row of the headings, counted from 1; default: found below titles."
    ),
    "visible": flag_option(_PANEL, "--visible", text="Leave hidden rows and columns of a workbook out."),
    "date_format": text_option(
        _PANEL, "--date-format", metavar="DMY|MDY", text="Order of day and month; default: as the dates show."
    ),
    "skip_bad": flag_option(
        _PANEL, "--skip-bad", text="Leave rows with errors out; an import writes them to NAME.bad.csv."
    ),
}
# Of a table of exchanges.
EXCHANGE_TABLE_OPTIONS: Options = {
    **TABLE_OPTIONS,
    "matrix": text_option(
        _PANEL,
        "--matrix",
        metavar="senders|hosts",
        text="Read a matrix of who went to whom, whose rows are the senders or the hosts.",
    ),
    "same": texts_option(
        _PANEL, "--same", metavar="NAME=ID", text="Read a name as that of another partner, given by id or name"
    ),
    "new": texts_option(
        _PANEL, "--new", metavar="NAME", text="Read a name as that of a partner of its own, though others are near it"
    ),
    "map_value": texts_option(
        _PANEL, "--map-value", metavar="COLUMN:TEXT=MEANING", text="What a text in a column means: Status:OK=completed"
    ),
    "ignore": texts_option(_PANEL, "--ignore", metavar="COLUMN", text="Column that isn't read; #3 is the third"),
    "ignore_rest": flag_option(_PANEL, "--ignore-rest", text="Leave out columns that aren't read, without asking."),
    "skip_totals": flag_option(
        _PANEL, "--skip-totals", text="Leave out rows that are totals, or headings of sections."
    ),
}


class TableOptions(msgspec.Struct, frozen=True):
    """How a table is to be read.

    Attributes:
        maps: headings of columns by field; an empty one leaves the field out.
        constants: texts by field, the same for every row.
        sheet: the name of a sheet of a workbook.
        encoding: the encoding of a text.
        header: the row of the headings; None to find it.
        visible: whether to leave hidden rows and columns of a workbook out.
        matrix: what the rows of a matrix are; None if the table is none.
        order: whether day or month comes first in dates.
        skip_bad: whether to leave bad rows out.
        same: words `NAME=ID`: a name in the table, and the id or name of the partner that has it.
        new: names of partners of their own, though other names are near them.
        meanings: words `COLUMN:TEXT=MEANING`.
        ignored: headings or places of columns that aren't read.
        ignore_rest: whether no column that isn't read is asked about.
        skip_totals: whether to leave out total rows and headings of sections.
    """

    maps: dict[str, str]
    constants: dict[str, str]
    sheet: str | None
    encoding: str | None
    order: "Order | None"
    skip_bad: bool
    header: int | None = None
    visible: bool = False
    matrix: "RowsOf | None" = None
    same: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    ignore_rest: bool = False
    skip_totals: bool = False

    def matrix_options(self) -> "MatrixOptions | None":
        """Return how a matrix is read; None if the table is none."""
        if self.matrix is None:
            return None
        from norec_cli.transfer.tables.matrix import MatrixOptions  # only a matrix needs it

        return MatrixOptions(self.matrix, self.ignored, self.ignore_rest, self.new)

    @property
    def ignored_columns(self) -> Sequence[str]:
        """Headings or places of columns that aren't read; none of a matrix, which has lost these columns already."""
        return self.ignored if self.matrix is None else ()

    @classmethod
    def parse(cls, arguments: ArgumentReader, values: Mapping[str, Any]) -> "TableOptions":
        """Return the options that were typed; those that a command doesn't have keep their defaults.

        Args:
            arguments: gathers what is wrong with them.
            values: texts, lists of texts and flags by the names in `EXCHANGE_TABLE_OPTIONS`.
        """
        typed = values.get
        return cls(
            maps=_pairs(arguments, "--map", typed("map")),
            constants=_pairs(arguments, "--set", typed("set")),
            sheet=typed("sheet"),
            encoding=typed("encoding"),
            order=arguments.convert("--date-format", _order, typed("date_format")),
            skip_bad=typed("skip_bad") or False,
            header=arguments.convert("--header", _row, typed("header")),
            visible=typed("visible") or False,
            matrix=arguments.convert("--matrix", _rows_of, typed("matrix")),
            same=arguments.convert_all("--same", _same_name, [*filter(None, typed("same") or ())]),
            new=tuple(filter(None, map(str.strip, typed("new") or ()))),
            meanings=tuple(typed("map_value") or ()),
            ignored=tuple(typed("ignore") or ()),
            ignore_rest=typed("ignore_rest") or False,
            skip_totals=typed("skip_totals") or False,
        )


def typed_flags(values: Mapping[str, Any]) -> list[str]:
    """Return the flags of those of these options that were typed.

    Args:
        values: texts, lists of texts and flags by the names in `EXCHANGE_TABLE_OPTIONS`.
    """
    return [f"--{name.replace('_', '-')}" for name in EXCHANGE_TABLE_OPTIONS if values.get(name)]


def _pairs(arguments: ArgumentReader, flag: str, words: Sequence[str] | None) -> dict[str, str]:
    """Return what the words `FIELD=VALUE` of a repeatable option say, by field."""
    pairs: dict[str, str] = {}
    for word in words or ():
        field, sign, value = word.partition("=")
        field = field.strip().casefold().replace("-", "_")
        if not sign or not field:
            arguments.add_problem(f'{flag}: "{shorten(word)}" is not FIELD={"COLUMN" if flag == "--map" else "VALUE"}')
        elif field in pairs:
            arguments.add_problem(f"{flag}: {shorten(field)} is given twice")
        else:
            pairs[field] = value.strip()
    return pairs


def _row(text: str) -> int:
    """Return the number of a row, counted from 1.

    Raises:
        ValueError: if the text is none.
    """
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) == 0:
        raise ValueError(f'"{shorten(text)}" is not the number of a row, counted from 1')
    return int(text)


def _rows_of(text: str) -> "RowsOf":
    """Return what the rows of a matrix are: `senders` or `hosts`.

    Raises:
        ValueError: if the text says neither.
    """
    if text in ("senders", "hosts"):
        return text  # type: ignore[return-value]  # one of the two
    raise ValueError(f'"{shorten(text)}" is neither senders (the rows are the senders) nor hosts (they are the hosts)')


def _same_name(word: str) -> str:
    """Return a word `NAME=ID` as it was typed; which of several `=` is meant, the names in the table decide.

    Raises:
        ValueError: if it has no name or no id.
    """
    if "=" not in word.strip()[1:-1]:
        raise ValueError(f'"{shorten(word)}" is not NAME=ID')
    return word


def _order(text: str) -> "Order":
    """Return the order of day and month that a text says: `DMY`, `DD/MM/YYYY` and the like.

    Raises:
        ValueError: if it says neither order.
    """
    letters = "".join(dict.fromkeys(c for c in text.upper() if c in "DMY"))
    if letters in ("DMY", "MDY"):
        return letters  # type: ignore[return-value]  # one of the two
    raise ValueError(f'"{shorten(text)}" is neither DMY (the day first) nor MDY (the month first)')
