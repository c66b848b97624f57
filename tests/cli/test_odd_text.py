"""Names may hold any Unicode character; each format writes them in its own safe way."""

import csv
import io
import json

import pytest

from norec_cli.model.wording import shorten
from norec_cli.render.formats.escaping import visible
from support.program import Norec, make_store

# A name, and how it reads in plain and csv, and in tables and messages.
NAMES = {
    "markup": ("[red]A[/] [/x] :smile:", "[red]A[/] [/x] :smile:", "[red]A[/] [/x] :smile:"),
    "escape": ("A\x1b[31mred\x1b[0m", "A [31mred [0m", "A\\x1b[31mred\\x1b[0m"),
    "c1": ("A\x9b31mred", "A 31mred", "A\\x9b31mred"),
    "tab": ("A\tB", "A B", "A\\x09B"),
    "newline": ("A\nB\r\nC", "A B  C", "A\\x0aB\\x0d\\x0aC"),
    "bell": ("A\x07\x00B\x7f", "A  B ", "A\\x07\\x00B\\x7f"),
    "separators": ("A\u2028B\u2029C\x85D", "A B C D", "A\\u2028B\\u2029C\\x85D"),
    "arabic": ("مركز البيئة", "مركز البيئة", "مركز البيئة"),
    "hebrew": ("ארגון הסביבה", "ארגון הסביבה", "ארגון הסביבה"),
    "override": ("A\u202egnp.exe\u202c", "A gnp.exe ", "A\\u202egnp.exe\\u202c"),
    "isolate": ("A\u2067B\u2069", "A B ", "A\\u2067B\\u2069"),
    "wide": ("環境保護センター", "環境保護センター", "環境保護センター"),
    "marks": ("Åse e\u0301 ሰላም नमस्ते", "Åse e\u0301 ሰላም नमस्ते", "Åse e\u0301 ሰላም नमस्ते"),
    "quotes": ("\"A\", 'B'; <b>&", "\"A\", 'B'; <b>&", "\"A\", 'B'; <b>&"),
    "formula": ("=HYPERLINK(1)", "=HYPERLINK(1)", "=HYPERLINK(1)"),
}


@pytest.fixture
def odd(norec: Norec, request: pytest.FixtureRequest) -> Norec:
    make_store(norec.cwd)
    norec("partners", "add", request.param, "--country", "NO", "--id", "a").ok()
    return norec


each_name = pytest.mark.parametrize(("odd", "plain", "seen"), NAMES.values(), ids=NAMES, indirect=["odd"])


@each_name
def test_plain_output_has_one_line_for_each_record(odd: Norec, plain: str, seen: str) -> None:
    assert odd("partners", "list").ok() == f"a\t{plain}\tNO\tnorth\t\t\t\t\t\n"
    assert odd("report", "reciprocity").ok().split("\t")[:3] == ["a", plain, "NO"]


@each_name
def test_csv_can_be_read_back_and_runs_no_formula(odd: Norec, plain: str, seen: str) -> None:
    text = odd("partners", "list", "-f", "csv").ok()
    name = "'" + plain if plain.startswith("=") else plain
    assert list(csv.reader(io.StringIO(text))) == [
        ["id", "name", "country", "side", "sector", "city", "needs", "capacities", "ended"],
        ["a", name, "NO", "north", "", "", "", "", ""],
    ]
    assert text.count("\n") == 2


@each_name
def test_json_holds_the_exact_name_without_control_characters(odd: Norec, plain: str, seen: str) -> None:
    for command in (["partners", "list"], ["report", "reciprocity"]):
        text = odd(*command, "--json").ok()
        assert json.loads(text)["rows"][0]["name"] == _name_of(seen)
        assert not set(text) & set("\x1b\x9b\x07\x7f\x85\u2028\u2029\u202e\u202c\u2067\u2069")


@each_name
@pytest.mark.parametrize("color", ["always", "never"])
def test_a_table_writes_out_control_characters(odd: Norec, plain: str, seen: str, color: str) -> None:
    for command in (["partners", "list"], ["partners", "show", "a"], ["report", "reciprocity"]):
        text = odd(*command, "--color", color, terminal=True, columns=200).ok()
        assert seen in text
        raw = _name_of(seen)
        assert raw == seen or raw not in text


@each_name
def test_a_message_writes_out_control_characters(odd: Norec, plain: str, seen: str) -> None:
    result = odd("partners", "add", "X", "--id", "a", "--country", "NO")
    raw = _name_of(seen)
    quoted = visible(shorten(raw))  # on one line: a blank for each control character
    assert result.err == f'norec: the id "a" is already used by {quoted}: for another partner, use --id\n'
    if "\x00" not in raw:
        assert visible(shorten(f"no {raw}")) in odd("partners", "show", f"no {raw}").err
        assert quoted in odd("-C", raw, "info").err
        assert not set(odd("partners", raw).err) & set("\x1b\x9b\x07\x7f\x85\u2028\u2029\u202e\u202c\u2067\u2069\t\r")


@each_name
def test_a_confirmation_writes_out_control_characters(odd: Norec, plain: str, seen: str) -> None:
    sentence = odd("partners", "add", _name_of(seen), "--country", "NO", "--id", "b", terminal=True).ok()
    assert sentence == f"Added partner b: {seen} (Norway).\n"


def _name_of(seen: str) -> str:
    return next(name for name, _, shown in NAMES.values() if shown == seen)


def test_odd_text_in_exchanges_is_written_safely_in_each_format(store: Norec) -> None:
    store(
        "exchanges", "log", "--from", "a-no", "--to", "b-ke", "--start", "2020-01-01",
        "--topic", "=a\tb", "--topic", "[b]", "--ref", "\x1b[1m", "--note", "x\ny",
    ).ok()  # fmt: skip
    exchange_id = store("exchanges", "list").ok().split("\t")[0]
    assert store("exchanges", "list").ok().endswith("\ttrue\t=a b; [b]\t\t\n")
    assert store("exchanges", "list", "-f", "csv").ok().endswith(",true,'=a b; [b],,\n")
    assert store("exchanges", "show", exchange_id).ok().endswith("\t\t [1m\tx y\n")
    shown = json.loads(store("exchanges", "show", exchange_id, "--json").ok())
    assert (shown["topics"], shown["ref"], shown["note"]) == (["=a\tb", "[b]"], "\x1b[1m", "x\ny")
    table = store("exchanges", "show", exchange_id, terminal=True, env={"NO_COLOR": "1"}).ok()
    assert "=a\\x09b; [b]" in table
    assert "\\x1b[1m" in table
    assert "x\\x0ay" in table


@pytest.mark.parametrize(
    ("name", "cell"), [("A;=B()", "A;'=B()"), ("'=B()", "''=B()"), ("A;'@B", "A;''@B"), ("A; B = C", "A; B = C")]
)
def test_no_formula_starts_after_a_semicolon_in_a_spreadsheet(store: Norec, name: str, cell: str) -> None:
    store("partners", "add", name, "--country", "NO", "--id", "x").ok()
    line = store("partners", "list", "-f", "csv").ok().splitlines()[-1]
    assert next(csv.reader([line]))[1] == cell
