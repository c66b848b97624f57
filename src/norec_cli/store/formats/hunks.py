"""What a change does to the bytes of a file, in hunks of whole lines, so that it can be taken back byte for byte."""

from collections.abc import Iterable, Iterator, Sequence

from norec_cli.model.change import Hunk

_MANY = 1000  # lines


def hunks_between(before: bytes, after: bytes) -> list[Hunk]:
    """The hunks that make one text into another."""
    from difflib import SequenceMatcher  # only a change needs it

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in new:
        starts.append(starts[-1] + len(line))
    same = next((n for n, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), min(len(old), len(new)))
    # Lines that stand there often, as countries do, would make it slow to compare many lines by each.
    old, changed = old[same:], new[same:]
    matcher = SequenceMatcher(None, old, changed, autojunk=len(old) > _MANY)
    return [
        Hunk(starts[same + j], b"".join(old[i:i_end]).decode(), b"".join(changed[j:j_end]).decode())
        for tag, i, i_end, j, j_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def reversed_hunks(hunks: Sequence[Hunk]) -> list[Hunk]:
    """The hunks that take others back, where nothing else has changed."""
    found = []
    shift = 0
    for hunk in hunks:
        found.append(Hunk(hunk.at + shift, hunk.new, hunk.old))
        shift += len(hunk.old.encode()) - len(hunk.new.encode())
    return found


def take_back(pieces: Iterable[bytes], hunks: Sequence[Hunk]) -> Iterator[bytes]:
    """The bytes of a file with hunks taken back.

    Args:
        pieces: the file as it was just after them.
        hunks: in the order of their places.

    Raises:
        ValueError: if it was changed since at one of those places.
    """
    at = 0  # how far the pieces have been read
    rest = b""
    source = iter(pieces)
    for hunk in hunks:
        new = hunk.new.encode()
        if hunk.at < at:
            raise ValueError("the places are not in order")
        while at + len(rest) < hunk.at + len(new):
            piece = next(source, None)
            if piece is None:
                raise ValueError("the file is shorter than it was")
            if at + len(rest) + len(piece) <= hunk.at:  # nothing of it is of this hunk
                yield rest
                yield piece
                at += len(rest) + len(piece)
                rest = b""
                continue
            rest += piece
        yield rest[: hunk.at - at]
        rest = rest[hunk.at - at :]
        if not rest.startswith(new):
            raise ValueError("it was changed since")
        yield hunk.old.encode()
        rest = rest[len(new) :]
        at = hunk.at + len(new)
    yield rest
    yield from source
