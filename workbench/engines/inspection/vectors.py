"""One vector for each token, out of an encoder that is not trained."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.domain.training import Example
from workbench.engines.batching import chunk
from workbench.engines.encoders import load_tokenizer, longest_input

if TYPE_CHECKING:
    from transformers import BatchEncoding

Vectors = NDArray[np.float16]
# Longer sentences are cut into parts, so that all their pieces find room.
MOST_PIECES = 256
PIECES_A_TOKEN = 3
BATCH = 32

# A part of a sentence: where its tokens begin among all, and what they are.
_Part = tuple[int, tuple[str, ...]]


def token_vectors(folder: Path, examples: Sequence[Example], tell: Callable[[], None]) -> Vectors:
    """The mean of each token's pieces, of two layers side by side: (tokens, 2 x width)."""
    from transformers import AutoModel

    tokenizer = load_tokenizer(folder)
    model: Any = AutoModel.from_pretrained(
        folder, use_safetensors=True, trust_remote_code=False, local_files_only=True
    )
    model.eval()
    limit = longest_input(model, MOST_PIECES)
    total = sum(len(one.tokens) for one in examples)
    found = np.zeros((total, 2 * model.config.hidden_size), np.float16)
    for batch in _batches(examples):
        for parts in chunk(list(_parts(batch, limit // PIECES_A_TOKEN)), BATCH):
            encoded = tokenizer(
                [list(tokens) for _, tokens in parts],
                is_split_into_words=True,
                truncation=True,
                max_length=limit,
                padding=True,
                return_tensors="pt",
            )
            with torch.inference_mode():
                layers = model(**encoded, output_hidden_states=True).hidden_states
            both = torch.cat([layers[len(layers) // 2], layers[-1]], dim=-1)
            _put(found, parts, encoded, both)
        tell()
    return found


def batches_of(examples: Sequence[Example]) -> int:
    """How often `token_vectors` will tell how far it is."""
    return math.ceil(len(examples) / BATCH)


def _batches(examples: Sequence[Example]) -> list[list[_Part]]:
    """Sentences of like length together, so that little is padded."""
    starts = accumulate((len(one.tokens) for one in examples), initial=0)
    placed = [(start, one.tokens) for start, one in zip(starts, examples, strict=False)]
    return chunk(sorted(placed, key=lambda part: len(part[1])), BATCH)


def _parts(sentences: Sequence[_Part], longest: int) -> Iterator[_Part]:
    """Long sentences in parts."""
    for offset, tokens in sentences:
        for start in range(0, len(tokens), longest):
            yield offset + start, tokens[start : start + longest]


def _put(
    found: Vectors, batch: Sequence[_Part], encoded: BatchEncoding, layers: torch.Tensor
) -> None:
    """Average the pieces of each token; a token without pieces keeps zeros."""
    for row, (offset, tokens) in enumerate(batch):
        words = encoded.word_ids(row)
        places = [place for place, word in enumerate(words) if word is not None]
        owners = torch.tensor([words[place] for place in places])
        if not places:
            continue
        sums = torch.zeros(len(tokens), layers.shape[-1]).index_add_(0, owners, layers[row, places])
        counts = torch.bincount(owners, minlength=len(tokens)).clamp(min=1)
        found[offset : offset + len(tokens)] = (sums / counts[:, None]).half().numpy()
