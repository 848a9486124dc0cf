"""The hits of a search with their ticks; what a person ticked outlives a new search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import compress

from workbench.domain.mentions import Hit, Standing, State, state_of

_TICKED = frozenset({State.UNTAGGED, State.SUGGESTED})
Place = tuple[int, int, int]


class _States(dict[Standing, State]):
    """What a label would meet, worked out once for each thing that may stand there."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label

    def __missing__(self, standing: Standing) -> State:
        self[standing] = state = state_of(standing, self._label)
        return state


class Choice:
    """Which hits get the label.

    At first those that meet nothing or a suggestion; conflicts wait for a person. Hits that
    have the label already can not be ticked.
    """

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.states: list[State] = []
        self.counts: Counter[State] = Counter()
        self.ticked: Counter[State] = Counter()
        self.label = ""
        self._ticks = bytearray()
        self._states = _States("")
        self._wishes: dict[Place, bool] = {}

    def __len__(self) -> int:
        return len(self.hits)

    def clear(self) -> None:
        """Forget the hits; what was ticked by hand is kept for when they come again."""
        self._begin()

    def add(self, hits: Sequence[Hit]) -> None:
        states = [self._states[hit.standing] for hit in hits]
        ticks = bytearray(state in _TICKED for state in states)
        if self._wishes:
            pairs = zip(hits, states, ticks, strict=True)
            ticks = bytearray(self._wished(hit, state, tick) for hit, state, tick in pairs)
        self.hits.extend(hits)
        self.states.extend(states)
        self._ticks.extend(ticks)
        self.counts.update(states)
        self.ticked.update(compress(states, ticks))

    def set_label(self, label: str) -> None:
        """Judge all hits for another label."""
        self.label, self._states = label, _States(label)
        hits = self.hits
        self._begin()
        self.add(hits)

    def is_ticked(self, number: int) -> bool:
        return bool(self._ticks[number])

    def may_be_ticked(self, number: int) -> bool:
        return self.states[number] is not State.SAME

    def tick(self, numbers: Iterable[int], wanted: bool) -> None:
        """Take hits in or leave them out, where that is possible."""
        for number in numbers:
            if self.states[number] is not State.SAME:
                self._ticks[number] = wanted
                self._wishes[self.hits[number][:3]] = wanted
        self.ticked = Counter(compress(self.states, self._ticks))

    def only_untagged(self) -> None:
        """Take in all that meet nothing or a suggestion, and nothing else."""
        self._wishes.clear()
        self._ticks = bytearray(state in _TICKED for state in self.states)
        self.ticked = Counter(compress(self.states, self._ticks))

    def chosen(self) -> list[Hit]:
        return list(compress(self.hits, self._ticks))

    def _begin(self) -> None:
        self.hits, self.states, self._ticks = [], [], bytearray()
        self.counts, self.ticked = Counter(), Counter()

    def _wished(self, hit: Hit, state: State, tick: int) -> int:
        return tick if state is State.SAME else self._wishes.get(hit[:3], tick)
