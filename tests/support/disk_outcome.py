"""What must be so after an operation of the disk failed."""

from norec_cli.store.files import transaction
from support.changing_commands import prepare, seen
from support.program import Norec, contents

IN_WORDS = {"full": "No space left on device", "broken": "Input/output error", "denied": "Permission denied"}


def outcome(norec: Norec, argv: tuple[str, ...]) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files before and after a command that goes well."""
    prepare(norec, argv)
    before = contents(norec.cwd)
    assert norec(*argv).code == 0
    return before, contents(norec.cwd)


def check_found(norec: Norec, before: dict[str, bytes], after: dict[str, bytes], where: str) -> bool:
    """What is there when the next change has put it right is the old store or the new; whether it is the new."""
    was_seen = seen(norec)[:-1]
    transaction.complete_pending(norec.cwd)
    found = contents(norec.cwd)
    assert {key: value for key, value in found.items() if key != "exchanges.torn"} in (before, after), where
    assert seen(norec)[:-1] == was_seen, where
    return found == after
