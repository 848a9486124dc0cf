"""The CRF of a flair tagger for a whole batch: its loss with gradients, its sums, its best paths.

flair's own loss is taken down by autograd step by step, each with a gradient as large as all
steps together. Here the gradients are what they are in theory: probabilities less the truth.

Everywhere `emissions` are (sentences, tokens, tags) and `transitions` (to, from) as flair has
them. Every sentence has a token at least.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from workbench.engines.decoding import best_path
from workbench.engines.flair.recurrent import turn, turn_places


@dataclass(frozen=True)
class Sums:
    """Log sums over all paths, in double precision.

    `forward` and `backward` (sentences, tokens, tags) are those up to a token and from there
    to the end, `totals` (sentences) those of whole sentences.
    """

    forward: Tensor
    backward: Tensor
    totals: Tensor


@dataclass(frozen=True)
class Borders:
    """The tags that stand before the first token and behind the last."""

    start: int
    stop: int


def path_sums(
    emissions: Tensor, lengths: Sequence[int], transitions: Tensor, borders: Borders
) -> Sums:
    """Sum up all paths of each sentence; behind its end a sentence's sums mean nothing."""
    scores, steps = emissions.double(), transitions.double()
    turned = turn_places(scores.size(1), torch.tensor(lengths)).to(scores.device)
    # The way back is the way there of the turned sentence with turned steps: both at once.
    both = torch.stack((scores, turn(scores, turned)))
    onwards = torch.stack((steps, steps.T))[:, None]
    edges = torch.stack((steps[:, borders.start], steps[borders.stop]))[:, None]
    first, *others = both.unbind(2)
    sums = [first + edges]
    for here in others:
        sums.append((onwards + sums[-1][:, :, None]).logsumexp(3) + here)
    forward, back = torch.stack(sums, 2)
    # A token's own score would be counted on both ways.
    backward = turn(back, turned) - scores
    return Sums(forward, backward, (forward[:, 0] + backward[:, 0]).logsumexp(1))


def marginals(
    emissions: Tensor, lengths: Sequence[int], transitions: Tensor, borders: Borders
) -> Tensor:
    """The probability of each tag at each token over all paths (sentences, tokens, tags).

    flair's own figures are those of the best path up to a token; these look at both sides.
    """
    sums = path_sums(emissions, lengths, transitions, borders)
    return (sums.forward + sums.backward).softmax(-1).float()


def best_paths(
    emissions: Tensor, lengths: Sequence[int], transitions: Tensor, borders: Borders
) -> list[list[int]]:
    """The most probable tags of each sentence (Viterbi)."""
    scores, steps = emissions.detach().cpu().numpy(), transitions.detach().cpu().numpy()
    paths = []
    for rows, length in zip(scores, lengths, strict=True):
        own = rows[:length].copy()
        own[-1] += steps[borders.stop]
        paths.append(best_path(own, steps[:, borders.start], steps.T))
    return paths


class _PathLoss(torch.autograd.Function):
    """The negative log-likelihood of gold tags (sentences, tokens), summed up over a batch."""

    @staticmethod
    def forward(
        ctx: Any,
        emissions: Tensor,
        transitions: Tensor,
        gold: Tensor,
        lengths: Sequence[int],
        borders: Borders,
    ) -> Tensor:
        sums = path_sums(emissions, lengths, transitions, borders)
        ends = torch.tensor(lengths, device=gold.device)
        mask = torch.arange(gold.size(1), device=gold.device) < ends[:, None]
        before = gold.roll(1, 1)
        before[:, 0] = borders.start
        last = gold.gather(1, ends[:, None] - 1).squeeze(1)
        chosen = emissions.gather(2, gold[:, :, None]).squeeze(2) + transitions[gold, before]
        score = chosen.double()[mask].sum() + transitions[borders.stop, last].double().sum()
        ctx.save_for_backward(emissions, transitions, gold, before, last, mask)
        ctx.sums, ctx.borders = sums, borders
        return (sums.totals.sum() - score).to(transitions.dtype)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        emissions, transitions, gold, before, last, mask = ctx.saved_tensors
        sums, borders = ctx.sums, ctx.borders
        totals = sums.totals[:, None, None]
        share = (sums.forward + sums.backward - totals).exp()
        # Behind its end a sentence's sums may be anything.
        share = share.masked_fill(~mask[:, :, None], 0.0)
        steps = torch.zeros_like(transitions, dtype=torch.double)
        steps[:, borders.start] += share[:, 0].sum(0)
        ends = mask.sum(1) - 1
        steps[borders.stop] += share[torch.arange(len(ends), device=ends.device), ends].sum(0)
        into = emissions[:, 1:].double() + sums.backward[:, 1:] - totals
        pairs = transitions.double() + into[:, :, :, None] + sums.forward[:, :-1, None, :]
        steps += pairs[mask[:, 1:]].exp().sum(0)
        minus = torch.tensor(-1.0, dtype=torch.double, device=steps.device)
        steps.index_put_((gold[mask], before[mask]), minus, accumulate=True)
        steps.index_put_((torch.full_like(last, borders.stop), last), minus, accumulate=True)
        share.scatter_add_(2, gold[:, :, None], -mask[:, :, None].double())
        scale = gradients[0].double()
        return (
            (share * scale).to(emissions.dtype),
            (steps * scale).to(transitions.dtype),
            None,
            None,
            None,
        )


def path_loss(
    emissions: Tensor,
    lengths: Sequence[int],
    transitions: Tensor,
    gold: Tensor,
    borders: Borders,
) -> Tensor:
    """What flair's ViterbiLoss says of gold tags (sentences, tokens), whatever fills them up."""
    rest = (transitions, gold, lengths, borders)
    loss: Tensor = _PathLoss.apply(emissions, *rest)  # type: ignore[no-untyped-call]
    return loss
