"""Making a new, empty store."""

from pathlib import Path

import tomli_w

from norec_cli.model.faults import Fault, Refused
from norec_cli.model.settings import SCHEMA
from norec_cli.store import disk
from norec_cli.store.locate import MARK
from norec_cli.store.locking import LOCK
from norec_cli.store.pending import PENDING
from norec_cli.store.snapshot import EXCHANGES, HISTORY, PARTNERS, PROJECTS

_SETTINGS = """\
# This file marks a norec store: partner organisations, and the exchanges of people between them.

{head}
[rules]
# When does a partner send and receive "in approximately equal numbers"? No number is published for it. These are
# the program's; take away the # to set your own.
# tolerance = 0.1        # share of sent and received together by which the two may differ
# allowance = 1          # people by which they may differ in any case
# allowance_months = 8   # the same in months, for reports in months
# least_months = 3       # shortest usual stay, in calendar months
# most_months = 18       # longest usual stay
"""

_PARTNERS = "# Partner organisations. `norec partners add` adds one here; comments and order stay as you write them.\n"

_PROJECTS = "# Projects. `norec projects add` adds one here; comments and order stay as you write them.\n"

# Each line is a record of its own, so git may keep the lines of both sides; two versions of one record are found
# by the next report.
_ATTRIBUTES = "*.toml text eol=lf\n*.jsonl text eol=lf merge=union\n"

_IGNORE = f"{LOCK}\n{PENDING}\n.*{disk.STAGED}\n"


def create_store(folder: Path, shown: str, name: str) -> None:
    """Make an empty store.

    The file that marks the store is written last: a call that was interrupted left no store, and can be repeated.

    Args:
        folder: where; it is made, private to its user, if it isn't there.
        shown: how messages call it.
        name: what the store is called.

    Raises:
        Refused: if it is a store already, holds a file of a store with something in it, or can't be written.
    """
    head = tomli_w.dumps({"schema": SCHEMA, "name": name})
    files = {
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORE,
        PARTNERS: _PARTNERS,
        PROJECTS: _PROJECTS,
        EXCHANGES: "",
        HISTORY: "",
        MARK: _SETTINGS.format(head=head),
    }
    try:
        _refuse_to_overwrite(folder, shown, files)
        disk.make_folder(folder)
        for file, content in files.items():
            path = folder / file
            if not path.exists():
                disk.create(path, content.encode())
    except OSError as error:
        raise Refused(f"{shown} can't be made a store: {error.strerror}") from None
    except disk.NotCertainError as error:
        raise Refused(
            f"{shown} was made a store, but it isn't certain that it is on the disk for good: {error}"
        ) from None


def _refuse_to_overwrite(folder: Path, shown: str, files: dict[str, str]) -> None:
    if (folder / MARK).exists():
        raise Refused(f"{shown} is a store already: norec -C {shown} info shows what it holds")
    faults = [
        Fault(f"{shown} holds a {file} already, but no {MARK}: move it away, or choose another folder")
        for file in (PARTNERS, PROJECTS, EXCHANGES, HISTORY)
        if (folder / file).exists() and disk.read(folder / file) != files[file].encode()
    ]
    if faults:
        raise Refused(*faults)
