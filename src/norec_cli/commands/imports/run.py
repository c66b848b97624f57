"""The steps of every import of a table: read, say what was understood, refuse or import."""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import msgspec

from norec_cli.commands.common.command import open_store
from norec_cli.commands.common.row_problems import refuse_or_tell_problems
from norec_cli.commands.common.saving import save
from norec_cli.commands.common.table_notes import describe_rows, tell_notes
from norec_cli.commands.common.table_source import open_table, refuse_missing_columns, sheets_with_partners
from norec_cli.commands.imports.messages import describe_differences, problems_sheet, question_about, summarise_outcome
from norec_cli.commands.imports.options import ImportOptions
from norec_cli.context import Context
from norec_cli.model.change import ImportedFile
from norec_cli.model.errors import NorecError
from norec_cli.model.spreadsheet_text import escape_formula
from norec_cli.model.wording import option_text, plural
from norec_cli.render.formats.text import comma_separated
from norec_cli.render.screen import ask, confirm, tell
from norec_cli.store.books import Books
from norec_cli.store.changes.imports import Incoming, Outcome, compare, import_records, refuse_misfits
from norec_cli.store.store import Store
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchange_columns import Settled
from norec_cli.transfer.rows.headings import TableKind
from norec_cli.transfer.rows.near_partners import UndecidedName
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.tables.table import Table, TableRow
from norec_cli.transfer.tables.table_file import TableFile


class ImportPlan(msgspec.Struct, frozen=True):
    """The records that a table would bring into a store, and what is wrong in its rows.

    Attributes:
        incoming: the records.
        rows: the number of rows.
        problems: what is wrong in rows.
        bad: the rows with something wrong.
        undecided: names that a person has to decide about.
        lacking: names of partners that the store doesn't have and that can't be created as yet.
        notes: what a person should know of how rows were read, and what will change, a line each.
        advice: what to do about the problems.
        afterwards: what to do after the import.
        ids: the ids of the bad rows, if the table has no column of ids.
        left_out: the number of records in the table that are not recorded, such as exchanges of 0 people.
        no_records: the number of rows that are totals or headings of sections; they are among those left out.
        check: raises NorecError if what the import would do has to be decided by a person.
    """

    incoming: Incoming
    rows: int
    problems: Sequence[RowProblem]
    bad: Sequence[TableRow]
    undecided: Sequence[UndecidedName] = ()
    lacking: Collection[str] = ()
    notes: Sequence[str] = ()
    advice: Sequence[str] = ()
    afterwards: Sequence[str] = ()
    ids: Sequence[str] = ()
    left_out: int = 0
    no_records: int = 0
    check: Callable[[Outcome], None] = lambda _: None


class ImportedTable(msgspec.Struct, frozen=True):
    """A table that is imported, with the store that it comes into.

    Attributes:
        table: the table.
        settled: what its columns mean.
        file: the file that it is in.
        display_name: the name of that file for messages.
        store: the store.
        books: what the store holds.
    """

    table: Table
    settled: Settled
    file: ImportedFile
    display_name: str
    store: Store
    books: Books

    @property
    def mapping(self) -> ColumnMapping:
        """The columns of its fields."""
        return self.settled.mapping


ReadRecords = Callable[[ImportedTable], ImportPlan]
Settle = Callable[[Table, ColumnMapping], Settled]


def needs_columns(kind: TableKind) -> Settle:
    """Return a check that a table has columns, or constant texts, for what every record of a kind needs."""

    def check(table: Table, mapping: ColumnMapping) -> Settled:
        refuse_missing_columns(table, mapping, kind)
        return Settled(mapping)

    return check


def run_import(
    context: Context, kind: TableKind, options: ImportOptions, settle: Settle, read_records: ReadRecords
) -> None:
    """Import a table, or print what would happen, or what is wrong.

    Args:
        context: the surroundings.
        kind: the kind of the records.
        options: the options of the import.
        settle: settles what the columns mean; raises UsageError if one is missing, or a person must say something.
        read_records: makes records of the rows.

    Raises:
        NorecError: if the table can't be read, a row is bad and bad rows are not to be left out, or the person who is
            asked doesn't agree.
    """
    opened = open_table(context, options.file, options.table, kind)
    source, table = opened.source, opened.table
    if not table.headings:
        tell(context, f"norec: {source.display_name}: {table.description}, without records")
        confirm(context, "0\t0\t0\t0\t0", "There is nothing to import.")
        return
    store = open_store(context, f"import {kind}")
    settled = settle(table, opened.mapping)
    tell_notes(context, settled.notes)

    file = ImportedFile(source.digest(), source.name, options.table.sheet or "", source.folder_digest(context.cwd))

    def make_plan(books: Books) -> ImportPlan:
        plan = read_records(ImportedTable(table, settled, file, source.display_name, store, books))
        return msgspec.structs.replace(plan, notes=[*describe_rows(table, opened.said), *plan.notes])

    TableImport(context, kind, options, source, table, make_plan).run(store)


class TableImport:
    """The import of one table."""

    def __init__(
        self,
        context: Context,
        kind: TableKind,
        options: ImportOptions,
        source: TableFile,
        table: Table,
        make_plan: Callable[[Books], ImportPlan],
    ) -> None:
        """Begin the import of a table.

        Args:
            context: the surroundings.
            kind: the kind of the records.
            options: the options of the import.
            source: the file.
            table: the table in it.
            make_plan: makes records of the rows, given what the store holds.
        """
        self._context = context
        self._kind = kind
        self._options = options
        self._source = source
        self._table = table
        self._make_plan = make_plan

    def run(self, store: Store) -> None:
        """Import the table, or only say what would happen; on a terminal, ask in between.

        Raises:
            NorecError: if a row is bad and bad rows are not to be left out, or the person doesn't agree.
        """
        context, options = self._context, self._options
        asks = context.can_ask() and not options.yes
        plan, outcome = self._try_out(store) if options.dry_run or asks else self._write(store)
        tell(context, *describe_differences(outcome, update=options.update and not options.dry_run))
        if asks and not options.dry_run:
            self._ask(outcome)
            plan, outcome = self._write(store, agreed=plan.incoming)
        result, sentence = summarise_outcome(self._kind, outcome, plan.rows, plan.left_out, len(plan.bad), options)
        confirm(context, result, sentence)
        if not options.dry_run:
            tell(context, *plan.afterwards)

    def _try_out(self, store: Store) -> tuple[ImportPlan, Outcome]:
        """Return what an import would do, without doing it."""
        with store.books() as books:
            plan = self._make_plan(books)
            self._refuse_or_tell_problems(plan)
            outcome = compare(books, plan.incoming)
            plan.check(outcome)
            if self._options.update:
                refuse_misfits(books, plan.incoming, outcome)
        return plan, outcome

    def _write(self, store: Store, *, agreed: Incoming | None = None) -> tuple[ImportPlan, Outcome]:
        """Import records in one change, and return what was imported.

        Args:
            store: the store.
            agreed: the records that a person agreed to import; None if nobody was asked.

        Raises:
            NorecError: if the records are no longer those that the person agreed to.
        """
        plans: list[ImportPlan] = []  # the store asks again if somebody changed it meanwhile; the last plan counts

        def incoming(books: Books) -> Incoming:
            plan = self._make_plan(books)
            if agreed is None:
                self._refuse_or_tell_problems(plan)
            elif plan.incoming != agreed:
                raise NorecError("the table or the store was changed meanwhile: nothing was imported, try again")
            plans.append(plan)
            return plan.incoming

        def check(outcome: Outcome) -> None:
            plans[-1].check(outcome)
            self._set_aside(plans[-1])

        outcome = import_records(store, incoming, check, update=self._options.update)
        return plans[-1], outcome

    def _ask(self, outcome: Outcome) -> None:
        """Ask whether to import, if there is anything to change.

        Raises:
            NorecError: if the answer is no.
        """
        question = question_about(self._kind, outcome, update=self._options.update)
        if question and ask(self._context, question, {"y": "yes", "n": "no"}) != "y":
            raise NorecError("stopped: nothing was imported")

    def _refuse_or_tell_problems(self, plan: ImportPlan) -> None:
        """Report bad rows, also in a file if a person named one; refuse the import if they may not be left out."""
        options = self._options
        problems = [*plan.problems, *(name.problem for name in plan.undecided)]
        if options.errors is not None:
            sheet = problems_sheet(problems)
            data, holds = comma_separated(sheet).encode(), plural(len(sheet.rows), "error")
            save(self._context, options.errors, data, [sheet], source=options.file, force=options.force, holds=holds)
        refuse_or_tell_problems(
            self._context,
            self._source,
            plan.problems,
            (len(plan.bad), plan.rows),
            options.table,
            notes=plan.notes,
            more="--errors FILE lists all",
            advice=self._advise_on_sheets(plan) or plan.advice,
            undecided=plan.undecided,
            outcome="nothing was imported",
            cure="--skip-bad imports the other rows.",
            no_records=plan.no_records,
        )
        if plan.problems and options.dry_run:
            self._bad_name()

    def _advise_on_sheets(self, plan: ImportPlan) -> list[str]:
        """Return the commands that import partners from other sheets, if they have names that are lacking."""
        sheets = sheets_with_partners(self._source, plan.lacking) if plan.lacking else ()
        return [
            f"The sheet {quoted(sheet)} has some of these partners. Import it first:"
            f" norec import partners {option_text(self._options.file)} --sheet {option_text(sheet)}"
            for sheet in sheets
        ]

    def _set_aside(self, plan: ImportPlan) -> None:
        """Write bad rows to a file beside the table."""
        if not plan.problems:
            return
        data, holds = _csv_of(self._table, plan.bad, plan.ids), plural(len(plan.bad), "bad row")
        options = self._options
        save(self._context, self._bad_name(), data, (), source=options.file, force=options.force, holds=holds)

    def _bad_name(self) -> str:
        """Return the path of the file for bad rows, beside the table.

        Raises:
            NorecError: if something that is not a file has that name.
        """
        name = str(Path(self._source.folder) / f"{self._source.stem}.bad.csv")
        path = self._context.cwd / name
        if path.exists() and not path.is_file():
            raise NorecError(f"{name} exists already and is not a file: move it away first; nothing was imported")
        return name


def _csv_of(table: Table, rows: Sequence[TableRow], ids: Sequence[str]) -> bytes:
    """Return rows of a table with its headings as CSV, with a column of ids if there are any."""
    from norec_cli.transfer.tables.csv_reader import csv_line  # only bad rows need it

    width = len(table.headings) - table.added
    lines = [[*table.headings[:width]], *(row.cells[: len(row.cells) - table.added] for row in rows)]
    if ids:
        lines = [[row_id, *cells] for row_id, cells in zip(("id", *ids), lines, strict=True)]
    return "".join(csv_line([escape_formula(cell) for cell in cells], table.delimiter) for cells in lines).encode()
