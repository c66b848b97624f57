"""Whether the record can be trusted: what offends against the rules that it is checked by."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from norec_cli.model.exchange import Exchange
from norec_cli.model.faults import Fault
from norec_cli.model.partner import Partner
from norec_cli.reports.check_rules import CHECKS, Check
from norec_cli.reports.flows import fold_flows
from norec_cli.reports.groups import Grouping
from norec_cli.reports.rows import adjustments_of, regroup, rows_of
from norec_cli.reports.view import View

if TYPE_CHECKING:
    from norec_cli.model.project import Project


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
    exchanges: Iterable[tuple[int, Exchange]],
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    view: View,
    place: Place,
) -> Iterator[Finding]:
    """What offends against the rules about records that can be read.

    Args:
        exchanges: those that can be read, each with its line; run once, to the end.
        partners: those that can be read, by id.
        projects: those that can be read, by id.
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
                found.extend(_check_exchange(exchange, line, partners, projects, view, place))
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
    exchange: Exchange,
    line: int,
    partners: Mapping[str, Partner],
    projects: "Mapping[str, Project]",
    view: View,
    place: Place,
) -> Iterator[Finding]:
    def finding(rule: str, text: str) -> Finding:
        return _finding(rule, text, place.exchanges, line, f"exchange {exchange.id}")

    if exchange.confirmed and exchange.cancelled:
        yield finding("confirmed-begun", "is confirmed, and cancelled")
    elif exchange.confirmed and exchange.start > view.as_of:
        yield finding("confirmed-begun", f"is confirmed, and starts on {exchange.start}")
    if exchange.cancelled:
        return

    project = projects.get(exchange.project or "")
    for text in project.misfits(exchange) if project is not None else ():
        yield finding("within-project", text)
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
