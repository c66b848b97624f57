"""A report straight from a table of flows, without a store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from norec_cli.commands.common.arguments import Typed
from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.report_query import Asked
from norec_cli.context import World
from norec_cli.model.errors import CommandLineWrong, Refused
from norec_cli.model.exchange import Exchange
from norec_cli.model.lookup import meant, partner_names
from norec_cli.model.partner import Partner, find_partner
from norec_cli.model.settings import SCHEMA, Settings
from norec_cli.model.wording import count, listed, unknown
from norec_cli.render.screen import tell
from norec_cli.store.books import Books

if TYPE_CHECKING:
    from norec_cli.model.project import Project

InputOption = Annotated[
    str | None,
    typer.Option("--input", metavar="FILE", help="A table of flows instead of a store; - for standard input."),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="With --input: the column of a field; repeatable."),
]
SheetOption = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="With --input: the sheet of a workbook.")
]
DateFormatOption = Annotated[
    str | None,
    typer.Option("--date-format", metavar="DMY|MDY", help="With --input: which comes first, where no date tells."),
]

UNDATED = "the table has no dates, so it can tell of people only; if it has, --map start=… says where"

_NEED_COUNTRIES = ("country", "region", "side", "sector")
_NEED_PROJECTS = ("project", "area", "round")
_OF_DATES = ("year", "since", "until")
# What needs records that a table of flows hasn't.
_LEFT_OUT = ("project", "round", "topics", "ref", "note", "id", "replaces")


class Input(msgspec.Struct, frozen=True):
    """What was typed of a table that a report is to be about.

    Attributes:
        file: the table; None for a store.
        maps: columns of fields.
        sheet: of a workbook.
        date_format: which comes first, day or month.
    """

    file: str | None
    maps: list[str] | None
    sheet: str | None
    date_format: str | None


class TableBooks:
    """What a table of flows holds, as the reports take it: partners are the names in it."""

    def __init__(self, name: str, partners: dict[str, Partner], exchanges: Sequence[Exchange]) -> None:
        """Hold what was read."""
        self.settings = Settings(schema_number=SCHEMA, name=name)
        self.partners = partners
        self.projects: dict[str, Project] = {}
        self._exchanges = exchanges

    def exchanges(self) -> Iterator[Exchange]:
        """Every exchange of the table."""
        return iter(self._exchanges)

    def partner_id(self, text: str) -> str:
        """Return the name that a person means; raise Refused if nobody is called that, or several are."""
        found = meant("partner", text, partner_names(self.partners))
        find_partner(self.partners, found)
        return found

    def project_id(self, text: str) -> str:
        """Raise Refused: a table has no projects."""
        raise Refused(unknown("project", text, ()))


@contextmanager
def books_of(world: World, asked: Asked, given: Input, *, by_date: bool = False) -> Iterator[Books | TableBooks]:
    """What a report is about: a store, or a table of flows.

    Args:
        world: where.
        asked: the view's options.
        given: what was typed of a table.
        by_date: whether the report goes by dates, and is none without them.

    Raises:
        Refused: if it can't be read.
    """
    if given.file is not None:
        yield _read(world, asked, given.file, given, by_date=by_date)
        return
    typed = {"--map": given.maps, "--sheet": given.sheet, "--date-format": given.date_format}
    if idle := [flag for flag, word in typed.items() if word]:
        raise CommandLineWrong(f"{listed(idle)} {'is' if len(idle) == 1 else 'are'} for --input")
    with open_store(world).books() as books:
        if asked.by() == "project":
            books.refuse_reserved_project()
        yield books


def _read(world: World, asked: Asked, file: str, words: Input, *, by_date: bool) -> TableBooks:
    """The table, with what it was understood to say told; all faults at once."""
    from norec_cli.commands.imports.exchanges import notes_of  # noqa: PLC0415
    from norec_cli.commands.imports.messages import told, understood  # noqa: PLC0415
    from norec_cli.commands.imports.options import Given, order_in, pairs_of  # noqa: PLC0415 - most are about a store
    from norec_cli.commands.imports.run import refuse_if_lacking  # noqa: PLC0415
    from norec_cli.commands.imports.source import find_source, table_of  # noqa: PLC0415
    from norec_cli.transfer.rows.columns import match_columns  # noqa: PLC0415
    from norec_cli.transfer.rows.flows import read_flows  # noqa: PLC0415

    typed = Typed()
    maps = pairs_of(typed, "--map", words.maps)
    order = typed.take("--date-format", order_in, words.date_format)
    typed.refuse_if_wrong()
    source = find_source(world, file)
    given = Given(file, maps, {}, words.sheet, None, order, dry_run=False, skip_bad=False, errors=None, update=False)
    table = table_of(world, source, given)
    if not table.headings:
        return TableBooks(source.shown, {}, [])
    matching = match_columns("exchanges", table.headings, {**dict.fromkeys(_LEFT_OUT, ""), **maps}, {})
    dated = matching.has("start") or matching.has("year")
    if not dated:
        matching = matching.without("months", "end")
    tell(world, *understood(source.shown, table, matching))
    refuse_if_lacking(matching, ("from", "to"))
    _refuse_what_it_cant_tell(asked, dated=dated)
    if by_date and not dated:
        raise CommandLineWrong(UNDATED)
    reading, partners, exchanges = read_flows(
        table, matching, today=world.today(), order=order, undated=None if dated else asked.as_of()
    )
    if reading.faults:
        shown, more = told(reading.faults, source.shown)
        rest = (f"and {count(more, 'fault')} more",) if more else ()
        raise Refused(*shown, advice=(*rest, f"{len(reading.bad):,} of {reading.rows:,} rows are bad."))
    if asked.by() in _NEED_COUNTRIES and any(not partner.country for partner in partners.values()):
        raise CommandLineWrong(f"--by {asked.by()} needs a column with the country of every sender and host")
    tell(world, *notes_of(reading, matching))
    return TableBooks(source.shown, partners, exchanges)


def _refuse_what_it_cant_tell(asked: Asked, *, dated: bool) -> None:
    """Refuse options that ask for what no table of flows says."""
    if asked.by() in _NEED_PROJECTS or any(asked.words[name] for name in _NEED_PROJECTS):
        raise CommandLineWrong("a table of flows has no projects: import it into a store first")
    of_dates = asked.words["unit"] == "months" or asked.by() == "year" or any(asked.words[name] for name in _OF_DATES)
    if of_dates and not dated:
        raise CommandLineWrong(UNDATED)
