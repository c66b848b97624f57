"""Changes of a file as hunks of whole lines, so that a change can be undone byte for byte."""

from collections.abc import Iterable, Iterator, Sequence

from norec_cli.model.change import Hunk

_MANY = 1000  # lines


def hunks_between(before: bytes, after: bytes) -> list[Hunk]:
    """Return the hunks that turn one text into another."""
    from difflib import SequenceMatcher  # only a change needs it

    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in new:
        starts.append(starts[-1] + len(line))
    same = next((n for n, (was, now) in enumerate(zip(old, new, strict=False)) if was != now), min(len(old), len(new)))
    # In a large file, lines that repeat often, such as countries, would make the comparison slow (autojunk).
    old, changed = old[same:], new[same:]
    matcher = SequenceMatcher(None, old, changed, autojunk=len(old) > _MANY)
    return [
        Hunk(starts[same + j], b"".join(old[i:i_end]).decode(), b"".join(changed[j:j_end]).decode())
        for tag, i, i_end, j, j_end in matcher.get_opcodes()
        if tag != "equal"
    ]


def reversed_hunks(hunks: Sequence[Hunk]) -> list[Hunk]:
    """Return the hunks that undo others in a file in which nothing else has changed."""
    reverse = []
    shift = 0
    for hunk in hunks:
        reverse.append(Hunk(hunk.at + shift, hunk.new, hunk.old))
        shift += len(hunk.old.encode()) - len(hunk.new.encode())
    return reverse


def take_back(pieces: Iterable[bytes], hunks: Sequence[Hunk]) -> Iterator[bytes]:
    """Yield the bytes of a file with hunks undone.

    Args:
        pieces: the file as it was just after the hunks were made.
        hunks: the hunks, sorted by their places.

    Raises:
        ValueError: if the file was changed since in one of those places.
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
            if at + len(rest) + len(piece) <= hunk.at:  # the piece ends before this hunk
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
