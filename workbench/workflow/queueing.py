"""A ranking from the project to a job, and its answer back into the queue.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nsmallest
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from workbench.domain.changes import Changes
from workbench.domain.errors import JobError, ModelError, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.queueing import INSTANT, Pick, Stability, Strategy
from workbench.domain.training import Example, JobKind, Spec
from workbench.files import read_json
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.operations.models import suggester
from workbench.operations.queue import (
    DONE,
    HELD_OUT,
    POOL,
    drawn_from_pool,
    fill_queue,
    first_of_pool,
    held_out_words,
    stability,
)
from workbench.operations.runs import to_example
from workbench.operations.store import Reader, Store
from workbench.workflow.suggesting import (
    Model,
    model_named,
    prediction_spec,
    with_wanted_context,
)

T = TypeVar("T")

# Of larger projects so many sentences are looked at, drawn by lot each time.
MOST_IN_POOL = 20_000
# Gold that a ranking learns from, the newest in the order of the project.
MOST_GOLD = 20_000
_GOLD = Filter((*DONE.terms, *(Term(Field.SPLIT, one, negated=True) for one in HELD_OUT)))
_NUMBERS = count(1)
_PAGE = 500
# Suggester -> sentence -> label, start and end of what it proposes.
Suggested = dict[str, dict[str, list[tuple[str, int, int]]]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    strategy: Strategy = Strategy.DEFAULT
    count: int = 50
    seed: int = 13


@dataclass(frozen=True, slots=True)
class PreparedRanking:
    """A ranking that waits to be started: of so many sentences `pool` were drawn."""

    folder: Path
    wish: Wish
    suggester: str
    pool: int
    untouched: int
    gold: int
    notice: str = ""

    @property
    def in_words(self) -> str:
        """What is ranked by what."""
        who = f"the {self.suggester} model" if self.suggester == INSTANT else self.suggester
        drawn = f"{self.pool:,} drawn of " if self.pool < self.untouched else ""
        return f"{drawn}{self.untouched:,} untouched sentences, by {who}"


def rank_by_store(store: Store, wish: Wish) -> Changes:
    """Fill the queue by a strategy that needs no model; NW-L26 where nothing is untouched."""
    if wish.strategy is Strategy.ORDER:
        picks = store.ask(first_of_pool, wish.count).result()
    else:
        picks = store.ask(drawn_from_pool, _pool_ids(store), wish.count, wish.seed).result()
    if not picks:
        raise _nothing_left()
    return store.submit(fill_queue, picks).result()


def prepare_ranking(store: Store, wish: Wish) -> PreparedRanking:
    """Freeze gold and pool in a job folder; NW-L26 where nothing is left to annotate."""
    ids = _pool_ids(store)
    pool = _pool(store, _drawn(ids))
    if not pool:
        raise _nothing_left()
    gold = _gold(store)
    model, notice = _model(store)
    examples = with_wanted_context(store, model, pool) if model else pool
    options = _options(store, wish, [one.id for one in pool])
    labels = store.ask(lambda reader: reader.labels().names).result()
    spec = prediction_spec(model, JobKind.RANK) if model else Spec(kind=JobKind.RANK, labels=labels)
    # Each in a folder of its own: one may still be at work when the next is asked for.
    folder = store.runs_folder / f"rank-{next(_NUMBERS)}"
    shutil.rmtree(folder, ignore_errors=True)
    create_run_folder(folder, replace(spec, options=options), {"train": gold, "input": examples})
    who = model.name if model else INSTANT
    return PreparedRanking(folder, wish, who, len(pool), len(ids), len(gold), notice)


def take_in_ranking(store: Store, prepared: PreparedRanking) -> Changes:
    """Put what a job ranked into the queue, and remove its folder; NW-L25 for a bad answer."""
    answer = read_answer(prepared.folder)
    changes = store.submit(fill_queue, picks_of(answer), facts_of(answer)).result()
    shutil.rmtree(prepared.folder, ignore_errors=True)
    return changes


def read_answer(folder: Path) -> Mapping[str, Any]:
    """What a ranking wrote; JobError NW-L25 where it cannot be used."""
    file = RunFolder(folder).answer_file
    try:
        answer = read_json(file)
        picks_of(answer)
    except (JobError, OSError, ValueError, KeyError, TypeError) as error:
        raise JobError(
            "NW-L25",
            f"The ranking left no answer that can be read ({type(error).__name__}).",
            "The queue is as it was.",
            "Rank again, or choose the strategy random.",
        ) from error
    return answer


def picks_of(answer: Mapping[str, Any]) -> list[Pick]:
    """The picks of an answer, in order; KeyError, TypeError or ValueError for a bad one."""
    strategy = str(answer["strategy"])
    return [
        Pick(
            int(row["id"]),
            str(row["reason"]),
            _number(row["score"]),
            _number(row["seconds"]),
            str(row.get("strategy", strategy)),
        )
        for row in answer["picks"]
    ]


def facts_of(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an answer says about the stability of predictions, as JSON."""
    facts = answer.get("stability")
    return facts if isinstance(facts, dict) else {}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _model(store: Store) -> tuple[Model | None, str]:
    """The project's suggester; none, and why, where it cannot be used."""
    name = store.ask(suggester).result()
    if not name or name == INSTANT:
        return None, ""
    try:
        return model_named(store, name), ""
    except (ModelError, UsageError) as error:
        return None, f"{name} cannot be used ({error.code}); the instant model ranks instead."


def _options(store: Store, wish: Wish, pool: Sequence[int]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "strategy": wish.strategy.value,
        "count": wish.count,
        "seed": wish.seed,
        "stability": dict(store.ask(stability).result().kept),
    }
    if wish.strategy is Strategy.DISAGREEMENT:
        options["suggesters"] = _suggested(store, pool)
    return options


def _suggested(store: Store, ids: Sequence[int]) -> Suggested:
    """What each suggester proposes on these sentences."""
    found: Suggested = {}
    for sentence in _by_pages(store, ids, lambda reader, page: list(reader.sentences(page))):
        for one in sentence.suggestions:
            row = (one.entity.label, one.entity.start, one.entity.end)
            found.setdefault(one.suggester, {}).setdefault(str(sentence.id), []).append(row)
    return found


def _pool_ids(store: Store) -> array[int]:
    """The ids of the pool, found in steps so that edits go first."""
    found = array("q")
    store.ask_in_steps(_pool_batches, found.extend).result()
    return found


def _pool_batches(reader: Reader) -> Iterator[Sequence[int]]:
    yield from reader.listing(POOL)


def _drawn(ids: Sequence[int]) -> list[int]:
    """At most as many as are looked at, by lot, in the order of the project.

    Each sentence has its own lot, so that what two rankings look at is much the same: only
    then can their predictions be compared.
    """
    if len(ids) <= MOST_IN_POOL:
        return list(ids)
    return sorted(nsmallest(MOST_IN_POOL, ids, key=_lot))


def _lot(sentence: int) -> int:
    """A number that looks drawn, by multiplicative hashing."""
    mixed = (sentence * 0x9E3779B1) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 15)) * 0xC2B2AE35) & 0xFFFFFFFF


def _pool(store: Store, ids: Sequence[int]) -> tuple[Example, ...]:
    """The sentences without tags; those whose words stand in the hold-out are left out."""
    known = store.ask(held_out_words).result()
    rows = _by_pages(store, ids, _tokens)
    return tuple(Example(one, tokens) for one, tokens in rows if hash(tokens) not in known)


def _tokens(reader: Reader, ids: Sequence[int]) -> list[tuple[int, tuple[str, ...]]]:
    return reader.tokens(ids)


def _gold(store: Store) -> tuple[Example, ...]:
    """Done sentences that test nothing."""
    ids = store.ask(lambda reader: reader.ids(_GOLD)).result()[-MOST_GOLD:]
    return tuple(_by_pages(store, ids, _tagged))


def _tagged(reader: Reader, ids: Sequence[int]) -> list[Example]:
    known = frozenset(reader.labels().names)
    return [to_example(one, known) for one in reader.sentences(ids)]


def _by_pages(
    store: Store, ids: Sequence[int], question: Callable[[Reader, Sequence[int]], list[T]]
) -> Iterator[T]:
    """Ask about many sentences page by page, so that no edit waits for all of them."""
    for start in range(0, len(ids), _PAGE):
        yield from store.ask(question, ids[start : start + _PAGE]).result()


def _nothing_left() -> UsageError:
    return UsageError(
        "NW-L26",
        "There is no untouched sentence to put into the queue.",
        "The queue is as it was.",
        "Import more text, or annotate the hold-out.",
    )


def last_stability(store: Store) -> Stability:
    """What the last ranking says about the stability of predictions."""
    return store.ask(stability).result()
