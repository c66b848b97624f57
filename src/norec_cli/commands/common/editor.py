"""Editing a record by hand: its text goes into the person's editor, and comes back checked or not at all."""

import tomllib
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar

from norec_cli.context import Context
from norec_cli.model.errors import NorecError, UsageError
from norec_cli.store.files import disk, reading

_Result = TypeVar("_Result")


def edit_record(
    context: Context, name: str, values: dict[str, Any], apply: Callable[[dict[str, Any]], _Result]
) -> _Result:
    """Let a person edit a record. The store is not held meanwhile.

    Args:
        context: where the editor is.
        name: what the record is called, for the file that is edited.
        values: the record.
        apply: makes the change of what came back; raises NorecError if that can't be.

    Returns:
        What `apply` returns.

    Raises:
        UsageError: if there is no terminal to edit in.
        NorecError: if the text is no record or can't be applied; it is kept, and the message says where.
    """
    import tomli_w  # only an edit by hand needs it

    if not context.stdout_is_terminal:
        raise UsageError("nothing to change: give what is to change, or use a terminal to edit the record")
    path = disk.write_temporary(name, tomli_w.dumps(values))
    kept = (f"Your text is kept in {path}",)
    code = context.edit(path)
    if code:
        raise NorecError(f"the editor ended with exit code {code}: nothing was changed", advice=kept)
    try:
        after = tomllib.loads(reading.read(path).decode(), parse_float=Decimal)
    except ValueError as error:
        raise NorecError(f"the text is no TOML: {error}; nothing was changed", advice=kept) from None
    if after == values:
        disk.remove(path)
        raise NorecError("nothing was changed")
    try:
        result = apply(after)
    except NorecError as refusal:
        refusal.advice = (*refusal.advice, *kept)
        raise
    disk.remove(path)
    return result
