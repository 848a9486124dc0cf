"""How well inconsistent tags are found: wikigold with noise that is known.

Of each entity, one in twenty gets a wrong answer: half of those another label, half none at
all, for missed entities are about half of real errors. Random noise is easier than that of
people, so the figures are an upper bound; and a mention whose words occur only once cannot be
found without a model.

    python -m benchmarks.inconsistency FOLDER_OF_DATA [SEEDS]
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.consistency import Suspect, SuspectKind
from workbench.domain.entity import Entity
from workbench.domain.name_words import NameWords
from workbench.domain.occurrences import Occurrences
from workbench.domain.ranking import Ranking, rank
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence, Status
from workbench.formats.reading import read_corpus

NOISE = 0.05
Key = tuple[int, int, int, str]


@dataclass(frozen=True)
class Score:
    """What a ranking is worth, measured on `errors` planted errors.

    `precision` is that of the first as many as there are errors, `best` the share of errors
    whose words occur elsewhere too, `average_precision` the area under the curve.
    """

    errors: int
    listed: int
    precision: float
    average_precision: float
    found: float
    missed_found: float
    seconds: float


def load(folder: Path) -> list[Sentence]:
    """The sentences of wikigold in IOB2."""
    corpus = read_corpus([folder / "wikigold"])
    found = []
    for number, raw in enumerate(corpus.sentences, 1):
        tags = entities_to_tags(raw.entities(corpus.scheme), len(raw.tokens), IOB2)
        found.append(Sentence(number, raw.tokens, tags, IOB2, Status.DONE))
    return found


def with_noise(sentences: Sequence[Sentence], seed: int) -> tuple[list[Sentence], set[Key]]:
    """The sentences with errors, and where those are."""
    lots = random.Random(seed)
    labels = sorted({entity.label for one in sentences for entity in one.entities})
    noisy, errors = [], set()
    for sentence in sentences:
        kept = []
        for entity in sentence.entities:
            label = _noisy_label(entity.label, labels, lots)
            if label:
                kept.append(Entity(label, entity.start, entity.end))
            if label != entity.label:
                errors.add((sentence.id, entity.start, entity.end, label))
        tags = entities_to_tags(kept, len(sentence.tokens), IOB2)
        noisy.append(replace(sentence, tags=tags))
    return noisy, errors


def _noisy_label(label: str, labels: Sequence[str], lots: random.Random) -> str:
    if lots.random() >= NOISE:
        return label
    return lots.choice([one for one in labels if one != label]) if lots.random() < 0.5 else ""


def ranking_of(sentences: Sequence[Sentence]) -> Ranking:
    """The ranking, as the window makes it."""
    mentions, words = Occurrences(), NameWords()
    for sentence in sentences:
        mentions.note(sentence)
        words.note(sentence)
    by_word: list[Suspect] = []
    for sentence in sentences:
        mentions.look_again(sentence)
        by_word += words.doubts_in(sentence)
    steps = rank(mentions, by_word)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            ranking: Ranking = end.value
            return ranking


def score(sentences: Sequence[Sentence], seed: int) -> Score:
    """Plant errors, rank, and look which were found."""
    noisy, errors = with_noise(sentences, seed)
    began = time.perf_counter()
    ranking = ranking_of(noisy)
    seconds = time.perf_counter() - began
    hits = [(one.sentence, one.start, one.end, one.label) in errors for one in ranking.suspects]
    missed = {error for error in errors if not error[3]}
    listed_missed = {one.key for one in ranking.suspects if one.kind is SuspectKind.MISSED}
    found_missed = sum(f"{s}:{a}:{b}:" in listed_missed for s, a, b, _ in missed)
    number = len(errors)
    return Score(
        number,
        len(hits),
        sum(hits[:number]) / number,
        sum(_precisions(hits)) / number,
        sum(hits) / number,
        found_missed / len(missed),
        seconds,
    )


def _precisions(hits: Sequence[bool]) -> Iterator[float]:
    found = 0
    for place, hit in enumerate(hits, 1):
        found += hit
        if hit:
            yield found / place


def main(folder: Path, seeds: int) -> None:
    sentences = load(folder)
    entities = sum(len(one.entities) for one in sentences)
    print(f"wikigold: {len(sentences):,} sentences, {entities:,} entities, {NOISE:.0%} noise")
    print("seed  errors  listed  of those right  precision@n  AP     found  missed found  seconds")
    for seed in range(seeds):
        one = score(sentences, seed)
        right = one.found * one.errors / max(one.listed, 1)
        print(
            f"{seed:4}  {one.errors:6}  {one.listed:6}  {right:14.0%}  {one.precision:11.3f}"
            f"  {one.average_precision:.3f}  {one.found:5.0%}  {one.missed_found:12.0%}"
            f"  {one.seconds:.2f}"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)
