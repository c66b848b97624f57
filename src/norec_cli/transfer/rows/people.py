"""How many people a row of a table says: in all, by gender, or by direction."""

from typing import Any

from norec_cli.model.wording import join_names
from norec_cli.transfer.rows.columns import ColumnMapping
from norec_cli.transfer.rows.exchange_cells import NO_NUMBER

_GENDERS = ("women", "men", "other")


class CountError(ValueError):
    """Numbers of a row are missing, or contradict each other.

    Attributes:
        field: the field that the message goes on from.
    """

    def __init__(self, field: str, reason: str) -> None:
        """Make an error of a field and what is wrong with its number."""
        self.field = field
        super().__init__(reason)


def settle_people(values: dict[str, Any], mapping: ColumnMapping) -> None:
    """Change the values of a row so that they have the number of people in all; men and others are taken out.

    Args:
        values: the values by field.
        mapping: the columns of the fields.

    Raises:
        CountError: if a number is missing, or the numbers by gender contradict the number in all.
    """
    fields = [field for field in _GENDERS if mapping.has(field)]
    known = {field: values[field] for field in fields if field in values}
    for field in ("men", "other"):
        values.pop(field, None)
    total, everybody = sum(known.values()), values.get("participants")
    if everybody is None:
        missing = next((field for field in fields if field not in known), None)
        if missing is not None:
            raise CountError(missing, NO_NUMBER)
        values["participants"] = total
        return
    complete = "women" in known and len(known) == len(fields)
    if total > everybody or (complete and total != everybody):
        parts = join_names([f"{field} {number}" for field, number in known.items()])
        field = next((field for field in ("participants", "outgoing", "incoming") if mapping.has(field)), "women")
        raise CountError(field, f"contradicts {parts}, which make {total}")
