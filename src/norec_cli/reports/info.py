"""What the books cover: how much is in them, from when to when, and what in them is open."""

from datetime import date

import msgspec

from norec_cli.model.ledger import Ledger


class InfoReport(msgspec.Struct):
    """What a store holds, and what has become of it by a day.

    Attributes:
        partners: how many are registered.
        partners_ended: how many of them take part in nothing new.
        adjustments: how many they have among them.
        projects: how many are registered.
        exchanges: how many are logged, cancelled ones too.
        people: participants in them.
        first_start: the earliest first day; None without exchanges.
        last_start: the latest first day; None without exchanges.
        last_end: the latest last day, as planned or as it was; None if there is none.
        upcoming: exchanges that have yet to begin.
        under_way: exchanges that have begun and not ended.
        completed: exchanges that have ended as planned.
        open_ended: exchanges that are not cancelled and have no last day.
        unconfirmed: exchanges that should have begun and that nobody has confirmed.
        cancelled: exchanges that never began.
        ended_early: exchanges that stopped before their end.
    """

    partners: int = 0
    partners_ended: int = 0
    adjustments: int = 0
    projects: int = 0
    exchanges: int = 0
    people: int = 0
    first_start: date | None = None
    last_start: date | None = None
    last_end: date | None = None
    upcoming: int = 0
    under_way: int = 0
    completed: int = 0
    open_ended: int = 0
    unconfirmed: int = 0
    cancelled: int = 0
    ended_early: int = 0


def report_info(ledger: Ledger, as_of: date) -> InfoReport:
    """Look through everything once.

    Args:
        ledger: settings, partners, projects and exchanges.
        as_of: the day for which states hold.
    """
    partners = ledger.partners
    found = InfoReport(
        partners=len(partners),
        partners_ended=sum(partner.has_ended(as_of) for partner in partners.values()),
        adjustments=sum(len(partner.adjustments) for partner in partners.values()),
        projects=len(ledger.projects),
    )
    for exchange in ledger.exchanges():
        start, last, state = exchange.start, exchange.last_day(), exchange.state(as_of)
        found.exchanges += 1
        found.people += exchange.participants
        found.first_start = min(found.first_start or start, start)
        found.last_start = max(found.last_start or start, start)
        if state == "cancelled":
            found.cancelled += 1
            continue
        if last is None:
            found.open_ended += 1
        else:
            found.last_end = max(found.last_end or last, last)
        found.upcoming += state == "upcoming"
        found.under_way += state == "under-way"
        found.completed += state == "completed"
        found.ended_early += state == "ended-early"
        found.unconfirmed += state != "upcoming" and not exchange.confirmed
    return found
