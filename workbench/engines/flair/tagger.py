"""flair's tagger, the same in all that it learns and says, with its work done by the batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import flair
import torch
from flair.embeddings import OneHotEmbeddings
from flair.models import SequenceTagger
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from workbench.engines.flair.characters import BatchedCharacters, ids_of
from workbench.engines.flair.crf import Borders, path_loss
from workbench.engines.flair.recurrent import run_lstm

# Behind all letters and digits.
LAST = "~"

Vectors = Callable[[Any, Sequence[str]], Tensor]


class Tagger(SequenceTagger):  # type: ignore[misc]  # flair is not read by mypy
    """flair's own, but no vector lies at a token that can be looked up for a batch at once.

    Weights, random draws and figures are the same but for rounding. Saved as flair saves, it
    is a SequenceTagger to whoever reads it.
    """

    def forward_loss(self, sentences: list[Any]) -> tuple[Tensor, int]:
        """The loss of a batch, summed up over its tokens, and how many there are."""
        ordered = sorted(sentences, key=len, reverse=True)
        tensor, lengths = self._prepare_tensors(ordered)
        return self.loss_of(self.emissions(tensor, lengths), lengths, ordered)

    def loss_of(
        self, emissions: Tensor, lengths: Tensor, sentences: list[Any]
    ) -> tuple[Tensor, int]:
        """The same from scores (sentences, tokens, tags) of sentences by falling length."""
        labels = self._prepare_label_tensor(sentences)
        if not self.use_crf:
            scores = self._get_scores_from_features(emissions, lengths)
            return self.loss_function(scores, labels), len(labels)
        sizes = lengths.tolist()
        gold = pad_sequence(list(torch.split(labels, sizes)), batch_first=True)
        return path_loss(emissions, sizes, self.crf.transitions, gold, self.borders), len(labels)

    @property
    def borders(self) -> Borders:
        """The tags before and behind a sentence; for a tagger with a CRF only."""
        return Borders(self.viterbi_decoder.start_tag, self.viterbi_decoder.stop_tag)

    def forward(self, sentence_tensor: Tensor, lengths: Tensor) -> Any:
        """What flair's own gives back, for its own methods."""
        emissions = self.emissions(sentence_tensor, lengths)
        if self.use_crf:
            return self.crf(emissions), lengths, self.crf.transitions
        return self._get_scores_from_features(emissions, lengths)

    def emissions(self, tensor: Tensor, lengths: Tensor) -> Tensor:
        """The scores of all tags (sentences, tokens, tags), without those of a CRF's steps."""
        if self.use_dropout:
            tensor = self.dropout(tensor)
        if self.use_word_dropout:
            tensor = self.word_dropout(tensor)
        if self.use_locked_dropout:
            tensor = self.locked_dropout(tensor)
        if self.reproject_embeddings:
            tensor = self.embedding2nn(tensor)
        if self.use_rnn:
            tensor = run_lstm(self.rnn, tensor, lengths)
        if self.use_dropout:
            tensor = self.dropout(tensor)
        if self.use_locked_dropout:
            tensor = self.locked_dropout(tensor)
        scores: Tensor = self.linear(tensor)
        return scores

    def _prepare_tensors(self, data_points: Any) -> tuple[Tensor, Tensor]:
        """Vectors (sentences, tokens, features), zeros behind a sentence's end, and lengths."""
        sentences = data_points if isinstance(data_points, list) else [data_points]
        # In this order flair puts together what lies at a token.
        parts = sorted(self.embeddings.embeddings, key=lambda part: part.name)
        rows = torch.cat([_rows(part, sentences) for part in parts], 1)
        sizes = [len(sentence.tokens) for sentence in sentences]
        return pad_sequence(list(torch.split(rows, sizes)), batch_first=True), torch.tensor(sizes)

    def _get_state_dict(self) -> Any:
        state = super()._get_state_dict()
        return {
            **state,
            "__cls__": SequenceTagger.__name__,
            "embeddings": _in_order(state["embeddings"]),
        }


def _in_order(stack: Mapping[str, Any]) -> dict[str, Any]:
    """A description whose parts keep their order in plain flair.

    flair puts vectors together by the names of their parts, which begin with their numbers;
    those of one-hot embeddings are lost in its files, so that they would come last.
    """
    parts: list[Any] = []
    for one in stack["embeddings"]:
        behind = any(part["__cls__"] == OneHotEmbeddings.embeddings_name for part in parts)
        renamed = {"name": LAST + one["name"]} if behind and "name" in one else {}
        parts.append({**one, **renamed})
    return {**stack, "embeddings": parts}


def _rows(part: Any, sentences: list[Any]) -> Tensor:
    """The vectors of one part for all tokens (tokens, features)."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    look_up = LOOK_UP.get(type(part))
    if look_up and getattr(part, "field", "text") == "text":
        return look_up(part, [token.text for token in tokens])
    part.embed(sentences)
    names = part.get_names()
    rows: Tensor = torch.stack([token.get_embedding(names) for token in tokens])
    return rows


def _one_hot(part: Any, words: Sequence[str]) -> Tensor:
    ids = ids_of(part.vocab_dictionary, words)
    vectors: Tensor = part.embedding_layer(torch.tensor(ids, device=flair.device))
    return vectors if part.layer_norm is None else part.layer_norm(vectors)


def _characters(part: Any, words: Sequence[str]) -> Tensor:
    vectors: Tensor = part.vectors(words)
    return vectors


# Parts of other kinds may keep what they computed at the tokens, for the epochs to come.
LOOK_UP: Mapping[type, Vectors] = {OneHotEmbeddings: _one_hot, BatchedCharacters: _characters}
