"""What an inspection of gold found, and how it stands by the answers given so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from workbench.domain.label_errors import (
    RANKED_AGAIN_AFTER,
    LabelError,
    LabelErrorAnswer,
    rerank,
)
from workbench.operations.label_errors import (
    Answered,
    Answers,
    done_sentences,
    label_error_answers,
)
from workbench.operations.store import Store
from workbench.workflow.inspecting import InspectionState, inspection_state, kept_inspection

Cases = Mapping[str, LabelError]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases were answered, and how many of those were fixed."""

    fixed: int
    answered: int


@dataclass(frozen=True)
class Inspection:
    """All cases that are known, and those that waited when they were last put in order, by key.

    `done` counts the sentences that can be looked through now. `ranked_with` are the keys of
    the answers that the order was learned from.
    """

    cases: Cases = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    order: Cases = field(default_factory=dict)
    ranked_with: frozenset[str] = frozenset()
    standing: frozenset[str] = frozenset()
    state: InspectionState | None = None
    done: int = 0

    @cached_property
    def waiting(self) -> Sequence[LabelError]:
        """The cases that wait for an answer, the most probable first."""
        return [case for key, case in self.order.items() if self.waits(key)]

    @cached_property
    def answered(self) -> Sequence[LabelError]:
        """The cases that were answered, in the order in which they were found."""
        return [case for key, case in self.cases.items() if key in self.answers]

    @property
    def tally(self) -> Tally:
        """Over all answers, also those to earlier inspections."""
        given = list(self.answers.values())
        return Tally(given.count(LabelErrorAnswer.FIXED), len(given))

    @property
    def is_due(self) -> bool:
        """Whether there are enough new answers to put the rest in another order."""
        return len(self._answered_keys() - self.ranked_with) >= RANKED_AGAIN_AFTER

    @property
    def learned_from(self) -> int:
        """How many answers the order was learned from."""
        return len(self.ranked_with)

    def lists(self, keys: Collection[str]) -> bool:
        """Whether all of these are among the cases that were put in order."""
        return all(key in self.order for key in keys)

    def concerned(self, sentences: Collection[int]) -> Cases:
        """The cases in some sentences."""
        return {key: case for key, case in self.cases.items() if case.sentence in sentences}

    def waits(self, key: str) -> bool:
        return key in self.standing and key not in self.answers

    def returned(self, before: Inspection) -> frozenset[str]:
        """The cases that wait again, though they were answered before."""
        back = before.answers.keys() - self.answers.keys()
        return frozenset(back & self.standing)

    def after(self, said: Answered, concerned: Iterable[str]) -> Inspection:
        """With the answers of now, and with how those of the cases stand that are concerned."""
        still = self.standing.difference(concerned) | said.standing
        return replace(self, answers=said.answers, standing=still)

    def ranked(self) -> Inspection:
        """With what waits in a new order; takes a moment where there are many answers."""
        cases = [replace(case, stands=key in self.standing) for key, case in self.cases.items()]
        order = by_key(rerank(cases, self.answers))
        return replace(self, order=order, ranked_with=self._answered_keys())

    def with_order_of(self, ranked: Inspection) -> Inspection:
        """With the order of one that was ranked meanwhile."""
        return replace(self, order=ranked.order, ranked_with=ranked.ranked_with)

    def _answered_keys(self) -> frozenset[str]:
        return frozenset(self.answers.keys() & self.cases.keys())


def by_key(cases: Iterable[LabelError]) -> Cases:
    """The cases in their order, by their keys, which take a while to write."""
    return {case.key: case for case in cases}


def read_inspection(store: Store) -> Inspection:
    """The last inspection as it stands now; it waits for the store, so call it elsewhere."""
    cases = by_key(kept_inspection(store))
    return Inspection(
        cases,
        store.ask(label_error_answers).result(),
        standing=frozenset(key for key, case in cases.items() if case.stands),
        state=inspection_state(store),
        done=store.ask(done_sentences).result(),
    ).ranked()
