"""Text from the data, made safe for where it goes: it may hold anything that Unicode has."""

import re

from norec_cli.model.spreadsheet_text import escape_formula

# Control characters; line and paragraph separators; the marks that reorder what stands around them; lone surrogates.
_UNSAFE = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_unsafe = re.compile(f"[{_UNSAFE}]")
_unsafe_in_json = re.compile(f"[\x7f-\x9f{_UNSAFE[_UNSAFE.index(chr(0x2028)) :]}]")

_markup = re.compile(r"[\\`*_\[\]<>|#~$&]")


def visible(text: str) -> str:
    r"""Text for a terminal: what would act on it stands there as `\x1b`, and does nothing."""
    return _unsafe.sub(lambda found: _escape(ord(found[0])), text)


def one_line(text: str) -> str:
    """Text for a field of a line: tabs, line breaks and other control characters become spaces."""
    return _unsafe.sub(" ", text)


def spreadsheet_text(text: str) -> str:
    """Text for a CSV cell: on one line, and with an apostrophe before what a spreadsheet would run as a formula."""
    return escape_formula(one_line(text))


def markdown_text(text: str) -> str:
    """Text for Markdown: on one line, and with a backslash before what would be taken for mark-up."""
    return _markup.sub(r"\\\g<0>", one_line(text))


def escape_json(document: str) -> str:
    r"""A JSON document in which no character acts on a terminal: they are written as `\u009b`, and mean the same."""
    return _unsafe_in_json.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
