"""What is learned from: weights of classes, sentences in lower case, context and windows."""

from __future__ import annotations

from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.recipes import ClassWeights
from workbench.domain.training import Example
from workbench.engines.transformers.augmentation import add_lower_case
from workbench.engines.transformers.class_weights import weigh_classes
from workbench.engines.transformers.encoding import IGNORED, Input, share_room
from workbench.engines.transformers.losses import Losses
from workbench.engines.windows import cut_windows

LABELS = [0] * 16 + [1] * 4 + [2] + [IGNORED] * 5
PIECES = st.lists(st.lists(st.integers(), min_size=1, max_size=4), max_size=8)


def inputs() -> list[Input]:
    return [Input(0, [0] * len(LABELS), [], [], LABELS)]


@pytest.mark.parametrize(
    ("kind", "ratio"), [(ClassWeights.BALANCED, 16.0), (ClassWeights.ROOT, 4.0)]
)
def test_rare_classes_weigh_more(kind: ClassWeights, ratio: float) -> None:
    """By 1/frequency or its root; the mean over all labels is 1, so that losses compare."""
    weights = weigh_classes(inputs(), 4, kind)
    assert weights is not None
    common, _, rare, unseen = weights.tolist()
    assert rare / common == pytest.approx(ratio)
    assert unseen == rare
    mean = sum(weights[label].item() for label in LABELS if label != IGNORED) / 21
    assert mean == pytest.approx(1.0)


def test_no_weights_without_a_wish_or_a_label() -> None:
    """The plain loss is kept where nothing is asked for, or nothing is known."""
    assert weigh_classes(inputs(), 4, ClassWeights.NONE) is None
    assert weigh_classes([Input(0, [0], [], [], [IGNORED])], 4, ClassWeights.ROOT) is None


def test_a_share_is_shown_in_lower_case() -> None:
    """The originals stay first; the choice follows from the seed; tags stay as they are."""
    rows = tuple(Example(n, ("Ann", f"T{n}"), ("B-PER", "O"), ("Before",)) for n in range(20))
    shown = add_lower_case(rows, 0.25, seed=3)
    assert shown[:20] == rows and len(shown) == 25
    assert shown == add_lower_case(rows, 0.25, seed=3) != add_lower_case(rows, 0.25, seed=4)
    for row in shown[20:]:
        assert row.tokens == ("ann", f"t{row.id}") and row.tags == ("B-PER", "O")
        assert row.before == ("before",)
    assert add_lower_case(rows, 0.0, seed=3) == rows
    assert add_lower_case((Example(1, ("ann",)),), 1.0, seed=3) == (Example(1, ("ann",)),)


@given(PIECES, PIECES, st.integers(0, 40))
def test_context_takes_the_nearest_whole_tokens(
    before: list[list[int]], after: list[list[int]], room: int
) -> None:
    """Neither side takes more than there is; what one side leaves, the other may have."""
    left, right = share_room(before, after, room)
    assert len(left) + len(right) <= room
    ends = [_joined(before[place:]) for place in range(len(before) + 1)]
    starts = [_joined(after[:place]) for place in range(len(after) + 1)]
    assert left in ends and right in starts
    if room >= sum(map(len, before)) + sum(map(len, after)):
        assert (left, right) == (_joined(before), _joined(after))


def _joined(tokens: list[list[int]]) -> list[int]:
    return list(chain.from_iterable(tokens))


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=60),
    st.integers(5, 30),
    st.sampled_from([0.0, 0.1, 0.5, 0.9, 5.0]),
)
def test_any_overlap_comes_to_an_end(lengths: list[int], capacity: int, overlap: float) -> None:
    """Every token is kept once, and windows share no more than is asked for."""
    windows = cut_windows(lengths, capacity, overlap)
    assert [token for window in windows for token in window.keep] == list(range(len(lengths)))
    for left, right in pairwise(windows):
        assert left.start < right.start
        assert sum(lengths[right.start : left.end]) <= capacity * min(overlap, 0.9)


def test_losses_are_fetched_together_and_counted_alone() -> None:
    """The mean is that of all steps; what is no number is counted while it lasts."""
    import torch

    losses = Losses(interval=3)
    for value in (1.0, 3.0):
        losses.add(torch.tensor(value / 2))
        losses.add(torch.tensor(value / 2))
        losses.end_step()
    losses.add(torch.tensor(float("nan")))
    losses.end_step()
    assert losses.invalid == 1
    losses.add(torch.tensor(2.0))
    losses.end_step()
    losses.fetch()
    assert (losses.invalid, losses.last, losses.steps) == (0, 2.0, 4)


def test_losses_go_on_after_they_were_kept() -> None:
    """Kept as JSON in the middle of an epoch, the mean comes out the same."""
    import torch

    losses = Losses()
    losses.add(torch.tensor(1.0))
    losses.end_step()
    again = Losses()
    again.restore(losses.to_json())
    again.add(torch.tensor(2.0))
    again.end_step()
    assert again.end_epoch() == 1.5 and again.end_epoch() is None
