"""Options that may be typed with a value or without one."""

from typing import Annotated

import pytest
import typer

from norec_cli.commands.common.bare_options import command_class


def parsed(*words: str) -> tuple[str, list[str], list[str], bool]:
    """Return the file and the options of a command that is run with some words."""
    app = typer.Typer(add_completion=False)
    found: list[tuple[str, list[str], list[str], bool]] = []

    @app.command(cls=command_class({"--same": lambda word: "=" in word, "--new": lambda _: True}))
    def command(
        file: str,
        same: Annotated[list[str] | None, typer.Option("--same")] = None,
        new: Annotated[list[str] | None, typer.Option("--new")] = None,
        dry: Annotated[bool, typer.Option("--dry")] = False,  # noqa: FBT002 - as Typer reads it
    ) -> None:
        found.append((file, same or [], new or [], dry))

    typer.main.get_command(app).main(args=list(words), standalone_mode=False)
    return found[0]


@pytest.mark.parametrize(
    ("words", "same", "new"),
    [
        ("t.csv", [], []),
        ("t.csv --same", [""], []),
        ("--same t.csv", [""], []),
        ("t.csv --new", [], [""]),
        ("t.csv --same --dry", [""], []),
        ("t.csv --new --dry", [], [""]),
        ("t.csv --same A=a", ["A=a"], []),
        ("--same A=a t.csv", ["A=a"], []),
        ("t.csv --same=A=a --same", ["A=a", ""], []),
        ("t.csv --same --same A=a", ["", "A=a"], []),
        ("t.csv --new A", [], ["A"]),
        ("--new A t.csv", [], ["A"]),
        ("--new=A t.csv", [], ["A"]),
        ("t.csv --new A --new", [], ["A", ""]),
        ("--new t.csv", [], [""]),
        ("--new A --new t.csv", [], ["A", ""]),
        ("--new --same t.csv", [""], [""]),
        ("--same -- t.csv", [""], []),
        ("--new -- t.csv", [], [""]),
    ],
)
def test_an_option_takes_a_value_if_one_follows(words: str, same: list[str], new: list[str]) -> None:
    assert parsed(*words.split()) == ("t.csv", same, new, "--dry" in words)


def test_a_word_after_two_dashes_is_no_option() -> None:
    assert parsed("--", "--same") == ("--same", [], [], False)


def test_a_file_whose_name_looks_like_a_value_is_still_the_file() -> None:
    assert parsed("--same", "a=b.csv") == ("a=b.csv", [""], [], False)
