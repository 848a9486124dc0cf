"""When it is enough."""

from __future__ import annotations

import pytest

from workbench.domain.queueing import Stability as Kept
from workbench.domain.training import Example
from workbench.engines.selection.stability import (
    LEAST,
    ROUNDS,
    SAMPLE,
    Stability,
    compare,
    draw_sample,
    kappa,
)

POOL = [Example(number, ("a", "b")) for number in range(1000)]


def test_kappa_is_agreement_beyond_chance() -> None:
    """All alike is 1, half of evenly spread tags is 0, and all O says nothing against it."""
    assert kappa("OOBB", "OOBB") == 1.0
    assert kappa("OOBB", "OBOB") == pytest.approx(0.0)
    assert kappa("OOOO", "OOOO") == 1.0
    assert kappa("", "") == 1.0


def test_it_takes_three_rounds_without_a_change() -> None:
    """The first says nothing, three like it say enough, and a change begins anew."""
    tags = dict.fromkeys(range(10), ("O", "B-X"))
    stability = compare(Stability(), tags)
    assert stability.agreement is None and not stability.to_json()["stable"]
    for number in range(1, ROUNDS + 1):
        stability = compare(Stability.from_json(stability.to_json()), tags)
        assert stability.rounds == number
    assert stability.to_json()["stable"] and "3 rounds" in stability.words
    changed = compare(stability, dict.fromkeys(range(10), ("B-X", "O")))
    assert changed.rounds == 0 and "still learns" in changed.words


def test_the_sample_stays_the_same() -> None:
    """As long as enough of it is left; what was annotated leaves it."""
    first = draw_sample(POOL, {})
    assert len(first) == SAMPLE
    before = {one.id: ("O", "O") for one in first}
    later = draw_sample([one for one in POOL if one.id % 2], before)
    assert {one.id for one in later} == {one.id for one in first if one.id % 2}
    few = [one for one in POOL if one.id not in before] + first[: LEAST - 1]
    assert len(draw_sample(few, before)) == SAMPLE


def test_the_project_understands_the_answer() -> None:
    """What a ranking writes is what the queue reads."""
    tags = dict.fromkeys(range(10), ("O", "B-X"))
    told = compare(compare(Stability(), tags), tags)
    read = Kept.from_answer(told.to_json())
    assert (read.agreement, read.rounds, read.stable) == (1.0, 1, False)
    assert read.words == told.words
    assert Stability.from_json(read.kept) == told
