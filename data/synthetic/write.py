"""Writing a portfolio as the files of a store, and what `norec check` is to find in it beside them."""

import csv
import json
from pathlib import Path
from typing import Any

import tomli_w

from portfolio import Partner, Portfolio, Project, Stay

_ATTRIBUTES = "*.toml text eol=lf\n*.jsonl text eol=lf merge=union\n"
_IGNORE = ".norec.lock\n.norec.pending\n.*.norec-new\n"
_FILES = {
    "partners": "partners.toml",
    "projects": "projects.toml",
    "exchanges": "exchanges.jsonl",
    "norec": "norec.toml",
}


def write(portfolio: Portfolio, data: Path, readme: str) -> None:
    """Write the store, and what `norec check` is to find in it.

    Args:
        portfolio: what to write.
        data: the folder where `norec-YEAR` is, and `synthetic/findings-YEAR.csv`.
        readme: the store's README.
    """
    year = portfolio.year
    folder = data / f"norec-{year}"
    for made in (folder, data / "synthetic"):
        made.mkdir(parents=True, exist_ok=True)
    settings = {"schema": 1, "name": f"Synthetic portfolio {year}", "waivers": portfolio.waivers}
    texts = {
        ".gitattributes": _ATTRIBUTES,
        ".gitignore": _IGNORE,
        "README.md": readme,
        "norec.toml": "# Synthetic: no organisation and no person here is real; data/synthetic made it.\n\n"
        + _toml(settings),
        "partners.toml": "# Synthetic: every organisation here is invented.\n\n"
        + "\n".join(_toml({"partners": {key: _partner(one)}}) for key, one in sorted(portfolio.partners.items())),
        "projects.toml": "# Synthetic: every project here is invented.\n\n"
        + "\n".join(_toml({"projects": {one.id: _project(one)}}) for one in sorted(portfolio.projects, key=_id)),
        "exchanges.jsonl": "".join(_line(stay) for stay in portfolio.stays()),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    with (data / "synthetic" / f"findings-{year}.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["severity", "rule", "file", "record", "finding", "waived"])
        for one in sorted(portfolio.findings):
            waived = "yes" if one.waived else "no"
            rows.writerow([one.severity, one.rule, _FILES[one.file], one.record, one.finding, waived])


def _id(project: Project) -> str:
    return project.id


def _toml(values: dict[str, Any]) -> str:
    return tomli_w.dumps(values)


def _without_nothing(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, [], {})}


def _partner(one: Partner) -> dict[str, Any]:
    return _without_nothing({key: value for key, value in vars(one).items() if key != "id"})


def _project(one: Project) -> dict[str, Any]:
    keys = ["title", "partners", "coordinator", "chosen_by", "chosen_on", "assessed_on", "assessed_by"]
    keys += ["areas", "issues", "goals", "start", "end", "agreement", "rules"]
    rounds = {
        str(number): _without_nothing(
            {
                "start": round_.start,
                "end": round_.end,
                "report_due": round_.report_due,
                "reported_on": round_.reported_on,
                "plan": [f"{a}:{b}:{n}:{round_.months}" for (a, b), n in sorted(round_.plan.items()) if n],
            }
        )
        for number, round_ in one.rounds.items()
    }
    return _without_nothing({**{key: getattr(one, key) for key in keys}, "rounds": rounds})


def _line(stay: Stay) -> str:
    """A placement as the program writes it: keys in its order, nothing that isn't so."""
    record = {
        "id": stay.id,
        "from": stay.sender,
        "to": stay.host,
        "participants": stay.people,
        "women": stay.women,
        "start": stay.start.isoformat(),
        "end": stay.end and stay.end.isoformat(),
        "ended_early": stay.ended_early and stay.ended_early.isoformat(),
        "cancelled": stay.cancelled or None,
        "reason": stay.reason,
        "confirmed": stay.confirmed or None,
        "replaces": stay.replaces,
        "project": stay.project,
        "round": stay.round,
        "topics": stay.topics or None,
        "ref": stay.ref,
    }
    kept = {key: value for key, value in record.items() if value is not None}
    return json.dumps(kept, separators=(",", ":"), ensure_ascii=False) + "\n"
