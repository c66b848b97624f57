"""Making a new, empty store."""

from pathlib import Path

import tomli_w

from norec_cli.model.errors import NorecError, Problem
from norec_cli.model.settings import SCHEMA
from norec_cli.model.store_files import EXCHANGES, HISTORY, PARTNERS, PROJECTS, SETTINGS_FILE
from norec_cli.model.wording import shorten
from norec_cli.store.files import disk, reading
from norec_cli.store.files.links import FRESH
from norec_cli.store.files.locate import LONGEST_PATH
from norec_cli.store.files.locking import LOCK, LockTakenError, lock
from norec_cli.store.files.pending import PENDING

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

# Each line is a record of its own, so git may keep the lines of both sides; two versions of one record are found
# by the next report.
_ATTRIBUTES = "*.toml text eol=lf\n*.jsonl text eol=lf merge=union\n"

_IGNORE = f"{LOCK}\n{PENDING}\n.*{disk.STAGED}\n"


def create_store(folder: Path, shown: str, name: str, *, wait: float, holder: str) -> None:
    """Make an empty store.

    The file that marks the store is written last: a call that was interrupted left no store, and can be repeated. The
    lock of the store is held, so that of two processes one makes it and the other finds it made.

    Args:
        folder: where; it is made, private to its user, if it isn't there.
        shown: how messages call it.
        name: what the store is called.
        wait: seconds to wait for another process that makes a store there.
        holder: what other processes are told of this one meanwhile.

    Raises:
        NorecError: if it is a store already, holds a file of a store with something in it, or can't be written, or if
            another process is making a store there.
    """
    shown = shorten(shown, LONGEST_PATH)
    head = tomli_w.dumps({"schema": SCHEMA, "name": name})
    files = {
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORE,
        **FRESH,
        EXCHANGES: "",
        HISTORY: "",
        SETTINGS_FILE: _SETTINGS.format(head=head),
    }
    try:
        _refuse_to_overwrite(folder, shown, files)  # before anything is made, the lock among that
        disk.make_folder(folder)
        with lock(folder / LOCK, wait=wait, holder=holder):
            _refuse_to_overwrite(folder, shown, files)
            for file, content in files.items():
                path = folder / file
                if not path.exists():
                    disk.create(path, content.encode())
    except LockTakenError as taken:
        by = f" ({taken})" if str(taken) else ""
        raise NorecError(f"another process is making a store in {shown} or changing it{by}: try again") from None
    except OSError as error:
        raise NorecError(f"{shown} can't be made a store: {error.strerror}") from None
    except disk.DurabilityError as error:
        raise NorecError(
            f"{shown} was made a store, but it isn't certain that it is on the disk for good: {error}"
        ) from None


def _refuse_to_overwrite(folder: Path, shown: str, files: dict[str, str]) -> None:
    if (folder / SETTINGS_FILE).exists():
        raise NorecError(f"{shown} is a store already: norec -C {shown} info shows what it holds")
    for file in (*files, PENDING):
        path = folder / file
        if path.is_symlink() and not path.exists():
            raise NorecError(
                f"{shown} holds a link {file} to {path.readlink()}, which isn't there: remove the link first"
            )
    problems = [
        Problem(f"{shown} holds a {file} already, but no {SETTINGS_FILE}: move it away, or choose another folder")
        for file in (PARTNERS, PROJECTS, EXCHANGES, HISTORY)
        if (folder / file).exists() and reading.read(folder / file) != files[file].encode()
    ]
    if problems:
        raise NorecError(*problems)
