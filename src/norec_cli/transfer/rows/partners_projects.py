"""Read the rows of a table as partners or projects."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from norec_cli.model.country import find_country
from norec_cli.model.folding import distinct, fold, fold_case
from norec_cli.model.ids import RULE, id_problem, is_id, new_id_problem, slug
from norec_cli.model.partner import Partner, Sector
from norec_cli.model.project import AREA_NAMES, GOALS, ISSUE_NAMES, TYPES, Project
from norec_cli.model.validation import validation_messages
from norec_cli.model.wording import listed_shortly
from norec_cli.transfer.rows import cells
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.date_columns import DateColumn, Order
from norec_cli.transfer.rows.headings import normalise
from norec_cli.transfer.rows.names import Names, new_partner_id
from norec_cli.transfer.rows.problems import RowProblem, kind_of, problem_in
from norec_cli.transfer.tables.table import Table, TableRow

Convert = Callable[[str], Any]
IsRecord = Callable[[str, str], bool]
_Record = TypeVar("_Record", Partner, Project)


class RecordRows:
    """Reader of rows as values by field; it gathers what is wrong.

    Attributes:
        problems: what is wrong in rows.
        bad: the rows with something wrong.
        rows: the number of rows.
    """

    def __init__(
        self, table: Table, mapping: ColumnMapping, converters: Mapping[str, Convert], is_record: IsRecord
    ) -> None:
        """Begin a table.

        Args:
            table: the table.
            mapping: the columns of its fields.
            converters: make a value of the text of each field; a field without a converter is text.
            is_record: returns whether the text of a field names a record; then it doesn't mean "unknown".
        """
        self._table = table
        self._mapping = mapping
        self._converters = {**converters}
        self._is_record = is_record
        self.problems: list[RowProblem] = []
        self.bad: list[TableRow] = []
        self.rows = 0

    def read_dates(self, fields: Iterable[str], order: Order | None) -> None:
        """Read some fields as dates.

        Args:
            fields: the fields.
            order: whether day or month comes first, as a person said; None to take it from the dates.
        """
        for field in fields:
            self._converters[field] = DateColumn(self._table, self._mapping, field, order, self.problems).read

    def values(self) -> Iterator[tuple[TableRow, dict[str, Any]]]:
        """Yield each good row with its values by field, without the fields that are empty or unknown."""
        for row in self._table.rows():
            self.rows += 1
            before = len(self.problems)
            values = {} if row.problem else self._values(row)
            if row.problem:
                self.problems.append(RowProblem(row.line, "", "", row.problem))
            if len(self.problems) > before:
                self.bad.append(row)
            else:
                yield row, values

    def make_record(self, row: TableRow, model: type[_Record], values: Mapping[str, Any]) -> _Record | None:
        """Return a record made of values, or None after noting what is wrong.

        Args:
            row: the row that the values come from.
            model: the class of the record.
            values: its fields.
        """
        try:
            return model.model_validate(values)
        except ValidationError as error:
            for place, phrase in validation_messages(error, model):
                self.add_problem(row, str(place[0]), phrase)
            return None

    def add_problem(self, row: TableRow, field: str, reason: str) -> None:
        """Note what is wrong with a row.

        Args:
            row: the row, as `values` yielded it.
            field: the field.
            reason: what is wrong; it goes on from the text of the field.
        """
        self.problems.append(problem_in(row, self._mapping, field, reason))
        if row not in self.bad[-1:]:
            self.bad.append(row)

    def _values(self, row: TableRow) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for field in (*self._mapping.columns, *self._mapping.constants):
            text = self._mapping.text(row.cells, field)
            if self._mapping.says_nothing(field, text) and not (text and self._is_record(field, text)):
                continue
            try:
                values[field] = self._converters[field](text.strip()) if field in self._converters else text
            except ValueError as error:
                self.problems.append(problem_in(row, self._mapping, field, str(error), kind_of(error)))
        return values


def read_partners(
    table: Table, mapping: ColumnMapping, partners: Mapping[str, Partner], order: Order | None
) -> tuple[RecordRows, dict[str, Partner]]:
    """Read the partners of a table.

    A partner gets the id that its row has, else that of the registered partner with its code or name, else a new one.

    Args:
        table: the table.
        mapping: the columns of its fields.
        partners: the registered partners by id.
        order: whether day or month comes first, as a person said; None to take it from the dates.

    Returns:
        The rows with what is wrong in them, and the partners by id.
    """
    names = Names.of_partners(partners)
    rows = RecordRows(
        table,
        mapping,
        _OF_PARTNERS,
        lambda field, text: text in partners if field == "id" else field in ("name", "code") and names.knows(text),
    )
    rows.read_dates(("ended",), order)
    found: dict[str, Partner] = {}
    codes: defaultdict[str, list[str]] = defaultdict(list)
    named: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for key, registered in partners.items():
        named[fold(registered.name), registered.country].append(key)
        for alias in registered.aliases:
            codes[alias].append(key)
    taken = set(partners)
    numbers: dict[str, int] = {}
    unnumbered: set[tuple[str, str]] = set()
    for row, values in rows.values():
        own_id, code = values.pop("id", None), values.pop("code", "")
        meant = [own_id] if own_id else codes.get(code, [])
        if code:
            known = partners[meant[0]].aliases if meant and meant[0] in partners else ()
            # The code stays as it is written: another import finds the partner by exactly this text.
            kept = {fold_case(alias): alias for alias in (*known, code)}.values()
            values["aliases"] = (*kept, *distinct(values.get("aliases", ()), kept))
        partner = rows.make_record(row, Partner, values)
        if partner is None:
            continue
        same = (fold(partner.name), partner.country)
        if not code and not own_id and same in unnumbered:
            rows.add_problem(row, "name", "is on several rows: add a column of codes or ids to tell them apart")
            continue
        unnumbered.add(same)
        meant = meant or ([] if code else named.get(same, []))
        if len(meant) > 1:
            rows.add_problem(
                row, "code" if code else "name", f"may be {listed_shortly(sorted(meant), word='or')}: use the id"
            )
            continue
        key = meant[0] if meant else new_partner_id(partner, code, taken, numbers)
        if key not in partners and (problem := _id_problem(key, mapping)):
            rows.add_problem(row, "id", problem)
        elif key in found:
            rows.add_problem(row, "id" if own_id else "name", f"is on several rows (as {key}): keep one")
        else:
            found[key] = partner
            taken.add(key)
    return rows, found


def _id_problem(text: str, mapping: ColumnMapping) -> str:
    """Return in words what is wrong with a new id; an export of this program may have any id that a store can have."""
    return id_problem(text) if mapping.is_export else new_id_problem(text)


def read_projects(
    table: Table,
    mapping: ColumnMapping,
    partners: Mapping[str, Partner],
    projects: Mapping[str, Project],
    order: Order | None,
) -> tuple[RecordRows, dict[str, Project]]:
    """Read the projects of a table.

    A project gets the id that its row has, else that of the registered project with its agreement or title, else a new
    one made of its title.

    Args:
        table: the table.
        mapping: the columns of its fields.
        partners: the registered partners by id, of which rows name some.
        projects: the registered projects by id.
        order: whether day or month comes first, as a person said; None to take it from the dates.

    Returns:
        The rows with what is wrong in them, and the projects by id.
    """
    names = Names.of_partners(partners)

    def members(text: str) -> tuple[str, ...]:
        return tuple(names.find(part.strip()) for part in cells.several(text))

    converters = {
        **_OF_PROJECTS,
        **dict.fromkeys(_LISTS_OF_PARTNERS, members),
        "coordinator": names.find,
    }
    titles: defaultdict[str, list[str]] = defaultdict(list)
    for key, registered in projects.items():
        titles[fold(registered.title)].append(key)

    def is_record(field: str, text: str) -> bool:
        if field in ("id", "title"):
            return text in projects if field == "id" else fold(text) in titles
        return field in (*_LISTS_OF_PARTNERS, "coordinator") and names.knows(text)

    rows = RecordRows(table, mapping, converters, is_record)
    rows.read_dates(("start", "end", "chosen_on", "assessed_on"), order)
    agreements = {project.agreement: [key] for key, project in projects.items() if project.agreement}
    found: dict[str, Project] = {}
    for row, values in rows.values():
        own_id = values.pop("id", None)
        project = rows.make_record(row, Project, values)
        if project is None:
            continue
        known = agreements.get(project.agreement) if project.agreement else titles.get(fold(project.title))
        meant = [own_id] if own_id else known or [slug(project.title)]
        if len(meant) > 1:
            rows.add_problem(row, "title", f"may be {listed_shortly(sorted(meant), word='or')}: use the id")
            continue
        key = meant[0]
        if not is_id(key):
            rows.add_problem(row, "id" if own_id else "title", f"gives no id: it must be {RULE}")
        elif key not in projects and (problem := _id_problem(key, mapping)):
            rows.add_problem(row, "id" if own_id else "title", f'gives the id "{key}", which {problem}')
        elif key in found:
            rows.add_problem(row, "id" if own_id else "title", f"is on several rows (as {key}): keep one")
        else:
            found[key] = project
    return rows, found


def _country(text: str) -> str:
    try:
        return find_country(text).code
    except ValueError as error:
        raise ValueError(f"is not known: {error}") from None


def _tokens(names: Mapping[str, str]) -> Convert:
    """Return a function that reads a list of tokens, each as itself or by its full name."""
    meant = {
        "".join(c for c in word.casefold() if c.isalnum()): key for key, name in names.items() for word in (key, name)
    }

    def read(text: str) -> tuple[str, ...]:
        tokens = []
        for part in cells.several(text):
            key = meant.get(normalise(part))
            if key is None:
                raise ValueError(f"is not one of {', '.join(names)}")
            tokens.append(key)
        return tuple(dict.fromkeys(tokens))

    return read


def _goals(text: str) -> tuple[int, ...]:
    parts = cells.several(text if text.startswith("[") else text.replace(",", ";"))
    numbers = [cells.whole(part.strip()) for part in parts]
    if not all(1 <= number <= GOALS for number in numbers):
        raise ValueError(f"has a goal that isn't from 1 to {GOALS}")
    return tuple(dict.fromkeys(numbers))


_LISTS_OF_PARTNERS = ("partners", "chosen_by", "assessed_by")
_OF_PARTNERS: Mapping[str, Convert] = {
    "id": str,
    "country": _country,
    "sector": cells.token_of(get_args(Sector)),
    "side": cells.token_of(("north", "south")),
    "needs": cells.several,
    "capacities": cells.several,
    "aliases": cells.several,
}
_OF_PROJECTS: Mapping[str, Convert] = {
    "id": str,
    "areas": _tokens(AREA_NAMES),
    "issues": _tokens(ISSUE_NAMES),
    "goals": _goals,
    "type": cells.token_of(TYPES),
}
