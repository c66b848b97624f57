"""The commands in the documents print what the documents show, and the lists in them are complete."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from norec_cli.model import exit_codes
from norec_cli.render.formats.registry import FORMATS
from support.coordinator_workbook import write_workbook
from support.program import DATA, EVERY_COMMAND, Norec, make_store

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def sessions(text: str) -> list[tuple[str, str]]:
    """Return the commands in the blocks marked `console`, each with what it prints."""
    found = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def run(norec: Norec, command: str) -> str:
    words = shlex.split(command)
    if words[0] == "cd":
        norec.cwd /= words[1]
        return ""
    assert words[0] == "norec"
    result = norec(*words[1:])
    return result.out + result.err


def test_the_commands_in_the_readme_print_what_it_shows(norec: Norec) -> None:
    (norec.cwd / "data").symlink_to(DATA)
    shown = sessions(README)
    assert len(shown) == 10
    for command, output in shown:
        assert run(norec, command) == output, command


def test_the_commands_in_the_tutorial_print_what_it_shows(norec: Norec) -> None:
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    shown = 0
    for kind, block in re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL):
        if kind == "toml":  # to be written at the end of norec.toml, by hand
            with (norec.cwd / "norec.toml").open("a", encoding="utf-8") as settings:
                settings.write(f"\n{block}")
            continue
        assert kind == "console"
        for command, output in sessions(f"```console\n{block}```"):
            assert run(norec, command) == output, command
            shown += 1
    assert shown == text.count("\n$ ") == 29
    assert (norec.cwd / "final.md").read_text(encoding="utf-8").startswith("**Reciprocity by partner")


def test_the_commands_in_the_guide_to_imports_print_what_it_shows(norec: Norec) -> None:
    for path in (ROOT / "docs" / "examples").iterdir():
        shutil.copy(path, norec.cwd)
    write_workbook(norec.cwd / "workbook.xlsx")
    text = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    shown = sessions(text)
    assert len(shown) == text.count("\n$ ") == 25
    for command, output in shown:
        assert run(norec, command) == output, command


def test_the_commands_in_the_guide_to_merging_print_what_it_shows(norec: Norec) -> None:
    shutil.copytree(ROOT / "tests" / "merge" / "stores", norec.cwd, dirs_exist_ok=True)
    shown = sessions((ROOT / "docs" / "merging.md").read_text(encoding="utf-8"))
    assert len(shown) == 13
    printed = {command: run(norec, command) for command, _ in shown}
    assert printed == dict(shown)
    verdicts = printed["norec report mirror ../kampala"]
    assert [verdicts.count(f"{verdict}\t") for verdict in ("agreed", "differs", "only-ours", "only-theirs")] == [
        7,
        3,
        2,
        2,
    ]


def test_the_readme_begins_with_an_example_and_two_commands() -> None:
    first_screen = README.split("\n## ", 1)[0]
    assert len(sessions(first_screen)) == 1
    commands = re.findall(r"```sh\n(.*?)\n```", first_screen, re.DOTALL)
    assert len(commands) == 2
    assert commands[0].endswith(".venv/bin/norec -C data/grid-arendal report reciprocity -f table")
    assert commands[1].endswith(".venv/bin/python -m pytest -q")


def test_the_readme_says_that_the_program_is_independent() -> None:
    assert "**This program is independent of Norec, the agency.**" in README


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_in_the_documents_leads_to_a_file(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


def test_the_documented_example_is_a_valid_store(norec: Norec) -> None:
    text = (ROOT / "docs" / "file-format.md").read_text(encoding="utf-8")
    settings, register, projects = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (exchanges,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    make_store(norec.cwd, register + '\n[partners.nesda-ci]\nname = "NESDA"\ncountry = "CI"\n', exchanges)
    (norec.cwd / "norec.toml").write_text(settings, encoding="utf-8")
    (norec.cwd / "projects.toml").write_text(projects, encoding="utf-8")
    assert norec("projects", "list").ok().count("\n") == 1
    assert norec("report", "reciprocity", "--as-of", "2012-01-01").ok() == (
        "nema-ug\tNational Environment Management Authority\tUG\t4\t1\t3\t0.400000\tsends-more\t2\t0\t0\ttrue\t\n"
        "nesda-ci\tNESDA\tCI\t0\t2\t-2\t0.000000\tonly-hosts\t1\t0\t0\tfalse\t\n"
    )


def test_every_key_of_the_files_is_documented() -> None:
    from msgspec.structs import fields

    from norec_cli.model.change import Change, FileChange, RecordChange
    from norec_cli.model.exchange import Exchange
    from norec_cli.model.partner import Adjustment, Partner
    from norec_cli.model.project import Project, Round
    from norec_cli.model.settings import RuleSettings, Waiver

    text = (ROOT / "docs" / "file-format.md").read_text(encoding="utf-8")
    structs = (Exchange, Change, FileChange, RecordChange)
    keys = {field.encode_name for struct in structs for field in fields(struct)} | {
        *Partner.model_fields,
        *Adjustment.model_fields,
    }
    keys |= {*Project.model_fields, *Round.model_fields}
    assert {key for key in keys if f"`{key}`" not in text} == set()
    assert {key for key in (*RuleSettings.model_fields, *Waiver.model_fields) if f"{key} = " not in text} == set()


# What the examples of the imports import.
TABLES = {
    "partners": "name,country\nA,NO\n",
    "projects": "title,partners\nP,nema-ug; zema-zm\n",
    "exchanges": "from,to,start\nNEMA,ZEMA,2012-01-01\n",
}


def help_of(norec: Norec, *words: str) -> str:
    for flag in ("-h", "--help"):
        result = norec(*words, flag)
        assert (result.code, result.err) == (0, "")
    return re.sub(r"\s+", " ", re.sub(r"[│╭╮╰╯─]", " ", result.out))


def prepare_records(norec: Norec, words: tuple[str, ...], example: list[str]) -> None:
    """Change the store so that the example in the help of a command works."""
    if words == ("exchanges", "show"):
        exchanges_file = norec.cwd / "exchanges.jsonl"
        lines = exchanges_file.read_text(encoding="utf-8").split("\n")
        lines[0] = re.sub(r'"id":"\w+"', f'"id":"{example[-1]}"', lines[0])
        exchanges_file.write_text("\n".join(lines), encoding="utf-8")
    emptied = {
        ("partners", "add"): ("partners.toml", "exchanges.jsonl", "projects.toml"),
        ("partners", "remove"): ("exchanges.jsonl", "projects.toml"),
        ("projects", "remove"): ("exchanges.jsonl",),
    }
    for name in emptied.get(words, ()):
        (norec.cwd / name).write_text("", encoding="utf-8")
    if words[0] in ("history", "undo", "redo"):
        norec("partners", "edit", "nema-ug", "--city", "Kampala").ok()
    if words == ("partners", "merge"):
        norec("partners", "add", "NEMA office", "--country", "UG", "--id", example[3]).ok()
    if words == ("redo",):
        norec("undo")
    if words == ("forget",):
        norec("exchanges", "edit", "b8k2", "--ref", example[2])
        norec("exchanges", "log", "--from", "nema-ug", "--to", "zema-zm", "--start", "2012-01-01", "--ref", example[2])


def prepare_files(norec: Norec, words: tuple[str, ...], example: list[str]) -> None:
    """Write the files that the example in the help of a command reads."""
    if words == ("import", "store"):
        norec("export", "store", "-o", example[-1]).ok()
        norec("init", "empty").ok()
        (norec.cwd / example[-1]).rename(norec.cwd / "empty" / example[-1])
        norec.cwd /= "empty"
    elif words[0] == "import":
        (norec.cwd / example[3]).write_text(TABLES[words[1]], encoding="utf-8")
    elif words in (("merge",), ("report", "mirror")):
        shutil.copytree(norec.cwd, norec.cwd.parent / "kampala")


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_the_example_in_the_help_works(norec: Norec, words: tuple[str, ...]) -> None:
    text = help_of(norec, *words)
    found = re.search(r"Example: (norec .*)", text)
    assert found
    example = shlex.split(found[1])
    assert tuple(example[1 : len(words) + 1]) == words
    if words != ("init",):
        shutil.copytree(DATA / "grid-arendal", norec.cwd / "store")
        norec.cwd /= "store"
    prepare_records(norec, words, example)
    prepare_files(norec, words, example)
    result = norec(*(word for word in example[1:] if word != "--dry-run" or words[0] == "import"))
    assert result.code == 0, result.err
    assert result.out + result.err != "", f"{found[1]} prints nothing for data/grid-arendal: choose another example"
    if words[0] in ("history", "undo", "redo"):
        assert "Kampala" in result.out + result.err
    elif words[0] == "import" and words[1] in TABLES:
        assert result.out == "1\t0\t0\t0\t0\n"
    elif words[0] not in ("merge", "forget"):
        assert (result.err, result.out != "") == ("", True)


def test_the_list_of_commands_is_complete(norec: Norec) -> None:
    import typer

    from norec_cli.app import app

    root = typer.main.get_command(app)
    found = set()
    for name in root.list_commands(None):  # type: ignore[attr-defined]
        noun = root.get_command(None, name)  # type: ignore[attr-defined]
        verbs = noun.list_commands(None) if hasattr(noun, "list_commands") else ()
        found |= {(name, verb) for verb in verbs} or {(name,)}
    listed = set(EVERY_COMMAND)
    assert not found - listed, f"add {found - listed} to EVERY_COMMAND in tests/support/program.py"
    assert not listed - found, f"take {listed - found} out of EVERY_COMMAND in tests/support/program.py"


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_every_option_says_what_it_does(words: tuple[str, ...]) -> None:
    import typer

    from norec_cli.app import app

    command = typer.main.get_command(app)
    for word in words:
        command = command.get_command(None, word)  # type: ignore[attr-defined]
    assert command.help
    for option in command.params:
        assert getattr(option, "help", None), option.name


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_the_readme_names_every_command(words: tuple[str, ...]) -> None:
    table = README.split("## The commands")[1].split("## ")[0]
    noun, *verb = words
    line = rf"`norec {noun}.*\b{verb[0]}\b" if verb else rf"`norec {noun}\b"
    assert re.search(line, table), f"add `norec {' '.join(words)}` to the table of commands in README.md"


def test_the_pages_of_help_are_listed_and_shown(norec: Norec) -> None:
    pages = [line.split()[0] for line in norec("help").ok().splitlines()]
    assert pages == ["dates", "environment", "exit-codes", "formats", "rules"]
    for page in pages:
        assert norec("help", page).ok().count("\n") > 5


def test_the_page_of_exit_codes_explains_each_of_them(norec: Norec) -> None:
    explained = re.findall(r"^  (\d+) ", norec("help", "exit-codes").ok(), re.MULTILINE)
    assert explained == [str(code) for name, code in vars(exit_codes).items() if name.isupper()]


def test_the_page_of_formats_and_the_readme_name_every_format(norec: Norec) -> None:
    page = norec("help", "formats").ok()
    names = re.findall(r"^  (\w+)  ", page, re.MULTILINE)
    assert names == list(FORMATS), "commands/help_pages/formats.txt: list the formats of render/formats/registry.py"
    line = README.split("- **Formats.**")[1].split("\n")[0]
    names = re.findall(r"`(?:-f )?(\w+)`", line)
    assert names == list(FORMATS), "README.md, **Formats.**: list the formats of render/formats/registry.py"
