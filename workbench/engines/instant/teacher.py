"""Holds the gold that an instant model learns from, and trains it anew as the gold grows."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from pycrfsuite import BaseTrainer

from workbench.domain.errors import TrainingError
from workbench.domain.training import Example
from workbench.engines.instant.features import features_with
from workbench.engines.instant.methods import (
    Method,
    draw_lots_from,
    method_for,
    stretched,
    thorough,
)
from workbench.engines.instant.model import InstantModel

# So great a part of the gold may be out of date for a while; more is put right at once.
TOLERATED = 0.01
# Sentences that are taken in before a question may be answered.
PORTION = 20


def _nothing() -> None:
    """Nobody waits for anything meanwhile."""


class Teacher:
    """The gold so far, by sentence, and in crfsuite's own form.

    A new sentence is added to what crfsuite holds. It can let go of nothing: for sentences
    that changed or went it takes in everything again, at once where they are many and
    otherwise in `tidy`. Until then they are learned as they were.
    """

    def __init__(self, gazetteer: Mapping[str, Collection[str]] = {}) -> None:
        self._gazetteer = gazetteer
        self._features = features_with(gazetteer)
        self._gold: dict[int, Example] = {}
        self._held: dict[int, Example] = {}
        self._outdated: set[int] = set()
        self._trainer = _Trainer()
        self._entities: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._gold)

    @property
    def entities(self) -> int:
        """How many entities the gold holds."""
        return sum(self._entities.values())

    @property
    def untidy(self) -> bool:
        """Whether some sentence is learned as it is no more."""
        return bool(self._outdated)

    def learn(self, example: Example) -> None:
        """Take a sentence in, or anew; one without tokens is left out."""
        if not example.tokens or self._gold.get(example.id) == example:
            return
        self._gold[example.id] = example
        self._entities[example.id] = sum(tag.startswith("B-") for tag in example.tags)
        if example.id in self._held:
            self._mark(example.id)
        else:
            self._hold(example)

    def forget(self, sentence: int) -> None:
        """Leave a sentence out from now on."""
        self._gold.pop(sentence, None)
        self._entities.pop(sentence, None)
        if sentence in self._held:
            self._mark(sentence)

    def tidy(self, meanwhile: Callable[[], None] = _nothing) -> None:
        """Take in everything again, as it is now."""
        self._trainer = _Trainer()
        self._held, self._outdated = {}, set()
        for number, example in enumerate(self._gold.values()):
            self._hold(example)
            if number % PORTION == 0:
                meanwhile()

    def train(
        self,
        *,
        seed: int = 13,
        iterations: int | None = None,
        meanwhile: Callable[[], None] = _nothing,
    ) -> InstantModel:
        """Train on everything learned; TrainingError NW-L01 when that is nothing.

        With `iterations` of L-BFGS, or by what is quick enough for so much gold.
        `meanwhile` is called again and again; it must not raise.
        """
        if not self._gold:
            raise TrainingError(
                "NW-L01",
                "There is no gold sentence to learn from.",
                "The project is untouched.",
                "Finish a few sentences first.",
            )
        if len(self._outdated) > TOLERATED * len(self._gold):
            self.tidy(meanwhile)
        tokens = sum(len(one.tokens) for one in self._held.values())
        method = thorough(iterations) if iterations else method_for(tokens)
        draw_lots_from(seed)
        weights = self._trainer.weights(method, meanwhile)
        return InstantModel(stretched(weights, method.stretch), self._gazetteer)

    def _hold(self, example: Example) -> None:
        self._trainer.append(self._features.of(example.tokens), example.tags)
        self._held[example.id] = example

    def _mark(self, sentence: int) -> None:
        """Note whether what crfsuite holds of a sentence is out of date."""
        if self._held[sentence] == self._gold.get(sentence):
            self._outdated.discard(sentence)
        else:
            self._outdated.add(sentence)


class _Trainer(BaseTrainer):  # type: ignore[misc]  # the library has no types
    """Crfsuite's trainer, which lets others go on at each of its messages."""

    def __init__(self) -> None:
        super().__init__(verbose=False)
        self._meanwhile: Callable[[], None] = _nothing

    def weights(self, method: Method, meanwhile: Callable[[], None]) -> bytes:
        """Train on all sentences that were appended; the content of the model's file."""
        self._meanwhile = meanwhile
        self.select(method.algorithm)
        self.set_params(method.settings)
        with tempfile.TemporaryDirectory(prefix="instant-") as folder:
            path = Path(folder) / "weights"
            self.train(str(path))
            return path.read_bytes()

    def message(self, message: str) -> None:
        """Crfsuite says something, at each step of its way."""
        self._meanwhile()
