"""Parse the options of a report or list once, and make the query for a store of them."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from norec_cli.checks.thresholds import Thresholds
from norec_cli.commands.common.arguments import ArgumentReader
from norec_cli.commands.common.converters import day, fraction, one_of, token, whole_number
from norec_cli.commands.common.saving import OTHER_KINDS, ending_of, save
from norec_cli.commands.common.table_options import TableOptions, typed_flags
from norec_cli.context import Context
from norec_cli.model.country import find_country
from norec_cli.model.dates import FIRST, LAST, parse_day, parse_first_day, parse_last_day
from norec_cli.model.errors import UsageError
from norec_cli.model.exchange import HIGHEST_ROUND
from norec_cli.model.ledger import Ledger
from norec_cli.model.settings import MOST, RuleSettings
from norec_cli.model.wording import join_names, plural
from norec_cli.render.formats.registry import ENDINGS, FORMATS
from norec_cli.render.screen import bytes_of, show
from norec_cli.render.sheet import Arrangement, Sheet
from norec_cli.reports.core.balance import VERDICT_SETS, BalanceRule, Unit
from norec_cli.reports.core.query import GROUPS, ExchangeFilter, GroupBy, Query

if TYPE_CHECKING:
    from norec_cli.model.project import Overrides, Project


class RecordSource(Ledger, Protocol):
    """A ledger in which a partner or project is found by any of its names."""

    def partner_id(self, text: str, /) -> str:
        """Return the id of the partner that a text means; raise NorecError if there is none or several."""

    def project_id(self, text: str, /) -> str:
        """Return the id of the project that a text means; raise NorecError if there is none or several."""


class ReportOptions(msgspec.Struct, frozen=True):
    """The options of a report or list, validated as far as possible without a store.

    An option that the command doesn't have keeps its default.

    Attributes:
        context: prints the result.
        as_of: the day that the figures hold for.
        group_by: the kind of rows.
        unit: what is counted.
        tolerance: the share that was typed; None to use that of the rules.
        allowance: the difference that was typed, in the unit; None to use that of the rules.
        projects: ids or titles of projects, as typed.
        areas: areas of projects.
        partners: ids or names of partners, as typed.
        countries: codes of countries.
        exchange_filter: filter by the start of exchanges, and by their round.
        arrangement: filter and order of the rows.
        format_name: name of the format; None to choose it by where the output goes.
        output: file to write; None for standard output.
        force: whether to replace a file that this program didn't write.
        input: the path of a table to report on instead of a store; None to report on a store.
        table: how that table is read.
        table_flags: the options about that table that were typed.
    """

    context: Context
    as_of: date
    group_by: GroupBy
    unit: Unit
    tolerance: Fraction | None
    allowance: Fraction | None
    projects: tuple[str, ...]
    areas: tuple[str, ...]
    partners: tuple[str, ...]
    countries: tuple[str, ...]
    exchange_filter: ExchangeFilter
    arrangement: Arrangement
    format_name: str | None
    output: str | None
    force: bool
    input: str | None
    table: TableOptions
    table_flags: tuple[str, ...]

    @classmethod
    def parse(cls, context: Context, values: Mapping[str, Any]) -> "ReportOptions":
        """Return the options that were typed.

        Args:
            context: has the current date and the terminal.
            values: texts, lists of texts and flags by the name of the parameter; only those that the command has.

        Raises:
            UsageError: if any is wrong; it names all errors.
        """
        reader, today, typed = ArgumentReader(), context.today(), values.get
        unit = reader.convert("--unit", one_of(("people", "months")), typed("unit")) or "people"
        only = reader.convert("--only", one_of(tuple(VERDICT_SETS)), typed("only"))
        countries = reader.convert_all("--country", find_country, typed("country"))
        options = cls(
            context=context,
            as_of=reader.convert("--as-of", day(parse_day, today), typed("as_of")) or today,
            group_by=reader.convert("--by", one_of(GROUPS), typed("by")) or "partner",  # type: ignore[arg-type]  # one of them
            unit=unit,  # type: ignore[arg-type]  # one of the two
            tolerance=reader.convert("--tolerance", fraction(0, 1), typed("tolerance")),
            allowance=reader.convert("--allowance", _allowance_in(unit), typed("allowance")),
            projects=_once(typed("project")),
            areas=_areas(reader, typed("area")),
            partners=_once(typed("partner")),
            countries=_once([country.code for country in countries]),
            exchange_filter=_exchange_filter(reader, values, today),
            arrangement=Arrangement(typed("sort"), typed("reverse") or False, VERDICT_SETS[only] if only else None),
            format_name=_format_name(reader, values, context),
            output=typed("output"),
            force=typed("force") or False,
            input=typed("input"),
            table=TableOptions.parse(reader, values),
            table_flags=tuple(typed_flags(values)),
        )
        reader.raise_problems()
        return options

    def refuse_partner_filters(self) -> None:
        """Refuse --partner or --country alone, for an answer whose rows are of no partner.

        Given together they select exchanges, and every report can do that, so both are allowed.

        Raises:
            UsageError: if just one of them was given.
        """
        if bool(self.partners) != bool(self.countries):
            flag, other = ("--partner", "--country") if self.partners else ("--country", "--partner")
            raise UsageError(
                f"{flag} chooses rows of partners, and this answer has none",
                advice=(f"Leave it out, or give {other} too: both together choose the exchanges between them.",),
            )

    def query(self, source: RecordSource) -> Query:
        """Return the query for some records.

        Args:
            source: the records.

        Raises:
            NorecError: if a partner or project is not among them, or a name fits several.
        """
        projects = _once([source.project_id(text) for text in self.projects])
        partners = _once([source.partner_id(text) for text in self.partners])
        chosen = None if not projects and not self.areas else _chosen_projects(source.projects, projects, self.areas)
        return Query(
            as_of=self.as_of,
            rule=self.balance_rule(_rules_for(source, projects)),
            group_by=self.group_by,
            selection=msgspec.structs.replace(self.exchange_filter, projects=chosen),
            projects=projects,
            areas=self.areas,
            members=tuple(name for key in projects if key in source.projects for name in source.projects[key].partners),
            partners=partners,
            countries=self.countries,
        ).with_exchanges_between(source.partners)

    def thresholds(self, source: RecordSource) -> dict[str, Thresholds]:
        """Return the thresholds for exchanges by the id of their project; an empty id is for those of no project."""
        rules = source.settings.rules if source.settings else RuleSettings()
        every = {key: with_overrides(rules, project.rules) for key, project in source.projects.items()}
        return {key: self._thresholds(own) for key, own in {"": rules, **every}.items()}

    def show(self, sheet: Sheet) -> Sheet:
        """Print or save a sheet as these options say, and return it with the rows that they select."""
        arranged = sheet if sheet.is_record else self.arrangement.apply(sheet)
        format_name, default = self.format_name, self.context.options.default_format
        if self.output is None or self.output == "-":
            show(self.context, arranged, format_name or default)
        else:
            format_name = format_name or ENDINGS.get(ending_of(self.output), default or "plain")
            save(
                self.context,
                self.output,
                bytes_of(arranged, format_name, None, color=False),
                [arranged],
                source=self.input,
                force=self.force,
                holds="" if arranged.is_record else plural(len(arranged.rows), "row"),
            )
        return arranged

    def balance_rule(self, rules: RuleSettings) -> BalanceRule:
        """Return the rule of balance: the typed values, or those of the rules."""
        default_allowance = rules.allowance_months if self.unit == "months" else rules.allowance
        return BalanceRule.of(
            rules.tolerance if self.tolerance is None else self.tolerance,
            default_allowance if self.allowance is None else self.allowance,
            self.unit,
            rules.least_months,
        )

    def _thresholds(self, rules: RuleSettings) -> Thresholds:
        """Return the thresholds for exchanges and partners; a typed allowance is in people."""
        months = msgspec.structs.replace(self, unit="months", allowance=None)
        return Thresholds(
            people=self.balance_rule(rules),
            months=months.balance_rule(rules),
            least_months=rules.least_months,
            most_months=rules.most_months,
        )


def with_overrides(rules: RuleSettings, overrides: "Overrides") -> RuleSettings:
    """Return the rules of a store with those that a project sets itself."""
    return rules.model_copy(update=overrides.model_dump(exclude_none=True))


def _once(names: list[str] | None) -> tuple[str, ...]:
    """Return names in their order without duplicates."""
    return tuple(dict.fromkeys(names or ()))


def _allowance_in(unit: str) -> Any:
    """Return the converter of an allowance: whole people, or months with decimals."""
    if unit == "months":
        return fraction(0, MOST)
    return lambda text: Fraction(whole_number(0, MOST)(text))


def _areas(reader: ArgumentReader, texts: list[str] | None) -> tuple[str, ...]:
    if not texts:
        return ()
    from norec_cli.model.project import AREA_NAMES  # loaded only by the few commands that name an area

    return _once(list(reader.convert_all("--area", token(AREA_NAMES), texts)))


def _exchange_filter(reader: ArgumentReader, values: Mapping[str, Any], today: date) -> ExchangeFilter:
    """Return the filter by year, first and last start, and round."""
    since = reader.convert("--since", day(parse_first_day, today), values.get("since"))
    until = reader.convert("--until", day(parse_last_day, today), values.get("until"))
    if since is not None and until is not None and since > until:
        reader.add_problem(f"--since {since} is after --until {until}")
    return ExchangeFilter(
        year=reader.convert("--year", whole_number(FIRST.year, LAST.year), values.get("year")),
        since=since,
        until=until,
        round=reader.convert("--round", whole_number(1, HIGHEST_ROUND), values.get("round")),
    )


def _format_name(reader: ArgumentReader, values: Mapping[str, Any], context: Context) -> str | None:
    """Return the format that -f or --json names, or None."""
    chosen, output = reader.convert("--format", one_of(tuple(FORMATS)), values.get("form")), values.get("output")
    if values.get("json"):
        if chosen not in (None, "json"):
            reader.add_problem(f"give --json or --format {chosen}, not both")
        return "json"
    if chosen == "xlsx" and output in (None, "-") and context.stdout_is_terminal:
        reader.add_problem("--format xlsx: a terminal can't show a workbook: write it to a file with -o NAME.xlsx")
    if chosen is None and (ending := ending_of(output or "")) in OTHER_KINDS:
        known = join_names(list(ENDINGS))
        reader.add_problem(f"--output: norec writes no {ending} files: the endings are {known}; -f takes any name")
    return chosen


def _chosen_projects(
    projects: "Mapping[str, Project]", named: tuple[str, ...], areas: tuple[str, ...]
) -> frozenset[str]:
    """Return the ids of the named projects, or of all if none is named, without those of other areas."""
    return frozenset(
        key
        for key, project in projects.items()
        if (not named or key in named) and (not areas or set(areas).intersection(project.areas))
    )


def _rules_for(source: RecordSource, projects: tuple[str, ...]) -> RuleSettings:
    """Return the rules of the only selected project, or else those of the store."""
    rules = source.settings.rules if source.settings else RuleSettings()
    only = source.projects.get(projects[0]) if len(projects) == 1 else None
    return rules if only is None else with_overrides(rules, only.rules)
