"""Stores of which one file is changed at random, and what their exchanges add up to, read without the program."""

import json
import random
import tomllib
from collections.abc import Iterator
from pathlib import Path

from support.program import DATA, Norec

FILES = ("norec.toml", "partners.toml", "projects.toml", "exchanges.jsonl", "history.jsonl", ".norec.pending")
_TEXTS = [
    b"\x00", b"\xff", b"\n", b"\r\n", b'"', b"'", b"{", b"}", b"[", b"]", b"=", b"#", b",", b"\\", b"-", b"1e999", b"99999999999999999999",
    b"null", b"true", b"1.5", b"2011-13-01", b"\xef\xbb\xbf", b'"id":"x"', b"\xed\xa0\x80", "é".encode(), b"[partners.x]\n", b"<<<<<<< ours\n",
]  # fmt: skip


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to three changes: a part removed, replaced or doubled, a text added, a bit turned."""
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(raw) + 1)
        until = min(len(raw), at + chance.choice((0, 1, 1, 2, 5, 40)))
        kind = chance.randrange(5)
        if kind == 0:
            raw = raw[:at] + raw[until:]
        elif kind == 1:
            raw = raw[:at] + chance.choice(_TEXTS) + raw[at:]
        elif kind == 2:
            raw = raw[:at] + chance.choice(_TEXTS) + raw[until:]
        elif kind == 3:
            raw = raw[:at] + raw[at:until] * 2 + raw[until:]
        elif raw:
            place = chance.randrange(len(raw))
            raw = raw[:place] + bytes([raw[place] ^ 1 << chance.randrange(8)]) + raw[place + 1 :]
    return raw


def mutated_stores(norec: Norec, chance: random.Random, how_many: int) -> Iterator[str]:
    """Make store after store in the program's folder, each with one file changed, and yield the name of that file."""
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


def sent_and_received(folder: Path) -> dict[str, list[int]] | None:
    """Return [sent, received] of each partner, read without the program; None if the files can't be read so."""
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
