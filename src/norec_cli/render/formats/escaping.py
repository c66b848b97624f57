"""Make text from the data safe for each kind of output: it may hold any Unicode character."""

import re

from norec_cli.model.spreadsheet_text import escape_formula

# Control characters; line and paragraph separators; marks that override the direction of writing; lone surrogates.
_UNSAFE = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_unsafe = re.compile(f"[{_UNSAFE}]")
_unsafe_in_json = re.compile(f"[\x7f-\x9f{_UNSAFE[_UNSAFE.index(chr(0x2028)) :]}]")

_markup = re.compile(r"[\\`*_\[\]<>|#~$&]")


def visible(text: str) -> str:
    r"""Return a text for a terminal, with control characters written out, such as `\x1b`."""
    return _unsafe.sub(lambda match: _escape(ord(match[0])), text)


def one_line(text: str) -> str:
    """Return a text for a field of a line, with a space for each tab, line break and other control character."""
    return _unsafe.sub(" ", text)


def spreadsheet_text(text: str) -> str:
    """Return a text for a CSV cell, on one line, with an apostrophe before what would be run as a formula."""
    return escape_formula(one_line(text))


def markdown_text(text: str) -> str:
    """Return a text for Markdown, on one line, with a backslash before characters that are mark-up."""
    return _markup.sub(r"\\\g<0>", one_line(text))


def escape_json(document: str) -> str:
    r"""Return a JSON document with control characters escaped, such as `\u009b`; it means the same."""
    return _unsafe_in_json.sub(lambda match: f"\\u{ord(match[0]):04x}", document)


def _escape(code: int) -> str:
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
