"""The figures of each candidate, from which its place in the order is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from workbench.domain.label_errors import kind_of
from workbench.engines.inspection.alike import Alike, Tally
from workbench.engines.inspection.candidates import Candidate, agrees, votes
from workbench.engines.inspection.voices import LEAST, Voices

Signals = Mapping[str, float]

_SPAN = -log(LEAST)
_MOST = 4.0


def signals_of(voices: Voices, alike: Alike, candidates: Sequence[Candidate]) -> list[Signals]:
    """The signals of all candidates, each in -1..1; more speaks against gold."""
    single = [_signals(voices, alike, one) for one in candidates]
    ranks = _ranks(voices, candidates)
    return [{**one, "rank": rank} for one, rank in zip(single, ranks, strict=True)]


def _signals(voices: Voices, alike: Alike, one: Candidate) -> Signals:
    found = {}
    for name, rows in voices.late.items():
        standing = one.standing(voices.confidence[name])
        found[f"{name} doubt"] = -log(standing + LEAST) / _SPAN
        found[f"{name} push"] = _odds(one.push(rows), standing)
    for name, rows in voices.early.items():
        standing = one.standing(voices.confidence[f"{name} early"])
        found[f"{name} early"] = _odds(one.push(rows), standing)
    found["votes"] = votes(one) / len(one.said)
    found["words"] = _leaning(alike.words(one))
    found["context"] = _leaning(alike.context(one))
    if "run" in one.said:
        found["run"] = 1.0 if agrees(one, one.said["run"]) else -1.0
    found[kind_of(one.gold, one.proposed).value] = 1.0
    return found


def _odds(push: float, standing: float) -> float:
    """How much likelier the proposal is than gold, by the logarithm."""
    return log((push + LEAST) / (standing + LEAST)) / _SPAN


def _leaning(tally: Tally) -> float:
    """Whether the same words elsewhere are rather as proposed (1) or as in gold (-1)."""
    odds = log((tally.proposed + 0.5) / (tally.gold + 0.5))
    return max(-_MOST, min(_MOST, odds)) / _MOST


def _ranks(voices: Voices, candidates: Sequence[Candidate]) -> list[float]:
    """Where each candidate stands among those of its label and side, 1 for the most doubtful.

    Models know rare labels badly and doubt all of their entities; their own like is the
    measure.
    """
    groups: dict[tuple[str, bool], list[int]] = {}
    for index, one in enumerate(candidates):
        concerned = one.gold or one.proposed
        label = concerned.label if concerned else ""
        groups.setdefault((label, one.gold is None), []).append(index)
    doubts = np.array([one.standing(voices.confidence["mean"]) for one in candidates])
    ranks = np.zeros(len(candidates))
    for members in groups.values():
        order = np.argsort(np.argsort(-doubts[members], kind="stable"), kind="stable")
        ranks[members] = (order + 1) / len(members)
    return [float(rank) for rank in ranks]
