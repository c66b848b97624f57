"""Whether the record can be trusted: every rule that it is checked by, and what offends against it."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import Literal

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Fault
from norec_cli.model.partner import Partner
from norec_cli.reports.flows import fold_flows
from norec_cli.reports.groups import Grouping
from norec_cli.reports.rows import adjustments_of, regroup, rows_of
from norec_cli.reports.view import View

Severity = Literal["error", "warning"]


class Check(msgspec.Struct, frozen=True):
    """A rule that the books should keep.

    Attributes:
        rule: its id.
        severity: an error is wrong whatever people meant by it; a warning may be right, and somebody should look.
        asks: what must be so.
        why: what depends on it.
        mend: how to put it right.
    """

    rule: str
    severity: Severity
    asks: str
    why: str
    mend: str


CHECKS = {
    check.rule: check
    for check in (
        Check(
            "well-formed",
            "error",
            "Every record can be read, and holds what docs/file-format.md says.",
            "Reports refuse to count a store in which a record can't be read: a total without it would be wrong.",
            "Mend the line in an editor. git diff shows what it was before.",
        ),
        Check(
            "ids-unique",
            "error",
            "No two exchanges have the same id.",
            "Merging two versions of a store can leave one exchange on two lines; it must not be counted twice.",
            "Keep the line that is right and delete the other. If both are right, give one of them another id.",
        ),
        Check(
            "partners-known",
            "error",
            "Sender and host of every exchange are in the register.",
            "What one partner sent another received: without both, sent and received don't add up.",
            "Correct the id, or add the partner: norec partners add.",
        ),
        Check(
            "dates-in-order",
            "error",
            "No stay ends before it starts, and one that ended early did so before its planned end.",
            "Lengths are worked out from these dates.",
            "Correct the dates in an editor.",
        ),
        Check(
            "sender-not-host",
            "error",
            "Sender and host differ.",
            "A stay within one organisation is no exchange, and would count as both sent and received.",
            "Correct the one that is wrong, or delete the line.",
        ),
        Check(
            "nothing-after-end",
            "error",
            "No exchange starts after its sender or host has ended.",
            "A partner that has left neither sends nor hosts: either the end or the start is wrong.",
            "norec exchanges edit ID --start DATE, norec exchanges cancel ID, or norec partners end ID --on DATE.",
        ),
        Check(
            "replacements-fit",
            "warning",
            "What an exchange replaces is in the books, was cancelled or ended early, and is replaced once.",
            "A place that was filled again counts as one; that needs both records to agree.",
            "norec exchanges edit ID opens the record in $EDITOR: correct what it replaces, or take that out.",
        ),
        Check(
            "names-distinct",
            "warning",
            "No two partners of a country have the same name or alias.",
            "One organisation under two ids looks as if it had sent to one and received from the other.",
            "norec partners rename can't join two: edit the exchanges of one, then norec partners remove it.",
        ),
        Check(
            "plans-confirmed",
            "warning",
            "A stay whose start has passed is confirmed.",
            "It counts from its start by plan alone, though perhaps nobody went.",
            "norec exchanges confirm ID, or norec exchanges cancel ID --reason REASON.",
        ),
        Check(
            "confirmed-begun",
            "warning",
            "What is confirmed has begun: its start has passed, and it was not cancelled.",
            "Confirmed means that somebody saw it begin. Cancelled means that it never did.",
            "norec exchanges edit ID opens the record in $EDITOR: correct the start, or take out what is wrong.",
        ),
        Check(
            "ends-recorded",
            "warning",
            "Every stay has an end.",
            "Without one it has no length: it counts in people, and not in months.",
            "norec exchanges edit ID --end DATE.",
        ),
        Check(
            "leavers-balanced",
            "warning",
            "A partner that has ended is balanced.",
            "What it owes, or is owed, will not come back by itself.",
            "Agree how to settle it, then norec partners adjust ID --sent N --received N --on DATE --reason TEXT.",
        ),
    )
}


class Finding(msgspec.Struct, frozen=True):
    """Something that offends against a rule.

    Attributes:
        check: the rule.
        text: what is wrong.
        file: where it stands.
        line: on which line, if that can be told.
        about: the record, for example `exchange x7k2m9qd4r`.
    """

    check: Check
    text: str
    file: str
    line: int | None
    about: str


class Place(msgspec.Struct, frozen=True):
    """Where records stand, for findings to name.

    Attributes:
        partners: the file of the partners.
        exchanges: the file of the exchanges.
        line_of: the line on which a partner begins.
        has_exchange: whether an exchange of that id is in the books; asked when all have been read.
    """

    partners: str
    exchanges: str
    line_of: Callable[[str], int | None]
    has_exchange: Callable[[str], bool]


def finding_of(fault: Fault) -> Finding:
    """What was found wrong with a file, as a finding."""
    return Finding(CHECKS[fault.rule], fault.text, fault.file or "", fault.line, fault.about)


def check_records(
    exchanges: Iterable[tuple[int, Exchange]], partners: Mapping[str, Partner], view: View, place: Place
) -> Iterator[Finding]:
    """What offends against the rules about records that can be read.

    Args:
        exchanges: those that can be read, each with its line; run once, to the end.
        partners: those that can be read, by id.
        view: the day, the rule of balance in people, and to which partners and exchanges the findings are limited. With
            a filter on exchanges, partners are not judged.
        place: where things stand.
    """
    everything = View(view.as_of, view.rule, partners=view.partners, countries=view.countries)
    grouping = Grouping(partners, everything)
    found: list[Finding] = []
    replacing: list[tuple[int, Exchange]] = []
    stopped: set[str] = set()

    def looked_at() -> Iterator[Exchange]:
        for line, exchange in exchanges:
            if exchange.cancelled or exchange.ended_early is not None:
                stopped.add(exchange.id)
            ends = [key for key in (exchange.sender, exchange.host) if key in partners]
            if view.selection.takes(exchange) and (not ends or grouping.shows(*ends)):
                found.extend(_check_exchange(exchange, line, partners, view, place))
                if exchange.replaces is not None:
                    replacing.append((line, exchange))
            if len(ends) == 2:
                yield exchange

    table = fold_flows(looked_at(), view.as_of)
    yield from found
    yield from _check_replacements(replacing, stopped, place)
    yield from _check_names(partners, grouping, place)
    if not view.selection.is_everything():
        return
    adjustments, _ = adjustments_of(partners, everything)
    for row in rows_of(regroup(table.flows, grouping), adjustments, grouping, everything):
        ended = partners[row.group.id].ended
        balance = row.balance
        if ended is not None and ended <= view.as_of and balance.verdict not in ("balanced", "none"):
            text = f"ended on {ended} with {balance.sent} sent and {balance.received} received: {balance.verdict}"
            yield _about_partner("leavers-balanced", text, row.group.id, place)


def _check_exchange(
    exchange: Exchange, line: int, partners: Mapping[str, Partner], view: View, place: Place
) -> Iterator[Finding]:
    def finding(rule: str, text: str) -> Finding:
        return _finding(rule, text, place.exchanges, line, f"exchange {exchange.id}")

    if exchange.confirmed and exchange.cancelled:
        yield finding("confirmed-begun", "is confirmed, and cancelled")
    elif exchange.confirmed and exchange.start > view.as_of:
        yield finding("confirmed-begun", f"is confirmed, and starts on {exchange.start}")
    if exchange.cancelled:
        return

    for partner_id in (exchange.sender, exchange.host):
        partner = partners.get(partner_id)
        if partner is not None and partner.ended is not None and exchange.start > partner.ended:
            yield finding("nothing-after-end", f"starts on {exchange.start}, but {partner_id} ended on {partner.ended}")
    if exchange.start <= view.as_of and not exchange.confirmed:
        yield finding("plans-confirmed", f"was to start on {exchange.start}, and nobody has confirmed it")
    if exchange.last_day() is None:
        yield finding("ends-recorded", f"starts on {exchange.start} and has no end")


def _check_replacements(
    replacing: Iterable[tuple[int, Exchange]], stopped: Container[str], place: Place
) -> Iterator[Finding]:
    """What stands wrong with replacements, asked when all exchanges are known."""
    first: dict[str, str] = {}
    for line, exchange in replacing:
        name = exchange.replaces or ""
        other = first.setdefault(name, exchange.id)
        if not place.has_exchange(name):
            text = f'replaces "{name}", which is not in the books'
        elif name not in stopped:
            text = f'replaces "{name}", which was neither cancelled nor ended early'
        elif other != exchange.id:
            text = f'replaces "{name}", as exchange {other} does'
        else:
            continue
        yield _finding("replacements-fit", text, place.exchanges, line, f"exchange {exchange.id}")


def _check_names(partners: Mapping[str, Partner], grouping: Grouping, place: Place) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for partner_id, partner in partners.items():
        for name in dict.fromkeys((partner.name, *partner.aliases)):
            other = first.setdefault((partner.country, " ".join(name.casefold().split())), partner_id)
            if other != partner_id and grouping.shows(partner_id, other):
                yield _about_partner("names-distinct", f'is called "{name}", as {other} is', partner_id, place)


def _about_partner(rule: str, text: str, partner_id: str, place: Place) -> Finding:
    return _finding(rule, text, place.partners, place.line_of(partner_id), f"partner {partner_id}")


def _finding(rule: str, text: str, file: str, line: int | None, about: str) -> Finding:
    return Finding(CHECKS[rule], text, file, line, about)
