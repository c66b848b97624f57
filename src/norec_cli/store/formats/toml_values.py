"""Records as the tables of a TOML file."""

from typing import Any

from norec_cli.model.validation import Record


def to_toml(record: Record) -> dict[str, Any]:
    """A record as the table that stands in the file: what isn't recorded is left out."""
    return {key: _as_toml(value) for key, value in record.model_dump(exclude_defaults=True).items()}


def _as_toml(value: Any) -> Any:
    """A value of a record as TOML has it: lists, and no keys without a value."""
    if isinstance(value, dict):
        return {key: _as_toml(one) for key, one in value.items() if one is not None}
    return [_as_toml(one) for one in value] if isinstance(value, list | tuple) else value
