"""How several files of a store are changed together or not at all, whatever fails and wherever the process is killed.

1. The next content of each file is written beside it (`.NAME.norec-new`).
2. `.norec.pending` is put in place: it names those files, and holds the lines that are only added to others. From this
   moment the change is made.
3. Each file takes its place or gets its lines, and `.norec.pending` is removed.

`complete_pending` completes a change that was cut off after step 2, and clears away what one left that was cut off before. A snapshot
reads the store as it will be then, without waiting for it.
"""

import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from norec_cli.model.errors import StoreReadError
from norec_cli.store.files import disk
from norec_cli.store.files.pending import Append, Pending, missing_tail, read_pending
from norec_cli.store.files.snapshot import Snapshot
from norec_cli.store.files.transaction import complete_pending, write_files

Files = Mapping[str, str]

OLD: Files = {"norec.toml": "old settings\n", "partners.toml": "old partners\n", "exchanges.jsonl": "one\n"}
CONTENTS: Files = {"partners.toml": "new partners\n", "projects.toml": "new projects\n"}
ADDED: Files = {"exchanges.jsonl": "two\n", "history.jsonl": "done\n"}
NEW: Files = {
    "norec.toml": "old settings\n",
    "partners.toml": "new partners\n",
    "projects.toml": "new projects\n",
    "exchanges.jsonl": "one\ntwo\n",
    "history.jsonl": "done\n",
}
PENDING = ".norec.pending"
BESIDE_PARTNERS = ".partners.toml.norec-new"


def put(folder: Path, files: Files) -> None:
    """Write files into a folder."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")


def files_in(folder: Path) -> dict[str, str]:
    """Return the files of a folder with their texts."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def make_change(folder: Path, *, current: bool = True, added: Files | None = ADDED) -> str | None:
    """Change the old files into the new ones, in one step."""
    contents = {name: [text.encode()] for name, text in CONTENTS.items()}
    return write_files(folder, contents, lambda: added, lambda: current)


@pytest.fixture(autouse=True)
def no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no power cut in these tests, and real disks take their time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with the old files."""
    put(tmp_path, OLD)
    return tmp_path


# What `still_lacking` answers: which bytes a file lacks of lines that are to be added behind its first bytes.

LACKING = [
    pytest.param("one\n", "two\n", id="none of it is there"),
    pytest.param("one\nt", "wo\n", id="the process was killed within a line"),
    pytest.param("one\ntwo\n", "", id="all of it is there"),
    pytest.param("one\ntwo\nthree\n", "", id="somebody added a line since"),
    pytest.param("one\nthree\n", "two\n", id="somebody added another line instead"),
    pytest.param("one\nx\n", "two\n", id="somebody added a shorter line instead"),
    pytest.param("one\nthree", "\ntwo\n", id="somebody added another line without line feed"),
    pytest.param("one", "\ntwo\n", id="somebody took the last line feed away"),
    pytest.param("on\n", "two\n", id="somebody made the file shorter"),
    pytest.param("", "two\n", id="somebody emptied the file"),
]


@pytest.mark.parametrize(("content", "lacking"), LACKING)
def test_what_a_file_still_lacks_of_a_line(content: str, lacking: str) -> None:
    raw = content.encode()
    found = missing_tail(len(raw), lambda start, length: raw[start : start + length], Append(len("one\n"), "two\n"))
    assert found.decode() == lacking


# What `complete_pending` makes of what is there.


def pending(staged: tuple[str, ...] = (), **appended: tuple[int, str]) -> str:
    """Return the text of `.norec.pending`; `exchanges=(4, "two\\n")` adds to the exchanges behind their first 4 bytes."""
    lines = {f"{name}.jsonl": {"size": size, "text": text} for name, (size, text) in appended.items()}
    return json.dumps({"staged": staged, "appended": lines})


COMPLETED = [
    pytest.param({}, {}, id="there is nothing to do"),
    pytest.param({BESIDE_PARTNERS: "new\n"}, {}, id="a change that was not made is cleared away"),
    pytest.param({"..norec.pending.norec-new": "{"}, {}, id="so is a list that was not put in place"),
    pytest.param(
        {BESIDE_PARTNERS: "new\n", PENDING: pending(("partners.toml",))},
        {"partners.toml": "new\n"},
        id="a change that was made is finished",
    ),
    pytest.param(
        {PENDING: pending(("partners.toml",))},
        {},
        id="a file that took its place already stays",
    ),
    pytest.param(
        {BESIDE_PARTNERS: "new\n", ".projects.toml.norec-new": "never\n", PENDING: pending(("partners.toml",))},
        {"partners.toml": "new\n"},
        id="what the list does not name is cleared away",
    ),
    pytest.param(
        {".projects.toml.norec-new": "first\n", PENDING: pending(("projects.toml",))},
        {"projects.toml": "first\n"},
        id="a file that was not there is made",
    ),
    pytest.param({PENDING: pending(exchanges=(4, "two\n"))}, {"exchanges.jsonl": "one\ntwo\n"}, id="lines are added"),
    pytest.param(
        {"exchanges.jsonl": "one\ntw", PENDING: pending(exchanges=(4, "two\n"))},
        {"exchanges.jsonl": "one\ntwo\n"},
        id="lines that are half there are completed",
    ),
    pytest.param(
        {"exchanges.jsonl": "one\ntwo\n", PENDING: pending(exchanges=(4, "two\n"))},
        {"exchanges.jsonl": "one\ntwo\n"},
        id="lines that are there are not added again",
    ),
    pytest.param(
        {PENDING: pending(history=(0, "done\n"))},
        {"history.jsonl": "done\n"},
        id="lines make a file that was not there",
    ),
    pytest.param(
        {
            BESIDE_PARTNERS: "new\n",
            PENDING: pending(("partners.toml",), exchanges=(4, "two\n"), history=(0, "done\n")),
        },
        {"partners.toml": "new\n", "exchanges.jsonl": "one\ntwo\n", "history.jsonl": "done\n"},
        id="files and lines together",
    ),
    pytest.param(
        {BESIDE_PARTNERS: "new\n", PENDING: '["partners.toml"]'},
        {"partners.toml": "new\n"},
        id="a mere list of names, as earlier versions wrote it",
    ),
    pytest.param(
        {".exchanges.torn.norec-new": "torn\n", PENDING: pending(("exchanges.torn",))},
        {"exchanges.torn": "torn\n"},
        id="what a repair sets aside takes its place too",
    ),
    pytest.param({".exchanges.torn.norec-new": "torn\n"}, {}, id="or is cleared away with a repair that was not made"),
    pytest.param({"notes.txt": "mine\n"}, {"notes.txt": "mine\n"}, id="other files are left alone"),
]


@pytest.mark.parametrize(("left", "becomes"), COMPLETED)
def test_settling_finishes_a_change_or_clears_it_away(folder: Path, left: Files, becomes: Files) -> None:
    put(folder, left)
    complete_pending(folder)
    assert files_in(folder) == {**OLD, **becomes}
    complete_pending(folder)  # as often as it takes
    assert files_in(folder) == {**OLD, **becomes}


@pytest.mark.parametrize(("left", "becomes"), COMPLETED)
def test_a_snapshot_reads_the_store_as_it_will_be(folder: Path, left: Files, becomes: Files) -> None:
    put(folder, left)
    names = [*OLD, "projects.toml", "history.jsonl"]
    snapshot = Snapshot(folder, ".", files=names)
    after = {**OLD, **becomes}
    assert {name: snapshot.read(name).decode() for name in names} == {name: after.get(name, "") for name in names}
    assert {name: snapshot.size(name) for name in ("exchanges.jsonl", "history.jsonl")} == {
        name: len(after.get(name, "")) for name in ("exchanges.jsonl", "history.jsonl")
    }
    with snapshot.exchange_blocks() as blocks:
        assert b"".join(blocks).decode() == after["exchanges.jsonl"]
    snapshot.close()
    assert files_in(folder) == {**OLD, **left}  # to read changes nothing


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"staged":1}', '{"appended":{"exchanges.jsonl":{"size":-1,"text":""}}}']
)
def test_a_list_that_cannot_be_read_stops_everything(folder: Path, text: str) -> None:
    put(folder, {PENDING: text, BESIDE_PARTNERS: "new\n"})
    before = files_in(folder)
    with pytest.raises(OSError, match="it is not a list of files"):
        complete_pending(folder)
    with pytest.raises(StoreReadError, match="it is not a list of files"):
        Snapshot(folder, ".")
    assert files_in(folder) == before


def test_no_change_is_pending_in_a_quiet_store(folder: Path) -> None:
    assert read_pending(folder) is None


# What `write_files` does.


def test_all_files_are_changed_together(folder: Path) -> None:
    assert make_change(folder) == ""
    assert files_in(folder) == NEW


def test_lines_alone_can_be_added(folder: Path) -> None:
    assert write_files(folder, {}, lambda: ADDED, lambda: True) == ""
    assert files_in(folder) == {**OLD, "exchanges.jsonl": "one\ntwo\n", "history.jsonl": "done\n"}


def test_nothing_is_changed_in_a_store_that_somebody_changed_meanwhile(folder: Path) -> None:
    assert make_change(folder, current=False) is None
    assert files_in(folder) == OLD


def test_nothing_is_changed_if_there_is_nothing_to_do(folder: Path) -> None:
    assert make_change(folder, added=None) == ""
    assert files_in(folder) == OLD


def test_nothing_is_changed_if_a_content_cannot_be_made(folder: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half of it"
        raise StoreReadError("the rest is broken")

    with pytest.raises(StoreReadError, match="the rest is broken"):
        write_files(folder, {"partners.toml": [b"new\n"], "exchanges.jsonl": broken()}, lambda: ADDED, lambda: True)
    assert files_in(folder) == OLD


def test_a_file_keeps_its_mode_and_a_new_one_is_private(folder: Path) -> None:
    (folder / "partners.toml").chmod(0o664)
    make_change(folder)
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("partners.toml", "projects.toml")}
    assert modes == {"partners.toml": 0o664, "projects.toml": 0o600}


def test_a_link_stays_a_link(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "shared.toml"
    (folder / "partners.toml").rename(elsewhere)
    (folder / "partners.toml").symlink_to(elsewhere)
    # A file can only be renamed within its file system, so the next content is written beside what the link leads to.
    assert disk.staged(folder / "partners.toml") == elsewhere.with_name(".shared.toml.norec-new")
    make_change(folder)
    assert (folder / "partners.toml").is_symlink()
    assert elsewhere.read_text(encoding="utf-8") == "new partners\n"
    assert [path.name for path in elsewhere.parent.iterdir()] == ["shared.toml"]


def test_a_snapshot_keeps_what_it_opened_while_the_store_is_changed(folder: Path) -> None:
    snapshot = Snapshot(folder, ".", files=OLD)
    assert snapshot.is_current(OLD)
    make_change(folder)
    assert {name: snapshot.read(name).decode() for name in ("norec.toml", "partners.toml")} == {
        name: OLD[name] for name in ("norec.toml", "partners.toml")
    }
    with snapshot.exchange_blocks() as blocks:
        assert b"".join(blocks) == b"one\n"
    assert [snapshot.is_current([name]) for name in OLD] == [True, False, False]
    snapshot.close()


def test_a_store_may_do_without_projects_but_not_without_partners(folder: Path) -> None:
    snapshot = Snapshot(folder, "books")
    assert (snapshot.has("partners.toml"), snapshot.has("projects.toml")) == (True, False)
    assert snapshot.read("projects.toml") == b""
    snapshot.close()
    (folder / "partners.toml").unlink()
    with pytest.raises(StoreReadError, match="is missing") as refusal:
        Snapshot(folder, "books")
    assert refusal.value.problems[0].file == str(Path("books") / "partners.toml")


# The last line of a file, of which only the end is read.

LAST_LINES = [
    pytest.param("", "", id="an empty file has none"),
    pytest.param("one\n", "one\n", id="a single line"),
    pytest.param("one\ntwo\n", "two\n", id="the last of two"),
    pytest.param("one\ntw", "tw", id="a line that is cut off"),
    pytest.param("one\n\n", "\n", id="a blank line"),
    pytest.param("one\n" + "x" * 200_000 + "\n", "x" * 200_000 + "\n", id="a line longer than what is read at once"),
]


@pytest.mark.parametrize(("content", "last"), LAST_LINES)
def test_the_last_line_of_a_file(folder: Path, content: str, last: str) -> None:
    put(folder, {"exchanges.jsonl": content})
    snapshot = Snapshot(folder, ".")
    assert snapshot.last_line().decode() == last
    snapshot.close()


# Whatever fails.


class FailingOs:
    """The `os` module as the disk module sees it; one of its calls that change the disk fails, or is the last of the process."""

    CALLS = frozenset({"open", "write", "fchmod", "fsync", "replace", "unlink", "ftruncate"})

    def __init__(self, at: int, error: BaseException, *, for_good: bool = False) -> None:
        self.calls: list[str] = []
        self._at, self._error, self._for_good = at, error, for_good

    def __getattr__(self, name: str) -> Any:
        real: Callable[..., Any] = getattr(os, name)
        if name not in self.CALLS:
            return real

        def call(*args: Any, **more: Any) -> Any:
            self.calls.append(name)
            if len(self.calls) == self._at or (self._for_good and len(self.calls) > self._at):
                raise self._error
            return real(*args, **more)

        return call


class Killed(BaseException):
    """The process is gone."""


def afterwards(folder: Path) -> dict[str, str]:
    """Return the files once the next change has completed the pending one, which a snapshot must have shown before."""
    snapshot = Snapshot(folder, ".", files=[*NEW])
    seen = {name: snapshot.read(name).decode() for name in NEW}
    snapshot.close()
    complete_pending(folder)
    found = files_in(folder)
    assert seen == {name: found.get(name, "") for name in NEW}
    return found


def calls_of_a_change(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many calls a change makes that goes well, and put the old files back."""
    counting = FailingOs(0, Killed())
    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", counting)
        make_change(folder)
    start_again(folder)
    return len(counting.calls)


def start_again(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    put(folder, OLD)


def test_a_change_whose_process_is_killed_at_any_call_is_made_or_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for number in range(1, calls_of_a_change(folder, monkeypatch) + 1):
        start_again(folder)
        with monkeypatch.context() as patch, suppress(Killed):
            patch.setattr(disk, "os", FailingOs(number, Killed(), for_good=True))
            make_change(folder)
        found.append(afterwards(folder))
    before = found.count(dict(OLD))
    assert found == [OLD] * before + [NEW] * (len(found) - before)  # there is one moment at which it is made
    assert 0 < before < len(found)


def test_a_change_of_which_any_call_fails_tells_the_truth(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, calls_of_a_change(folder, monkeypatch) + 1):
        start_again(folder)
        failing = FailingOs(number, OSError(errno.ENOSPC, "No space left on device"))
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", failing)
            try:
                outcome = make_change(folder)
            except disk.DurabilityError:
                outcome = "not certain"
            except OSError:
                outcome = "refused"
        where = f"call {number}, {failing.calls[number - 1]}"
        if outcome == "refused":
            assert files_in(folder) == OLD, where  # nothing is left to clear away
        assert afterwards(folder) == (OLD if outcome == "refused" else NEW), where


def test_what_the_list_names_is_on_the_disk_before_the_list_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut keeps only what was synced: each staged file by itself, and their names by syncing the folder."""
    opened: dict[int, str] = {}
    events: list[str] = []

    class Noting:
        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

        def open(self, path: Path, *more: Any) -> int:
            fd = os.open(path, *more)
            opened[fd] = Path(path).name
            return fd

        def fsync(self, fd: int) -> None:
            events.append(f"sync {opened[fd]}")

        def replace(self, source: Path, target: Path) -> None:
            Path(source).replace(target)
            events.append(f"put {target.name} in place")

    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", Noting())
        make_change(folder)
    assert events[:6] == [
        "sync .partners.toml.norec-new",
        "sync .projects.toml.norec-new",
        f"sync {folder.name}",
        "sync ..norec.pending.norec-new",
        "put .norec.pending in place",
        f"sync {folder.name}",
    ]


def test_a_system_that_takes_a_few_bytes_at_a_time_gets_all_of_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Short(FailingOs):
        def __getattr__(self, name: str) -> Any:
            return (lambda fd, data: os.write(fd, data[:3])) if name == "write" else getattr(os, name)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", Short(0, Killed()))
        make_change(folder)
    assert files_in(folder) == NEW


def test_lines_of_which_only_a_part_can_be_written_are_taken_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(FailingOs):
        def __getattr__(self, name: str) -> Any:
            return self.write if name == "write" else getattr(os, name)

        def write(self, fd: int, data: bytes) -> int:
            if self.calls:
                raise self._error
            self.calls.append("write")
            return os.write(fd, data[:2])

    with monkeypatch.context() as patch:
        patch.setattr(disk, "os", Full(0, OSError(errno.ENOSPC, "No space left on device")))
        with pytest.raises(OSError, match="No space left"):
            disk.append(folder / "exchanges.jsonl", b"two\n")
    assert files_in(folder) == OLD


def test_what_is_pending_is_read(folder: Path) -> None:
    put(folder, {PENDING: pending(("partners.toml",), history=(0, "å\n"))})
    assert read_pending(folder) == Pending(("partners.toml",), {"history.jsonl": Append(0, "å\n")})
