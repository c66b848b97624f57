"""`.norec.pending`: the pending change of a store, which is made but not yet all in place.

A change is made when that file exists. From then on the staged file beside a file is its content, and the text to
append belongs to its end. Every reader of the store takes that into account, and the next change completes it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from norec_cli.model.change import MOST_BYTES
from norec_cli.store.files import reading

PENDING = ".norec.pending"


class Append(msgspec.Struct, frozen=True):
    """Lines to append to a file.

    Attributes:
        size: the size of the file without them, in bytes.
        text: the lines, ending in a line feed.
    """

    size: Annotated[int, msgspec.Meta(ge=0, le=MOST_BYTES)]
    text: str


class Pending(msgspec.Struct, frozen=True):
    """A change of the files of a store that is made, but perhaps not yet all in place.

    Attributes:
        staged: names of the files whose new content is in a staged file beside them.
        appended: lines to append to files, by name.
        before: hash of each staged file's old content when the change was made, by name; empty if it didn't exist.
    """

    staged: tuple[str, ...] = ()
    appended: Mapping[str, Append] = {}
    before: Mapping[str, str] = {}


def read_pending(folder: Path) -> Pending | None:
    """Return the pending change of a store; None if there is none.

    Raises:
        OSError: if `.norec.pending` can't be read.
        ValueError: if it doesn't hold a change.
    """
    try:
        content = msgspec.json.decode(reading.read(folder / PENDING), type=Pending | tuple[str, ...])
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, RecursionError) as error:  # a UnicodeDecodeError is a ValueError already
        raise ValueError(str(error)) from None
    return content if isinstance(content, Pending) else Pending(staged=content)  # earlier versions wrote only a list


def missing_tail(size: int, read: Callable[[int, int], bytes], append: Append) -> bytes:
    """Return what is still to be appended to a file.

    A process may have been killed while it appended, or somebody may have edited the file since.

    Args:
        size: the size of the file in bytes.
        read: reads from the file; takes a position and a number of bytes.
        append: all that is to be appended.
    """
    text = append.text.encode()
    present = read(append.size, len(text)) if size >= append.size else b""
    if present == text:
        return b""
    if size == append.size + len(present) and text.startswith(present):
        return text[len(present) :]
    gap = b"" if size == 0 or read(size - 1, 1) == b"\n" else b"\n"
    return gap + text
