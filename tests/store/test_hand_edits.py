"""A line that a person writes into a file of the store while a command changes it is not lost."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from norec_cli.store.files import disk
from support.faulty_os import CALLS
from support.program import Norec, make_store

FIRST = '{"id":"x1","from":"a-no","to":"b-ke","participants":1,"start":"2020-01-01"}\n'
BY_HAND = '{"id":"by-hand","from":"b-ke","to":"a-no","participants":1,"start":"2020-01-01"}\n'
RENAME = ("partners", "rename", "b-ke", "c-ke")
CHANGES = {
    "edit": ("exchanges", "edit", "x1", "--note", "changed"),
    "rename": ("partners", "rename", "a-no", "c-no"),
    "log": ("exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2021-01-01"),
    "remove": ("exchanges", "remove", "x1"),
}


class WatchedOs:
    """The `os` module as the disk module sees it; something else happens before one of its calls."""

    def __init__(self, number: int, meanwhile: Callable[[], object]) -> None:
        self.number = number
        self.calls: list[str] = []
        self._meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in CALLS:
            return real

        def call(*args: Any, **more: Any) -> Any:
            self.calls.append(f"{name} {Path(args[0]).name}" if isinstance(args[0], str | Path) else name)
            if len(self.calls) == self.number:
                self._meanwhile()
            return real(*args, **more)

        return call


def each_moment(
    norec: Norec, monkeypatch: pytest.MonkeyPatch, argv: tuple[str, ...], meanwhile: Callable[[], object]
) -> Any:
    """Run a command once for each of its operations of the disk, each time in a fresh store."""
    for number in range(1, 200):
        make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"}, FIRST)
        (norec.cwd / "history.jsonl").write_bytes(b"")
        watched = WatchedOs(number, meanwhile)
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", watched)
            result = norec(*argv)
        if len(watched.calls) < number:
            return
        yield watched.calls[number - 1], result
    raise AssertionError("it never ends")


def append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_a_line_added_to_the_exchanges_at_any_moment(
    norec: Norec, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    exchanges_file = norec.cwd / "exchanges.jsonl"
    lost = []
    for call, result in each_moment(norec, monkeypatch, CHANGES[change], lambda: append(exchanges_file, BY_HAND)):
        assert result.code == 0, call
        found = norec("exchanges", "list")
        assert found.code == 0 or 'no partner "a-no"' in found.err, call  # who had another name by then
        if "by-hand" not in exchanges_file.read_text(encoding="utf-8"):
            lost.append(call)
    # Between the last look and the rename itself nothing can be promised; a record that is added is added behind it.
    assert lost == ([] if change == "log" else ["replace .exchanges.jsonl.norec-new"])


@pytest.mark.slow
def test_a_comment_added_to_the_register_at_any_moment(norec: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    register = norec.cwd / "partners.toml"
    lost = []
    for call, result in each_moment(norec, monkeypatch, CHANGES["rename"], lambda: append(register, "# by hand\n")):
        assert result.code == 0, call
        text = register.read_text(encoding="utf-8")
        assert "[partners.c-no]" in text, call
        if "# by hand" not in text:
            lost.append(call)
    assert lost == ["replace .exchanges.jsonl.norec-new", "replace .partners.toml.norec-new"]


@pytest.mark.slow
def test_a_register_that_is_replaced_at_any_moment(norec: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    """As editors do that write another file and rename it."""
    register = norec.cwd / "partners.toml"

    def replace() -> None:
        new = norec.cwd / "edited"
        new.write_text(register.read_text(encoding="utf-8").replace('"B-KE"', '"By hand"'), encoding="utf-8")
        new.replace(register)

    lost = []
    for call, result in each_moment(norec, monkeypatch, ("partners", "edit", "a-no", "--city", "Oslo"), replace):
        assert result.code == 0, call
        text = register.read_text(encoding="utf-8")
        assert 'city = "Oslo"' in text, call
        if "By hand" not in text:
            lost.append(call)
    assert lost == ["replace .partners.toml.norec-new"]


def test_what_is_edited_after_a_change_was_cut_off_is_not_overwritten(
    norec: Norec, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(norec.cwd, {"a-no": "NO", "b-ke": "KE"}, FIRST)
    exchanges_file, staged = norec.cwd / "exchanges.jsonl", norec.cwd / ".exchanges.jsonl.norec-new"

    real = disk.put_in_place

    def cut_off(*paths: Path) -> None:
        if paths and paths[0].name != ".norec.pending":
            raise KeyboardInterrupt
        real(*paths)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "put_in_place", cut_off)
        assert norec(*CHANGES["edit"]).code == 130
    assert staged.exists()
    append(exchanges_file, BY_HAND)
    before = exchanges_file.read_bytes()
    result = norec(*RENAME)
    assert (result.code, result.out) == (1, "")
    assert "exchanges.jsonl: can't be written: it was edited after a change of it was interrupted" in result.err
    assert exchanges_file.read_bytes() == before
    staged.unlink()
    norec(*RENAME)
    assert "by-hand" in norec("exchanges", "list").out
    assert norec("check").code == 0


@pytest.mark.slow
def test_two_that_make_a_store_at_the_same_moment(norec: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the one is just doing, the other is told why it makes none, and one store is there."""
    for number in range(1, 200):
        name = f"store{number}"
        others: list[Any] = []
        watched = WatchedOs(
            number, lambda name=name, others=others: others.append(norec("init", name, "--name", "two"))
        )
        with monkeypatch.context() as patch:
            patch.setattr(disk, "os", watched)
            result = norec("init", name, "--name", "one")
        if not others:
            break
        outcomes = [(result.code, "one", result.err), (others[0].code, "two", others[0].err)]
        (made,) = (who for code, who, _ in outcomes if code == 0)
        ((code, said),) = ((code, err) for code, who, err in outcomes if who != made)
        where = watched.calls[number - 1]
        assert code == 1, where
        assert "is a store already" in said or "another process is creating or changing a store" in said, where
        assert f'name = "{made}"' in (norec.cwd / name / "norec.toml").read_text(encoding="utf-8"), where
        assert norec("-C", name, "check").code == 0, where
    assert number > 20
