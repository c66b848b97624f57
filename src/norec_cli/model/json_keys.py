"""Find keys that a JSON object has more than once. A decoder says nothing about them, and keeps the last value."""

from collections import Counter
from collections.abc import Iterable


def repeated_keys(pairs: Iterable[tuple[str, object]]) -> list[str]:
    """Return the keys that a JSON object has more than once, each once, in the order in which they first appear.

    Args:
        pairs: the keys and values of the object, as `json.loads` passes them to its `object_pairs_hook`.
    """
    return [key for key, times in Counter(key for key, _ in pairs).items() if times > 1]
