"""A report straight from a table of flows, without a store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from norec_cli.commands.options import open_store
from norec_cli.commands.typed import Typed
from norec_cli.commands.views import Asked
from norec_cli.context import World
from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import CommandLineWrong, Fault, Refused
from norec_cli.model.partner import Partner, find_partner
from norec_cli.model.settings import SCHEMA, Settings
from norec_cli.model.words import unknown
from norec_cli.render.screen import tell
from norec_cli.store.books import Books

if TYPE_CHECKING:
    from norec_cli.model.project import Project

InputOption = Annotated[
    str | None,
    typer.Option(
        "--input",
        metavar="FILE",
        help="Read a table of flows instead of a store: CSV, XLSX, JSON; - for standard input.",
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN",
        help="With --input: the column of a field, as norec import takes it; repeatable.",
    ),
]

UNDATED = "the table has no dates, so it can tell of people only; if it has, --map start=… says where"

_MOST_FAULTS = 100
_NEED_COUNTRIES = ("country", "region", "side", "sector")
_NEED_PROJECTS = ("project", "area", "round")
_OF_DATES = ("year", "since", "until")
# What needs records that a table of flows hasn't.
_LEFT_OUT = ("project", "round", "topics", "ref", "note", "id", "replaces")


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

    def partner(self, name: str) -> Partner:
        """The partner of a name; raises Refused if none is called that."""
        return find_partner(self.partners, name)

    def project(self, name: str) -> "Project":
        """Raises Refused: a table has no projects."""
        raise Refused(unknown("project", name, ()))


@contextmanager
def books_of(
    world: World, asked: Asked, file: str | None, maps: list[str] | None, *, by_date: bool = False
) -> Iterator[Books | TableBooks]:
    """What a report is about: a store, or a table of flows.

    Args:
        world: where.
        asked: the view's options.
        file: the table; None for the store.
        maps: columns of fields, as they were typed.
        by_date: whether the report goes by dates, and is none without them.

    Raises:
        Refused: if it can't be read.
    """
    if file is not None:
        yield _read(world, asked, file, maps, by_date=by_date)
        return
    if maps:
        raise CommandLineWrong("--map is for --input")
    with open_store(world).books() as books:
        yield books


def _read(world: World, asked: Asked, file: str, words: list[str] | None, *, by_date: bool) -> TableBooks:
    """The table, with what it was understood to say told; all faults at once."""
    from norec_cli.commands.imports.given import Given, pairs_of  # noqa: PLC0415 - most reports are about a store
    from norec_cli.commands.imports.running import refuse_if_lacking  # noqa: PLC0415
    from norec_cli.commands.imports.saying import understood  # noqa: PLC0415
    from norec_cli.commands.imports.source import find_source, table_of  # noqa: PLC0415
    from norec_cli.transfer.flows import read_flows  # noqa: PLC0415
    from norec_cli.transfer.vocabulary import match_columns  # noqa: PLC0415

    typed = Typed()
    maps = pairs_of(typed, "--map", words)
    typed.refuse_if_wrong()
    source = find_source(world, file)
    given = Given(file, maps, {}, None, None, None, dry_run=False, skip_bad=False, errors=None, update=False)
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
        table, matching, today=world.today(), undated=None if dated else asked.as_of()
    )
    if reading.faults:
        shown = [Fault(fault.in_words(), source.shown, fault.line) for fault in reading.faults[:_MOST_FAULTS]]
        raise Refused(*shown, advice=(f"{len(reading.bad):,} of {reading.rows:,} rows are bad.",))
    if asked.by() in _NEED_COUNTRIES and any(not partner.country for partner in partners.values()):
        raise CommandLineWrong(f"--by {asked.by()} needs a column with the country of every sender and host")
    notes = [f"norec: for example, {reading.example}"] if reading.example else []
    rows, people = reading.within
    notes += [f"norec: left out: {rows:,} rows within one organisation ({people:,} people)"] if rows else []
    tell(world, *notes)
    return TableBooks(source.shown, partners, exchanges)


def _refuse_what_it_cant_tell(asked: Asked, *, dated: bool) -> None:
    """Refuse options that ask for what no table of flows says."""
    if asked.by() in _NEED_PROJECTS or any(asked.words[name] for name in _NEED_PROJECTS):
        raise CommandLineWrong("a table of flows has no projects: import it into a store first")
    of_dates = asked.words["unit"] == "months" or asked.by() == "year" or any(asked.words[name] for name in _OF_DATES)
    if of_dates and not dated:
        raise CommandLineWrong(UNDATED)
