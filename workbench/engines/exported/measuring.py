"""Measures variants of a model beside each other: size, time, and what they say of a test set."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from workbench.domain.training import Example
from workbench.domain.variants import Spread, Variant
from workbench.engines.base import Host, Prediction
from workbench.engines.resident import Tag
from workbench.engines.scoring.score import score

REPEATS = 5
# So many sentences are timed, one by one and many at once.
SINGLE = 24
BATCHED = 96
PORTION = 64

Clock = Callable[[], float]


@dataclass(frozen=True)
class Candidate:
    """A variant that is loaded, and the files that it consists of."""

    name: str
    tag: Tag
    files: tuple[Path, ...]

    @property
    def size(self) -> int:
        return sum(path.stat().st_size for path in self.files)


@dataclass
class Course:
    """How far the measuring has come; raises CancelledError when the owner wants it to end."""

    host: Host
    steps: int
    done: int = 0

    def step(self) -> None:
        self.host.check()
        self.done += 1
        self.host.progress(self.done, self.steps, 0.0, None)


def measure(
    candidates: Sequence[Candidate],
    examples: Sequence[Example],
    host: Host,
    repeats: int = REPEATS,
    clock: Clock = time.perf_counter,
) -> tuple[Variant, ...]:
    """A row for each candidate; the first is what the others are compared with.

    What they say is asked for first, so that nobody is timed cold. The times are taken by
    turns, so that whatever else the machine does falls on all of them.
    """
    portions = list(_portions(examples))
    course = Course(host, len(candidates) * (len(portions) + repeats))
    said = {one.name: _say(one, portions, course) for one in candidates}
    single, batched = _timed(candidates, examples, course, repeats, clock)
    first = said[candidates[0].name]
    return tuple(
        Variant(
            one.name,
            one.size,
            _spread(single[one.name]),
            _spread(batched[one.name]),
            round(score(examples, said[one.name]).strict.micro.f1, 6),
            sum(a.tags != b.tags for a, b in zip(first, said[one.name], strict=True)),
        )
        for one in candidates
    )


def _say(
    candidate: Candidate, portions: Sequence[Sequence[Example]], course: Course
) -> list[Prediction]:
    said: list[Prediction] = []
    for portion in portions:
        course.step()
        said += candidate.tag(portion)
    return said


def _timed(
    candidates: Sequence[Candidate],
    examples: Sequence[Example],
    course: Course,
    repeats: int,
    clock: Clock,
) -> tuple[Mapping[str, list[float]], Mapping[str, list[float]]]:
    """Milliseconds a sentence of every turn, one by one and many at once, by name."""
    few, many = spread_out(examples, SINGLE), spread_out(examples, BATCHED)
    single: dict[str, list[float]] = {one.name: [] for one in candidates}
    batched: dict[str, list[float]] = {one.name: [] for one in candidates}
    for turn in range(repeats):
        # Nobody always comes first, or always after the same one.
        for place in range(len(candidates)):
            one = candidates[(place + turn) % len(candidates)]
            course.step()
            single[one.name].append(_seconds(one.tag, [[each] for each in few], clock))
            batched[one.name].append(_seconds(one.tag, [many], clock))
    return single, batched


def _seconds(tag: Tag, calls: Sequence[Sequence[Example]], clock: Clock) -> float:
    """Milliseconds for each sentence of some calls."""
    begun = clock()
    for call in calls:
        tag(call)
    return 1000 * (clock() - begun) / max(1, sum(map(len, calls)))


def spread_out(examples: Sequence[Example], count: int) -> list[Example]:
    """At most so many examples, evenly over all of them."""
    step = max(1.0, len(examples) / count)
    return [examples[int(place * step)] for place in range(min(count, len(examples)))]


def _portions(examples: Sequence[Example]) -> Iterator[Sequence[Example]]:
    for start in range(0, len(examples), PORTION):
        yield examples[start : start + PORTION]


def _spread(values: Sequence[float]) -> Spread:
    return Spread(round(median(values), 3), round(min(values), 3), round(max(values), 3))
