"""Ids that the same row gets each time it is imported."""

from hashlib import blake2b

import msgspec

from norec_cli.model.ids import RANDOM_BYTES, exchange_id

_BETWEEN = "\N{INFORMATION SEPARATOR ONE}"


def key_of(parts: list[str]) -> str:
    """What tells a row apart as one text; that of others is another."""
    key = _BETWEEN.join(parts)
    return key if key.count(_BETWEEN) == len(parts) - 1 else msgspec.json.encode(parts).decode()


def id_of(key: str, number: int) -> str:
    """The id of the so manieth row of a key."""
    text = f"{key}{_BETWEEN}{number}".encode(errors="surrogatepass")
    return exchange_id(blake2b(text, digest_size=RANDOM_BYTES).digest())
