"""Imports of files that would take too much memory, too many messages or too much time."""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from norec_cli.model.json_keys import repeated_keys
from norec_cli.transfer.rows.row_ids import RowIds
from norec_cli.transfer.tables import limits
from support.program import Norec, Result, contents, make_store

HEADING = "from,to,participants,start,note\n"
ROW = "a-no,b-ke,2,2012-01-15,x\n"
MOST_SAID = 6_000  # characters: what a person may be asked to look through
NAMESPACE = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
ONE_MB = {"NOREC_MAX_SIZE": "1"}


def cells(number: int, *texts: str) -> bytes:
    """A row of a sheet."""
    made = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{made}</row>'.encode()


TABLE = cells(1, *HEADING.strip().split(",")) + cells(2, *ROW.strip().split(","))


def workbook(path: Path, sheet: bytes = TABLE, before: bytes = b"", **more: bytes) -> None:
    """A workbook of one sheet, whose rows are written by hand, with other files in it."""
    made = io.BytesIO()
    Workbook().save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            raw = old.read(name)
            if name.endswith("sheet1.xml"):
                raw = NAMESPACE + before + b"<sheetData>" + sheet + b"</sheetData></worksheet>"
            new.writestr(name, raw)
        for name, raw in more.items():
            new.writestr(name.replace("_", "/"), raw)


def imported(norec: Norec, raw: str | bytes = "", name: str = "t.csv", kind: str = "exchanges", **env: str) -> Result:
    """Import a file, or one that is there, and see that what is said can be read, and that a refusal leaves nothing."""
    if raw:
        (norec.cwd / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    before = contents(norec.cwd)
    result = norec("import", kind, name, env=env)
    assert "unexpected" not in result.err
    assert len(result.err) < MOST_SAID
    assert result.code == 0 or (result.out, contents(norec.cwd)) == ("", before)
    return result


def test_a_workbook_that_unpacks_to_more_than_the_limit_is_refused(store: Norec) -> None:
    workbook(store.cwd / "t.xlsx", xl_big=b"0" * (1 << 20))
    assert (store.cwd / "t.xlsx").stat().st_size < 20_000
    for argv in (["import", "exchanges", "t.xlsx"], ["import", "store", "t.xlsx"], ["report", "reciprocity", "--input", "t.xlsx"]):  # fmt: skip
        result = store(*argv, env=ONE_MB)
        assert (result.code, result.out) == (1, "")
        assert result.err.splitlines()[0] == "norec: t.xlsx holds more than 1 MB when it is unpacked"
        assert "NOREC_MAX_SIZE sets another limit" in result.err
    assert store("import", "exchanges", "t.xlsx", env={"NOREC_MAX_SIZE": "2"}).out == "1\t0\t0\t0\t0\n"
    assert "NOREC_MAX_SIZE" in store("help", "environment").ok()


@pytest.mark.parametrize("said", ["0", "-1", "1.5", "much", "9" * 5000])
def test_a_limit_that_is_not_a_number_is_refused(store: Norec, said: str) -> None:
    (store.cwd / "t.csv").write_text(HEADING + ROW, encoding="utf-8")
    for argv in (["import", "exchanges", "t.csv"], ["import", "store", "t.json"]):
        result = store(*argv, env={"NOREC_MAX_SIZE": said})
        assert (result.code, result.err.startswith("norec: NOREC_MAX_SIZE: ")) == (2, True)
        assert len(result.err) < 200


def test_json_is_read_whole_and_csv_is_not(store: Norec) -> None:
    note = "word " * 60_000
    row = {"from": "a-no", "to": "b-ke", "start": "2012-01-15", "note": note}
    lines = "".join(json.dumps({**row, "start": f"2012-01-{day}"}) + "\n" for day in range(11, 16))
    for name, text in (
        ("t.jsonl", lines),
        ("t.json", "[" + ",".join(lines.splitlines()).replace("2012", "2013") + "]"),
    ):
        assert "holds more than 1 MB" in imported(store, text, name, **ONE_MB).err
        assert imported(store, text, name).code == 0
    assert imported(store, HEADING + ROW.replace("x", note) * 5, **ONE_MB).code == 0
    result = store("import", "exchanges", "-", stdin=(HEADING + ROW * 50_000).encode(), env=ONE_MB)
    assert (result.code, result.err.splitlines()[0]) == (
        1,
        "norec: standard input holds more than 1 MB when it is unpacked",
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["t.json", "t.zip", "t.xlsx"])
def test_a_store_that_holds_more_than_the_limit_is_refused(norec: Norec, name: str) -> None:
    line = '{{"id":"e{}","from":"a-no","to":"b-ke","participants":1,"start":"2012-01-15"}}\n'
    make_store(norec.cwd / "old", {"a-no": "NO", "b-ke": "KE"}, "".join(line.format(n) for n in range(9_000)))
    norec("-C", "old", "export", "store", "-o", name).ok()
    norec("init", "new").ok()
    result = norec("-C", "new", "import", "store", name, env=ONE_MB)
    assert (result.code, result.out) == (1, "")
    assert "holds more than " in result.err


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "before"),
    [
        (TABLE, b'<dimension ref="A1:XFD1048576"/>'),
        (TABLE + b"".join(b'<row r="%d" ht="20"/>' % n for n in range(3, 20_000)), b""),
        (TABLE + b"".join(b'<row r="%d">%s</row>' % (n, b'<c s="0"/>' * 40) for n in range(3, 1_000)), b""),
        (TABLE + b'<row r="1048576"/>', b""),
    ],
)
def test_empty_cells_of_a_sheet_take_no_memory(store: Norec, sheet: bytes, before: bytes) -> None:
    workbook(store.cwd / "t.xlsx", sheet, before)
    assert imported(store, name="t.xlsx").out == "1\t0\t0\t0\t0\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (TABLE + b'<row r="3">' + b"<c/>" * 1_200_000 + b"</row>", "more than 1,000,000 tags in one row"),
        (TABLE + b'<row r="9999999999"/>', "more than 1,048,576 rows on a sheet"),
        (TABLE + b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(3, 99)), "values"),
    ],
)
def test_a_sheet_that_is_larger_than_it_looks_is_refused(store: Norec, sheet: bytes, said: str) -> None:
    workbook(store.cwd / "t.xlsx", sheet)
    result = imported(store, name="t.xlsx", NOREC_MAX_SIZE="10")
    assert (result.code, said in result.err) == (1, True), result.err


def test_an_archive_that_states_too_small_a_size_is_refused(store: Norec) -> None:
    workbook(store.cwd / "t.xlsx", TABLE + b'<row r="3" ht="20"/>' * 200_000)
    raw = bytearray((store.cwd / "t.xlsx").read_bytes())
    entry = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"xl/worksheets/sheet1.xml"))
    raw[entry + 24 : entry + 28] = (100).to_bytes(4, "little")
    result = imported(store, bytes(raw), "t.xlsx")
    assert (result.code, "t.xlsx can't be read as an XLSX workbook" in result.err) == (1, True)


def twice(raw: bytes) -> bytes:
    return raw.replace(b"xl/one", b"xl/two")


def encrypted(raw: bytes) -> bytes:
    entry = raw.index(b"PK\x01\x02")
    return raw[: entry + 8] + b"\x01" + raw[entry + 9 :]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (twice, 't.xlsx has "xl/two" 2 times: pack the archive again'),
        (encrypted, "is encrypted: save the file without a password"),
        (lambda raw: raw.replace(b"xl/one", b"../one"), '"../one" in it has a path outside'),
        (lambda raw: raw.replace(b"xl/one", b"/x/one"), '"/x/one" in it has a path outside'),
        (lambda raw: raw[: len(raw) // 2], "t.xlsx is broken, or not what its name says"),
        (gzip.compress, "t.xlsx is compressed (gzip): unpack it first"),
    ],
)
def test_unreadable_archives_are_refused(store: Norec, change: Callable[[bytes], bytes], said: str) -> None:
    workbook(store.cwd / "t.xlsx", xl_one=b"1", xl_two=b"2")
    result = imported(store, change((store.cwd / "t.xlsx").read_bytes()), "t.xlsx")
    assert (result.code, said in result.err) == (1, True), result.err


def test_a_zip_that_is_no_workbook_and_a_workbook_without_cells(store: Norec) -> None:
    with zipfile.ZipFile(store.cwd / "t.xlsx", "w") as archive:
        archive.writestr("t.zip", b"PK\x03\x04")
    for kind in ("exchanges", "store"):
        said = "norec: t.xlsx is a zip archive but no XLSX workbook: unpack it, and import a file from it\n"
        assert imported(store, name="t.xlsx", kind=kind).err == said
    book = Workbook()
    book.create_chartsheet("chart")
    book.remove(book.worksheets[0])
    book.save(store.cwd / "t.xlsx")
    assert imported(store, name="t.xlsx").err == "norec: t.xlsx has no sheet with cells\n"


@pytest.mark.slow
def test_a_quote_that_is_never_closed_is_named_with_its_line(store: Norec) -> None:
    start = HEADING + ROW + 'a-no,b-ke,2,2012-01-15,"two\nlines"\n'
    opens = 'a-no,b-ke,2,2012-01-15,"never closed\n'
    assert "t.csv:5: the quote that opens on line 5 is never closed" in imported(store, start + opens + "text\n").err
    assert "t.csv:5: the quote that opens here takes in 1 more line" in imported(store, start + opens + ROW).err
    result = imported(store, start + opens + ROW * 450_000)
    assert (result.code, result.err.splitlines()[-1]) == (
        1, 't.csv:5: a row of more than 10,000,000 characters begins here: add the " that is missing'
    )  # fmt: skip


@pytest.mark.slow
def test_messages_quote_no_more_than_a_line(store: Norec) -> None:
    long = "z" * 1_000_000
    for raw in (HEADING + ROW.replace("a-no", long), HEADING.replace("from", long) + ROW, HEADING + ROW.replace("2,", f"{long},"), HEADING + ROW.replace("2012-01-15", long)):  # fmt: skip
        assert imported(store, raw).code in (1, 2)
    assert imported(store, f"name,country\nX,{long}\n", kind="partners").code == 1
    assert imported(store, f"title,partners\nX,{long};a-no\n", kind="projects").code == 1
    assert imported(store, name="x" * 60_000 + ".csv").code == 1
    assert imported(store, name="x" * 60_000 + ".json", kind="store").code == 1
    assert imported(store, json.dumps([{long: 1, "x": 2}]), "t.json").code == 2
    assert imported(store, f'[{{"{long}": 1, "{long}": 2}}]', "t.json").code == 1
    for more in (["--sheet", long], ["--encoding", long], ["--map", long], ["--map", f"from={long}"], ["--set", f"{long}=1"], ["--date-format", long]):  # fmt: skip
        result = store("import", "exchanges", "t.csv", *more)
        assert (result.code in (1, 2), len(result.err) < MOST_SAID) == (True, True), more


@pytest.mark.slow
def test_messages_list_no_more_than_can_be_read(store: Norec) -> None:
    many = [f"column number {n}" for n in range(16_000)]
    assert " and 15,985 more" in imported(store, ",".join(many) + "\n").err
    assert " and 15,987 more" in imported(store, ",".join([*many, "from", "to"]) + "\n").err
    assert imported(store, HEADING.strip() + "," + ",".join(many) + "\n").code == 0
    assert "a table may have 16,384" in imported(store, ",".join(many * 2) + "\n").err
    book = Workbook()
    for number in range(200):
        book.create_sheet(f"sheet number {number}").append(["x"])
    book.save(store.cwd / "t.xlsx")
    assert " and 190 more" in imported(store, name="t.xlsx").err
    tables = {"schema": "norec.store/1", "tables": {f"table{n}": [dict.fromkeys(many, 1)] for n in range(3)} | {f"t{n}": [] for n in range(9_000)}}  # fmt: skip
    tables["tables"]["partners"] = [dict.fromkeys(many, 1)]  # type: ignore[index]
    assert imported(store, json.dumps(tables), "t.json", kind="store").code == 1


@pytest.mark.slow
def test_of_very_many_bad_rows_all_are_kept_and_the_first_are_listed(store: Norec) -> None:
    text = HEADING + ROW + "".join(f"nobody{n},b-ke,2,2012-01-15,x\n" for n in range(20_000))
    (store.cwd / "t.csv").write_text(text, encoding="utf-8")
    result = store("import", "exchanges", "t.csv", "--skip-bad", "--errors", "e.csv")
    assert result.out == "1\t0\t0\t0\t20000\n"
    assert len(result.err) < 3 * MOST_SAID
    for name in ("t.bad.csv", "e.csv"):
        with (store.cwd / name).open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == 20_001


@pytest.mark.slow
def test_the_keys_that_an_object_has_twice() -> None:
    pairs = [(f"k{n}", n) for n in range(300_000)]
    assert repeated_keys(pairs) == []
    assert repeated_keys([*pairs, ("k299999", 1), ("k7", 1), ("k7", 2)]) == ["k7", "k299999"]


@pytest.mark.slow
def test_a_key_that_stands_twice_among_very_many_is_named(store: Norec) -> None:
    keys = ",".join(f'"k{n}":1' for n in range(200_000))
    for kind, name in (("exchanges", "t.json"), ("store", "t.json")):
        result = imported(store, f'[{{{keys},"k199999":2}}]', name, kind=kind)
        assert (result.code, '"k199999" is in an object twice' in result.err) == (1, True)


class Counted(dict[str, str | None]):
    """References by id, which count how often they are asked for one."""

    asked = 0

    def __contains__(self, key: object) -> bool:
        self.asked += 1
        return super().__contains__(key)


def test_rows_alike_but_for_their_references_are_each_looked_up_once() -> None:
    first = RowIds({"another": None})
    ids = {f"person {n}": first.next(["a", "b"], f"person {n}") for n in range(3_000)}
    assert len(set(ids.values())) == 3_000
    recorded = Counted({one: ref for ref, one in ids.items()})
    again = RowIds(recorded)
    assert {ref: again.next(["a", "b"], ref) for ref in reversed(ids)} == ids
    assert again.next(["a", "b"], "somebody new") not in recorded
    assert recorded.asked < 4 * 3_000


@pytest.mark.slow
def test_very_many_rows_that_differ_only_in_their_reference_are_recognised_again(store: Norec) -> None:
    text = "from,to,start,ref\n" + "".join(f"a-no,b-ke,2012-01-15,p{n}\n" for n in range(4_000))
    assert imported(store, text).out == "4000\t0\t0\t0\t0\n"
    assert imported(store, text).out == "0\t0\t4000\t0\t0\n"
    others = imported(store, text.replace(",p", ",q"))
    assert others.out == "4000\t0\t0\t0\t0\n"
    assert "may be recorded already" not in others.err
    assert "4,000 new exchanges may be recorded already" in imported(store, "id,from,to,start\n" + "".join(f"x{n},a-no,b-ke,2012-01-20\n" for n in range(4_000))).err  # fmt: skip


@pytest.mark.slow
def test_very_many_partners_whose_names_make_one_id(store: Norec) -> None:
    names = [f"{chr(0x4E00 + n // 100)}{chr(0x4E00 + n % 100)}" for n in range(3_000)]
    text = "name,country\n" + "".join(f"{name},CN\n" for name in names)
    assert imported(store, text, kind="partners").out == "3000\t0\t0\t0\t0\n"
    assert imported(store, text, kind="partners").out == "0\t0\t3000\t0\t0\n"
    assert store("partners", "show", "partner-cn-3000").code == 0


def test_a_table_of_the_limit_itself_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = limits.Limit("f", 1600)
    limit.check(1600)
    limit.add_values(100)
    with pytest.raises(limits.NorecError, match="more than 100 values"):
        limit.add_values(1)
    with pytest.raises(limits.NorecError, match="more than 1,600 bytes"):
        limit.check(1601)


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("t.json", "[" * 200_000, "lists and objects are nested too deeply"),
        (
            "t.json",
            '[{"from":"a-no","to":"b-ke","start":"2012-01-15","participants":1e400}]',
            'participants: "inf" is not a whole number',
        ),
        (
            "t.json",
            '[{"from":"a-no","to":"b-ke","start":"2012-01-15","participants":NaN}]',
            'participants: "nan" has no value, but one is required',
        ),
        (
            "t.json",
            '[{"from":"a-no","to":"b-ke","start":"2012-01-15","participants":-Infinity}]',
            'participants: "-inf" is not a whole number',
        ),
        (
            "t.json",
            '[{"from":"a-no","to":"b-ke","start":"2012-01-15","participants":1e300}]',
            'participants: "1e+300" is not a whole number',
        ),
        (
            "t.json",
            '[{"from":"a-no","to":"b-ke","start":"2012-01-15","participants":' + "9" * 5000 + "}]",
            "it has a number of thousands of digits",
        ),
        ("t.csv", HEADING + "\0" * 100, "like the heading of a section"),
        ("t.csv", HEADING + "x," * 1_000_000 + "\n", "the row has 1000001 columns, but there are 5 headings"),
        ("t.csv", HEADING + "z" * 11_000_000, "a row of more than 10,000,000 characters begins here"),
        (
            "t.jsonl",
            "\n".join(f'{{"k{n}":1}}' for n in range(17_000)),
            "has 17,000 columns, but a table may have 16,384",
        ),
        (
            "t.jsonl",
            "\n".join(f'{{"k{n}":1}}' for n in range(9_000)),
            "holds more than 32,768,000 values, including empty cells",
        ),
    ],
)
def test_odd_files_are_refused_with_what_is_odd(store: Norec, name: str, raw: str, reason: str) -> None:
    result = imported(store, raw, name)
    assert result.code == 1
    assert reason in result.err


def test_text_in_utf_16_without_a_mark(store: Norec) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        assert imported(store, (HEADING + ROW).encode(encoding)).code == 0
