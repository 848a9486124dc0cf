"""The corpora of the effort simulation: a pool, and a test set that is never picked from."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.domain.training import Example
from workbench.formats.reading import read_corpus

SPLIT_SEED = 20
TEST_SHARE = 0.2


@dataclass(frozen=True)
class Corpus:
    """Sentences with gold: those that may be picked, and those that measure."""

    name: str
    pool: tuple[Example, ...]
    test: tuple[Example, ...]

    @property
    def tokens(self) -> int:
        """The tokens of the pool."""
        return sum(len(one.tokens) for one in self.pool)


def load(name: str, data: Path, tuning: bool = False, most: int | None = None) -> Corpus:
    """Read a corpus; for tuning, a dev set takes the place of the test set.

    `most` is how many sentences of the pool are kept, drawn by lot.
    """
    pool, test = READERS[name](data, tuning)
    if most is not None and most < len(pool):
        pool = random.Random(SPLIT_SEED).sample(pool, most)
    return Corpus(name, tuple(_numbered(pool)), tuple(_numbered(test)))


def with_wrong_answers(pool: Sequence[Example], share: float, seed: int) -> tuple[Example, ...]:
    """The pool as an annotator would tag it who gets such a share of all entities wrong.

    Half of those are dropped, a quarter gets another label and a quarter another border. A
    sentence is always answered alike, whoever asks.
    """
    labels = sorted({tag[2:] for one in pool for tag in one.tags if tag != "O"})
    return tuple(_answered(one, labels, share, random.Random(f"{seed} {one.id}")) for one in pool)


def _answered(one: Example, labels: list[str], share: float, lots: random.Random) -> Example:
    length = len(one.tokens)
    kept: list[Entity] = []
    for entity in tags_to_entities(one.tags, IOB2):
        said = _wrong(entity, labels, length, lots) if lots.random() < share else entity
        if said is not None and all(said.start >= other.end for other in kept):
            kept.append(said)
    return replace(one, tags=entities_to_tags(kept, length, IOB2))


def _wrong(entity: Entity, labels: list[str], length: int, lots: random.Random) -> Entity | None:
    lot = lots.random()
    if lot < 0.5:
        return None
    if lot < 0.75 and len(labels) > 1:
        return replace(entity, label=lots.choice([one for one in labels if one != entity.label]))
    if entity.end - entity.start > 1:
        return replace(entity, end=entity.end - 1)
    return replace(entity, end=min(entity.end + 1, length))


def _wikigold(data: Path, tuning: bool) -> tuple[list[Example], list[Example]]:
    rows = _read(data / "wikigold")
    random.Random(SPLIT_SEED).shuffle(rows)
    rest, test = _cut(rows)
    return _cut(rest) if tuning else (rest, test)


def _wnut17(data: Path, tuning: bool) -> tuple[list[Example], list[Example]]:
    folder = data / "wnut17"
    test = "emerging.dev.conll" if tuning else "emerging.test.annotated"
    return _read(folder / "wnut17train.conll"), _read(folder / test)


def _conll2002(data: Path, tuning: bool) -> tuple[list[Example], list[Example]]:
    folder = data / "conll2002-es"
    return _read(folder / "esp.train"), _read(folder / ("esp.testa" if tuning else "esp.testb"))


def _cut(rows: list[Example]) -> tuple[list[Example], list[Example]]:
    end = len(rows) - round(TEST_SHARE * len(rows))
    return rows[:end], rows[end:]


def _read(path: Path) -> list[Example]:
    """Sentences in IOB2; lines that only divide documents are left out."""
    with read_corpus([path]) as corpus:
        found = []
        for raw in corpus.sentences:
            tokens = tuple(raw.tokens)
            if tokens and tokens != ("-DOCSTART-",):
                tags = entities_to_tags(raw.entities(corpus.scheme), len(tokens), IOB2)
                found.append(Example(0, tokens, tags))
    return found


def _numbered(rows: Sequence[Example]) -> list[Example]:
    return [replace(one, id=number) for number, one in enumerate(rows)]


Reader = Callable[[Path, bool], tuple[list[Example], list[Example]]]
READERS: Mapping[str, Reader] = {
    "wikigold": _wikigold,
    "wnut17": _wnut17,
    "conll2002-es": _conll2002,
}
