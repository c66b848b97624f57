"""Two versions of one record, side by side."""

import json
from collections.abc import Sequence
from typing import Any


def differences(texts: Sequence[str]) -> list[str]:
    """What distinguishes versions of an exchange: each key that they don't share, with the value of each version.

    Args:
        texts: their lines.
    """
    records = [_read(text) for text in texts]
    keys = dict.fromkeys(key for record in records for key in record)
    return [
        f"{key}: {' | '.join(_shown(record.get(key)) for record in records)}"
        for key in keys
        if any(record.get(key) != records[0].get(key) for record in records)
    ]


def _read(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {"line": text}
    return found if isinstance(found, dict) else {"line": text}


def _shown(value: Any) -> str:
    return "(none)" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
