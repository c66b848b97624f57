"""Make a synthetic store of any size, and the same flows as a journal for ledger and hledger.

    python benchmarks/generate.py FOLDER --exchanges 100000 --journal flows.journal

The same arguments give the same bytes. Nothing in it is real: partners are called by number, and the store's name says
that it is synthetic. Nothing of the program is used, so that what is measured does not make its own measure.
"""

import argparse
import json
import os
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

COUNTRIES = ["NO", "KE", "UG", "TZ", "ZM", "NP", "VN", "CO", "ET", "MW"]
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
FIRST_START = date(2000, 1, 1)
DAYS_OF_STARTS = 9000


def exchanges(number: int, partners: list[str], chance: random.Random) -> Iterator[dict[str, object]]:
    """So many confirmed stays of one person and three to eighteen months, between partners drawn at random."""
    for count in range(number):
        sender, host = chance.sample(partners, 2)
        start = FIRST_START + timedelta(days=chance.randrange(DAYS_OF_STARTS))
        yield {
            "id": identifier(count, chance),
            "from": sender,
            "to": host,
            "participants": 1,
            "start": start.isoformat(),
            # So many days are three to eighteen months of the calendar, whatever the day they begin on.
            "end": (start + timedelta(days=chance.randrange(91, 546))).isoformat(),
            "confirmed": True,
        }


def identifier(count: int, chance: random.Random) -> str:
    """Ten letters and digits; the first five count, so that no two are the same, the others are chance."""
    counted = "".join(ALPHABET[count >> shift & 31] for shift in (20, 15, 10, 5, 0))
    return counted + "".join(chance.choices(ALPHABET, k=5))


def write_store(folder: Path, number: int, partners: int = 160, seed: int = 7, journal: Path | None = None) -> None:
    """Write a store of so many exchanges, and the same flows as a journal if a file is given for it."""
    chance = random.Random(seed)  # noqa: S311 - it must be the same each time
    countries = {f"partner-{n:03d}": COUNTRIES[n % len(COUNTRIES)] for n in range(partners)}
    folder.mkdir(parents=True, exist_ok=True)
    settings = f'schema = 1\nname = "Synthetic: {number} exchanges of {partners} partners"\n'
    (folder / "norec.toml").write_text(settings, encoding="utf-8")
    tables = (
        f'[partners.{key}]\nname = "Synthetic {key}"\ncountry = "{code}"\nsector = "public"\n'
        for key, code in countries.items()
    )
    (folder / "partners.toml").write_text("\n".join(tables), encoding="utf-8")
    with (
        (folder / "exchanges.jsonl").open("w", encoding="utf-8") as lines,
        (journal or Path(os.devnull)).open("w", encoding="utf-8") as entries,
    ):
        for exchange in exchanges(number, sorted(countries), chance):
            lines.write(json.dumps(exchange, separators=(",", ":")) + "\n")
            sender, host = exchange["from"], exchange["to"]
            entries.write(f"{exchange['start']} {exchange['id']}\n  sent:{sender}  1 P\n  received:{host}  -1 P\n\n")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Make a synthetic store of any size.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--exchanges", type=int, default=12_000)
    parser.add_argument("--partners", type=int, default=160)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--journal", type=Path, help="write the same flows for ledger and hledger")
    given = parser.parse_args()
    write_store(given.folder, given.exchanges, given.partners, given.seed, given.journal)


if __name__ == "__main__":
    main()
