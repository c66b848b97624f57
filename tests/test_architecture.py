"""The code keeps the rules of docs/architecture.md: which room imports which, and which file reaches outside."""

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from msgspec.structs import FieldInfo, fields

from norec_cli.app import app
from norec_cli.merge.exchanges import merge_exchange
from norec_cli.model.exchange import Exchange
from norec_cli.render.layouts.exchanges import lay_out_exchange
from norec_cli.transfer.backup import schema

TESTS = Path(__file__).parent
DOCS = TESTS.parent / "docs"
SOURCE = TESTS.parent / "src" / "norec_cli"
FILES = sorted(SOURCE.rglob("*.py"))

# What each room may look into, besides itself. The root holds app, context and the package's own files.
MAY_IMPORT = {
    "model": set(),
    "merge": {"model"},
    "store": {"model"},
    "transfer": {"model"},
    "reports": {"model", "merge"},
    "checks": {"model", "reports"},
    "render": {"model", "merge", "reports", "checks", "context"},
    "commands": {"model", "merge", "reports", "checks", "store", "transfer", "render", "context"},
    "context": set(),
}
MODEL_LIBRARIES = {"msgspec", "pydantic", "pydantic_core"}


def room(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def called(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_looks_only_into_the_rooms_below_it(path: Path) -> None:
    here = room(path)
    if here not in MAY_IMPORT:
        return
    rooms = {name.split(".")[1] for name in imports(path) if name.startswith("norec_cli.")}
    assert rooms - {here, "__version__"} <= MAY_IMPORT[here]


@pytest.mark.parametrize("folder", ["tables", "rows"])
def test_reading_any_table_needs_nothing_of_the_backup_of_a_store(folder: str) -> None:
    for path in sorted((SOURCE / "transfer" / folder).glob("*.py")):
        assert not [name for name in imports(path) if name.startswith("norec_cli.transfer.backup")], path


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_the_model_imports_only_pydantic_msgspec_and_the_library(path: Path) -> None:
    import sys

    if room(path) == "model":
        libraries = {name.split(".")[0] for name in imports(path)} - {"norec_cli"}
        assert libraries <= MODEL_LIBRARIES | sys.stdlib_module_names


# Ways to the world outside, and the files that may take them.
OUTSIDE = {"os", "sys", "io", "shutil", "time", "tempfile", "subprocess", "socket", "signal", "platform", "shlex"}
MAY_REACH = {
    "__main__.py": {"sys"},  # exits
    "app.py": {"os", "sys"},  # lets go of a closed standard output
    "context.py": {"io", "os", "sys", "platform", "shlex", "subprocess"},
    "store/files/disk.py": {"os", "tempfile"},
    "store/files/reading.py": {"io", "os"},
    "store/files/locate.py": {"os"},  # os.path.relpath
    "store/files/snapshot.py": {"os"},  # os.path.join, os.fstat
    "store/store.py": {"os"},  # os.path.join
    "render/formats/text.py": {"io"},  # StringIO
    "render/formats/marks.py": {"io"},  # BytesIO
    "transfer/tables/csv_reader.py": {"io"},  # TextIOWrapper
    "commands/common/table_source.py": {"io"},  # BytesIO
    "render/formats/archive.py": {"io"},  # BytesIO
    "render/formats/xlsx.py": {"io"},  # BytesIO
    "transfer/backup/read.py": {"io"},  # BytesIO, StringIO
    "transfer/backup/workbook.py": {"io"},  # BytesIO
    "transfer/tables/unpacking.py": {"io"},  # BufferedReader
}
ENDINGS = (".write_bytes", ".write_text", ".unlink", ".mkdir", ".rename", ".touch", ".rmdir", ".chmod", ".symlink_to")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_named_files_reach_the_disk_the_clock_and_the_streams(path: Path) -> None:
    name = path.relative_to(SOURCE).as_posix()
    assert {module.split(".")[0] for module in imports(path)} & OUTSIDE <= MAY_REACH.get(name, set())
    calls = called(path)
    assert not calls & {"print", "open", "exit", "quit", "SystemExit", "eval", "exec"}
    if name != "__main__.py":
        assert not {call for call in calls if call.endswith((".exit", "._exit"))}
    if name != "context.py":
        clocks = {call for call in calls if call.endswith((".now", ".today", ".utcnow"))} - {
            "self.now",
            "self.context.today",
        }
        assert not {call for call in clocks if not call.startswith("context.")}
    if name not in ("render/screen.py", "context.py"):
        assert not {call for call in calls if call.endswith(("stdout.write", "stderr.write"))}
    if name != "store/files/disk.py":
        assert not {call for call in calls if call.endswith(ENDINGS)}
        assert not writing_opens(path)


def writing_opens(path: Path) -> list[str]:
    """Calls of an `open` that could write."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    opens = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("open", "fdopen")
    ]
    reading = {"'rb'", "'r'", "os.O_RDONLY", "os.O_RDONLY | _AS_IT_IS", "os.devnull"}
    return [ast.unparse(node) for node in opens if not reading & {ast.unparse(argument) for argument in node.args}]


VOCABULARY = "norec_cli.transfer.rows.vocabulary"


@pytest.mark.parametrize("heavy", ["rich", "tomli_w", "tomlkit", "filelock", "openpyxl", VOCABULARY])
def test_heavy_libraries_are_loaded_where_they_are_used(heavy: str) -> None:
    import subprocess
    import sys

    data = SOURCE.parent.parent / "data" / "grid-arendal"
    program = (
        "import io, sys\nfrom norec_cli.app import main\nfrom norec_cli.context import Context\n"
        f"assert main(['-C', {str(data)!r}, 'report', 'reciprocity'], Context.real()) == 0\n"
        f"assert {heavy!r} not in sys.modules"
    )
    process = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, timeout=60)
    assert process.stderr == b""


def test_no_file_and_no_function_grows_too_long() -> None:
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert node.end_lineno is not None
                assert node.end_lineno - node.lineno <= 72, f"{path}: {node.name}"


def test_every_public_name_says_what_it_is() -> None:
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), path
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{path}: {node.name}"


def test_tests_share_only_what_is_in_support() -> None:
    """No file of the tests imports another, a script like fuzz.py or worker.py included, unless it is in support/."""
    files = [path for path in sorted(TESTS.rglob("*.py")) if TESTS / "support" not in path.parents]
    unshared = {path.stem for path in files}
    for path in files:
        for name in imports(path):
            assert not unshared.intersection(name.split(".")), f"{path}: imports {name}"


def test_every_term_exists_in_the_code() -> None:
    """Each term of the page of terms is the name of a class or a function."""
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    table = text.split("## Terms")[1].split("\n## ")[0]
    terms = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert len(terms) > 10
    definitions = {
        node.name
        for path in FILES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert [term for term in terms if term not in definitions] == []


# Two records of one exchange: the second has a value for each field that the first lacks.
OURS = Exchange(id="a1", sender="a", host="b", participants=2, start=date(2020, 1, 1), cancelled=True, reason="family")
THEIRS = Exchange(
    id="b1",
    sender="c",
    host="d",
    participants=1,
    women=1,
    start=date(2021, 1, 1),
    end=date(2021, 12, 31),
    ended_early=date(2021, 6, 30),
    reason="health",
    confirmed=True,
    replaces="b0",
    project="p",
    round=1,
    topics=("law",),
    ref="r",
    note="n",
)
LOG_AND_EDIT = "commands/exchanges/log.py or edit.py: no option"
SHOW = "render/layouts/exchanges.py: no column of `exchanges show`"
MERGE = "merge/exchanges.py: two versions are not made one"
# Fields that a place does without, and why.
EXCEPTIONS = {
    ("id", LOG_AND_EDIT): "made by the program, never changed",
    ("confirmed", LOG_AND_EDIT): "`exchanges confirm` changes it",
    ("cancelled", LOG_AND_EDIT): "`exchanges cancel` changes it",
    ("ended_early", LOG_AND_EDIT): "`exchanges end` changes it",
    ("reason", LOG_AND_EDIT): "`exchanges cancel` and `end` take it",
    ("topics", LOG_AND_EDIT): "each topic has an option of its own, `--topic`",
    ("cancelled", SHOW): "shown as the state",
    ("id", MERGE): "ours is kept",
}


def places() -> dict[str, set[str]]:
    """Return for each place that must know every field of an exchange the keys of the fields that it knows."""
    columns = (SOURCE / "transfer" / "rows" / "columns.tsv").read_text(encoding="utf-8").splitlines()
    section = (DOCS / "file-format.md").read_text(encoding="utf-8").split("\n## exchanges.jsonl\n")[1].split("\n## ")[0]
    documented = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    exchanges: Any = typer.main.get_command(app).get_command(None, "exchanges")  # type: ignore[attr-defined]  # a group
    parameters = [parameter for verb in ("log", "edit") for parameter in exchanges.get_command(None, verb).params]
    merged = merge_exchange(OURS, THEIRS, "theirs")
    names = {field.name: field.encode_name for field in fields(Exchange)}
    return {
        LOG_AND_EDIT: {flag.removeprefix("--").replace("-", "_") for one in parameters for flag in one.opts},
        SHOW: {column.field for column in lay_out_exchange(OURS, date.max).columns},
        MERGE: {key for name, key in names.items() if getattr(merged, name) == getattr(THEIRS, name)},
        "transfer/rows/columns.tsv: no column": {line.split("\t")[1] for line in columns if line.startswith("exchanges\t")},
        "transfer/record_columns.py: no column": {field.key for field in schema.EXCHANGE},
        "docs/file-format.md: no line": {key for cell in documented for key in re.findall(r"`(\w+)`", cell)},
    }  # fmt: skip


@pytest.mark.parametrize("field", fields(Exchange), ids=lambda field: field.encode_name)
def test_no_place_forgets_a_field_of_an_exchange(field: FieldInfo) -> None:
    key = field.encode_name
    assert getattr(OURS, field.name) != getattr(THEIRS, field.name), f"give {key} a value in THEIRS above"
    forgotten = [place for place, keys in places().items() if key not in keys and (key, place) not in EXCEPTIONS]
    assert not forgotten, f"{key} is forgotten in {forgotten}"
