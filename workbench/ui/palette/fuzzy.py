"""Finding by a few letters: which texts hold them in order, and how well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# A letter that begins a word; that goes on with a word from its beginning, or from inside of it;
# any other.
START, WHOLE, INSIDE, PLAIN = 10, 11, 5, 1
# Of two texts that match as well, the shorter one is meant.
_LENGTH = 0.02


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text matches (more is better), and which of its characters were typed."""

    score: float
    places: tuple[int, ...] = ()


def match(typed: str, text: str) -> Match | None:
    """Find each typed word, as letters in order, in a text; None where one is not in it.

    Letters that begin a word or follow each other count most. The order of the typed words
    is free.
    """
    folded = _folded(text)
    found = [_best(word, folded) for word in _folded(typed).split()]
    whole = [one for one in found if one is not None]
    if len(whole) < len(found):
        return None
    places = sorted({place for one in whole for place in one.places})
    return Match(sum(one.score for one in whole) - _LENGTH * len(text), tuple(places))


def _folded(text: str) -> str:
    """The text in lower case, each character where it was: a few would become two."""
    return "".join(low if len(low := one.lower()) == 1 else one for one in text)


def _best(word: str, text: str) -> Match | None:
    """The best way through a text; one begins at each place where the first letter stands."""
    ways = (_from(word, text, start) for start in _places(word[0], text))
    return max((way for way in ways if way is not None), key=lambda m: m.score, default=None)


def _from(word: str, text: str, start: int) -> Match | None:
    """Take the letters one by one: the very next, or else the next one that begins a word."""
    places = [start]
    for letter in word[1:]:
        place = _next(letter, text, places[-1])
        if place < 0:
            return None
        places.append(place)
    return Match(sum(_worths(text, places)), tuple(places))


def _next(letter: str, text: str, last: int) -> int:
    if text.startswith(letter, last + 1):
        return last + 1
    starts = (p for p in _places(letter, text, last + 1) if _begins(text, p))
    return next(starts, text.find(letter, last + 1))


def _worths(text: str, places: list[int]) -> Iterator[float]:
    """What each letter is worth; a run keeps the worth of where it began."""
    run = INSIDE
    for number, place in enumerate(places):
        follows = number > 0 and places[number - 1] == place - 1
        if follows:
            yield run
        elif _begins(text, place):
            run = WHOLE
            yield START
        else:
            run = INSIDE
            yield PLAIN


def _begins(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()


def _places(letter: str, text: str, start: int = 0) -> Iterator[int]:
    place = text.find(letter, start)
    while place >= 0:
        yield place
        place = text.find(letter, place + 1)
