"""What a store holds when the records of another are brought into it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import msgspec

from norec_cli.merge.exchanges import Preferred, in_words, merge_exchange
from norec_cli.merge.id_mapping import map_ids
from norec_cli.merge.matching import ExchangeMatches, MatchedPair, match_exchanges
from norec_cli.merge.possible_duplicates import possible_duplicates
from norec_cli.merge.records import merge_partner, merge_project
from norec_cli.model.exchange import Exchange
from norec_cli.model.ledger import NamedLedger
from norec_cli.model.validation import Record

Choice = Literal["ours", "theirs", "both"]


class Conflict(msgspec.Struct, frozen=True):
    """Two records of one thing that contradict each other, so that a person must choose.

    Attributes:
        store: where the other is.
        about: what it is about, `exchange a1b2 here, c3d4 there`.
        what: what they contradict each other in.
        versions: ours and theirs, as JSON.
        may_be_both: whether they may be two things after all.
        of: what our version is, in words, where its id tells a person nothing.
    """

    store: str
    about: str
    what: str
    versions: tuple[str, str]
    may_be_both: bool
    of: str = ""


Decide = Callable[[Conflict], Choice]


class Counts(msgspec.Struct, frozen=True):
    """How much came of a merge.

    Attributes:
        added: exchanges that are new here.
        joined: exchanges that both had, and that agreed.
        completed: those of them that got something which only the other had.
        resolved: conflicts that were decided, of partners and projects too.
        partners_added: partners that are new here.
        partners_completed: partners here that got something from the other.
        projects_added: projects that are new here.
        projects_completed: projects here that got something from the other.
    """

    added: int = 0
    joined: int = 0
    completed: int = 0
    resolved: int = 0
    partners_added: int = 0
    partners_completed: int = 0
    projects_added: int = 0
    projects_completed: int = 0


class Merged(msgspec.Struct, frozen=True):
    """What comes of a merge.

    Attributes:
        ledger: what the store holds then.
        counts: how much that is.
        said: a line for everything that is taken over, joined or decided.
        agreeing: a line for every exchange that both had already, saying the same.
    """

    ledger: NamedLedger
    counts: Counts
    said: tuple[str, ...]
    agreeing: tuple[str, ...] = ()


class _MergeLog:
    """Notes what is done on the way."""

    def __init__(self, store: str, decide: Decide) -> None:
        self.said: list[str] = []
        self.agreeing: list[str] = []
        self.numbers: dict[str, int] = dict.fromkeys(Counts.__struct_fields__, 0)
        self._store = store
        self._decide = decide

    def note(self, what: str, line: str = "") -> None:
        self.numbers[what] += 1
        if line:
            self.said.append(f"{self._store}: {line}")

    def agree(self, about: str) -> None:
        """Note an exchange that both stores have and that says the same in both."""
        self.numbers["joined"] += 1
        self.agreeing.append(f"{self._store}: {about}: the same")

    def tell(self, line: str) -> None:
        self.said.append(f"{self._store}: {line}")

    def choose(self, about: str, what: str, versions: tuple[str, str], of: str = "") -> Choice:
        return self._decide(Conflict(self._store, about, what, versions, bool(of), of))


def merge_stores(ours: NamedLedger, others: Iterable[NamedLedger], days: int, decide: Decide) -> Merged:
    """Bring the records of other stores into one, one after the other.

    Args:
        ours: what the store holds.
        others: what the others hold.
        days: how far apart the starts of one exchange may be in two stores.
        decide: chooses where two records contradict each other; may be asked the same twice.

    Raises:
        NorecError: if it can't be told which partner or project is meant, or two records can't be made one.
    """
    ledger = ours
    said: list[str] = []
    agreeing: list[str] = []
    numbers: dict[str, int] = dict.fromkeys(Counts.__struct_fields__, 0)
    for other in others:
        tally = _MergeLog(other.name, decide)
        ledger = _with(ledger, other, days, tally)
        said += tally.said
        agreeing += tally.agreeing
        numbers = {key: number + tally.numbers[key] for key, number in numbers.items()}
    return Merged(ledger, Counts(**numbers), tuple(said), tuple(agreeing))


def _with(ours: NamedLedger, other: NamedLedger, days: int, tally: _MergeLog) -> NamedLedger:
    translation = map_ids(other, ours)
    theirs = translation.ledger
    for kind, ids in (("partner", translation.partners), ("project", translation.projects)):
        for key, here in ids.items():
            if key != here:
                tally.tell(f"{kind} {key} is {here} here")
    for line in possible_duplicates(ours, theirs, days):
        tally.tell(line)
    return NamedLedger(
        name=ours.name,
        settings=ours.settings,
        partners=_records("partner", ours.partners, theirs.partners, merge_partner, tally),
        projects=_records("project", ours.projects, theirs.projects, merge_project, tally),
        records=_exchanges(ours.records, theirs.records, days, tally),
    )


def _records(
    kind: str,
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    unite: Callable[[Any, Any, Preferred, str], tuple[Any, tuple[str, ...]]],
    tally: _MergeLog,
) -> Mapping[str, Any]:
    """Partners or projects with those of the other."""
    found = dict(ours)
    for key, record in theirs.items():
        about = f"{kind} {key}"
        if key not in ours:
            found[key] = record
            tally.note(f"{kind}s_added", f"new {about}")
            continue
        united, contradicted = unite(ours[key], record, "ours", about)
        if contradicted:
            what = ", ".join(contradicted)
            choice = tally.choose(about, what, (_as_json(ours[key]), _as_json(record)))
            if choice == "theirs":
                united, _ = unite(ours[key], record, "theirs", about)
            tally.note("resolved", f"{about}: {choice} holds: {what}")
        if united != ours[key]:
            found[key] = united
            tally.note(f"{kind}s_completed", "" if contradicted else f"completed {about}")
    return found


def _exchanges(
    ours: tuple[Exchange, ...], theirs: tuple[Exchange, ...], days: int, tally: _MergeLog
) -> tuple[Exchange, ...]:
    matching, choices = _decided(ours, theirs, days, tally)
    found = {exchange.id: exchange for exchange in ours}
    for pair in matching.pairs:
        about = _about(pair)
        if pair.differences:
            choice: Preferred = "theirs" if choices[pair.ours.id] == "theirs" else "ours"
            found[pair.ours.id] = merge_exchange(pair.ours, pair.theirs, choice)
            tally.note("resolved", f"{about}: {choice} holds: {_what(pair)}")
            continue
        joined = found[pair.ours.id] = merge_exchange(pair.ours, pair.theirs)
        gets = [key for key in Exchange.__struct_fields__ if getattr(joined, key) != getattr(pair.ours, key)]
        if gets:
            tally.note("completed")
            tally.note("joined", f"{about}: the same, gets {', '.join(gets)}")
        else:
            tally.agree(about)
    for exchange in matching.only_theirs:
        found[exchange.id] = exchange
        tally.note("added", f"new exchange {exchange.id}: {_told(exchange)}")
    return tuple(found.values())


def _decided(
    ours: tuple[Exchange, ...], theirs: tuple[Exchange, ...], days: int, tally: _MergeLog
) -> tuple[ExchangeMatches, dict[str, Choice]]:
    """The exchanges beside each other, and what was chosen where they contradict each other, by our id.

    Where a person says that two are different exchanges, each may be the same as another one after all.
    """
    apart: set[tuple[str, str]] = set()
    while True:
        matching = match_exchanges(ours, theirs, days, apart)
        choices: dict[str, Choice] = {}
        for pair in matching.pairs:
            if not pair.differences:
                continue
            versions = (msgspec.json.encode(pair.ours).decode(), msgspec.json.encode(pair.theirs).decode())
            choice = choices[pair.ours.id] = tally.choose(_about(pair), _what(pair), versions, _told(pair.ours))
            if choice == "both":
                apart.add((pair.ours.id, pair.theirs.id))
                tally.note("resolved", f"{_about(pair)}: both stay, as different exchanges")
                break
        else:
            return matching, choices


def _about(pair: MatchedPair) -> str:
    ours, theirs = pair.ours.id, pair.theirs.id
    return f"exchange {ours}" if ours == theirs else f"exchange {ours} here, {theirs} there"


def _what(pair: MatchedPair) -> str:
    return f"perhaps the same: {in_words(pair.differences)}" if pair.perhaps else in_words(pair.differences)


def _told(exchange: Exchange) -> str:
    return f"{exchange.participants} from {exchange.sender} to {exchange.host}, {exchange.start}"


def _as_json(record: Record) -> str:
    return record.model_dump_json(exclude_defaults=True)
