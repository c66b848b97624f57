"""Lines and tables as the files of a store have them."""

import json


def exchange_line(
    exchange_id: str, sender: str = "a-no", host: str = "b-ke", start: str = "2020-01-01", **fields: object
) -> str:
    """Return a line of `exchanges.jsonl` with its line feed, written as the program writes it.

    Args:
        exchange_id: the exchange's id.
        sender: id of the partner that sends.
        host: id of the partner that receives.
        start: first day of the stay.
        fields: other values by key; instead of one participant, too. A key whose value is None is left out.
    """
    record = {"id": exchange_id, "from": sender, "to": host, "participants": 1, "start": start, **fields}
    present = {key: value for key, value in record.items() if value is not None}
    return json.dumps(present, separators=(",", ":"), ensure_ascii=False) + "\n"


def partner_table(partner_id: str, **fields: str) -> str:
    """Return a table of `partners.toml`; the fields are values as TOML writes them, quotes included."""
    return f"[partners.{partner_id}]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items())
