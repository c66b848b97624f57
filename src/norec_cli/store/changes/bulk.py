"""Many exchanges replaced and added at once."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from norec_cli.model.change import Added, Hunk
from norec_cli.model.exchange import Exchange
from norec_cli.store.books import Books
from norec_cli.store.formats.exchanges_jsonl import encode

_AT_ONCE = 1000  # exchanges; of more than that the history keeps the ids alone


def write_exchanges(books: Books, replaced: Mapping[str, Exchange], more: Sequence[Exchange]) -> Iterator[bytes]:
    """The lines of the exchanges with some replaced where they stand, and more behind them; the history is told of it.

    Args:
        books: what the store holds.
        replaced: what stands in the place of exchanges, by their ids.
        more: those that are new; of many the history is told where they stand.

    Raises:
        StoreReadError: at the end of the iteration, if anything is wrong with the exchanges.
    """
    at, last = 0, b""
    for chunk in books.rewritten(lambda one: [replaced[one.id]] if one.id in replaced else None):
        at += len(chunk)
        last = chunk or last
        yield chunk
    gap = b"\n" if last and not last.endswith(b"\n") else b""  # an editor may leave the last line open
    size, digest = 0, sha256()
    for first in range(0, len(more), _AT_ONCE):
        text = gap + b"".join(map(encode, more[first : first + _AT_ONCE]))
        gap = b""
        if len(more) <= _AT_ONCE:
            books.note(Hunk(at, "", text.decode()))
        size += len(text)
        digest.update(text)
        yield text
    if len(more) > _AT_ONCE:
        books.note_added(Added(at, size, digest.hexdigest(), tuple(exchange.id for exchange in more)))
