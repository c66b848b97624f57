"""Checks of a store after an operation of the disk failed."""

from norec_cli.store.files import transaction
from support.changing_commands import prepare, seen
from support.program import Norec, contents

IN_WORDS = {"full": "No space left on device", "broken": "Input/output error", "denied": "Permission denied"}


def outcome(norec: Norec, argv: tuple[str, ...]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files before and after a command that succeeds."""
    prepare(norec, argv)
    before = contents(norec.cwd)
    assert norec(*argv).code == 0
    return before, contents(norec.cwd)


def check_found(norec: Norec, before: dict[str, bytes], after: dict[str, bytes], where: str) -> bool:
    """Check that the next change finds the old store or the new one; return whether it is the new one."""
    was_seen = seen(norec)[:-1]
    transaction.complete_pending(norec.cwd)
    found = contents(norec.cwd)
    assert {key: value for key, value in found.items() if key != "exchanges.torn"} in (before, after), where
    assert seen(norec)[:-1] == was_seen, where
    return found == after
