"""Show versions of one record side by side."""

import json
from collections.abc import Sequence
from typing import Any


def differences(texts: Sequence[str]) -> list[str]:
    """Return a line for each key in which versions of a record differ, with the value of each version.

    Args:
        texts: the versions, as JSON; one that is no JSON object is shown as a whole.
    """
    records = [_read(text) for text in texts]
    keys = dict.fromkeys(key for record in records for key in record)
    return [
        f"{key}: {' | '.join(_display(record.get(key)) for record in records)}"
        for key in keys
        if any(record.get(key) != records[0].get(key) for record in records)
    ]


def _read(text: str) -> dict[str, Any]:
    """Return the keys and values of a version."""
    try:
        value = json.loads(text)
    except ValueError:
        return {"line": text}
    return value if isinstance(value, dict) else {"line": text}


def _display(value: Any) -> str:
    """Return a value as it is shown to people."""
    return "(none)" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
