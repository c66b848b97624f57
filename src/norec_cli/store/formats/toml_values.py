"""Records as the tables of a TOML file."""

from typing import Any

from norec_cli.model.validation import Record


def to_toml(record: Record) -> dict[str, Any]:
    """Return a record as a table of the file; values that are not recorded are left out."""
    return {key: _as_toml(value) for key, value in record.model_dump(exclude_defaults=True).items()}


def _as_toml(value: Any) -> Any:
    """Return a value of a record as TOML can hold it: lists instead of tuples, and no keys without a value."""
    if isinstance(value, dict):
        return {key: _as_toml(inner) for key, inner in value.items() if inner is not None}
    return [_as_toml(entry) for entry in value] if isinstance(value, list | tuple) else value
