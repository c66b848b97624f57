"""The house is as docs/architecture.md draws it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "norec_cli"
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
def test_the_model_needs_little(path: Path) -> None:
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
def test_one_place_for_each_way_out(path: Path) -> None:
    name = path.relative_to(SOURCE).as_posix()
    assert {module.split(".")[0] for module in imports(path)} & OUTSIDE <= MAY_REACH.get(name, set())
    calls = called(path)
    assert not calls & {"print", "open", "exit", "quit", "SystemExit", "eval", "exec"}
    if name != "__main__.py":
        assert not {call for call in calls if call.endswith((".exit", "._exit"))}
    if name != "context.py":
        assert not {call for call in calls if call.endswith((".now", ".today", ".utcnow")) and not call.startswith("world")} - {
            "self.now", "self.world.today",
        }  # fmt: skip
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


@pytest.mark.parametrize("heavy", ["rich", "tomli_w", "tomlkit", "filelock", "openpyxl"])
def test_heavy_libraries_are_loaded_where_they_are_used(heavy: str) -> None:
    import subprocess
    import sys

    data = SOURCE.parent.parent / "data" / "grid-arendal"
    program = (
        "import io, sys\nfrom norec_cli.app import main\nfrom norec_cli.context import World\n"
        f"assert main(['-C', {str(data)!r}, 'report', 'reciprocity'], World.real()) == 0\n"
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
    for path in sorted(Path(__file__).parent.rglob("test_*.py")):
        for name in imports(path):
            assert not name.split(".")[0].startswith("test_"), f"{path}: imports {name}"
