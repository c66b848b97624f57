"""Projects: partners that cooperate under one agreement, in rounds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from norec_cli.model.dates import MOST_MONTHS
from norec_cli.model.exchange import HIGHEST_ROUND, MOST_PARTICIPANTS, Exchange
from norec_cli.model.ids import is_id
from norec_cli.model.partner import Partner
from norec_cli.model.settings import MOST, FirstDay, Months, Number, check_months
from norec_cli.model.validation import Day, NestedValueError, Record, Text, check_distinct
from norec_cli.model.wording import did_you_mean, shorten
from norec_cli.model.years import YearStart

Area = Literal["climate", "education", "health", "private-sector"]
Issue = Literal["anti-corruption", "environment", "gender-equality", "human-rights"]
Type = Literal["north-south", "south-south", "triangular", "other"]
TYPES: tuple[Type, ...] = get_args(Type)

# The published names, each understood where its token is.
AREA_NAMES: dict[str, str] = {
    "climate": "Climate, environment and ocean",
    "education": "Education",
    "health": "Health",
    "private-sector": "Private sector development, agriculture and renewable energy",
}
ISSUE_NAMES: dict[str, str] = {
    "anti-corruption": "Anti-corruption",
    "environment": "Climate change and the environment",
    "gender-equality": "Gender equality",
    "human-rights": "Human rights",
}
# The sustainable development goals of the United Nations, by number.
GOAL_NAMES: dict[int, str] = {
    1: "No poverty",
    2: "Zero hunger",
    3: "Good health and well-being",
    4: "Quality education",
    5: "Gender equality",
    6: "Clean water and sanitation",
    7: "Affordable and clean energy",
    8: "Decent work and economic growth",
    9: "Industry, innovation and infrastructure",
    10: "Reduced inequalities",
    11: "Sustainable cities and communities",
    12: "Responsible consumption and production",
    13: "Climate action",
    14: "Life below water",
    15: "Life on land",
    16: "Peace, justice and strong institutions",
    17: "Partnerships for the goals",
}
GOALS = len(GOAL_NAMES)

Ids = Annotated[tuple[Text, ...], Field(strict=False), AfterValidator(check_distinct)]


class PlanLine(NamedTuple):
    """A line of a round's plan: how many people one partner sends to another.

    Attributes:
        sender: the id of the sending partner.
        host: the id of the receiving partner.
        people: the number of people.
        months: the length of each stay in calendar months; None if the plan doesn't say.
    """

    sender: str
    host: str
    people: int
    months: int | None


def parse_plan(text: str) -> PlanLine:
    """Parse a line of a plan: `FROM:TO:PEOPLE` or `FROM:TO:PEOPLE:MONTHS`.

    Raises:
        ValueError: says what is wrong, if it is not such a line.
    """
    parts = text.split(":")
    numbers = parts[2:]
    if len(parts) not in (3, 4) or not all(is_id(part) for part in parts[:2]) or not all(map(_is_number, numbers)):
        raise ValueError(f'"{shorten(text)}" is not a line of a plan: write FROM:TO:PEOPLE or FROM:TO:PEOPLE:MONTHS')
    people, *months = (int(number) for number in numbers)
    if parts[0] == parts[1]:
        raise ValueError(f'"{shorten(text)}" plans a stay within one organisation, which is no exchange')
    if not 1 <= people <= MOST_PARTICIPANTS or any(not 1 <= number <= MOST_MONTHS for number in months):
        raise ValueError(f'"{shorten(text)}": people must be 1 or more, and months from 1 to {MOST_MONTHS}')
    return PlanLine(parts[0], parts[1], people, months[0] if months else None)


def _plan_with(line: str, swap: Callable[[Iterable[str]], tuple[str, ...]]) -> str:
    """Return a line of a plan with its two partners' ids swapped."""
    parts = line.split(":")
    return ":".join((*swap(parts[:2]), *parts[2:]))


def _summed(lines: Iterable[str]) -> tuple[str, ...]:
    """Return lines of a plan, those of the same partners and length as one line for all their people."""
    summed: dict[tuple[str, ...], str] = {}
    for line in lines:
        sender, host, people, *months = line.split(":")
        key = (sender, host, *months)
        before = summed.get(key)
        if before is None:
            summed[key] = line
        else:
            summed[key] = ":".join((sender, host, str(int(before.split(":")[2]) + int(people)), *months))
    return tuple(summed.values())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


def _check_plan(lines: tuple[str, ...]) -> tuple[str, ...]:
    pairs = [parse_plan(line)[:2] for line in lines]
    for sender, host in pairs:
        if pairs.count((sender, host)) > 1:
            raise ValueError(f"names {shorten(sender)} to {shorten(host)} twice")
    return lines


def _check_goals(goals: tuple[int, ...]) -> tuple[int, ...]:
    for goal in goals:
        if not 1 <= goal <= GOALS:
            raise ValueError(f"names {goal}: the sustainable development goals run from 1 to {GOALS}")
        if goals.count(goal) > 1:
            raise ValueError(f"names {goal} twice")
    return goals


class Round(Record):
    """One period of exchanges.

    Attributes:
        start: its first day.
        end: its last day.
        report_due: the day by which its report is due.
        reported_on: the day on which it was handed in.
        plan: who is to send how many to whom, each `FROM:TO:PEOPLE` or `FROM:TO:PEOPLE:MONTHS`.
    """

    start: Day
    end: Day
    report_due: Day | None = None
    reported_on: Day | None = None
    plan: Annotated[tuple[Text, ...], Field(strict=False), AfterValidator(_check_plan)] = ()

    @field_validator("end")
    @classmethod
    def _not_before_start(cls, end: date, info: ValidationInfo) -> date:
        return _check_order(end, info)

    def planned(self) -> list[PlanLine]:
        """Return the lines of its plan, parsed."""
        return [parse_plan(line) for line in self.plan]


class Overrides(Record):
    """Rules of a project that replace those of its store; None keeps the store's.

    Attributes:
        tolerance: accepted difference between sent and received, as a share of both together, from 0 to 1.
        allowance: difference that is always accepted, in people.
        allowance_months: difference that is always accepted, in person-months.
        least_months: shortest usual stay in calendar months.
        most_months: longest usual stay in calendar months.
    """

    tolerance: Annotated[Number, Field(ge=0, le=1)] | None = None
    allowance: Annotated[int, Field(ge=0, le=MOST)] | None = None
    allowance_months: Annotated[Number, Field(ge=0, le=MOST)] | None = None
    least_months: Months | None = None
    most_months: Months | None = None

    _in_order = field_validator("most_months")(check_months)


class Project(Record):
    """Partners that cooperate under one agreement.

    Attributes:
        title: its title.
        partners: the ids of its partners, two or more.
        coordinator: the id of the coordinating partner.
        chosen_by: the ids of the partners that chose the coordinator.
        chosen_on: the day on which they chose it.
        assessed_on: the day on which needs and capacities were assessed jointly; the partners' records list them.
        assessed_by: the ids of the partners that assessed them.
        areas: priority areas; the first is the main one.
        issues: cross-cutting issues.
        goals: sustainable development goals, 1 to 17; the first is the main one.
        start: the first day of the agreement.
        end: its last day.
        type: overrides the type derived from the partners' countries.
        agreement: the number of the agreement.
        year_start: the day on which its years begin, as `MM-DD`; None if they begin as those of the store.
        note: anything else; an export leaves it out without --private.
        rules: rules that replace those of the store.
        rounds: its rounds, by number.
    """

    title: Text
    partners: Annotated[Ids, Field(min_length=2)]
    coordinator: Text | None = None
    chosen_by: Ids = ()
    chosen_on: Day | None = None
    assessed_on: Day | None = None
    assessed_by: Ids = ()
    areas: Annotated[tuple[Area, ...], Field(strict=False), AfterValidator(check_distinct)] = ()
    issues: Annotated[tuple[Issue, ...], Field(strict=False), AfterValidator(check_distinct)] = ()
    goals: Annotated[tuple[int, ...], Field(strict=False), AfterValidator(_check_goals)] = ()
    start: Day | None = None
    end: Day | None = None
    type: Type | None = None
    agreement: Text | None = None
    year_start: FirstDay | None = None
    note: Text | None = None
    rules: Overrides = Overrides()
    rounds: dict[str, Round] = Field(default_factory=dict)

    @field_validator("coordinator", "chosen_by", "assessed_by")
    @classmethod
    def _among_partners(cls, value: Any, info: ValidationInfo) -> Any:
        partners = info.data.get("partners")
        for name in (value,) if isinstance(value, str) else value or ():
            if partners is not None and name not in partners:
                raise ValueError(
                    f'names "{shorten(name)}", which is no partner of the project{did_you_mean(name, partners)}'
                )
        return value

    @field_validator("end")
    @classmethod
    def _not_before_start(cls, end: date | None, info: ValidationInfo) -> date | None:
        return None if end is None else _check_order(end, info)

    @field_validator("rounds")
    @classmethod
    def _within(cls, rounds: dict[str, Round], info: ValidationInfo) -> dict[str, Round]:
        for number, one in rounds.items():
            if not _is_number(number) or not 1 <= int(number) <= HIGHEST_ROUND or number.startswith("0"):
                raise NestedValueError("must be a number, 1 or more", number)
            for wrong in _round_wrong(one, info.data):
                raise NestedValueError(wrong, number)
        return dict(sorted(rounds.items(), key=lambda item: int(item[0])))

    def with_partner_ids(self, ids: Mapping[str, str]) -> "Project":
        """Return the project with other ids of its partners, wherever it names them.

        If two partners get the same id, each list names it once, and a plan has one line for the people of both.

        Args:
            ids: the new id of each partner by its present one; a partner that is not among them keeps its id.
        """

        def swap(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(ids.get(name, name) for name in names)

        def swap_list(names: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(swap(names)))

        return self.model_copy(
            update={
                "partners": swap_list(self.partners),
                "coordinator": None if self.coordinator is None else ids.get(self.coordinator, self.coordinator),
                "chosen_by": swap_list(self.chosen_by),
                "assessed_by": swap_list(self.assessed_by),
                "rounds": {
                    number: round_.model_copy(update={"plan": _summed(_plan_with(line, swap) for line in round_.plan)})
                    for number, round_ in self.rounds.items()
                },
            }
        )

    def years_begin(self, of_store: YearStart) -> YearStart:
        """Return the day on which its years begin.

        Args:
            of_store: the day on which those of its store begin.
        """
        return of_store if self.year_start is None else YearStart.parse(self.year_start)

    def has_ended(self, as_of: date) -> bool:
        """Return whether its agreement ended before a day."""
        return self.end is not None and self.end < as_of

    def misfits(self, exchange: Exchange) -> Iterator[str]:
        """Yield what an exchange of this project names that the project doesn't have: partners, a round."""
        for partner_id in (exchange.sender, exchange.host):
            if partner_id not in self.partners:
                yield f"{shorten(partner_id)} is no partner of project {exchange.project}"
        if exchange.round is not None and str(exchange.round) not in self.rounds:
            yield f"project {exchange.project} has no round {exchange.round}"


def project_type(project: Project, partners: Mapping[str, Partner]) -> Type:
    """Return the type of a project: the recorded one, or else one derived from its partners' countries.

    Partners of the south alone, in two or more countries: South-South. Of the north, with two or more countries of the
    south: Triangular; with one: North-South. Any other: other. The agency publishes no definition.
    """
    if project.type is not None:
        return project.type
    known = [partners[partner_id] for partner_id in project.partners if partner_id in partners]
    southern = {partner.country for partner in known if partner.on_side() == "south"}
    north = any(partner.on_side() == "north" for partner in known)
    if north:
        return "triangular" if len(southern) > 1 else "north-south" if southern else "other"
    return "south-south" if len(southern) > 1 else "other"


def _check_order(end: date, info: ValidationInfo) -> date:
    start = info.data.get("start")
    if start is not None and end < start:
        raise ValueError(f"{end} is before start {start}")
    return end


def _round_wrong(one: Round, project: Mapping[str, Any]) -> Iterable[str]:
    """Yield where a round contradicts its project."""
    start, end, partners = project.get("start"), project.get("end"), project.get("partners")
    if start is not None and one.start < start:
        yield f"starts on {one.start}, before the project does on {start}"
    if end is not None and one.end > end:
        yield f"ends on {one.end}, after the project does on {end}"
    for line in one.plan:
        for name in parse_plan(line)[:2]:
            if partners is not None and name not in partners:
                yield f'plans for "{shorten(name)}", which is no partner of the project{did_you_mean(name, partners)}'
