"""Each report and list obeys every option that it declares, and refuses every other."""

import json
from datetime import date
from typing import Any

import pytest
import typer

from norec_cli.app import app
from norec_cli.commands.common import report_options
from support.program import EVERY_COMMAND, Norec

pytestmark = pytest.mark.slow

# Every option that reports and lists share, by the name of its parameter. Those of a table that is read instead of a
# store are tried in transfer/test_table_input.py.
SHARED = {
    name: option
    for name, option in {**report_options.BALANCES, **report_options.OUTPUT}.items()
    if name not in report_options.TABLE_INPUT
}
# For each option, words to give with it. At least one must change the figures, the rows or their order.
VALUES: dict[str, list[tuple[str, ...]]] = {
    "as_of": [("2020-06-01",), ("2019-01-01",)],
    "by": [("country",)],
    "unit": [("months",)],
    "tolerance": [("1",)],
    "allowance": [("100",)],
    "project": [("p",), ("q",)],
    "area": [("climate",), ("health",)],
    "round": [("1",), ("2",)],
    "year": [("2020",), ("2021",)],
    "since": [("2021-01-01",)],
    "until": [("2020-12-31",)],
    "partner": [("b-ke",), ("c-ug",)],
    "country": [("KE",), ("UG",)],
    "only": [("balanced",), ("one-way",)],
    "reverse": [()],
}
ARGUMENTS = {
    ("partners", "show"): ["a-no"],
    ("projects", "show"): ["p"],
    ("exchanges", "show"): ["EXCHANGE"],
    ("report", "statement"): ["a-no"],
    ("report", "mirror"): ["../other"],
}
# What a document repeats of the question; the rest is the answer.
QUESTION = {"schema", "as_of", "filters", "by", "unit", "tolerance", "allowance", "rule"}
# Options that change no value of the JSON, and why.
EXCEPTIONS = {
    (("report", "flows"), "unit"): "each row has people and months; the unit chooses the cells of the table",
}


def parameters(words: tuple[str, ...]) -> dict[str, Any]:
    """Return the parameters of a command by name."""
    command: Any = typer.main.get_command(app)
    for word in words:
        command = command.get_command(None, word)
    return {parameter.name: parameter for parameter in command.params}


# Only reports and lists have a format.
WITH_FORMAT = [words for words in EVERY_COMMAND if "form" in parameters(words)]
CASES = [
    (words, name)
    for words in WITH_FORMAT
    for name in SHARED
    if name in parameters(words) and name not in report_options.OUTPUT and (words, name) not in EXCEPTIONS
]
FLAGS = {parameters(("report", "reciprocity"))[name].opts[0] for name in SHARED}


def named(value: object) -> str:
    """Return a command or an option as text for the name of a test."""
    return " ".join(value) if isinstance(value, tuple) else str(value)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Norec:
    """Return the program in a store in which each option makes a difference, made in the years 2019 to 2021."""
    folder = tmp_path_factory.mktemp("options")
    other, norec = Norec(folder / "other", ids=100), Norec(folder / "store")
    for each in (norec, other):
        each.cwd.mkdir()
        each.today = date(2019, 1, 1)
        each("init").ok()
        for name, country, topics in (
            ("A", "NO", ("--need", "soil", "--capacity", "law")),
            ("B", "KE", ("--need", "law", "--capacity", "soil")),
            ("C", "UG", ("--need", "soil", "--capacity", "bees")),
        ):
            each("partners", "add", name, "--country", country, *topics).ok()
        each("projects", "add", "P", "--partner", "a-no", "--partner", "b-ke", "--area", "climate").ok()
        each("projects", "add", "Q", "--partner", "a-no", "--partner", "c-ug", "--area", "health").ok()
        each("projects", "edit", "q", "--title", "An early title").ok()
        for project, number, year, plan in (
            ("p", 1, 2020, "a-no:b-ke:2"),
            ("p", 2, 2021, "b-ke:a-no:2"),
            ("q", 1, 2021, "a-no:c-ug:3"),
        ):
            each("projects", "round", project, str(number), "--start", f"{year}-01-01", "--end", f"{year}-12-31", "--plan", plan).ok()  # fmt: skip
    for year, sender, host, people, belongs in (
        (2019, "c-ug", "b-ke", "1", ()),
        (2020, "a-no", "b-ke", "4", ("--project", "p", "--round", "1", "--topic", "law")),
        (2020, "b-ke", "a-no", "1", ("--project", "p", "--round", "1")),
        (2021, "b-ke", "a-no", "1", ("--project", "p", "--round", "2", "--topic", "soil")),
        (2021, "a-no", "c-ug", "2", ("--project", "q", "--round", "1", "--topic", "bees")),
        (2026, "a-no", "b-ke", "1", ("--project", "p", "--round", "2")),
        (2026, "a-no", "c-ug", "1", ("--project", "q", "--round", "1")),
    ):
        for each, start in ((norec, f"{year}-12-01"), (other, f"{year}-12-20")):
            each.today = date(year, 6, 1)
            flow = ("--from", sender, "--to", host, "--participants", people, "--start", start, "--months", "8")
            assert each("exchanges", "log", *flow, *belongs).code == 0
    norec.today = date(2026, 11, 23)
    return norec


def command_line(norec: Norec, words: tuple[str, ...]) -> list[str]:
    """Return the words of a command with the arguments that it needs."""
    first = json.loads((norec.cwd / "exchanges.jsonl").read_text(encoding="utf-8").splitlines()[1])["id"]
    return [*words, *(first if word == "EXCHANGE" else word for word in ARGUMENTS.get(words, []))]


def answer(norec: Norec, words: tuple[str, ...], *options: str) -> dict[str, Any]:
    """Return a command's JSON without the fields that repeat its options, or its message if it refuses them."""
    result = norec(*command_line(norec, words), *options, "--json")
    if result.code not in (0, 3):
        assert result.out == ""
        assert result.err != ""
        return {"refused": result.err}
    return {key: value for key, value in json.loads(result.out).items() if key not in QUESTION}


@pytest.mark.parametrize(("words", "name"), CASES, ids=named)
def test_an_option_changes_the_answer_or_is_refused(made: Norec, words: tuple[str, ...], name: str) -> None:
    without = answer(made, words)
    assert "refused" not in without
    flag = parameters(words)[name].opts[0]
    tried = [(field,) for field in without["rows"][0]] if name == "sort" else VALUES[name]
    obeyed = any(answer(made, words, flag, *values) != without for values in tried)
    assert obeyed, (
        f"norec {' '.join(words)} ignores {flag}: obey it, refuse it (as options.refuse_partner_filters does), or add it"
        " to EXCEPTIONS above with the reason"
    )


@pytest.mark.parametrize("words", WITH_FORMAT, ids=named)
def test_the_options_about_output_are_obeyed(made: Norec, words: tuple[str, ...]) -> None:
    line = command_line(made, words)
    printed = {name: made(*line, "-f", name).out for name in ("json", "jsonl", "csv", "plain", "markdown")}
    assert len(set(printed.values())) == len(printed)
    assert made(*line, "--json").out == printed["json"]
    file = made.cwd.parent / "somebody's.csv"
    file.write_text("not written by this program\n", encoding="utf-8")
    refused = made(*line, "-o", str(file))
    assert (refused.code, refused.out) == (1, "")
    assert file.read_text(encoding="utf-8") == "not written by this program\n"
    assert made(*line, "-o", str(file), "--force").code in (0, 3)
    assert file.read_text(encoding="utf-8") == printed["csv"]


@pytest.mark.parametrize("words", WITH_FORMAT, ids=named)
def test_an_option_that_a_command_lacks_is_refused_with_the_commands_that_have_it(
    made: Norec, words: tuple[str, ...]
) -> None:
    own = {flag for parameter in parameters(words).values() for flag in parameter.opts}
    for flag in sorted(FLAGS - own):
        result = made(*command_line(made, words), flag, "x")
        assert (result.code, result.out) == (2, "")
        assert result.err.startswith(f"norec: no such option: {flag}")
        (named_commands,) = (
            line for line in result.err.splitlines() if line.startswith(f"Commands that have {flag}: ")
        )
        assert "report reciprocity" in named_commands
        assert " ".join(words) not in named_commands
