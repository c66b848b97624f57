"""`info`: how much a store holds, from when to when, and what is open."""

from datetime import date

import msgspec

from norec_cli.model.ledger import Ledger


class InfoReport(msgspec.Struct):
    """What a store holds, and its state on a day.

    Attributes:
        partners: number of partners.
        partners_ended: number of partners that have ended.
        adjustments: number of adjustments of all partners.
        projects: number of projects.
        exchanges: number of exchanges, with cancelled ones.
        people: participants in these exchanges.
        first_start: the earliest first day; None without exchanges.
        last_start: the latest first day; None without exchanges.
        last_end: the latest last day, planned or actual; None if there is none.
        upcoming: exchanges that will begin later.
        under_way: exchanges that have begun and not ended.
        completed: exchanges that have ended as planned.
        open_ended: exchanges that are not cancelled and have no last day.
        unconfirmed: exchanges that should have begun and were not confirmed.
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
    """Count what a store holds, in one run through its exchanges.

    Args:
        ledger: settings, partners, projects and exchanges.
        as_of: the day on which the state of each exchange is taken.
    """
    partners = ledger.partners
    info = InfoReport(
        partners=len(partners),
        partners_ended=sum(partner.has_ended(as_of) for partner in partners.values()),
        adjustments=sum(len(partner.adjustments) for partner in partners.values()),
        projects=len(ledger.projects),
    )
    for exchange in ledger.exchanges():
        start, last, state = exchange.start, exchange.last_day(), exchange.state(as_of)
        info.exchanges += 1
        info.people += exchange.participants
        info.first_start = min(info.first_start or start, start)
        info.last_start = max(info.last_start or start, start)
        if state == "cancelled":
            info.cancelled += 1
            continue
        if last is None:
            info.open_ended += 1
        else:
            info.last_end = max(info.last_end or last, last)
        info.upcoming += state == "upcoming"
        info.under_way += state == "under-way"
        info.completed += state == "completed"
        info.ended_early += state == "ended-early"
        info.unconfirmed += state != "upcoming" and not exchange.confirmed
    return info
