"""Puts a pool of sentences in the order in which they should be annotated."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from workbench.domain.entity import Entity
from workbench.domain.errors import UsageError
from workbench.domain.queueing import Strategy
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.training import Example, Spec
from workbench.jobs.bases import check_model
from workbench.jobs.environment import OFFLINE
from workbench.jobs.kinds.assignment import Assignment

if TYPE_CHECKING:
    from workbench.engines.selection.question import Pick, Question
    from workbench.engines.selection.stability import Stability

COUNT = 50
# Less gold than that is too little even for the instant model.
LEAST_GOLD = 5
# More than that changes what it is unsure of hardly at all, and takes long.
MOST_GOLD = 5_000

Opinions = Mapping[str, Mapping[int, Sequence[str]]]


@dataclass(frozen=True)
class Wish:
    """What is asked for: so many sentences by a strategy.

    `before` is the stability of the last answer.
    """

    strategy: Strategy
    count: int
    seed: int
    before: Mapping[str, Any]


def rank(job: Assignment) -> None:
    """Choose the next sentences of the snapshot's "input", with "train" as the gold so far.

    UsageError NW-L20 for a strategy that does not exist, NW-L21 when no sentence is left.
    """
    wish = read_wish(job.spec)
    gold, pool = job.folder.examples("train"), job.folder.examples("input")
    if not pool:
        raise _nothing_left()
    from workbench.engines.selection.question import Question
    from workbench.engines.selection.strategies import choose

    opinions = read_opinions(job.spec.options.get("suggesters", {}), pool)
    question = _ask(job, wish, Question(pool, gold, opinions=opinions))
    job.host.check()
    picks = choose(question, wish.strategy, wish.count, wish.seed)
    stability = _stability(question, wish.before)
    job.keep_answer(
        {
            "strategy": wish.strategy.value,
            "picks": [pick_to_json(one) for one in picks],
            "stability": stability.to_json(),
        }
    )


def read_wish(spec: Spec) -> Wish:
    """The wish in the options of a spec; UsageError NW-L20."""
    options = spec.options
    name = str(options.get("strategy", Strategy.DEFAULT.value))
    if name not in set(Strategy):
        raise _unknown(name)
    before = options.get("stability")
    return Wish(
        Strategy(name),
        int(options.get("count", COUNT)),
        int(options.get("seed", spec.seed)),
        before if isinstance(before, Mapping) else {},
    )


def read_opinions(stored: Mapping[str, Any], pool: Sequence[Example]) -> Opinions:
    """Tags of the suggesters from their entities: {name: {id: [[label, start, end], …]}}."""
    lengths = {one.id: len(one.tokens) for one in pool}
    return {
        name: {
            int(key): _tags(found, lengths[int(key)])
            for key, found in said.items()
            if int(key) in lengths
        }
        for name, said in stored.items()
    }


def _tags(found: Sequence[Sequence[Any]], length: int) -> tuple[str, ...]:
    """IOB2 tags; of entities that overlap the first one counts."""
    kept: list[Entity] = []
    for label, start, end in found:
        if end <= length and all(start >= one.end or end <= one.start for one in kept):
            kept.append(Entity(str(label), int(start), int(end)))
    return entities_to_tags(kept, length, IOB2)


def pick_to_json(pick: Pick) -> dict[str, Any]:
    """A pick as the answer holds it."""
    return {
        "id": pick.id,
        "score": round(pick.score, 4),
        "reason": pick.reason,
        "seconds": round(pick.seconds, 1),
    }


def _ask(job: Assignment, wish: Wish, question: Question) -> Question:
    """The question with what a model thinks of it: the named one, else an instant one."""
    if job.spec.model is not None:
        card = check_model(job.spec.model)
        os.environ.update(OFFLINE)
        from workbench.engines.selection.beliefs import ask_model

        spec = replace(job.spec, engine=card.engine)
        return _completed(job, wish, ask_model(question, spec, wish.strategy, job.host))
    job.host.started("cpu", 1)
    if wish.strategy.by_store or not _enough(question.gold, wish.strategy):
        return question
    from workbench.engines.instant.model import InstantModel
    from workbench.engines.selection.committee import belief_of
    from workbench.engines.selection.uncertainty import BY_PATH

    gazetteer = job.spec.options.get("gazetteer", {})
    learned = question.gold[-MOST_GOLD:]
    model = InstantModel.train(learned, seed=job.spec.seed, gazetteer=gazetteer)
    job.host.check()
    belief = belief_of(model, question.pool, with_paths=wish.strategy in BY_PATH)
    return _completed(job, wish, replace(question, belief=belief))


def _completed(job: Assignment, wish: Wish, question: Question) -> Question:
    """Second opinions, where a strategy lives on them and there are none."""
    if (
        wish.strategy is Strategy.BALD
        and not question.information
        and _enough(question.gold, wish.strategy)
    ):
        job.host.log("Several instant models were asked: this one cannot be asked with dropout.")
        from workbench.engines.selection.committee import committee_information

        told = committee_information(question.gold[-MOST_GOLD:], question.pool, wish.seed)
        return replace(question, information=told)
    if wish.strategy is Strategy.DISAGREEMENT and not question.opinions:
        from workbench.engines.selection.known_names import NAME, KnownNames

        names = KnownNames(question.gold)
        said = {one.id: names.tag(one.tokens) for one in question.pool}
        return replace(question, opinions={NAME: said})
    return question


def _enough(gold: Sequence[Example], strategy: Strategy) -> bool:
    """Whether an instant model learns enough from this gold to be asked."""
    from workbench.engines.selection.mixture import is_cold

    if strategy is Strategy.DEFAULT:
        return not is_cold(gold)
    return len(gold) >= LEAST_GOLD and any(tag != "O" for one in gold for tag in one.tags)


def _stability(question: Question, before: Mapping[str, Any]) -> Stability:
    """How alike the predictions for a sample of the pool are to those of the last ranking."""
    from workbench.engines.selection.disagreement import best_tags
    from workbench.engines.selection.stability import Stability, compare, draw_sample

    last = Stability.from_json(before)
    belief = question.belief
    if belief is None:
        return last
    drawn = {one.id for one in draw_sample(question.pool, last.sample)}
    said = {
        one.id: best_tags(belief, place)
        for place, one in enumerate(question.pool)
        if one.id in drawn
    }
    return compare(last, said)


def _unknown(name: str) -> UsageError:
    return UsageError(
        "NW-L20",
        f"There is no strategy called {name!r}.",
        "Nothing was changed.",
        f"Choose one of: {', '.join(Strategy)}.",
    )


def _nothing_left() -> UsageError:
    return UsageError(
        "NW-L21",
        "There is no sentence left to choose from.",
        "Nothing was changed.",
        "Import more text, or reopen sentences that you finished.",
    )
