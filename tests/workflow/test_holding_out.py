"""A project without a dev set gets one in the snapshot, and only there."""

from __future__ import annotations

from workbench.domain.training import Data, Example
from workbench.workflow.holding_out import hold_out_dev


def examples(count: int, kinds: int) -> tuple[Example, ...]:
    return tuple(Example(n, ("word", str(n % kinds)), ("O", "O")) for n in range(count))


def test_a_tenth_is_held_out() -> None:
    """Train and dev together are what train was; the same seed holds the same out."""
    data = Data(examples(200, 200), (), examples(3, 3))
    held, count = hold_out_dev(data, 7)
    assert count == len(held.dev) == 20
    assert sorted((*held.train, *held.dev), key=lambda one: one.id) == list(data.train)
    assert held.test == data.test
    assert hold_out_dev(data, 7) == (held, count)
    assert hold_out_dev(data, 8)[0].dev != held.dev


def test_equal_sentences_stay_together() -> None:
    """No sentence of dev is in train too."""
    held, count = hold_out_dev(Data(examples(200, 40), (), ()), 13)
    assert count and not {one.tokens for one in held.train} & {one.tokens for one in held.dev}


def test_what_is_there_or_too_small_stays() -> None:
    """A dev set of the project is taken as it is; from a handful nothing is held out."""
    for data in (Data(examples(200, 200), examples(1, 1), ()), Data(examples(19, 19), (), ())):
        assert hold_out_dev(data, 13) == (data, 0)
