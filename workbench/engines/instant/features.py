"""What the instant model sees of a sentence: one list of named features for each token.

Features are bytes, because that is what crfsuite takes without another conversion, and what a
word contributes at a place is made once and shared by all sentences that hold it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache

from pycrfsuite import ItemSequence

from workbench.engines.instant.gazetteers import Gazetteer, membership
from workbench.engines.instant.shapes import is_by_character, letter_kind, shape, short_shape

Row = list[bytes]

# How far a token looks to either side.
REACH = 2
# Longer words are also known by their beginnings and ends.
LONGEST_WHOLE = 3
PREFIXES = (2, 3, 4)
SUFFIXES = (1, 2, 3, 4)
# In tokens; the features of each take about a kilobyte.
REMEMBERED = 200_000


class Features:
    """Makes the features of sentences, and remembers them until there are many.

    `gazetteer` maps a label to its known names.
    """

    def __init__(self, gazetteer: Mapping[str, Collection[str]]) -> None:
        self._gazetteer = Gazetteer.of(gazetteer)
        self._made: dict[tuple[str, ...], ItemSequence] = {}
        self._tokens = 0

    def of(self, tokens: tuple[str, ...]) -> ItemSequence:
        """The features of a sentence, in crfsuite's own form."""
        made = self._made.get(tokens)
        if made is None:
            made = ItemSequence(self.rows(tokens))
            self._tokens += len(tokens)
            # What came first stays: who goes through the same sentences again finds them.
            if self._tokens <= REMEMBERED:
                self._made[tokens] = made
        return made

    def rows(self, tokens: tuple[str, ...]) -> list[Row]:
        """One list of features for each token, as bytes."""
        rows = _character_rows(tokens) if is_by_character(tokens) else _word_rows(tokens)
        for row, found in zip(rows, membership(self._gazetteer, tokens), strict=True):
            row.extend(found)
        return rows


def features_with(gazetteer: Mapping[str, Collection[str]]) -> Features:
    """The features with these known names, which all models of this process share."""
    return _shared(frozenset((label, frozenset(names)) for label, names in gazetteer.items()))


@cache
def _shared(gazetteer: frozenset[tuple[str, frozenset[str]]]) -> Features:
    return Features(dict(gazetteer))


def _word_rows(tokens: Sequence[str]) -> list[Row]:
    padded = (*_PADDING, *tokens, *_PADDING)
    rows = []
    for place in range(REACH, REACH + len(tokens)):
        before, word, after = padded[place - 1 : place + 2]
        row = [b"bias", *_of_word(word)]
        row += _beside(b"-1", before)
        row += _beside(b"+1", after)
        row += _further(b"-2", padded[place - 2])
        row += _further(b"+2", padded[place + 2])
        row.append(_shapes(before, word, after))
        rows.append(row)
    _mark_edges(rows)
    return rows


def _mark_edges(rows: list[Row]) -> None:
    if rows:
        rows[0].append(b"first")
        rows[-1].append(b"last")


@lru_cache(maxsize=50_000)
def _of_word(word: str) -> tuple[bytes, ...]:
    """What a word says by itself; nothing is said twice, for each feature costs time."""
    low, whole, short = word.lower(), shape(word), short_shape(word)
    said = [f"l={low}", f"ss={short}"]
    if word != low:
        said.append(f"w={word}")
    if whole != short:
        said.append(f"s={whole}")
    # Of shorter words enough is known by themselves.
    if len(low) > LONGEST_WHOLE:
        said += [f"p{size}={low[:size]}" for size in PREFIXES]
        said += [f"x{size}={low[-size:]}" for size in SUFFIXES]
    return _encoded(said)


@lru_cache(maxsize=50_000)
def _beside(where: bytes, word: str) -> tuple[bytes, ...]:
    at = where.decode()
    return _encoded([f"{at}l={word.lower()}", f"{at}ss={short_shape(word)}"])


@lru_cache(maxsize=50_000)
def _further(where: bytes, word: str) -> tuple[bytes, ...]:
    return _encoded([f"{where.decode()}l={word.lower()}"])


def _shapes(before: str, word: str, after: str) -> bytes:
    shapes = map(short_shape, (before, word, after))
    return f"sss={'|'.join(shapes)}".encode("utf-8", "surrogatepass")


_AROUND = (-2, -1, 1, 2)
_GRAMS = (
    (-2,),
    (-1,),
    (0,),
    (1,),
    (2,),
    (-2, -1),
    (-1, 0),
    (0, 1),
    (1, 2),
    (-1, 1),
    (-2, -1, 0),
    (-1, 0, 1),
    (0, 1, 2),
)


def _character_rows(tokens: Sequence[str]) -> list[Row]:
    """Single characters, pairs and threes in reach, and what kind of sign each is."""
    padded = (*_PADDING, *tokens, *_PADDING)
    kinds = [letter_kind(token) for token in padded]
    rows = []
    for place in range(REACH, REACH + len(tokens)):
        said = [
            f"c{','.join(map(str, gram))}={'|'.join(padded[place + offset] for offset in gram)}"
            for gram in _GRAMS
        ]
        said.append("k=" + "".join(kinds[place - 1 : place + 2]))
        said.append("k0=" + kinds[place])
        said += [
            f"same{offset}" for offset in (-2, -1, 1, 2) if padded[place + offset] == padded[place]
        ]
        rows.append([b"bias", *_encoded(said)])
    _mark_edges(rows)
    return rows


def _encoded(said: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(one.encode("utf-8", "surrogatepass") for one in said)


_PADDING = ("\u2400",) * REACH
