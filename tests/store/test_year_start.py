"""The setting `year_start`, of a store and of a project: written, shown, kept, refused."""

import json
import zipfile
from pathlib import Path

import pytest

from support.lines import exchange_line
from support.program import DATA, Norec, contents, make_store

PARTNERS = {"a-no": "NO", "b-ke": "KE"}
SETTING = 'year_start = "09-01"\n'
PROJECT = '[projects.p]\ntitle = "P"\npartners = ["a-no", "b-ke"]\n'
ENDINGS = ("xlsx", "zip", "json")


@pytest.fixture
def books(norec: Norec) -> Norec:
    """A store whose years begin on 1 September, with the project p, whose years begin on 1 July."""
    make_store(norec.cwd, PARTNERS, exchange_line("q1", confirmed=True), f"# ours\n{SETTING}")
    (norec.cwd / "projects.toml").write_text(f'{PROJECT}year_start = "07-01"\n', encoding="utf-8")
    return norec


def info(norec: Norec) -> tuple[str, str]:
    """What `norec info` says of the first day of years, and where it is from."""
    (row,) = (row for row in json.loads(norec("info", "--json").ok())["rows"] if row["item"] == "year_start")
    return row["value"], row["origin"]


def test_init_sets_the_first_day_of_years(norec: Norec) -> None:
    norec("init", "s", "--year-start", "09-01").ok()
    assert f'name = "s"\n{SETTING}\n[rules]\n' in (norec.cwd / "s" / "norec.toml").read_text(encoding="utf-8")
    assert info(Norec(norec.cwd / "s")) == ("09-01", "norec.toml")


def test_without_it_a_line_to_take_the_mark_from_is_there(norec: Norec) -> None:
    norec("init", "s").ok()
    file = norec.cwd / "s" / "norec.toml"
    assert info(Norec(norec.cwd / "s")) == ("01-01", "default")
    file.write_text(file.read_text(encoding="utf-8").replace("# year_start", "year_start"), encoding="utf-8")
    assert info(Norec(norec.cwd / "s")) == ("09-01", "norec.toml")


DAYS = [
    ("02-29", 'must be a day of every year, not "02-29": write "02-28" or "03-01"'),
    ("02-30", 'must be a day of the calendar, not "02-30": February has 28 days'),
    ("04-31", 'must be a day of the calendar, not "04-31": April has 30 days'),
    ("13-01", 'must be a month and a day such as "09-01", not "13-01"'),
    ("00-01", 'must be a month and a day such as "09-01", not "00-01"'),
    ("01-32", 'must be a month and a day such as "09-01", not "01-32"'),
    ("9-1", 'must be a month and a day such as "09-01", not "9-1"'),
    ("2023-09-01", 'must be a month and a day such as "09-01", not "2023-09-01"'),
    ("", 'must be a month and a day such as "09-01", not ""'),
]


@pytest.mark.parametrize(("day", "reason"), DAYS)
def test_a_day_that_no_year_can_begin_on_is_refused(books: Norec, day: str, reason: str) -> None:
    refused = books("init", "s", "--year-start", day)
    assert (refused.code, refused.out, refused.err) == (2, "", f"norec: --year-start: {reason}\n")
    assert not (books.cwd / "s").exists()
    before = contents(books.cwd)
    words = ("projects", "add", "Q", "--partner", "a-no", "--partner", "b-ke", "--year-start", day)
    assert (books(*words).code, books(*words).err) == (2, f"norec: --year-start: {reason}\n")
    assert contents(books.cwd) == before
    make_store(books.cwd, PARTNERS, "", f'\nyear_start = "{day}"\n')
    assert (books("info").code, books("info").err) == (5, f"norec.toml:4: year_start {reason}\n")
    make_store(books.cwd, PARTNERS)
    (books.cwd / "projects.toml").write_text(f'{PROJECT}year_start = "{day}"\n', encoding="utf-8")
    assert books("info").err == f"projects.toml:4: year_start {reason} (project p)\n"


@pytest.mark.parametrize(
    ("written", "kind"), [("2023-09-01", "2023-09-01"), ("901", "901"), ("true", "true"), ("{}", "a table")]
)
def test_it_is_a_text(books: Norec, written: str, kind: str) -> None:
    make_store(books.cwd, PARTNERS, "", f"year_start = {written}\n")
    assert books("info").err == f"norec.toml:3: year_start must be text in quotes, not {kind}\n"


def test_below_a_heading_it_is_refused_with_its_place(books: Norec) -> None:
    make_store(books.cwd, PARTNERS, "", f"[rules]\n{SETTING}")
    said = "year_start is not known here: write it above the heading of rules"
    assert books("info").err == f"norec.toml:4: rules: {said}\n"
    make_store(books.cwd, PARTNERS)
    (books.cwd / "projects.toml").write_text(f"{PROJECT}[projects.p.rules]\n{SETTING}", encoding="utf-8")
    assert books("info").err == f"projects.toml:5: rules: {said} (project p)\n"


def of_project(norec: Norec) -> object:
    return json.loads(norec("projects", "show", "p", "--json").ok()).get("year_start")


def test_a_project_gets_changes_and_loses_its_own(books: Norec) -> None:
    assert of_project(books) == "07-01"
    books("projects", "edit", "p", "--year-start", "04-01").ok()
    assert of_project(books) == "04-01"
    assert "Years begin on  04-01\n" in books("projects", "show", "p", "-f", "table").ok()
    books("projects", "edit", "p", "--year-start", "").ok()
    assert of_project(books) is None
    assert "project p: no year_start, was 04-01" in books("undo").err
    assert of_project(books) == "04-01"
    books("redo")
    assert of_project(books) is None
    books("projects", "add", "Q", "--partner", "a-no", "--partner", "b-ke", "--year-start", "08-01").ok()
    assert '\nyear_start = "08-01"\n' in (books.cwd / "projects.toml").read_text(encoding="utf-8")


def test_an_editor_shows_and_changes_it(books: Norec) -> None:
    def edit(_: str, file: Path) -> int:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace('year_start = "07-01"', 'year_start = "10-01"'), encoding="utf-8")
        return 0

    books.editor = edit
    books("projects", "edit", "p", terminal=True)
    assert of_project(books) == "10-01"


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("private", [True, False])
def test_a_whole_store_keeps_it(books: Norec, ending: str, private: bool) -> None:
    books("export", "store", "-o", f"x.{ending}", *(["--private"] if private else []))
    books("init", "new").ok()
    new = Norec(books.cwd / "new")
    empty = contents(new.cwd)
    assert new("import", "store", f"../x.{ending}").code == 0
    assert info(new) == ("09-01", "norec.toml")
    assert of_project(new) == "07-01"
    if private:
        assert (new.cwd / "norec.toml").read_bytes() == (books.cwd / "norec.toml").read_bytes()
    assert new("undo").code == 0
    assert contents(new.cwd) == empty


def test_an_edited_value_goes_into_the_lines_of_the_file(books: Norec) -> None:
    books("export", "store", "--private", "-o", "x.json")
    text = (books.cwd / "x.json").read_text(encoding="utf-8")
    (books.cwd / "x.json").write_text(text.replace('"09-01"', '"10-01"', 1), encoding="utf-8")
    books("init", "new").ok()
    new = Norec(books.cwd / "new")
    assert new("import", "store", "../x.json").code == 0
    assert (new.cwd / "norec.toml").read_text(encoding="utf-8").endswith('# ours\nyear_start = "10-01"\n')


def test_a_wrong_value_in_a_table_is_refused_with_its_place(books: Norec) -> None:
    books("export", "store", "-o", "x.json")
    text = (books.cwd / "x.json").read_text(encoding="utf-8")
    changed = text.replace('"09-01"', '"02-29"', 1).replace('"07-01"', '"7-1"', 1)
    (books.cwd / "x.json").write_text(changed, encoding="utf-8")
    books("init", "new").ok()
    refused = Norec(books.cwd / "new")("import", "store", "../x.json")
    assert 'x.json: store, row 2, year_start: must be a day of every year, not "02-29"' in refused.err
    assert 'x.json: projects, row 2, year_start: must be a month and a day such as "09-01", not "7-1"' in refused.err


def headings(file: Path) -> dict[str, list[str]]:
    """The columns of the tables of an archive, by table."""
    with zipfile.ZipFile(file) as archive:
        return {
            name.removesuffix(".csv"): archive.read(name).decode().splitlines()[0].split(",")
            for name in archive.namelist()
        }


def test_tables_have_a_column_for_it_only_where_it_is_set(books: Norec) -> None:
    books("export", "store", "-o", "set.zip")
    assert [name for name, columns in headings(books.cwd / "set.zip").items() if columns[-1] == "year_start"] == [
        "store", "projects",
    ]  # fmt: skip
    books("-C", str(DATA / "grid-arendal"), "export", "store", "-o", "unset.zip")
    assert not any("year_start" in columns for columns in headings(books.cwd / "unset.zip").values())
    books("init", "new").ok()
    assert Norec(books.cwd / "new")("import", "store", "../unset.zip").code == 0


def test_a_merge_keeps_the_years_of_the_store_and_says_so(books: Norec) -> None:
    make_store(books.cwd / "other", PARTNERS, exchange_line("q2", start="2021-01-01"), 'year_start = "04-01"\n')
    make_store(books.cwd / "same", PARTNERS, exchange_line("q1", confirmed=True))
    said = "other: years begin on 1 April there, and still on 1 September here\n"
    before = (books.cwd / "norec.toml").read_bytes()
    assert said in books("merge", "other", "--dry-run").err
    merged = books("merge", "other", "same")
    assert merged.code == 0
    assert said in merged.err
    assert "same: years begin on 1 January there, and still on 1 September here\n" in merged.err
    assert said in books("merge", "other").err  # also when there is nothing to merge
    assert (books.cwd / "norec.toml").read_bytes() == before
    make_store(books.cwd / "alike", PARTNERS, "", SETTING)
    assert "years begin" not in books("merge", "alike").err


def test_two_versions_of_a_project_with_other_years_are_a_conflict(books: Norec) -> None:
    other = make_store(books.cwd / "other", PARTNERS, "", SETTING)
    (other / "projects.toml").write_text(f'{PROJECT}year_start = "04-01"\n', encoding="utf-8")
    refused = books("merge", "other")
    assert (refused.code, refused.out) == (1, "")
    assert "project p: year_start" in refused.err
    assert books("merge", "other", "--prefer", "theirs").code == 0
    assert of_project(books) == "04-01"
