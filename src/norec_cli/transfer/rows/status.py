"""What the status of an exchange in a table says about its record."""

from datetime import date
from typing import Any

# A status that says that the exchange has begun.
_BEGUN = ("under-way", "completed", "ended-early")


def apply_status(values: dict[str, Any], status: str, today: date) -> None:
    """Change the values of an exchange to what its status says: cancelled, its reason, confirmed.

    Args:
        values: its values by field, with its start.
        status: what its status means, one of `STATES`, but none that makes a row no exchange.
        today: today's date.

    Raises:
        ValueError: if the status contradicts other values, or the day is missing on which a stay ended early.
    """
    start, early = values["start"], values.get("ended_early")
    if status == "withdrawn":
        status = "cancelled" if early is None or early < start else "ended-early"
        if status == "cancelled":
            values.pop("ended_early", None)
    if status == "ended-early" and early is None:
        raise ValueError(
            "says that the stay ended early, but not when: name the column of that day with --map ended_early=…"
        )
    if status in _BEGUN and start > today:
        raise ValueError(f"contradicts the start {start}, which is still to come")
    cancelled = status == "cancelled"
    if values.get("cancelled", cancelled) != cancelled:
        raise ValueError(f"contradicts the column that says {'that it began' if cancelled else 'that it is cancelled'}")
    confirmed = status in _BEGUN or (status == "confirmed" and start <= today)
    if values.get("confirmed", confirmed) != confirmed:
        raise ValueError(f"contradicts the column that says that it is {'not ' if confirmed else ''}confirmed")
    values["confirmed"] = confirmed
    if cancelled:
        values["cancelled"] = True
    if cancelled or status == "ended-early":
        values.setdefault("reason", "other")
