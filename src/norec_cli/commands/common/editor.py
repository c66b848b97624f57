"""Let a person edit the text of a record in their editor, and read it back."""

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
    """Let a person edit a record as TOML; the store isn't locked meanwhile.

    Args:
        context: runs the editor.
        name: name of the temporary file, without ending.
        values: fields of the record.
        apply: changes the store to the edited fields; raises NorecError if they aren't valid.

    Returns:
        What `apply` returns.

    Raises:
        UsageError: if standard output is not a terminal.
        NorecError: if the text is not TOML or can't be applied; the text is kept, and the message names its file.
    """
    import tomli_w  # only an edit by hand needs it

    if not context.stdout_is_terminal:
        raise UsageError("nothing to change: type the options to change, or use a terminal to edit the record")
    path = disk.write_temporary(name, tomli_w.dumps(values))
    advice = (f"Your text is kept in {path}",)
    code = context.edit(path)
    if code:
        raise NorecError(f"the editor ended with exit code {code}: nothing was changed", advice=advice)
    try:
        after = tomllib.loads(reading.read(path).decode(), parse_float=Decimal)
    except ValueError as error:
        raise NorecError(f"the text is not valid TOML: {error}; nothing was changed", advice=advice) from None
    if after == values:
        disk.remove(path)
        raise NorecError("nothing was changed")
    try:
        result = apply(after)
    except NorecError as refusal:
        refusal.advice = (*refusal.advice, *advice)
        raise
    disk.remove(path)
    return result
