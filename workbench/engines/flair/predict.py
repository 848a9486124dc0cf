"""Asks a flair tagger for tags, how sure it is of them, and what its loss is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from flair.data import get_spans_from_bio
from flair.training_utils import store_embeddings

from workbench.domain.entity import Entity
from workbench.domain.errors import ModelError
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.training import Example
from workbench.engines.base import Host, Prediction
from workbench.engines.batching import chunk
from workbench.engines.decoding import valid_iob2
from workbench.engines.flair.crf import best_paths, marginals
from workbench.engines.flair.sentences import Slice, to_slices

BATCH = 32
PORTION = 256

Marked = tuple[Sequence[str], Sequence[float]]


@dataclass
class Answers:
    """Tags and scores of each slice, in the order of the slices; losses are sums over tokens."""

    slices: Sequence[Slice]
    marked: Sequence[Marked]
    losses: float = 0.0
    tokens: int = 0
    rated: bool = True

    @property
    def loss(self) -> float | None:
        """The mean loss of a token; None where gold labels are unknown to the model."""
        return self.losses / self.tokens if self.rated and self.tokens else None


@dataclass(frozen=True)
class Asker:
    """A tagger with what it needs to answer.

    `storage` keeps embeddings for the next time; `tells` lets the host hear of progress.
    """

    tagger: Any
    host: Host
    storage: str = "none"
    context: int = 0
    labels: frozenset[str] = field(default_factory=frozenset)
    tells: bool = False

    def tag(self, examples: Sequence[Example]) -> tuple[Prediction, ...]:
        """Tag sentences a portion at a time, so that memory stays bounded."""
        predictions: list[Prediction] = []
        for portion in chunk(examples, PORTION):
            answers = self.ask(to_slices(portion, self.context))
            predictions += self.predictions(portion, answers)
            if self.tells:
                done = len(predictions)
                self.host.progress(done, len(examples), done / len(examples), None)
        return tuple(predictions)

    def ask(self, slices: Sequence[Slice], with_loss: bool = False) -> Answers:
        """Run the tagger over all slices, the longest first; raises CancelledError in between."""
        marked: list[Marked] = [((), ())] * len(slices)
        answers = Answers(slices, marked)
        order = sorted(range(len(slices)), key=lambda place: -len(slices[place].sentence))
        self.tagger.eval()
        for batch in chunk(order, BATCH):
            self.host.check()
            sentences = [slices[place].sentence for place in batch]
            answered = self._answer(sentences, with_loss, answers)
            for place, one in zip(batch, answered, strict=True):
                marked[place] = one
            # flair would take all for static here, because nothing is learned from an answer.
            store_embeddings(sentences, self.storage, self._changing())
        return answers

    def predictions(self, examples: Sequence[Example], answers: Answers) -> tuple[Prediction, ...]:
        """Put the answers for windows together to one tag and score for each token."""
        tags = [["O"] * len(example.tokens) for example in examples]
        scores = [[0.0] * len(example.tokens) for example in examples]
        windows = [0] * len(examples)
        for one, (said, sure) in zip(answers.slices, answers.marked, strict=True):
            windows[one.example] += 1
            for token in one.keep:
                tags[one.example][token] = said[token - one.start]
                scores[one.example][token] = round(sure[token - one.start], 6)
        return tuple(
            Prediction(valid_iob2(said), tuple(sure), windows=max(1, count))
            for said, sure, count in zip(tags, scores, windows, strict=True)
        )

    def _changing(self) -> list[str]:
        """The names of the embeddings that training changes, and that must not be kept."""
        parts = self.tagger.embeddings.embeddings
        return [name for part in parts if not part.static_embeddings for name in part.get_names()]

    def _answer(self, sentences: list[Any], with_loss: bool, answers: Answers) -> list[Marked]:
        """Answer for sentences by falling length."""
        tagger = self.tagger
        with torch.no_grad():
            tensor, lengths = tagger._prepare_tensors(sentences)
            scores = tagger.emissions(tensor, lengths)
            _refuse_invalid(scores)
            if with_loss:
                self._add_loss(sentences, scores, lengths, answers)
            paths, sure = _choose(tagger, scores, lengths.tolist())
        return [self._mark(path, rows) for path, rows in zip(paths, sure, strict=True)]

    def _mark(self, path: Sequence[int], sure: torch.Tensor) -> Marked:
        """IOB2 tags of the spans that flair finds, and the probability of each token's tag."""
        names = [self.tagger.label_dictionary.get_item_for_index(tag) for tag in path]
        scores = sure[torch.arange(len(path)), torch.tensor(path)].tolist()
        spans = get_spans_from_bio(names)
        entities = [
            Entity(label, tokens[0], tokens[-1] + 1)
            for tokens, _, label in spans
            if label in self.labels
        ]
        return entities_to_tags(entities, len(names), IOB2), scores

    def _add_loss(
        self, sentences: list[Any], scores: torch.Tensor, lengths: torch.Tensor, answers: Answers
    ) -> None:
        gold = {label.value for one in sentences for label in one.get_labels()}
        if not gold <= self.labels:
            answers.rated = False
            return
        loss, tokens = self.tagger.loss_of(scores, lengths, sentences)
        answers.losses += float(loss)
        answers.tokens += int(tokens)


def _choose(
    tagger: Any, scores: torch.Tensor, lengths: Sequence[int]
) -> tuple[list[list[int]], torch.Tensor]:
    """The best tags of each sentence, and the probabilities of all (sentences, tokens, tags)."""
    if tagger.use_crf:
        crf = (lengths, tagger.crf.transitions, tagger.borders)
        return best_paths(scores, *crf), marginals(scores, *crf).cpu()
    rows = scores.argmax(-1).tolist()
    paths = [row[:length] for row, length in zip(rows, lengths, strict=True)]
    return paths, scores.softmax(-1).cpu()


def _refuse_invalid(scores: torch.Tensor) -> None:
    if not torch.isfinite(scores).all():
        raise ModelError(
            "NW-M09",
            "The model answers with invalid numbers (NaN or infinite).",
            "No tags were written.",
            "Choose another model, or train again with a lower learning rate.",
        )
