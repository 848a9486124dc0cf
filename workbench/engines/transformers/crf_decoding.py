"""Chooses tags with a CRF: the best path of a whole sentence, and how probable each tag is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch

from workbench.engines.batching import chunk
from workbench.engines.decoding import Choice, Rows, valid_iob2
from workbench.engines.transformers.crf import Crf

PORTION = 64


@dataclass(frozen=True)
class CrfDecoder:
    """Reads sentences of like length together, always on the CPU: the steps are many and small."""

    names: tuple[str, ...]
    crf: Crf

    def decode_all(self, sentences: Sequence[Rows]) -> Iterator[Choice]:
        """Tags and probabilities of each sentence, in the order given."""
        order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
        crf = deepcopy(self.crf).cpu()
        found: dict[int, Choice] = {}
        for portion in chunk(order, PORTION):
            chosen = self._decode(crf, [sentences[index] for index in portion])
            found.update(zip(portion, chosen, strict=True))
        return (found[index] for index in range(len(sentences)))

    def _decode(self, crf: Crf, sentences: Sequence[Rows]) -> Iterator[Choice]:
        longest = max(1, *(len(rows) for rows in sentences))
        emissions = torch.zeros(len(sentences), longest, len(self.names))
        mask = torch.zeros(len(sentences), longest, dtype=torch.bool)
        for index, rows in enumerate(sentences):
            emissions[index, : len(rows)] = torch.from_numpy(np.ascontiguousarray(rows))
            mask[index, : len(rows)] = True
        with torch.inference_mode():
            paths = crf.best_paths(emissions, mask)
            marginals = crf.marginals(emissions, mask).numpy()
        return (self._choice(path, rows) for path, rows in zip(paths, marginals, strict=True))

    def _choice(self, path: list[int], marginals: Rows) -> Choice:
        scores = marginals[np.arange(len(path)), path].tolist()
        tags = valid_iob2([self.names[choice] for choice in path])
        return tags, tuple(round(score, 6) for score in scores)
