"""Character embeddings, all words of a batch at once."""

from __future__ import annotations

from typing import Any

import flair
import torch
from flair.embeddings import CharacterEmbeddings
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence


class BatchedCharacters(CharacterEmbeddings):  # type: ignore[misc]  # flair is not read by mypy
    """flair's own, but with one pass of the LSTM a batch in place of one a sentence.

    Weights, names and vectors are the same, so that plain flair reads it as its own.
    """

    def _add_embeddings_internal(self, sentences: list[Any]) -> None:
        tokens = [token for sentence in sentences for token in sentence.tokens]
        rows = {text: row for row, text in enumerate(dict.fromkeys(token.text for token in tokens))}
        vectors = self._embed(list(rows))
        for token in tokens:
            token.set_embedding(self.name, vectors[rows[token.text]])

    def _embed(self, words: list[str]) -> torch.Tensor:
        """What both directions say at the last character of each word (words, length)."""
        find = self.char_dictionary.get_idx_for_item
        ids = [torch.tensor([find(letter) for letter in word]) for word in words]
        lengths = torch.tensor([len(one) for one in ids])
        padded = self.char_embedding(pad_sequence(ids).to(flair.device))
        packed = pack_padded_sequence(padded, lengths, enforce_sorted=False)
        outputs, _ = pad_packed_sequence(self.char_rnn(packed)[0])
        last: torch.Tensor = outputs[lengths - 1, torch.arange(len(words))]
        return last
