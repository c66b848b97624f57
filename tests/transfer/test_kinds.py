"""Kinds of files: those that are no tables are named, with what to do; documents of services are read."""

import io
import json
import zipfile
from typing import Any

import pytest

from norec_cli.model.errors import NorecError
from support.tables import notes_of, rows_of, table_of

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(*names: str, **contents: str) -> bytes:
    """Return a zip archive with such files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, contents.get(name, "x"))
    return out.getvalue()


ODS = archive("mimetype", "content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet")
ODT = archive("mimetype", "content.xml", mimetype="application/vnd.oasis.opendocument.text")
SAVE = "open it in a spreadsheet program and save it as .xlsx or CSV"


@pytest.mark.parametrize(
    ("raw", "name", "words"),
    [
        (ODS, "t.ods", f"is an OpenDocument spreadsheet (.ods): {SAVE}"),
        (ODS, "t.xlsx", f"is an OpenDocument spreadsheet (.ods): {SAVE}"),
        (ODT, "t.odt", f"is an OpenDocument file: {SAVE}"),
        (archive("META-INF/manifest.xml", "content.xml", "mimetype"), "t.ods", f"is an OpenDocument file: {SAVE}"),
        (OLE + b"x" * 600, "t.xls", "is an old Excel workbook (.xls): save it as .xlsx or CSV"),
        (OLE + b"\0" * 1_048_560 + "EncryptedPackage".encode("utf-16-le"), "t.xlsx", "is a workbook with a password: save it without one, as .xlsx"),
        (OLE + "WordDocument".encode("utf-16-le"), "t.doc", "is a text document: copy its table into a spreadsheet program, and save it as .xlsx or CSV"),
        (archive("xl/workbook.bin"), "t.xlsb", f"is a binary workbook (.xlsb): {SAVE}"),
        (archive("Index/Document.iwa"), "t.numbers", "is a Numbers spreadsheet: export it as .xlsx or CSV"),
        (archive("word/document.xml"), "t.docx", "is a text document: copy its table into a spreadsheet program, and save it as .xlsx or CSV"),
        (b"%PDF-1.7\n", "t.pdf", "is a PDF, from which no table can be read safely: ask for the table itself, as .xlsx or CSV"),
        (b"%PDF-1.7\n", "t.csv", "is a PDF, from which no table can be read safely: ask for the table itself, as .xlsx or CSV"),
        (b"<html><body><table>", "t.xls", f"is a web page (HTML): {SAVE}"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE HTML PUBLIC>", "t.xls", f"is a web page (HTML): {SAVE}"),
        ("\ufeff<table border=1>".encode("utf-16-le"), "t.xls", f"is a web page (HTML): {SAVE}"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>', "t.xls", f"is a workbook in XML of 2003: {SAVE}"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "t.xml", f"is a workbook in XML of 2003: {SAVE}"),
        (b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">', "t.fods", f"is an OpenDocument spreadsheet (.fods): {SAVE}"),
        (b"<?xml version='1.0'?><rows/>", "t.xml", f"is an XML file: {SAVE}"),
        (b"{\\rtf1 x}", "t.rtf", "is a text document (RTF): copy its table into a spreadsheet program, and save it as .xlsx or CSV"),
        (b"\x1f\x8b\x08", "t.csv.gz", "is compressed (gzip): unpack it first"),
        (b"7z\xbc\xaf\x27\x1c", "t.7z", "is compressed (7z): unpack it first"),
        (b"PAR1", "t.parquet", "is a Parquet file: write it as CSV"),
        (archive("t.csv"), "t.zip", "is a zip archive but no XLSX workbook: unpack it, and import a file from it"),
        (b" \n", "t.csv", "is empty"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_named_with_what_to_do(raw: bytes, name: str, words: str) -> None:
    with pytest.raises(NorecError) as refusal:
        table_of(raw, name)
    assert refusal.value.problems[0].text == f"{name} {words}"


def test_a_text_that_is_called_xls_is_read() -> None:
    assert rows_of(table_of("from\tto\nA\tB\n", "t.xls")) == [["A", "B"]]


@pytest.mark.parametrize("text", ["from,to\n<A>,B\n", "<5,to\nA,B\n"])
def test_a_sign_of_markup_is_no_markup(text: str) -> None:
    assert len(rows_of(table_of(text, known=None))) == 1


RECORDS = [{"from": "A", "to": "B"}, {"from": "B", "to": "A"}]


@pytest.mark.parametrize("key", ["rows", "results", "data", "value", "items", "records"])
def test_rows_of_a_document_of_a_service(key: str) -> None:
    table = table_of(json.dumps({"count": 2, "next": None, "previous": "x", key: RECORDS}), "t.json")
    assert rows_of(table) == [["A", "B"], ["B", "A"]]
    assert notes_of(table) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"next": "https://example.org/?page=2"}, 'only some of the rows ("next" says where the next ones are)'),
        ({"@odata.nextLink": "x"}, '("@odata.nextLink" says where the next ones are)'),
        ({"links": {"next": {"href": "x"}}}, '("next" says where the next ones are)'),
        ({"paging": {"next": "x"}}, '("next" says where the next ones are)'),
        ({"has_more": True}, '("has_more" says'),
        ({"count": 50}, 'the file holds 2 rows, and "count" says 50'),
        ({"meta": {"total": 1234}}, 'the file holds 2 rows, and "total" says 1,234'),
    ],
)
def test_a_document_that_is_one_page_of_several_says_so(more: dict[str, Any], words: str) -> None:
    (note,) = notes_of(table_of(json.dumps({"results": RECORDS, **more}), "t.json"))
    assert words in note
    assert note.endswith("if there are other pages, get and read them too")


@pytest.mark.parametrize(
    "more",
    [
        {"next": ""},
        {"next": False},
        {"count": 1},
        {"count": "50"},
        {"links": []},
        {"has_more": False},
        {"meta": {"total": True}},
    ],
)
def test_a_document_that_is_all_there_says_nothing(more: dict[str, Any]) -> None:
    assert notes_of(table_of(json.dumps({"results": RECORDS, **more}), "t.json")) == []


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"rows": [], "data": []}, 't.json has lists under "rows" and "data": keep only the one with the rows'),
        ({"people": RECORDS}, 't.json is neither a list of objects nor an object with a list under "rows", "results"'),
        ({"rows": {"a": 1}}, "t.json is neither a list of objects"),
        (3, "t.json is neither a list of objects"),
    ],
)
def test_a_document_without_rows_is_refused(document: Any, words: str) -> None:
    with pytest.raises(NorecError) as refusal:
        table_of(json.dumps(document), "t.json")
    assert words in refusal.value.problems[0].text
