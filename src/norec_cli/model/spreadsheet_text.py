"""Texts for spreadsheets, and back: formulas and characters that XML can't hold are escaped, lists become texts."""

import json
import re
from collections.abc import Sequence

from norec_cli.model.wording import shorten

# Where a formula would begin: at the start of a field, or after a semicolon, at which many spreadsheets split fields
# even within quotes. Apostrophes before it are counted in, so that taking one away gives the text again.
_FORMULA = r"(?='*[=+\-@\t\r])"
_formula = re.compile(rf"(?:^|(?<=;)){_FORMULA}")
_guarded = re.compile(rf"(?:^|(?<=;))'{_FORMULA}")

# Characters that XML can't hold, or changes; the escape that workbooks have for them; and what looks like one.
_unheld = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_escape = re.compile("_x([0-9A-Fa-f]{4})_")
_like_an_escape = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def escape_formula(text: str) -> str:
    """Return a text with an apostrophe before anything that a spreadsheet would run as a formula."""
    return _formula.sub("'", text)


def unescape_formula(text: str) -> str:
    """Return a text without the apostrophes that `escape_formula` adds."""
    return _guarded.sub("", text)


def escape_xml(text: str) -> str:
    """Return a text as a workbook can hold it, for example a vertical tab as `_x000B_`."""
    text = _like_an_escape.sub("_x005F_", text)
    return _unheld.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape_xml(text: str) -> str:
    """Return a text without the escapes that `escape_xml` adds."""
    return _escape.sub(lambda found: chr(int(found[1], 16)), text)


def join_list(entries: Sequence[str | int]) -> str:
    """Return a list as one cell: `a; b`, or as JSON where `split_list` would not read that as the same list.

    Args:
        entries: the entries, at least one.
    """
    texts = [str(entry) for entry in entries]
    if any(";" in text or "\n" in text or text != text.strip() for text in texts) or texts[0].startswith("["):
        return json.dumps(texts, ensure_ascii=False)
    return "; ".join(texts)


def split_list(text: str, separators: str = ";") -> tuple[str, ...]:
    """Return the entries of a list that one cell holds, without the empty ones; the opposite of `join_list`.

    Args:
        text: entries between separators, or a JSON list, whose entries are returned as they are.
        separators: the characters that end an entry.

    Raises:
        ValueError: if the text begins like a JSON list but isn't a list of texts; the message says what to write.
    """
    if not text.strip().startswith("["):
        return tuple(part.strip() for part in re.split(f"[{separators}]", text) if part.strip())
    try:
        entries = json.loads(text)
    except (ValueError, RecursionError):
        entries = None
    if not isinstance(entries, list) or not all(isinstance(entry, str) for entry in entries):
        raise ValueError(
            f'must be texts separated by semicolons, or a list like ["one", "two"], not "{shorten(text, 80)}"'
        )
    return tuple(entries)
