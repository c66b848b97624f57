"""Any record is the same after writing and reading it, and has the same bytes when written again."""

from contextlib import nullcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from norec_cli.model.exchange import Exchange
from norec_cli.model.partner import Partner
from norec_cli.model.project import Project
from norec_cli.store.changes.registers import write_register
from norec_cli.store.formats import exchanges_jsonl, toml_files
from support.records import PARTNER_IDS, exchanges, partners, projects

pytestmark = pytest.mark.slow


@given(st.lists(exchanges(), max_size=5, unique_by=lambda exchange: exchange.id))
def test_exchanges(records: list[Exchange]) -> None:
    raw = b"".join(map(exchanges_jsonl.encode, records))
    found = list(exchanges_jsonl.read_exchanges(lambda: nullcontext([raw]), "f", PARTNER_IDS, ("p",)))
    assert found == records
    assert b"".join(map(exchanges_jsonl.encode, found)) == raw
    assert raw.count(b"\n") == len(records)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True), partners, max_size=4))
def test_partners(records: dict[str, Partner]) -> None:
    raw = b"# ours\n"
    for key, record in records.items():
        raw = write_register(raw, "f", "partners", {}, {key: record})
    assert toml_files.parse_partners(raw, "f") == records


@settings(max_examples=60)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), projects(), max_size=3))
def test_projects(records: dict[str, Project]) -> None:
    raw = b""
    for key, record in records.items():
        raw = write_register(raw, "f", "projects", {}, {key: record})
    assert toml_files.parse_projects(raw, "f", PARTNER_IDS) == records
