"""Whether what was written reads back alike, in all that its format carries."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Iterable
from itertools import zip_longest

from workbench.domain.schemes import Scheme
from workbench.domain.sentence import Split, Status
from workbench.formats.base import Carried, Progress, RawSentence
from workbench.formats.corpus import Corpus
from workbench.formats.offsets import extent, offsets_of
from workbench.formats.planning import Plan

Aspect = Callable[[RawSentence], Hashable]
_EACH = 500


def first_difference(
    plan: Plan, corpus: Corpus, by_split: bool, progress: Progress | None = None
) -> str:
    """The first sentence that reads back otherwise, in words; "" where all are alike.

    Where each split has a file or folder of its own, order is compared within each split.
    `progress` may raise Cancelled.
    """
    carries = plan.format.carries - {Carried.SPLITS} if by_split else plan.format.carries
    aspects = _aspects(carries, plan.options.reading_scheme)
    wanted = _Prints(aspects)
    found = _Prints(aspects)
    steps = _Steps(progress, 2 * len(plan.sentences))
    for sentence in plan.sentences:
        wanted.add(sentence, sentence.split if by_split else None)
        steps.take()
    for file in corpus.files:
        for sentence in file.sentences:
            found.add(sentence, sentence.split or file.split if by_split else None)
            steps.take()
    return wanted.first_difference(found)


class _Steps:
    """Tells how many sentences were looked at, now and then."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def take(self) -> None:
        self._done += 1
        if self._progress and self._done % _EACH == 0:
            self._progress(self._done, self._total)


class _Prints:
    """The sentences of each split as numbers that are equal where the sentences are."""

    def __init__(self, aspects: tuple[Aspect, ...]) -> None:
        self._aspects = aspects
        self._prints: dict[Split | None, array[int]] = {}

    def add(self, sentence: RawSentence, split: Split | None) -> None:
        prints = self._prints.setdefault(split, array("q"))
        prints.append(hash(tuple(aspect(sentence) for aspect in self._aspects)))

    def first_difference(self, other: _Prints) -> str:
        for split in {**self._prints, **other._prints}:
            mine, others = self._prints.get(split, ()), other._prints.get(split, ())
            where = f" of {split.value}" if split else ""
            for number, (one, two) in enumerate(zip_longest(mine, others), 1):
                if one != two:
                    return f"Sentence {number}{where} does not read back as it was written."
        return ""


def _aspects(carries: frozenset[Carried], scheme: Scheme) -> tuple[Aspect, ...]:
    """What of a sentence must come back."""
    tokens = Carried.TOKENS in carries
    chosen: Iterable[tuple[bool, Aspect]] = (
        (tokens, lambda one: one.tokens),
        (not tokens, lambda one: "".join(one.text.split())),
        (Carried.SPACING in carries, lambda one: one.text),
        (Carried.UNTOUCHED in carries, lambda one: one.tags is None),
        (Carried.RAW_TAGS in carries, lambda one: _tags(one, scheme)),
        (tokens and Carried.ENTITIES in carries, lambda one: one.entities(scheme)),
        (not tokens and Carried.ENTITIES in carries, lambda one: _extents(one, scheme)),
        (Carried.SPLITS in carries, lambda one: one.split),
        (Carried.DOCUMENTS in carries, lambda one: one.document),
        (Carried.STATUS in carries, _status),
        (Carried.SUGGESTIONS in carries, lambda one: tuple(sorted(one.suggestions))),
        (Carried.NOTES in carries, lambda one: (one.flagged, one.note)),
        (Carried.EXTRAS in carries, lambda one: one.extras),
    )
    return tuple(aspect for is_carried, aspect in chosen if is_carried)


def _tags(sentence: RawSentence, scheme: Scheme) -> tuple[str, ...]:
    """The tags; an untouched sentence has none but outside ones."""
    return sentence.tags or (scheme.outside,) * len(sentence.tokens)


def _status(sentence: RawSentence) -> Status:
    usual = Status.NEW if sentence.tags is None else Status.DONE
    return sentence.status or usual


def _extents(sentence: RawSentence, scheme: Scheme) -> Hashable:
    """The entities by their place among the characters that are not spaces."""
    offsets = offsets_of(sentence)
    visible = [len("".join(sentence.text[:start].split())) for start, _ in offsets]
    return tuple(
        (
            entity.label,
            visible[entity.start],
            "".join(sentence.text[slice(*extent(entity, offsets))].split()),
        )
        for entity in sentence.entities(scheme)
    )
