"""Names that are nearly the same, so that one organisation may have both.

Two names are near each other if they have the same words, in any order, apart from what people write differently:
accents and punctuation, small words, legal forms, words cut short, and slips of the keyboard in long words. The
initials of a name are near it too. Numbers and short words always have to be the same, because these tell places,
districts and branches apart.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from pathlib import Path

import msgspec

from norec_cli.model.folding import fold, unify_signs
from norec_cli.model.ids import plain_letters

_LEAST_CUT = 3  # letters of a word that is cut short, such as "hosp"
_LEAST_WITH_SLIP = 7  # letters; in shorter words a single letter often tells two places apart
_MOST_WITH_SLIP = 40  # to compare a longer word takes time that grows with its square
_LEAST_INITIALS = 3

_DOTTED_LETTERS = re.compile(r"\b(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_]\b)?")  # as in "U.N." and "m.b.H"
_WORD = re.compile(r"([^\W_]+)(\.?)")


class _KnownWords(msgspec.Struct, frozen=True):
    """The words of `name_words.tsv`, which says what they are for.

    Attributes:
        small: small words.
        legal_forms: legal forms.
        kinds: kinds of organisations.
        spellings: the kind that each other spelling stands for.
    """

    small: frozenset[str]
    legal_forms: frozenset[str]
    kinds: frozenset[str]
    spellings: Mapping[str, str]


@cache
def _known_words() -> _KnownWords:
    """Return the words of the table."""
    text = Path(__file__).with_name("name_words.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.split("\n") if line and not line.startswith("#")]
    of_role = {role: row for role, *row in rows if role != "kind"}
    kinds = [row for role, *row in rows if role == "kind"]
    return _KnownWords(
        small=frozenset(of_role["small"][0].split()),
        legal_forms=frozenset(of_role["legal"][0].split()),
        kinds=frozenset(word for word, *_ in kinds),
        spellings={other: word for word, *others in kinds for text in others for other in text.split()},
    )


class _Word(msgspec.Struct, frozen=True):
    """A word of a name.

    Attributes:
        text: the word as it is compared: one word for all spellings of it.
        plain: the word in small letters without accents.
        cut: whether it may be any word cut short: a full stop follows it, and no kind of organisation begins with it.
    """

    text: str
    plain: str
    cut: bool


class _Name(msgspec.Struct, frozen=True):
    """A name as it is compared.

    Attributes:
        written: the name as it is written.
        words: its words, without those that are left out.
        initials: the first letters of its words, without and with the words that are left out.
        may_be_initials: whether it is one word in capital letters.
    """

    written: str
    words: tuple[_Word, ...]
    initials: frozenset[str]
    may_be_initials: bool


def near_names(new: Collection[str], known: Iterable[str]) -> dict[str, list[str]]:
    """Return the known names that are near each new name.

    Args:
        new: the new names; whether two of them are near each other is not asked.
        known: the names that exist already, in the order in which the result names them.

    Returns:
        The new names that have a near one, each with all of these. A name that is known already, however it
        is typed, is left out.
    """
    known = list(known)
    exist = {fold(name) for name in known}
    near: defaultdict[str, list[str]] = defaultdict(list)
    for first, second in pairs_of_near_names([*known, *new]):
        if fold(first) in exist and fold(second) not in exist:
            near[fold(second)].append(first)
    return {name: near[fold(name)] for name in new if fold(name) in near}


def pairs_of_near_names(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that are near each other, in each the earlier name first, in the order of the names.

    Of names that are the same, however they are typed, only the first is compared.

    Args:
        names: the names of organisations that could be the same, such as those of one country.
    """
    distinct: dict[str, str] = {}
    for name in names:
        distinct.setdefault(fold(name), name)
    read = [_read_name(name) for name in distinct.values()]
    pairs = {
        (first, second)
        for group in _groups(read)
        for first, second in combinations(sorted(group), 2)
        if _are_near(read[first], read[second])
    }
    return [(read[first].written, read[second].written) for first, second in sorted(pairs)]


def _read_name(written: str) -> _Name:
    """Return a name as it is compared."""
    text = unify_signs(written).replace("'", "")
    text = _DOTTED_LETTERS.sub(lambda match: re.sub(r"[.\s]", "", match[0]) + " ", text)
    found = [(word, bool(stop)) for word, stop in _WORD.findall(text) if plain_letters(word)]
    words = [_read_word(word, followed_by_stop=stop) for word, stop in found]
    kept = _without_own_initials(_without_small_words(words))
    initials = {"".join(word.plain[0] for word in some) for some in (kept, words)}
    return _Name(
        written,
        tuple(kept),
        frozenset(letters for letters in initials if len(kept) > 1 and len(letters) >= _LEAST_INITIALS),
        len(kept) == 1 and len(kept[0].plain) >= _LEAST_INITIALS and any(word.isupper() for word, _ in found),
    )


def _read_word(word: str, *, followed_by_stop: bool) -> _Word:
    """Return a word as it is compared."""
    plain, known = plain_letters(word), _known_words()
    is_short_for_kind = plain in known.spellings or any(kind.startswith(plain) for kind in known.kinds)
    return _Word(known.spellings.get(plain, plain), plain, followed_by_stop and not is_short_for_kind)


def _without_small_words(words: Sequence[_Word]) -> Sequence[_Word]:
    """Return words without small words and legal forms; all of them if no other word is among them."""
    known = _known_words()
    ends = (0, len(words) - 1)  # a single letter there is no small word: "School A"
    kept = [
        word
        for at, word in enumerate(words)
        if word.plain not in known.legal_forms
        and (word.plain not in known.small or (len(word.plain) == 1 and at in ends))
    ]
    return kept or words


def _without_own_initials(words: Sequence[_Word]) -> Sequence[_Word]:
    """Return words without the initials of the others, as in `National Parks Board (NPB)`."""
    others = len(words) - 1
    if others < _LEAST_INITIALS:
        return words
    letters = "".join(word.plain[0] for word in words)
    return [
        word
        for at, word in enumerate(words)
        if len(word.plain) != others or word.plain != letters[:at] + letters[at + 1 :]
    ]


def _are_near(one: _Name, other: _Name) -> bool:
    """Return whether two names are near each other."""
    if _is_initials_of(one, other) or _is_initials_of(other, one) or _joined(one) == _joined(other) != "":
        return True
    rest, others = _without_shared(one.words, other.words)
    if len(rest) != len(others):
        return False
    slips_left = max(1, len(one.words) // 2)
    for word in rest:
        match = next((known for known in others if _is_short_for(word, known)), None)
        if match is None and slips_left > 0:
            match = next((known for known in others if _is_slip(word.text, known.text)), None)
            slips_left -= 1
        if match is None:
            return False
        others.remove(match)
    return True


def _is_initials_of(short: _Name, long: _Name) -> bool:
    """Return whether a name is the initials of another."""
    return short.may_be_initials and short.words[0].plain in long.initials


def _without_shared(some: Sequence[_Word], others: Sequence[_Word]) -> tuple[list[_Word], list[_Word]]:
    """Return the words of two names without those that both have, each as often as both have it."""
    shared = Counter(word.text for word in some) & Counter(word.text for word in others)

    def rest(words: Sequence[_Word]) -> list[_Word]:
        left = shared.copy()
        kept = []
        for word in words:
            if left[word.text] > 0:
                left[word.text] -= 1
            else:
                kept.append(word)
        return kept

    return rest(some), rest(others)


def _is_short_for(one: _Word, other: _Word) -> bool:
    """Return whether one of two words is the beginning of the other, and may be written for it."""
    short, long = sorted((one, other), key=lambda word: len(word.text))
    return _may_be_cut(short) and long.text.startswith(short.text) and (short.cut or long.text in _known_words().kinds)


def _may_be_cut(word: _Word) -> bool:
    """Return whether a word may be the beginning of another; a number is not."""
    return len(word.text) >= _LEAST_CUT and word.text.isalpha()


def _is_slip(one: str, other: str) -> bool:
    """Return whether two long words differ by one letter that is missing, wrong, or in the place of its neighbour.

    The first letter has to be the same: "Northern" is not "Southern".
    """
    shorter, longer = sorted((one, other), key=len)
    if not (_may_have_slip(shorter) and _may_have_slip(longer)) or shorter[0] != longer[0]:
        return False
    if len(longer) < _LEAST_WITH_SLIP or len(longer) - len(shorter) > 1:
        return False
    start = next((at for at, letter in enumerate(shorter) if letter != longer[at]), len(shorter))
    swapped = longer[start + 1 : start + 2] + longer[start : start + 1]
    rest = shorter[start:]
    return rest in (longer[start + 1 :], swapped + longer[start + 2 :]) or (
        len(shorter) == len(longer) and rest[1:] == longer[start + 1 :]
    )


def _may_have_slip(word: str) -> bool:
    """Return whether a word may be another with a slip: it is long enough, and has small letters and no digit.

    Scripts without small letters are left out: in some of them one sign is a whole word.
    """
    return _LEAST_WITH_SLIP - 1 <= len(word) <= _MOST_WITH_SLIP and word.isalpha() and word.islower()


def _joined(name: _Name) -> str:
    """Return the words of a name as one, as "Green Belt" may be written; empty if a digit would lose its place."""
    text = "".join(word.text for word in name.words)
    return text if text.isalpha() else ""


def _groups(names: Sequence[_Name]) -> Iterator[list[int]]:
    """Yield groups of names, by their places, so that any two that are near each other are together in a group.

    Nearly all names are in no group or in a small one. That is what makes it fast to compare thousands.
    """
    classes = _word_classes({word for name in names for word in name.words})
    by_key: defaultdict[object, list[int]] = defaultdict(list)
    by_initials: defaultdict[str, list[int]] = defaultdict(list)
    for at, name in enumerate(names):
        if not name.words:
            continue  # nothing but signs
        by_key[tuple(sorted(classes[word.text] for word in name.words))].append(at)
        if joined := _joined(name):
            by_key[joined].append(at)
        for initials in name.initials:
            by_initials[initials].append(at)
    yield from (group for group in by_key.values() if len(group) > 1)
    for at, name in enumerate(names):
        if name.may_be_initials:
            yield from ([at, other] for other in by_initials.get(name.words[0].plain, ()))


def _word_classes(words: Iterable[_Word]) -> dict[str, str]:
    """Return one word for each class of words that may be written for each other, by each word of the class."""
    texts = sorted({word.text for word in words})
    leader = {text: text for text in texts}

    def find(text: str) -> str:
        while leader[text] != text:
            leader[text] = leader[leader[text]]
            text = leader[text]
        return text

    def join(one: str, other: str) -> None:
        leader[find(one)] = find(other)

    kinds = sorted(_known_words().kinds & leader.keys())
    for word in words:
        if _may_be_cut(word):
            for other in _beginning_with(word.text, texts) if word.cut else kinds:
                if other.startswith(word.text):
                    join(word.text, other)
    with_gap: dict[str, str] = {}
    for text in texts:
        if _may_have_slip(text):
            for variant in {text, *(text[:at] + text[at + 1 :] for at in range(1, len(text)))}:
                join(text, with_gap.setdefault(variant, text))
    return {text: find(text) for text in texts}


def _beginning_with(start: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the texts of a sorted list that begin with another."""
    for at in range(bisect_left(texts, start), len(texts)):
        if not texts[at].startswith(start):
            return
        yield texts[at]
