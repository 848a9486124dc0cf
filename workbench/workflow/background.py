"""Suggestions in the background: what a model looks at bit by bit, and what it says of it.

A worker stays while it goes through the untouched sentences in portions. Functions with a store
wait for it: call them outside of the window's thread.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.instant import NAME as INSTANT
from workbench.domain.models import translate
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.sentence import Status
from workbench.domain.training import Example, JobKind
from workbench.jobs.protocol import Tagged
from workbench.jobs.serving import TagRequest
from workbench.jobs.spec import create_run_folder
from workbench.operations.instant import standing
from workbench.operations.store import Reader, Store, Transaction
from workbench.operations.suggest import refresh_suggestions
from workbench.workflow.suggesting import (
    Model,
    check_labels,
    fresh_folder,
    model_in_use,
    nothing_to_suggest_on,
    prediction_spec,
    with_wanted_context,
)
from workbench.workflow.thresholds import measure_once

UNTOUCHED = Filter((Term(Field.STATUS, Status.NEW),))
# An answer is one line, and a line has its limit.
MOST_TOKENS = 10_000


@dataclass(frozen=True)
class BackgroundJob:
    """A worker that waits to be started, and the sentences for it; `folder` is removed after it.

    `around` holds the sentences with their context, where the model was trained with some.
    """

    folder: Path
    model: Model
    ids: Sequence[int]
    around: Mapping[int, Example] = field(default_factory=dict)


@dataclass(frozen=True)
class Portion:
    """What is asked at once, and what of it was too much for one question."""

    examples: tuple[Example, ...]
    left: tuple[int, ...] = ()

    def request(self, number: int) -> TagRequest:
        """The question for the worker."""
        around = tuple((one.before, one.after) for one in self.examples)
        return TagRequest(number, tuple(one.tokens for one in self.examples), around)


def prepare_background(store: Store, name: str, among: Collection[int] = ()) -> BackgroundJob:
    """Make everything ready for a model to look at the untouched sentences.

    Of `among`, where any are given, those of which it says nothing now. ModelError NW-M.. where
    it cannot be used; UsageError NW-U15 without such sentences.
    """
    model = model_in_use(store, name)
    store.ask(check_labels, model).result()
    ids = store.ask(_untouched, name, among).result()
    if not ids:
        raise nothing_to_suggest_on()
    measure_once(store, name)
    around = _around(store, model, ids)
    folder = fresh_folder(store.runs_folder, f"suggest-{model.name}")
    create_run_folder(folder, prediction_spec(model, JobKind.SERVE), {"input": ()})
    return BackgroundJob(folder, model, ids, around)


def _untouched(reader: Reader, name: str, among: Collection[int]) -> array[int]:
    if not among:
        return array("q", reader.ids(UNTOUCHED))
    return array(
        "q",
        (
            one.id
            for one in reader.sentences(sorted(among))
            if one.status is Status.NEW
            and all(found.suggester != name for found in one.suggestions)
        ),
    )


def _around(store: Store, model: Model, ids: Sequence[int]) -> dict[int, Example]:
    """To find what stands around a sentence takes a look at all: once, not for each portion."""
    if not model.card.options.get("context"):
        return {}
    examples = store.ask(_examples, ids).result()
    return {one.id: one for one in with_wanted_context(store, model, examples)}


def _examples(reader: Reader, ids: Sequence[int]) -> tuple[Example, ...]:
    return tuple(Example(one.id, one.tokens) for one in reader.sentences(ids))


def portion_of(reader: Reader, ids: Sequence[int], around: Mapping[int, Example]) -> Portion:
    """Those of some sentences that are untouched still, as many as fit into one question."""
    examples: list[Example] = []
    tokens = 0
    for number, sentence in enumerate(reader.sentences(ids)):
        length = len(sentence.tokens)
        if sentence.status is not Status.NEW or not 0 < length <= MOST_TOKENS:
            continue
        if tokens + length > MOST_TOKENS:
            return Portion(tuple(examples), tuple(ids[number:]))
        tokens += length
        examples.append(around.get(sentence.id) or Example(sentence.id, sentence.tokens))
    return Portion(tuple(examples))


def put_answer(
    transaction: Transaction,
    model: Model,
    examples: Sequence[Example],
    answer: Tagged,
    instead_of: str = "",
) -> Changes:
    """Show what a model said of a portion; see `operations.suggest.refresh_suggestions`.

    Where the instant model has stepped back, what it left behind goes with `instead_of`.
    """
    found = {
        example.id: _suggestions(model, tags, scores)
        for example, tags, scores in zip(examples, answer.tags, answer.scores, strict=True)
    }
    left = (INSTANT,) if standing(transaction).stepped_back else ()
    return refresh_suggestions(transaction, model.name, found, (instead_of, *left))


def _suggestions(
    model: Model, tags: Sequence[str], scores: Sequence[float]
) -> tuple[Suggestion, ...]:
    """The entities that were found; each is as sure as its least sure token."""
    found = [
        Suggestion(entity, model.name, min(scores[entity.start : entity.end]))
        for entity in tags_to_entities(tags, IOB2)
    ]
    return translate(found, model.mapping)
