"""Character embeddings, all words of a batch at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import flair
import torch
from flair.embeddings import CharacterEmbeddings
from torch.nn.utils.rnn import pad_sequence

from workbench.engines.flair.recurrent import run_lstm


class BatchedCharacters(CharacterEmbeddings):  # type: ignore[misc]  # flair is not read by mypy
    """flair's own, but with one pass of the LSTM a batch in place of one a sentence.

    Weights, names and vectors are the same, so that plain flair reads it as its own.
    """

    def vectors(self, words: Sequence[str]) -> torch.Tensor:
        """What both directions say at the last character of each word (words, length).

        A word that comes again is read once.
        """
        rows = {word: row for row, word in enumerate(dict.fromkeys(words))}
        places = torch.tensor([rows[word] for word in words], device=flair.device)
        return self._read(list(rows))[places]

    def _add_embeddings_internal(self, sentences: list[Any]) -> None:
        tokens = [token for sentence in sentences for token in sentence.tokens]
        vectors = self.vectors([token.text for token in tokens])
        for token, vector in zip(tokens, vectors, strict=True):
            token.set_embedding(self.name, vector)

    def _read(self, words: Sequence[str]) -> torch.Tensor:
        lengths = list(map(len, words))
        ids = torch.tensor(ids_of(self.char_dictionary, "".join(words)))
        padded = pad_sequence(list(torch.split(ids, lengths)), batch_first=True)
        ends = torch.tensor(lengths)
        states = run_lstm(self.char_rnn, self.char_embedding(padded.to(flair.device)), ends)
        last: torch.Tensor = states[torch.arange(len(words)), ends - 1]
        return last


def ids_of(dictionary: Any, items: Iterable[str]) -> list[int]:
    """Their places in a dictionary of flair's."""
    known = dictionary.item2idx
    return [
        known[data] if (data := item.encode()) in known else dictionary.get_idx_for_item(item)
        for item in items
    ]
