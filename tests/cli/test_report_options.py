"""Options that reports and lists share mean the same on all of them."""

import csv
import io
import json

import pytest

from support.lines import exchange_line
from support.program import DATA, Norec, contents, make_store

REPORT = ("report", "reciprocity")


@pytest.fixture
def books(norec: Norec) -> Norec:
    lines = [
        exchange_line("q1", "a", "b", "2020-01-01", participants=4, confirmed=True),
        exchange_line("q2", "b", "a", "2020-06-01", participants=4, confirmed=True),
        exchange_line("q3", "a", "c", "2021-01-01", participants=3, confirmed=True),
    ]
    make_store(norec.cwd, {"a": "NO", "b": "KE", "c": "UG", "d": "UG"}, "".join(lines))
    return norec


def ids(norec: Norec, *flags: str) -> list[str]:
    return [line.split("\t")[0] for line in norec(*REPORT, *flags).ok().splitlines()]


def test_filters_of_exchanges_choose_what_is_counted(books: Norec) -> None:
    assert ids(books, "--year", "2020") == ["a", "b"]
    assert ids(books, "--since", "2020-06-01", "--until", "2020-12-31") == ["a", "b"]
    assert ids(books, "--since", "2021-01-01") == ["a", "c"]
    document = json.loads(books(*REPORT, "--year", "2021", "--until", "today", "--json").ok())
    assert document["filters"] == {"year": 2021, "until": "2026-11-23"}
    assert document["totals"]["people"] == 3


def test_filters_of_rows_do_not_change_the_figures(books: Norec) -> None:
    whole = books(*REPORT).ok().splitlines(keepends=True)
    assert books(*REPORT, "--partner", "b").ok() == whole[1]
    assert books(*REPORT, "--country", "Uganda").ok() == whole[2] + whole[3]
    assert books(*REPORT, "--partner", "a", "--partner", "b").ok() == whole[0] + whole[1]
    assert json.loads(books(*REPORT, "--partner", "b", "--json").ok())["totals"]["people"] == 11


def test_sorting_and_only_do_not_change_the_figures(books: Norec) -> None:
    assert ids(books, "--only", "balanced") == ["b"]
    assert ids(books, "--only", "unbalanced") == ["a", "c"]
    assert ids(books, "--only", "one-way") == ["c"]
    assert ids(books, "--sort", "received") == ["d", "c", "a", "b"] or ids(books, "--sort", "received") == [
        "d",
        "c",
        "b",
        "a",
    ]
    assert ids(books, "--sort", "sent", "--reverse") == ["a", "b", "c", "d"]
    assert ids(books, "--sort", "index") == ["c", "a", "b", "d"]
    assert ids(books, "--reverse") == ["d", "c", "b", "a"]
    whole, some = (json.loads(books(*REPORT, *flags, "--json").ok()) for flags in ((), ("--only", "one-way")))
    assert {**some["totals"], "shown": 4} == whole["totals"]
    table = books(*REPORT, "-f", "table", "--only", "one-way").ok()
    assert "\n1 of 4 shown.\n" in table


@pytest.mark.parametrize(
    ("flags", "code"),
    [
        (["--fail-on", "unbalanced"], 3), (["--fail-on", "one-way"], 3), (["--fail-on", "one-way", "--partner", "a"], 0),
        (["--fail-on", "unbalanced", "--partner", "a"], 3), (["--fail-on", "unbalanced", "--only", "balanced"], 0),
        (["--fail-on", "unbalanced", "--partner", "d"], 0),
    ],
)  # fmt: skip
def test_fail_on_looks_only_at_rows_that_are_shown(books: Norec, flags: list[str], code: int) -> None:
    result = books(*REPORT, *flags)
    assert (result.code, result.err) == (code, "")
    assert result.out == books(*REPORT, *flags[2:]).out


def test_lists_are_filtered_and_sorted_the_same_way(books: Norec) -> None:
    def first(*words: str) -> list[str]:
        return [line.split("\t")[0] for line in books(*words).ok().splitlines()]

    assert first("exchanges", "list", "--partner", "b") == ["q1", "q2"]
    assert first("exchanges", "list", "--country", "UG") == ["q3"]
    assert first("exchanges", "list", "--year", "2020", "--sort", "from", "--reverse") == ["q2", "q1"]
    assert first("partners", "list", "--country", "UG") == ["c", "d"]
    assert first("partners", "list", "--sort", "country") == ["b", "a", "c", "d"]


def test_reports_can_be_json_lines_or_markdown(books: Norec) -> None:
    lines = books(*REPORT, "-f", "jsonl", "--only", "one-way").ok()
    assert [json.loads(line) for line in lines.splitlines()] == json.loads(
        books(*REPORT, "--only", "one-way", "--json").ok()
    )["rows"]
    assert books(*REPORT, "-f", "markdown", "--only", "one-way").ok() == (
        "**Reciprocity by partner in people, as of 2026-11-23**\n\n"
        "| Partner | Name | Country | Sent | Received | Balance | Index | Verdict | To balance |\n"
        "|---|---|---|---:|---:|---:|---:|---|---:|\n"
        "| c | C | UG | 0 | 3 | -3 | 0.00 | only-hosts | 2 |\n\n"
        "- 1 of 4 shown.\n"
        "- Verdicts: 1 balanced, 1 sends-more, 1 only-hosts, 1 none\n"
        "- Counted: 11 people in 3 exchanges.\n"
        "- Came back: 8 directly, 0 through others; not returned: 3. Index 0.73.\n"
        "- Balanced: each way at least once, apart by at most 1 person or 10 % of sent and received.\n"
        "- This rule is the program's own: none is published for the model.\n"
        "- 11 of 11 people lack a length: no end is recorded.\n"
    )


def test_odd_names_are_escaped_in_markdown(norec: Norec) -> None:
    make_store(norec.cwd)
    norec("partners", "add", "a|b *c* [d](e) <f> `g` \\ \x1b[31m\nh", "--country", "NO", "--id", "x").ok()
    row = norec("partners", "list", "-f", "markdown").ok().splitlines()[4]
    assert row.startswith(r"| x | a\|b \*c\* \[d\](e) \<f\> \`g\` \\  \[31m h | NO |")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("r.csv", "csv"),
        ("r.json", "json"),
        ("r.JSONL", "jsonl"),
        ("r.md", "markdown"),
        ("r.txt", "plain"),
        ("r", "plain"),
    ],
)
def test_the_ending_of_a_file_chooses_the_format(books: Norec, name: str, form: str) -> None:
    written = books(*REPORT, "-o", name, terminal=True)
    assert (written.code, written.out, written.err) == (0, "", f"Wrote 4 rows to {name}\n")
    expected = books(*REPORT, "-f", form).ok()
    assert (books.cwd / name).read_text(encoding="utf-8") == expected
    assert books(*REPORT, "-o", name, "--json", "--force", "--quiet").ok() == ""
    assert json.loads((books.cwd / name).read_text(encoding="utf-8"))["by"] == "partner"
    assert books(*REPORT, "-o", "-").ok() == books(*REPORT).ok()


@pytest.mark.parametrize(
    ("flags", "code", "message"),
    [
        (["--year", "20"], 2, "norec: --year: must be 1900 or more, not 20"),
        (["--since", "2020"], 2, 'norec: --since: "2020" is not a date: write YYYY-MM-DD or YYYY-MM, for example 2012-06-30 or 2012-06'),
        (["--by", "continent"], 2, 'norec: --by: "continent" is not one of partner, project, pair, country, region, side, sector, area, year and round'),
        (["--partner", "z"], 1, 'norec: no partner "z"'),
        (["--country", "zz"], 2, 'norec: --country: no country "zz": write its two-letter code, for example KE'),
        (["--only", "even"], 2, 'norec: --only: "even" is not one of balanced, unbalanced and one-way'),
        (["--fail-on", "balanced"], 2, 'norec: --fail-on: "balanced" is not one of unbalanced and one-way (did you mean unbalanced?)'),
        (["--by", "year", "--only", "balanced"], 2, "norec: --only needs rows that have a verdict: these have none"),
        (["--by", "year", "--fail-on", "one-way"], 2, "norec: --fail-on needs rows that have a verdict: these have none"),
        (["-o", "partners.toml"], 1, "norec: partners.toml is a file of a store: choose another name"),
        (["-o", "no/where.csv"], 1, "norec: no/where.csv can't be written: No such file or directory"),
        (["-o", "."], 1, "norec: . is a folder: name a file in it"),
    ],
)  # fmt: skip
def test_unsuitable_options_are_refused(books: Norec, flags: list[str], code: int, message: str) -> None:
    before = contents(books.cwd)
    result = books(*REPORT, *flags)
    assert (result.code, result.out, result.err) == (code, "", message + "\n")
    assert contents(books.cwd) == before


def test_an_unknown_field_to_sort_by_is_refused_with_the_known_ones(books: Norec) -> None:
    assert books(*REPORT, "--sort", "balanced").err == (
        'norec: --sort: there is no field "balanced" (did you mean balance or until_balanced?)\n'
        "The fields are id, name, country, sent, received, balance, index, verdict, until_balanced, upcoming_sent, "
        "upcoming_received, adjusted, ended.\n"
    )


def test_a_report_by_region_can_be_csv(norec: Norec) -> None:
    text = norec(*REPORT, "-C", str(DATA / "grid-arendal"), "--by", "region", "-f", "csv").ok()
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(text))}
    assert {key: (row["sent"], row["received"], row["within"]) for key, row in rows.items()} == {
        "Eastern Africa": ("1", "2", "2"), "Northern Europe": ("2", "2", "0"), "Western Africa": ("1", "0", "0"),
    }  # fmt: skip
