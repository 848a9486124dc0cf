"""A linear-chain conditional random field that gives invalid IOB2 no probability."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from workbench.engines.decoding import may_follow

# Beyond every score that a model gives, and small enough to be added up in single precision.
IMPOSSIBLE = -1e4


class Crf(nn.Module):
    """Scores of the first tag and of each step from tag to tag, learned where IOB2 allows them.

    In all methods `emissions` are (sentences, tokens, tags), `mask` (sentences, tokens) is
    true for the tokens that are there, which stand first. `continues` (sentences) is true
    where the text begins in the middle of a sentence: there any tag may be the first.
    """

    first_allowed: Tensor
    step_allowed: Tensor

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        size = len(tags)
        self.first = nn.Parameter(torch.zeros(size))
        self.step = nn.Parameter(torch.zeros(size, size))
        first = [may_follow("O", tag) for tag in tags]
        step = [[may_follow(before, tag) for tag in tags] for before in tags]
        self.register_buffer("first_allowed", torch.tensor(first), persistent=False)
        self.register_buffer("step_allowed", torch.tensor(step), persistent=False)

    def forward(
        self, emissions: Tensor, tags: Tensor, mask: Tensor, continues: Tensor | None = None
    ) -> Tensor:
        """The log-likelihood of `tags` (sentences, tokens) for each sentence; 0 without tokens."""
        first, step = self._first(emissions, continues), self._step()
        total = self._forward(emissions, mask, first, step)[:, -1].logsumexp(-1)
        chosen = emissions.gather(2, tags[:, :, None]).squeeze(2)
        steps = step[tags[:, :-1], tags[:, 1:]]
        score = (chosen * mask).sum(1) + (steps * mask[:, 1:]).sum(1)
        begin = first.gather(1, tags[:, :1]).squeeze(1)
        return (begin + score - total) * mask[:, 0]

    def best_paths(self, emissions: Tensor, mask: Tensor) -> list[list[int]]:
        """The most probable tags of each sentence (Viterbi)."""
        step = self._step()
        totals = self._first(emissions, None) + emissions[:, 0]
        origins = []
        for place in range(1, emissions.size(1)):
            best, origin = (totals[:, :, None] + step).max(1)
            here = mask[:, place, None]
            origins.append(
                torch.where(here, origin, torch.arange(step.size(0), device=step.device))
            )
            totals = torch.where(here, best + emissions[:, place], totals)
        paths = [totals.argmax(1)]
        for origin in reversed(origins):
            paths.append(origin.gather(1, paths[-1][:, None]).squeeze(1))
        rows = torch.stack(paths[::-1], 1).tolist()
        return [row[:length] for row, length in zip(rows, mask.sum(1).tolist(), strict=True)]

    def marginals(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """The probability of each tag at each token, over all paths, as (…, tokens, tags)."""
        step = self._step()
        forward = self._forward(emissions, mask, self._first(emissions, None), step)
        backward = [torch.zeros_like(forward[:, 0])]
        for place in range(emissions.size(1) - 1, 0, -1):
            following = (emissions[:, place] + backward[-1])[:, None, :] + step
            here = mask[:, place, None]
            backward.append(torch.where(here, following.logsumexp(2), backward[-1]))
        return (forward + torch.stack(backward[::-1], 1)).softmax(-1)

    def _forward(self, emissions: Tensor, mask: Tensor, first: Tensor, step: Tensor) -> Tensor:
        """Log sums over all paths up to each token; they stand still behind the last one."""
        sums = [first + emissions[:, 0]]
        for place in range(1, emissions.size(1)):
            reached = (sums[-1][:, :, None] + step).logsumexp(1) + emissions[:, place]
            sums.append(torch.where(mask[:, place, None], reached, sums[-1]))
        return torch.stack(sums, 1)

    def _first(self, emissions: Tensor, continues: Tensor | None) -> Tensor:
        """Scores of the first tag, as (sentences, tags)."""
        first = self.first.masked_fill(~self.first_allowed, IMPOSSIBLE)
        rows = first.expand(emissions.size(0), -1)
        return rows if continues is None else rows.masked_fill(continues[:, None], 0.0)

    def _step(self) -> Tensor:
        return self.step.masked_fill(~self.step_allowed, IMPOSSIBLE)
