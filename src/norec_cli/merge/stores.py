"""Merge the records of other stores into one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec

from norec_cli.merge.exchanges import Preferred, merge_exchange
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
        store: the name of the other store.
        about: the record, `exchange a1b2 here, c3d4 there`.
        difference: in words, what the two contradict each other in.
        versions: our record and theirs, as JSON.
        may_be_both: whether the answer may be that they are two different exchanges.
        description: our record in words, for an exchange; else empty.
    """

    store: str
    about: str
    difference: str
    versions: tuple[str, str]
    may_be_both: bool
    description: str = ""


Decide = Callable[[Conflict], Choice]


class Counts(msgspec.Struct, frozen=True):
    """What a merge did, in numbers.

    Attributes:
        added: exchanges that are new here.
        joined: exchanges that both stores had and that agreed.
        completed: joined exchanges that got a value which only the other store had.
        resolved: conflicts that were decided, also those of partners and projects.
        partners_added: partners that are new here.
        partners_completed: partners here that got values from the other store.
        projects_added: projects that are new here.
        projects_completed: projects here that got values from the other store.
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
    """The result of a merge.

    Attributes:
        ledger: what the store holds after it.
        counts: what it did, in numbers.
        messages: a line for everything that was added, joined or decided.
        agreeing: a line for every exchange that both stores had with the same values.
        not_taken: a line for every setting of another store that differs from ours, which stays.
    """

    ledger: NamedLedger
    counts: Counts
    messages: tuple[str, ...]
    agreeing: tuple[str, ...] = ()
    not_taken: tuple[str, ...] = ()


class _MergeLog:
    """Counts and messages of a merge with one store."""

    def __init__(self, store: str, decide: Decide) -> None:
        self.messages: list[str] = []
        self.agreeing: list[str] = []
        self.numbers: dict[str, int] = dict.fromkeys(Counts.__struct_fields__, 0)
        self._store = store
        self._decide = decide

    def note(self, count: str, line: str = "") -> None:
        """Add one to a count, with a message if there is one."""
        self.numbers[count] += 1
        if line:
            self.tell(line)

    def agree(self, about: str) -> None:
        """Note an exchange that both stores have with the same values."""
        self.numbers["joined"] += 1
        self.agreeing.append(f"{self._store}: {about}: the same")

    def tell(self, line: str) -> None:
        """Add a message."""
        self.messages.append(f"{self._store}: {line}")

    def choose(self, about: str, difference: str, versions: tuple[str, str], description: str = "") -> Choice:
        """Return what is decided about two records that contradict each other."""
        return self._decide(Conflict(self._store, about, difference, versions, bool(description), description))


def merge_stores(ours: NamedLedger, others: Sequence[NamedLedger], days: int, decide: Decide) -> Merged:
    """Merge the records of other stores into one store, one store after the other.

    Args:
        ours: what the store holds.
        others: what the other stores hold.
        days: how many days apart the starts of one exchange may be in two stores.
        decide: chooses if two records contradict each other; it may be called twice with the same conflict.

    Raises:
        NorecError: if a name fits several partners or projects, or two records make no valid one together.
    """
    ledger = ours
    messages: list[str] = []
    agreeing: list[str] = []
    numbers: dict[str, int] = dict.fromkeys(Counts.__struct_fields__, 0)
    for other in others:
        log = _MergeLog(other.name, decide)
        ledger = _merge_store(ledger, other, days, log)
        messages += log.messages
        agreeing += log.agreeing
        numbers = {key: number + log.numbers[key] for key, number in numbers.items()}
    not_taken = (line for other in others for line in _settings_not_taken(ours, other))
    return Merged(ledger, Counts(**numbers), tuple(messages), tuple(agreeing), tuple(not_taken))


def _settings_not_taken(ours: NamedLedger, other: NamedLedger) -> Iterable[str]:
    """Yield a line if the years of another store begin on another day than ours."""
    if ours.settings is None or other.settings is None:
        return
    here, there = ours.settings.years_begin, other.settings.years_begin
    if here != there:
        yield f"{other.name}: years begin on {there.in_words()} there, and still on {here.in_words()} here"


def _merge_store(ours: NamedLedger, other: NamedLedger, days: int, log: _MergeLog) -> NamedLedger:
    """Return what a store holds after a merge with one other."""
    mapped = map_ids(other, ours)
    theirs = mapped.ledger
    for kind, ids in (("partner", mapped.partners), ("project", mapped.projects)):
        for their_id, our_id in ids.items():
            if their_id != our_id:
                log.tell(f"{kind} {their_id} is {our_id} here")
    for line in possible_duplicates(ours, theirs, days):
        log.tell(line)
    return NamedLedger(
        name=ours.name,
        settings=ours.settings,
        partners=_merge_records("partner", ours.partners, theirs.partners, merge_partner, log),
        projects=_merge_records("project", ours.projects, theirs.projects, merge_project, log),
        records=_merge_exchanges(ours.records, theirs.records, days, log),
    )


def _merge_records(
    kind: str,
    ours: Mapping[str, Any],
    theirs: Mapping[str, Any],
    merge: Callable[[Any, Any, Preferred, str], tuple[Any, tuple[str, ...]]],
    log: _MergeLog,
) -> Mapping[str, Any]:
    """Return our partners or projects by id, merged with theirs."""
    merged_records = dict(ours)
    for key, record in theirs.items():
        about = f"{kind} {key}"
        if key not in ours:
            merged_records[key] = record
            log.note(f"{kind}s_added", f"new {about}")
            continue
        merged, contradicted = merge(ours[key], record, "ours", about)
        if contradicted:
            difference = ", ".join(contradicted)
            choice = log.choose(about, difference, (_as_json(ours[key]), _as_json(record)))
            if choice == "theirs":
                merged, _ = merge(ours[key], record, "theirs", about)
            log.note("resolved", f"{about}: {choice} is kept: {difference}")
        if merged != ours[key]:
            merged_records[key] = merged
            log.note(f"{kind}s_completed", "" if contradicted else f"completed {about}")
    return merged_records


def _merge_exchanges(
    ours: tuple[Exchange, ...], theirs: tuple[Exchange, ...], days: int, log: _MergeLog
) -> tuple[Exchange, ...]:
    """Return our exchanges merged with theirs."""
    matches, choices = _decide_conflicts(ours, theirs, days, log)
    records = {exchange.id: exchange for exchange in ours}
    for pair in matches.pairs:
        about = _about(pair)
        if pair.differences:
            choice: Preferred = "theirs" if choices[pair.ours.id] == "theirs" else "ours"
            records[pair.ours.id] = merge_exchange(pair.ours, pair.theirs, choice)
            log.note("resolved", f"{about}: {choice} is kept: {pair.describe_differences()}")
            continue
        joined = records[pair.ours.id] = merge_exchange(pair.ours, pair.theirs)
        new_keys = [key for key in Exchange.__struct_fields__ if getattr(joined, key) != getattr(pair.ours, key)]
        if new_keys:
            log.note("completed")
            log.note("joined", f"{about}: the same, gets {', '.join(new_keys)}")
        else:
            log.agree(about)
    for exchange in matches.only_theirs:
        records[exchange.id] = exchange
        log.note("added", f"new exchange {exchange.id}: {_describe(exchange)}")
    return tuple(records.values())


def _decide_conflicts(
    ours: tuple[Exchange, ...], theirs: tuple[Exchange, ...], days: int, log: _MergeLog
) -> tuple[ExchangeMatches, dict[str, Choice]]:
    """Return the matched exchanges, and by our id what was chosen if two records contradict each other.

    If a person calls two records different exchanges, each may match another one, so all are matched again.
    """
    apart: set[tuple[str, str]] = set()
    while True:
        matches = match_exchanges(ours, theirs, days, apart)
        choices: dict[str, Choice] = {}
        for pair in matches.pairs:
            if not pair.differences:
                continue
            versions = (msgspec.json.encode(pair.ours).decode(), msgspec.json.encode(pair.theirs).decode())
            choice = choices[pair.ours.id] = log.choose(
                _about(pair), pair.describe_differences(), versions, _describe(pair.ours)
            )
            if choice == "both":
                apart.add((pair.ours.id, pair.theirs.id))
                log.note("resolved", f"{_about(pair)}: both stay, as different exchanges")
                break
        else:
            return matches, choices


def _about(pair: MatchedPair) -> str:
    """Return the name of a matched exchange in messages."""
    ours, theirs = pair.ours.id, pair.theirs.id
    return f"exchange {ours}" if ours == theirs else f"exchange {ours} here, {theirs} there"


def _describe(exchange: Exchange) -> str:
    """Return an exchange in words."""
    return f"{exchange.participants} from {exchange.sender} to {exchange.host}, {exchange.start}"


def _as_json(record: Record) -> str:
    return record.model_dump_json(exclude_defaults=True)
