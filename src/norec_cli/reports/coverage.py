"""What the books cover: how much is in them, from when to when, and what in them is open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a store holds, whatever the day.

    Attributes:
        partners: how many are registered.
        adjustments: how many they have among them.
        exchanges: how many are logged, cancelled ones too.
        people: participants in them.
        first_start: the earliest first day; None without exchanges.
        last_start: the latest first day; None without exchanges.
        open_ended: exchanges that are not cancelled and have no last day.
        unconfirmed: exchanges that are not cancelled and that nobody has confirmed.
        cancelled: exchanges that never began.
    """

    partners: int
    adjustments: int
    exchanges: int = 0
    people: int = 0
    first_start: date | None = None
    last_start: date | None = None
    open_ended: int = 0
    unconfirmed: int = 0
    cancelled: int = 0


def survey(exchanges: Iterable[Exchange], partners: Mapping[str, Partner]) -> Coverage:
    """Look through everything once."""
    number = people = open_ended = unconfirmed = cancelled = 0
    first, last = date.max, date.min
    for exchange in exchanges:
        number += 1
        people += exchange.participants
        first, last = min(first, exchange.start), max(last, exchange.start)
        if exchange.cancelled:
            cancelled += 1
            continue
        open_ended += exchange.last_day() is None
        unconfirmed += not exchange.confirmed
    return Coverage(
        partners=len(partners),
        adjustments=sum(len(partner.adjustments) for partner in partners.values()),
        exchanges=number,
        people=people,
        first_start=first if number else None,
        last_start=last if number else None,
        open_ended=open_ended,
        unconfirmed=unconfirmed,
        cancelled=cancelled,
    )
