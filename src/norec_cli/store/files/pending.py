"""A change that is made and not all in place: what stands in `.norec.pending`.

A change is committed when that file is there: from then on, what is staged beside a file is its content, and what is to
be appended belongs to it. Whoever reads the store sees it so, and the next change puts in place what is left.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from norec_cli.model.change import MOST_BYTES
from norec_cli.store.files import reading

PENDING = ".norec.pending"


class Append(msgspec.Struct, frozen=True):
    """Lines that belong to the end of a file.

    Attributes:
        size: how long the file was without them.
        text: what is added, ending in a line feed.
    """

    size: Annotated[int, msgspec.Meta(ge=0, le=MOST_BYTES)]
    text: str


class Pending(msgspec.Struct, frozen=True):
    """What a committed change does to the files of a store.

    Attributes:
        staged: files whose next content stands beside them.
        appended: what is added to files, by name.
        before: of the staged files, the hash of what each held when the change was made; empty if it wasn't there.
    """

    staged: tuple[str, ...] = ()
    appended: Mapping[str, Append] = {}
    before: Mapping[str, str] = {}


def read_pending(folder: Path) -> Pending | None:
    """The change that is committed and not all in place; None if there is none.

    Raises:
        OSError: if it can't be read.
        ValueError: if it is no such thing.
    """
    try:
        found = msgspec.json.decode(reading.read(folder / PENDING), type=Pending | tuple[str, ...])
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, RecursionError) as error:  # a UnicodeDecodeError is a ValueError already
        raise ValueError(str(error)) from None
    return found if isinstance(found, Pending) else Pending(staged=found)  # once it was a mere list


def missing_tail(size: int, read: Callable[[int, int], bytes], append: Append) -> bytes:
    """What a file still lacks of what is to be appended to it.

    Args:
        size: how long the file is.
        read: gives so many bytes from a position on.
        append: what is to be appended. A process may have been killed within it, or somebody may have changed the file
            by hand since.
    """
    text = append.text.encode()
    behind = read(append.size, len(text)) if size >= append.size else b""
    if behind == text:
        return b""
    if size == append.size + len(behind) and text.startswith(behind):
        return text[len(behind) :]
    gap = b"" if size == 0 or read(size - 1, 1) == b"\n" else b"\n"
    return gap + text
