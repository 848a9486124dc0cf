"""Sentences that are nearly the same: one of them is enough."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

ALIKE = 0.8
_DIGITS = re.compile(r"\d+")


class Twins:
    """Remembers sentences, and finds whether another is nearly one of them.

    Nearly the same are two whose words, digits aside, are four fifths the same (Jaccard).
    """

    def __init__(self, sentences: Iterable[Sequence[str]] = ()) -> None:
        self._known: list[frozenset[str]] = []
        self._holding: dict[str, list[int]] = defaultdict(list)
        for tokens in sentences:
            self.add(tokens)

    def add(self, tokens: Sequence[str]) -> None:
        """Remember a sentence."""
        words = _words(tokens)
        for word in words:
            self._holding[word].append(len(self._known))
        self._known.append(words)

    def has(self, tokens: Sequence[str]) -> bool:
        """Whether a sentence is nearly one that is remembered."""
        words = _words(tokens)
        if not words:
            return words in self._known
        return any(_alike(words, self._known[number]) for number in self._near(words))

    def _near(self, words: frozenset[str]) -> set[int]:
        """Those that could be alike: they hold one of the few words that may not all be missing."""
        rarest = sorted(words, key=lambda word: len(self._holding.get(word, ())))
        wanted = rarest[: len(words) - _needed(len(words)) + 1]
        return {number for word in wanted for number in self._holding.get(word, ())}


def _needed(size: int) -> int:
    """How many of so many words a twin must share at least."""
    return -int(-ALIKE * size // 1)


def _words(tokens: Sequence[str]) -> frozenset[str]:
    return frozenset(_without_digits(token) for token in tokens)


def _without_digits(token: str) -> str:
    return _DIGITS.sub("0", token.casefold())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)
