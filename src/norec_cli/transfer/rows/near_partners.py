"""Names of partners in a table that are near other names, and what a person decided about them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import msgspec

from norec_cli.model.country import find_country
from norec_cli.model.errors import ProblemList, UsageError
from norec_cli.model.folding import fold
from norec_cli.model.near_names import pairs_of_near_names
from norec_cli.model.partner import Partner
from norec_cli.model.wording import join_names, option_text, shorten
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.names_in_table import NameInTable, find_names
from norec_cli.transfer.rows.problems import RowProblem, quoted
from norec_cli.transfer.tables.table import Table


def split_same_names(words: Sequence[str], table: Table, mapping: ColumnMapping) -> dict[str, str]:
    """Return what words `NAME=ID` of `--same` say, by name.

    Args:
        words: the words, which have text before and after a `=`; of several, the names in the table decide which it is.
        table: the table.
        mapping: the columns of its fields.

    Raises:
        UsageError: if a name is given twice.
    """
    several = any(word.count("=") > 1 for word in words)
    names = find_names(table, mapping, skips=lambda _: False) if several else {}
    same: dict[str, str] = {}
    problems = ProblemList()
    for word in words:
        parts = word.split("=")
        splits = [("=".join(parts[:n]).strip(), "=".join(parts[n:]).strip()) for n in range(len(parts) - 1, 0, -1)]
        name, target = max(filter(all, splits), key=lambda split: [fold(text) in names for text in split])
        if name in same:
            problems.add(f"--same: {shorten(name)} is given twice")
        same[name] = target
    problems.raise_if_any(UsageError)
    return same


class NameDecisions:
    """What a person decided about names in a table, with --same NAME=ID and --new NAME."""

    def __init__(self, same: Mapping[str, str] | None = None, new: Iterable[str] = ()) -> None:
        """Take the decisions.

        Args:
            same: the id or name of a partner, by each other name that the table has for it.
            new: the names that are partners of their own, however near other names are.

        Raises:
            UsageError: if the decisions contradict each other.
        """
        self._typed = {"--same": [*(same or ())], "--new": [*new]}
        self._same = {fold(name): target for name, target in (same or {}).items()}
        self._new = {fold(name) for name in new}
        self._seen: set[str] = set()
        problems = ProblemList()
        for name in self._typed["--same"]:
            if fold(name) in self._new:
                problems.add(f'--same and --new both say who "{shorten(name)}" is')
            elif self._leads_back(name):
                problems.add(f'--same: "{shorten(name)}" is said to be itself')
        problems.raise_if_any(UsageError)

    def assuming(self, same: Mapping[str, str]) -> "NameDecisions":
        """Return these decisions and others, made for names about which a person has not decided yet."""
        assumed = NameDecisions({**self.same, **same}, self._typed["--new"])
        assumed._seen = self._seen
        return assumed

    def _leads_back(self, name: str) -> bool:
        seen = {fold(name)}
        while (target := self._same.get(fold(name))) is not None:
            if fold(target) in seen:
                return True
            seen.add(fold(target))
            name = target
        return False

    @property
    def same(self) -> Mapping[str, str]:
        """The names that a person said to be other names of a partner, each with what they called the partner."""
        return {name: self._meant(name) for name in self._typed["--same"]}

    def meant(self, text: str) -> str:
        """Return the name or id that is meant by a name of a row: the name itself if nobody decided otherwise."""
        self._seen.add(fold(text))
        return self._meant(text)

    def _meant(self, text: str) -> str:
        while (target := self._same.get(fold(text))) is not None:
            text = target
        return text

    def is_new(self, name: str) -> bool:
        """Return whether a person said that a name is a partner of its own."""
        return fold(name) in self._new

    def is_same(self, name: str) -> bool:
        """Return whether a person said that a name is another name of a partner."""
        return fold(name) in self._same

    def refuse_unused(self, *, also_targets: bool = False) -> None:
        """Refuse decisions about names for which `meant` was never called, because no row has them.

        Args:
            also_targets: whether rows must also have the names that others were said to be the same as.

        Raises:
            UsageError: with all of these names.
        """
        problems = ProblemList()
        for flag, names in self._typed.items():
            targets = [*self.same.values()] if also_targets and flag == "--same" else []
            for name in dict.fromkeys((*names, *targets)):
                if fold(name) not in self._seen:
                    problems.add(f'{flag}: no row names a partner "{shorten(name)}"')
        problems.raise_if_any(UsageError)


class UndecidedName(msgspec.Struct, frozen=True):
    """A name in a table that is near others, so that a person has to decide whose it is.

    Attributes:
        problem: the first row that has it, what it is near, and the options that decide.
        target: the id or name of the partner that it most likely means.
    """

    problem: RowProblem
    target: str

    @property
    def same_option(self) -> str:
        """The option by which it is read as the partner that it most likely means."""
        return _same_option(self.problem.value, self.target)


class _Candidate(msgspec.Struct, frozen=True):
    """A name that may be near another.

    Attributes:
        name: the name.
        partner: the id of the partner that has it; for a name that no partner has, its folded form.
        typed: what to type for that partner after --same.
        countries: the codes of its countries; none if they are not known.
        settled: whether it is known who has this name.
        known: whether a partner of the store has it.
        found: where the table has it; None if only the store has it.
    """

    name: str
    partner: str
    typed: str
    countries: frozenset[str]
    settled: bool
    known: bool
    found: NameInTable | None = None

    def may_be(self, other: "_Candidate") -> bool:
        """Return whether countries allow that this and another name are one partner's."""
        if self.countries and other.countries and self.countries.isdisjoint(other.countries):
            return False
        with suppress(ValueError):  # Iceland is near Ireland, and yet another country
            return find_country(self.name) == find_country(other.name)
        return True


def undecided_names(
    names: Sequence[NameInTable], partners: Mapping[str, Partner], decisions: NameDecisions
) -> list[UndecidedName]:
    """Return the names in a table that may be another spelling of a known partner's name, or of another new one's.

    Args:
        names: the names that no partner has, in the order in which the table has them.
        partners: the known partners by id.
        decisions: what a person decided already.

    Returns:
        These names; of new ones that are near each other all but one.
    """
    candidates = {fold(one.name): one for one in _candidates(names, partners, decisions)}
    near: defaultdict[str, list[_Candidate]] = defaultdict(list)
    for pair in pairs_of_near_names([one.name for one in candidates.values()]):
        one, other = (candidates[fold(name)] for name in pair)
        if not _is_decided(one, other, decisions) and one.may_be(other):
            near[fold(one.name)].append(other)
            near[fold(other.name)].append(one)
    undecided = []
    for group in _groups(near, candidates):
        chosen = _most_telling(group)
        for one in group:
            others = near[fold(one.name)]
            targets = [other for other in others if other.settled] or [chosen]
            if not one.settled and one is not chosen and one.found is not None:
                undecided.append(_undecided(one.found, others, targets))
    return sorted(undecided, key=lambda one: one.problem.line)


def _candidates(
    names: Sequence[NameInTable], partners: Mapping[str, Partner], decisions: NameDecisions
) -> Iterator[_Candidate]:
    """Yield the names that can be near each other: first those of the known partners."""
    keys: dict[str, str] = {}
    for key, partner in partners.items():
        for name in (partner.name, *partner.aliases):
            keys.setdefault(fold(name), key)
            yield _Candidate(name, key, key, frozenset((partner.country,)), settled=True, known=True)
    for one in names:
        target = decisions.meant(one.name)
        key = target if target in partners else keys.get(fold(target), fold(target))
        settled = decisions.is_same(one.name)
        typed = key if key in partners else target
        yield _Candidate(one.name, key, typed, one.codes(), settled=settled, known=False, found=one)


def _is_decided(one: _Candidate, other: _Candidate, decisions: NameDecisions) -> bool:
    """Return whether it is known already if two names are one partner's."""
    return (
        one.partner == other.partner
        or (one.settled and other.settled)
        or decisions.is_new(one.name)
        or decisions.is_new(other.name)
    )


def _groups(
    near: Mapping[str, Sequence[_Candidate]], candidates: Mapping[str, _Candidate]
) -> Iterator[list[_Candidate]]:
    """Yield the groups of names that are joined by being near each other."""
    done: set[str] = set()
    for start in near:
        group: list[_Candidate] = []
        waiting = [start]
        while waiting:
            key = waiting.pop()
            if key not in done:
                done.add(key)
                group.append(candidates[key])
                waiting += [fold(other.name) for other in near[key]]
        if group:
            yield group


def _most_telling(group: Sequence[_Candidate]) -> _Candidate:
    """Return the name by which a group of near names is best known: a settled one, else a long and frequent one."""
    longest = max(len(one.name) for one in group)

    def rank(one: _Candidate) -> tuple[bool, bool, bool, int, int]:
        uses, line = (one.found.uses, one.found.line) if one.found else (0, 0)
        return one.known, one.settled, len(one.name) >= longest - 1, uses, -line

    return max(group, key=rank)


def _undecided(one: NameInTable, others: Sequence[_Candidate], targets: Sequence[_Candidate]) -> UndecidedName:
    """Return a name as undecided, with the options that decide."""
    name = option_text(one.name)
    same = [_same_option(one.name, target.typed) for target in targets]
    near = join_names([quoted(other.name) for other in others], "and")
    reason = f"is near {near}: add {join_names(same, 'or')} if both are one partner, or --new {name} if they are two"
    return UndecidedName(RowProblem(one.line, one.column, one.name, reason), targets[0].typed)


def _same_option(name: str, target: str) -> str:
    return f"--same {option_text(name)}={option_text(target)}"
