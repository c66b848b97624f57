"""Files and command lines that were changed at random: refused, or read as they say; never a traceback, never a write."""

import json
import random
import tomllib
from collections.abc import Callable, Iterator
from typing import Any

from support.program import DATA, Norec, contents, run_process

FILES = ("norec.toml", "partners.toml", "projects.toml", "exchanges.jsonl", "history.jsonl", ".norec.pending")
BITS = [
    b"\x00", b"\xff", b"\n", b"\r\n", b'"', b"'", b"{", b"}", b"[", b"]", b"=", b"#", b",", b"\\", b"-", b"1e999", b"99999999999999999999",
    b"null", b"true", b"1.5", b"2011-13-01", b"\xef\xbb\xbf", b'"id":"x"', b"\xed\xa0\x80", "é".encode(), b"[partners.x]\n", b"<<<<<<< ours\n",
]  # fmt: skip


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Some bytes with one to three changes."""
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(raw) + 1)
        until = min(len(raw), at + chance.choice((0, 1, 1, 2, 5, 40)))
        kind = chance.randrange(5)
        if kind == 0:
            raw = raw[:at] + raw[until:]
        elif kind == 1:
            raw = raw[:at] + chance.choice(BITS) + raw[at:]
        elif kind == 2:
            raw = raw[:at] + chance.choice(BITS) + raw[until:]
        elif kind == 3:
            raw = raw[:at] + raw[at:until] * 2 + raw[until:]
        elif raw:
            place = chance.randrange(len(raw))
            raw = raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]
    return raw


def cases(norec: Norec, chance: random.Random, how_many: int) -> Iterator[str]:
    """So many stores of which one file is changed; yields its name."""
    folder = norec.cwd
    for path in (DATA / "grid-arendal").iterdir():
        if path.name in FILES:
            (folder / path.name).write_bytes(path.read_bytes())
    norec("exchanges", "log", "--from", "nema-ug", "--to", "zema-zm", "--start", "2012-01-01", "--note", "ø").ok()
    sound = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    line = json.loads(sound["history.jsonl"])["files"]["exchanges.jsonl"]["hunks"][0]
    sound[".norec.pending"] = json.dumps({"staged": ["partners.toml"], "appended": {"exchanges.jsonl": {"size": line[0], "text": line[2]}}}).encode()  # fmt: skip
    for _ in range(how_many):
        name = chance.choice(FILES)
        for file, raw in sound.items():
            if file != ".norec.pending" or name == file:
                (folder / file).write_bytes(raw)
        (folder / name).write_bytes(mutated(sound[name], chance))
        yield name
        (folder / ".norec.pending").unlink(missing_ok=True)


def expected(folder: Any) -> dict[str, list[int]] | None:
    """Sent and received of each partner, read from the files by other means; None if they can't be so read."""
    try:
        partners = tomllib.loads((folder / "partners.toml").read_text(encoding="utf-8-sig"))["partners"]
        sums = {key: [0, 0] for key in partners}
        for line in (folder / "exchanges.jsonl").read_text(encoding="utf-8-sig").split("\n"):
            if line.strip():
                record = json.loads(line)
                if not record.get("cancelled") and record["start"] <= "2026-11-23":
                    sums[record["from"]][0] += record["participants"]
                    sums[record["to"]][1] += record["participants"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return sums


def test_mutated_files(norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]) -> None:
    chance = random.Random(7)  # noqa: S311 - it must be the same each time
    how_many = number(600, 100_000)
    refused = 0
    for case, name in enumerate(cases(norec, chance, how_many)):
        before = {path.name: path.read_bytes() for path in norec.cwd.iterdir()}
        raw = before[name]
        report = norec("report", "reciprocity", "--json")
        others = (("check", "--json"), ("history", "--json"), ("undo", "--dry-run"))
        for result in (report, norec(*others[case % 3])):
            assert result.code in (0, 1, 3, 5), (name, raw, result)
            assert "something unexpected" not in result.err, (name, raw, result)
        assert {path.name: path.read_bytes() for path in norec.cwd.iterdir()} == before, (name, raw)
        if report.code:
            refused += 1
            assert report.out == "", (name, raw)
            assert report.err != "", (name, raw)
        else:
            rows = json.loads(report.out)["rows"]
            sums = expected(norec.cwd)
            if name == ".norec.pending":  # what is pending may be read as made, or not
                assert all(row["sent"] + row["received"] >= 0 for row in rows)
            else:
                assert {row["id"]: [row["sent"], row["received"]] for row in rows} == sums, (name, raw)
    assert 0 < refused < how_many
    counted("mutated files of a store", how_many)


def test_mutated_files_are_never_written_to(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> None:
    """A change of a store that can't be read is refused, and leaves every byte as it was."""
    chance = random.Random(8)  # noqa: S311 - it must be the same each time
    how_many = number(100, 10_000)
    for name in cases(norec, chance, how_many):
        before = contents(norec.cwd)
        readable = norec("report", "reciprocity").code == 0
        result = norec("partners", "edit", "nema-ug", "--city", "Kampala")
        assert "something unexpected" not in result.err, (name, before.get(name, b""), result)
        if not readable:
            assert result.code != 0
            after = contents(norec.cwd)
            if name != ".norec.pending":
                assert after == before, name
        elif result.code == 0:
            assert norec("partners", "show", "nema-ug", "--json").ok().count('"Kampala"') == 1
    counted("changes of mutated stores", how_many)


WORDS = [
    "partners", "projects", "exchanges", "report", "check", "history", "undo", "redo", "info", "help", "init", "add", "list", "show", "edit", "log",
    "reciprocity", "statement", "summary", "trend", "--from", "--to", "--start", "--end", "--months", "--participants", "--json", "-f", "--by", "--year",
    "--as-of", "--project", "--sort", "--only", "-o", "nema-ug", "zema-zm", "2012-01-01", "2012-13-45", "-1", "0", "1e9", "", " ", "--", "-", "é\u202e",
    "\x1b[31m", "x" * 5000, "../../etc", "csv", "table", "--repair", "--dry-run", "--wait", "grid-arendal-2011", "--color", "always", "--help",
]  # fmt: skip


def test_mutated_command_lines(
    norec: Norec, number: Callable[[int, int], int], counted: Callable[[str, int], None]
) -> None:
    chance = random.Random(9)  # noqa: S311 - it must be the same each time
    how_many = number(12, 500)
    for path in (DATA / "grid-arendal").iterdir():
        (norec.cwd / path.name).write_bytes(path.read_bytes())
    for _ in range(how_many // 4):
        lines = [[chance.choice(WORDS) for _ in range(chance.randrange(1, 8))] for _ in range(4)]
        processes = [run_process(*line, cwd=norec.cwd, env={"EDITOR": "true", "LANG": "C"}) for line in lines]
        for line, process in zip(lines, processes, strict=True):
            out, err = process.communicate(timeout=60)
            assert process.returncode in (0, 1, 2, 3, 4, 5), (line, err)
            assert b"Traceback" not in err + out, (line, err)
            assert b"something unexpected" not in err, (line, err)
            out.decode()
            err.decode()
    assert norec("report", "reciprocity").code == 0
    counted("mutated command lines", how_many)
