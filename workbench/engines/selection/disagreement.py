"""Where suggesters contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

import numpy as np

from workbench.domain.training import Example
from workbench.engines.selection.question import OUTSIDE, Belief, Numbers, Question, Tags

MODEL = "the model"


def votes_on(question: Question) -> list[dict[str, Tags]]:
    """For each sentence of the pool what each suggester says of it, the model among them."""
    said: list[dict[str, Tags]] = []
    for place, example in enumerate(question.pool):
        votes = _of_others(question.opinions, example)
        if question.belief is not None:
            votes[MODEL] = best_tags(question.belief, place)
        said.append(votes)
    return said


def best_tags(belief: Belief, place: int) -> Tags:
    """The most probable tag of each token, one by one."""
    return [belief.tags[column] for column in belief.rows[place].argmax(axis=1)]


def vote_entropy(votes: Mapping[str, Tags], length: int) -> Numbers:
    """How divided the votes on each token are, in nats (tokens,); 0 with fewer than two."""
    if len(votes) < 2:
        return np.zeros(length)
    return np.array([_entropy(tags) for tags in zip(*votes.values(), strict=True)] or [])


def disagreement(said: Sequence[Mapping[str, Tags]], pool: Sequence[Example]) -> Numbers:
    """The mean vote entropy of each sentence (sentences,), for each token of it."""
    pairs = zip(said, pool, strict=True)
    return np.array([_mean(vote_entropy(votes, len(one.tokens))) for votes, one in pairs])


def _of_others(opinions: Mapping[str, Mapping[int, Tags]], example: Example) -> dict[str, Tags]:
    length = len(example.tokens)
    found = {name: said[example.id] for name, said in opinions.items() if example.id in said}
    return {name: tags for name, tags in found.items() if len(tags) == length}


def _entropy(tags: Sequence[str]) -> float:
    counts = Counter(tag.partition("-")[2] or OUTSIDE for tag in tags)
    return -sum(count / len(tags) * log(count / len(tags)) for count in counts.values())


def _mean(values: Numbers) -> float:
    return float(values.mean()) if len(values) else 0.0
