"""Many exchanges replaced and added in one change."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from norec_cli.model.change import Added, Hunk
from norec_cli.model.exchange import Exchange
from norec_cli.store.books import Books
from norec_cli.store.formats.exchanges_jsonl import encode

_AT_ONCE = 1000  # exchanges; if more are added, the history keeps their ids and a hash, not their lines


def write_exchanges(books: Books, replaced: Mapping[str, Exchange], added: Sequence[Exchange]) -> Iterator[bytes]:
    """Yield the lines of the exchanges with some replaced and others added at the end; note both for the history.

    Args:
        books: what the store holds.
        replaced: new records of exchanges, by their ids.
        added: new exchanges.

    Raises:
        StoreReadError: at the end of the iteration, if a line of the exchanges has errors.
    """
    at, last = 0, b""
    for chunk in books.rewritten(lambda exchange: [replaced[exchange.id]] if exchange.id in replaced else None):
        at += len(chunk)
        last = chunk or last
        yield chunk
    gap = b"\n" if last and not last.endswith(b"\n") else b""  # an editor may leave the last line open
    size, digest = 0, sha256()
    for first in range(0, len(added), _AT_ONCE):
        text = gap + b"".join(map(encode, added[first : first + _AT_ONCE]))
        gap = b""
        if len(added) <= _AT_ONCE:
            books.note(Hunk(at, "", text.decode()))
        size += len(text)
        digest.update(text)
        yield text
    if len(added) > _AT_ONCE:
        books.note_added(Added(at, size, digest.hexdigest(), tuple(exchange.id for exchange in added)))
