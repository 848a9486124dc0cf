"""The whole search: models out of fold, candidates, signals, one order, reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.entity import Entity
from workbench.domain.label_errors import PRIOR, LabelError, kind_of, text_of
from workbench.domain.logistic import squash
from workbench.domain.sentence import join_tokens
from workbench.domain.training import Example
from workbench.engines.base import Host
from workbench.engines.inspection.alike import Alike
from workbench.engines.inspection.candidates import Candidate, find_candidates
from workbench.engines.inspection.corpus import Corpus, make_corpus
from workbench.engines.inspection.fusion import log_odds
from workbench.engines.inspection.reasons import Reasons
from workbench.engines.inspection.sequences import by_crf
from workbench.engines.inspection.signals import Signals, signals_of
from workbench.engines.inspection.tokenwise import by_vectors, by_words
from workbench.engines.inspection.vectors import batches_of, token_vectors
from workbench.engines.inspection.voices import Voices

FOLDS = 5
MOST_CASES = 5_000
STAGES = (8, 30)
"""After so many iterations the CRFs are asked: once early, once in the end."""


@dataclass(frozen=True)
class Found:
    """The probable label errors, best first, and over how many sentences and folds."""

    cases: tuple[LabelError, ...]
    sentences: int
    folds: int


def find_label_errors(
    examples: Sequence[Example],
    host: Host,
    *,
    encoder: Path | None = None,
    sayings: Mapping[int, frozenset[Entity]] | None = None,
    seed: int = 13,
    folds: int = FOLDS,
) -> Found:
    """Look for label errors in gold.

    `encoder` is the folder of an encoder whose vectors a third family of models reads; without
    it there are two. `sayings` are the entities that a trained model said, by the sentence's
    id, where it had not learned from the sentence.
    """
    corpus = make_corpus(examples, folds, seed)
    voices = listen(corpus, host, encoder, sayings or {}, seed)
    host.check()
    return Found(conclude(voices), len(corpus.examples), corpus.folds)


def conclude(voices: Voices) -> tuple[LabelError, ...]:
    """The cases that follow from what the models say, best first."""
    alike = Alike(voices.corpus)
    candidates = list(find_candidates(voices))
    signals = signals_of(voices, alike, candidates)
    ranked = sorted(zip(candidates, signals, strict=True), key=lambda pair: -log_odds(pair[1]))
    reasons = Reasons(voices, alike)
    return tuple(
        _to_case(voices.corpus, one, figures, reasons.of(one, figures))
        for one, figures in ranked[:MOST_CASES]
    )


def listen(
    corpus: Corpus,
    host: Host,
    encoder: Path | None,
    sayings: Mapping[int, frozenset[Entity]],
    seed: int,
) -> Voices:
    """Train all models, fold by fold, and hear what they say."""
    steps = _Steps(host, _steps_of(corpus, encoder))
    early, late = by_crf(corpus, STAGES, steps.tell)
    families, begun = {"crf": late, "words": by_words(corpus, seed, steps.tell)}, {"crf": early}
    if encoder is not None:
        vectors = token_vectors(encoder, corpus.examples, steps.tell)
        begun["vectors"], families["vectors"] = by_vectors(corpus, vectors, seed, steps.tell)
    places = {one.id: place for place, one in enumerate(corpus.examples)}
    known = {places[number]: found for number, found in sayings.items() if number in places}
    return Voices(corpus, families, begun, known)


def _to_case(
    corpus: Corpus, one: Candidate, signals: Signals, reasons: tuple[str, ...]
) -> LabelError:
    """A candidate as the case that a person sees."""
    example = corpus.examples[one.place]
    odds = log_odds(signals)
    concerned = one.gold or one.proposed
    words = example.tokens[concerned.start : concerned.end] if concerned else ()
    return LabelError(
        example.id,
        text_of(example.tokens),
        kind_of(one.gold, one.proposed),
        one.gold,
        one.proposed,
        join_tokens(words),
        squash(odds),
        reasons,
        {**signals, PRIOR: odds},
    )


class _Steps:
    """Counts what is done, and lets a cancel through between two steps."""

    def __init__(self, host: Host, steps: int) -> None:
        self._host = host
        self._steps = steps
        self._done = 0

    def tell(self) -> None:
        self._host.check()
        self._done += 1
        self._host.progress(self._done, self._steps, 0.0, None)


def _steps_of(corpus: Corpus, encoder: Path | None) -> int:
    models = corpus.folds * (len(STAGES) + 1)
    if encoder is None:
        return models
    return models + corpus.folds + batches_of(corpus.examples)
