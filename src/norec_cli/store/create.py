"""Creating a new, empty store."""

from pathlib import Path

import tomli_w

from norec_cli.model.errors import NorecError
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

{head}{year_start}
[rules]
# When does a partner send and receive "in approximately equal numbers"? No number is published for it. These are
# the program's; take away the # to set your own.
# tolerance = 0.1        # share of sent and received together by which the two may differ
# allowance = 1          # people by which they may differ in any case
# allowance_months = 8   # the same in months, for reports in months
# least_months = 3       # shortest usual stay, in calendar months
# most_months = 18       # longest usual stay
"""

# The setting that reports go by for years, where none is chosen.
_CALENDAR_YEARS = '# year_start = "09-01"   # day on which years begin, month and day; without it 1 January\n'

# Each line is a record, so git may keep the lines of both sides (union); the next report finds two versions of one
# record.
_ATTRIBUTES = "*.toml text eol=lf\n*.jsonl text eol=lf merge=union\n"

_IGNORE = f"{LOCK}\n{PENDING}\n.*{disk.STAGED}\n*.bad.csv\n"  # the last: rows that an import set aside


def create_store(
    folder: Path, display_name: str, name: str, year_start: str | None, *, wait: float, holder: str
) -> None:
    """Create an empty store.

    `norec.toml`, which marks a store, is written last: an interrupted call leaves no store and can be repeated. The
    lock of the store is held, so that of two processes one creates the store and the other is refused.

    Args:
        folder: the folder; it is created, private to its user, if it doesn't exist.
        display_name: the folder as messages show it.
        name: the name of the store.
        year_start: the day on which its years begin, as `MM-DD`; None for calendar years.
        wait: seconds to wait for another process that creates a store there.
        holder: note about this process, for the messages of others.

    Raises:
        NorecError: if the folder is a store already, holds a file of a store that is not empty, or can't be written, or
            another process is creating a store there.
    """
    display_name = shorten(display_name, LONGEST_PATH)
    head = tomli_w.dumps({"schema": SCHEMA, "name": name})
    files = {
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORE,
        **FRESH,
        EXCHANGES: "",
        HISTORY: "",
        SETTINGS_FILE: _SETTINGS.format(head=head, year_start=_years_line(year_start)),
    }
    try:
        _refuse_to_overwrite(folder, display_name, files)  # before anything is created, even the lock file
        disk.make_folder(folder)
        with lock(folder / LOCK, wait=wait, holder=holder):
            _refuse_to_overwrite(folder, display_name, files)
            for file, content in files.items():
                path = folder / file
                if not path.exists():
                    disk.create(path, content.encode())
    except LockTakenError as taken:
        by = f" ({taken})" if str(taken) else ""
        raise NorecError(f"another process is creating or changing a store in {display_name}{by}: try again") from None
    except OSError as error:
        raise NorecError(f"a store can't be created in {display_name}: {error.strerror}") from None
    except disk.DurabilityError as error:
        raise NorecError(
            f"the store {display_name} was created, but it isn't certain that it is safe on the disk: {error}"
        ) from None


def _years_line(year_start: str | None) -> str:
    """Return the line of the settings that says on which day years begin."""
    return _CALENDAR_YEARS if year_start is None else tomli_w.dumps({"year_start": year_start})


def _refuse_to_overwrite(folder: Path, display_name: str, files: dict[str, str]) -> None:
    if (folder / SETTINGS_FILE).exists():
        raise NorecError(f"{display_name} is a store already: norec -C {display_name} info shows what it holds")
    for file in (*files, PENDING):
        path = folder / file
        if path.is_symlink() and not path.exists():
            raise NorecError(
                f"{display_name} holds a link {file} to {path.readlink()}, which isn't there: remove the link first"
            )
    problems = [
        f"{display_name} holds a {file} already, but no {SETTINGS_FILE}: move it away, or choose another folder"
        for file in (PARTNERS, PROJECTS, EXCHANGES, HISTORY)
        if (folder / file).exists() and reading.read(folder / file) != files[file].encode()
    ]
    if problems:
        raise NorecError(*problems)
