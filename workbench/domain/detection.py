"""Which scheme the tags of a corpus are written in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from workbench.domain.schemes import (
    BARE,
    BILOU,
    BIOES,
    BMES,
    IO,
    IOB1,
    IOB2,
    OUTSIDE,
    Scheme,
    with_outside,
)

# What people write for "no entity"; `0` is the letter O mistyped for a whole corpus.
OUTSIDE_MARKS = ("O", "0", "o", "_")

_PREFIXED = re.compile(r"([BIEMSLU])-(.*)", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w.\-]*")


# How often each tag stands behind each other one; None is the border of a sentence.
Transitions = Counter[tuple[str | None, str | None]]


class _Evidence:
    """Counts over the tags of a corpus that tell the schemes apart."""

    def __init__(self) -> None:
        self.prefixes: Counter[str] = Counter()
        self.unprefixed: Counter[str] = Counter()
        # Where B and I open an entity, and where B only parts it from its like.
        self.fresh: Counter[str] = Counter()
        self.parting = 0

    def add(self, before: str | None, tag: str, number: int) -> None:
        prefix, label = _take_apart(tag)
        if not prefix:
            self.unprefixed[tag] += number
            return
        self.prefixes[prefix] += number
        touches = bool(label) and before is not None and _take_apart(before)[1] == label
        if not touches:
            self.fresh[prefix] += number
        elif prefix == "B":
            self.parting += number


@lru_cache(maxsize=65_536)
def _take_apart(tag: str) -> tuple[str, str]:
    match = _PREFIXED.fullmatch(tag)
    return (match[1], match[2]) if match else ("", "")


def count_transitions(sentences: Iterable[Sequence[str]]) -> Transitions:
    """Count how the tags of sentences follow each other, from border to border."""
    transitions: Transitions = Counter()
    for tags in sentences:
        transitions.update(zip((None, *tags), (*tags, None), strict=True))
    return transitions


def detect_scheme(sentences: Iterable[Sequence[str]]) -> Scheme:
    """Name the scheme, with its outside mark, of a corpus's raw tags, a few bad ones aside.

    A corpus without any entity is taken for IOB2.
    """
    return scheme_of_transitions(count_transitions(sentences))


def scheme_of_transitions(transitions: Transitions) -> Scheme:
    """As `detect_scheme`, from how the tags follow each other."""
    evidence = _Evidence()
    for (before, tag), number in transitions.items():
        if tag is not None:
            evidence.add(before, tag, number)
    outside = _outside_mark(evidence.unprefixed, evidence.prefixes.total())
    bare = sum(
        count
        for tag, count in evidence.unprefixed.items()
        if tag != outside and _WORD.fullmatch(tag)
    )
    scheme = BARE if bare > evidence.prefixes.total() else _prefixed_scheme(evidence)
    return scheme if outside == OUTSIDE else with_outside(scheme, outside)


def _outside_mark(unprefixed: Counter[str], prefixed: int) -> str:
    marks = [tag for tag, _ in unprefixed.most_common() if tag in OUTSIDE_MARKS]
    if marks:
        return marks[0]
    tag, count = next(iter(unprefixed.most_common(1)), (OUTSIDE, 0))
    return tag if tag and count * 2 > unprefixed.total() + prefixed else OUTSIDE


def _prefixed_scheme(evidence: _Evidence) -> Scheme:
    count = evidence.prefixes
    closed = max(count["E"] + count["S"], count["L"] + count["U"])
    # In the closing schemes each entity has its E, S, L or U; elsewhere one of those is a slip.
    if closed * 2 > count["B"] + evidence.fresh["I"]:
        return _closing_scheme(count)
    if evidence.fresh["I"] <= evidence.fresh["B"]:
        return IOB2
    return IOB1 if evidence.parting else IO


def _closing_scheme(count: Counter[str]) -> Scheme:
    if count["L"] + count["U"] > count["E"] + count["S"]:
        return BILOU
    return BMES if count["M"] > count["I"] else BIOES
