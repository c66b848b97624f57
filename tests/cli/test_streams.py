"""Output on terminals and in pipes: colour, width, closed streams and full disks."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.program import DATA, Norec, run_process

REPORT = ("report", "reciprocity", "-C", str(DATA / "grid-arendal"))
ESC = "\x1b"


@pytest.mark.parametrize(
    ("flags", "env", "terminal", "colored"),
    [
        ((), {}, True, True),
        ((), {}, False, False),
        ((), {"NO_COLOR": "1"}, True, False),
        ((), {"NO_COLOR": ""}, True, True),
        ((), {"TERM": "dumb"}, True, False),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
        ((), {"FORCE_COLOR": "1"}, False, False),
        (("--no-color",), {}, True, False),
        (("--color", "never"), {}, True, False),
        (("--color=always",), {"NO_COLOR": "1"}, True, True),
        (("--color=always",), {}, False, True),
    ],
)
def test_colour_depends_on_the_option_the_environment_and_the_terminal(
    norec: Norec,
    monkeypatch: pytest.MonkeyPatch,
    flags: tuple[str, ...],
    env: dict[str, str],
    terminal: bool,
    colored: bool,
) -> None:
    for name, value in env.items():  # rich looks at the process's own environment
        monkeypatch.setenv(name, value)
    out = norec(*REPORT, "-f", "table", *flags, terminal=terminal, env=env).ok()
    assert (ESC in out) is colored


@pytest.mark.parametrize("form", ["plain", "csv", "json"])
def test_machine_formats_have_no_colour_and_the_same_bytes_everywhere(norec: Norec, form: str) -> None:
    in_pipe = norec(*REPORT, "-f", form).ok()
    assert norec(*REPORT, "-f", form, "--color=always", terminal=True, columns=20).ok() == in_pipe
    assert ESC not in in_pipe


def test_verdicts_are_words_too_not_only_colours(norec: Norec) -> None:
    out = norec(*REPORT, "--no-color", terminal=True).ok()
    assert "only-sends" in out


@pytest.mark.parametrize("columns", [160, 100, 80, 60, 48])
def test_a_table_fits_the_terminal(norec: Norec, columns: int) -> None:
    out = norec(*REPORT, "--no-color", terminal=True, columns=columns).ok()
    assert max(map(len, out.splitlines())) <= columns
    for word in ("NEMA", "Sent", "Received", "Balance", "Verdict", "balanced", "only-sends"):
        assert word in out


def test_a_narrow_table_says_what_it_leaves_out(norec: Norec) -> None:
    lines = norec(*REPORT, "--no-color", terminal=True, columns=56).ok().splitlines()
    assert lines[1].split() == ["Name", "Sent", "Received", "Balance", "Verdict"]
    said = "Left out for lack of width: partner, country, index, to balance. A wider terminal, or -f plain, has all."
    assert said in " ".join(lines)


@pytest.mark.parametrize("columns", [80, 70, 60, 40])
def test_no_id_date_or_state_is_ever_cut(norec: Norec, columns: int) -> None:
    out = norec(
        "exchanges", "list", "-C", str(DATA / "grid-arendal"), "--no-color", terminal=True, columns=columns
    ).ok()
    assert max(map(len, out.splitlines())) <= columns
    for word, times in (("b8k2kyzmb4", 1), ("2011-09-01", 6), ("2012-06-30", 6), ("completed", 6)):
        assert out.count(word) == times


def test_a_change_that_could_not_be_reported_was_made_and_says_so(tmp_path: Path) -> None:
    class Full(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    norec = Norec(tmp_path)
    norec("init").ok()
    result = norec("partners", "add", "NEMA", "--country", "UG", stdout=Full())
    assert (result.code, result.err) == (
        1,
        (
            "norec: this was done, but standard output can't be written: No space left on device\n"
            "Added partner nema-ug: NEMA (Uganda).\n"
        ),
    )
    assert norec("partners", "list").ok().startswith("nema-ug\t")


@pytest.mark.slow
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_cause_no_error(tmp_path: Path, closed: str) -> None:
    words = f"{sys.executable} -m norec_cli -C '{DATA / 'grid-arendal'}' report reciprocity {closed}"
    process = subprocess.run(["sh", "-c", words], capture_output=True, check=False, timeout=60)
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_help_on_a_full_disk_fails_without_a_traceback() -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "norec_cli", "--help"], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    assert process.returncode == 1
    assert b"Traceback" not in process.stderr


def test_a_table_in_a_pipe_is_not_fitted_to_the_terminal(norec: Norec) -> None:
    out = norec(*REPORT, "-f", "table", columns=40).ok()
    assert "partner-zw       Partner in Zimbabwe (unnamed)  ZW  " in out
    assert "Left out" not in out


def test_a_pipe_gets_lines_without_headings(norec: Norec) -> None:
    out = norec("partners", "list", "-C", str(DATA / "grid-arendal")).ok()
    assert [line.split("\t")[0] for line in out.splitlines()] == [
        "grid-arendal-no", "nema-ug", "nesda-ci", "partner-zw", "zema-zm",
    ]  # fmt: skip


def test_a_reader_that_stops_early_is_no_error(norec: Norec) -> None:
    class Closed(io.RawIOBase):
        def writable(self) -> bool:
            return True

        def write(self, _: object) -> int:
            raise BrokenPipeError

    assert norec(*REPORT, stdout=Closed()) == type(norec("info"))(0, "", "")


def test_a_process_whose_pipe_is_closed_prints_nothing(tmp_path: Path) -> None:
    # A pipe that nobody reads any more, as `head -1` leaves it.
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.run(
        [sys.executable, "-m", "norec_cli", *REPORT],
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    os.close(writing)
    assert (process.returncode, process.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_output_on_a_full_disk_fails_with_a_message() -> None:
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "norec_cli", *REPORT],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    assert (process.returncode, process.stderr) == (
        1, b"norec: standard output can't be written: No space left on device\n",
    )  # fmt: skip


def test_ctrl_c_ends_with_130(norec: Norec, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("norec_cli.commands.report.reciprocity.report_reciprocity", interrupt)
    assert norec(*REPORT) == type(norec("info"))(130, "", "")


def test_an_unexpected_error_is_a_message_and_with_debug_a_traceback(
    norec: Norec, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oh\x1b")

    monkeypatch.setattr("norec_cli.commands.report.reciprocity.report_reciprocity", fail)
    message = (
        "norec: something unexpected happened (ZeroDivisionError: oh\\x1b). This is a defect of norec:\n"
        "please report it, with what the same command prints with --debug.\n"
    )
    assert norec(*REPORT) == type(norec("info"))(1, "", message)
    for debugged in (
        norec(*REPORT, "--debug"),
        norec("--debug", *REPORT),
        norec(*REPORT, env={"NOREC_DEBUG": "1"}),
    ):
        assert debugged.err.startswith("Traceback (most recent call last):\n")
        assert debugged.err.endswith(message)
        assert debugged.code == 1


def test_the_version_needs_no_store(norec: Norec) -> None:
    from norec_cli import __version__

    assert norec("--version").ok() == f"norec {__version__}\n"


def test_a_call_without_arguments_shows_help(norec: Norec) -> None:
    bare = norec()
    assert bare.code == 2
    assert "Usage: norec" in bare.out
    for noun in ("partners", "exchanges", "report"):
        group = norec(noun)
        assert group.code == 2
        assert f"Usage: norec {noun}" in group.out


def test_info_can_be_json(norec: Norec) -> None:
    document = json.loads(norec("info", "-C", str(DATA / "grid-arendal"), "--json").ok())
    items = {row["item"]: (row["value"], row["origin"]) for row in document["rows"]}
    assert items["name"] == ("GRID-Arendal's exchange round of 2011-12", "norec.toml")
    assert items["rules.tolerance"] == ("0.1", "default")
    assert items["exchanges"] == (6, "exchanges.jsonl")
    assert items["first start"] == ("2011-09-01", "exchanges.jsonl")


def test_a_process_writes_utf8_and_bare_line_feeds(tmp_path: Path) -> None:
    process = run_process("-C", str(DATA / "erasmus-2012"), "partners", "list", cwd=tmp_path, env={"LC_ALL": "C"})
    out, _ = process.communicate(timeout=60)
    assert "Türkiye".encode() in out
    assert b"\r" not in out


def test_a_pipe_is_written_to_not_replaced(norec: Norec) -> None:
    """Otherwise the user root could replace /dev/null by a file."""
    import os

    pipe = norec.cwd / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # a pipe that nobody reads is refused
    norec("report", "reciprocity", "--json", "-o", "pipe", "-C", str(DATA / "grid-arendal")).ok()
    read = os.read(reader, 1 << 20)
    os.close(reader)
    assert json.loads(read)["totals"]["people"] == 6
    assert pipe.is_fifo()
