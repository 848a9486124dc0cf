"""The queue of mentions that are decided anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.operations.label_split import Decision, Mention
from workbench.ui.clean.labels.split_queue import SplitQueue

MENTIONS = [
    Mention(1, 0, 1, "Oslo"),
    Mention(2, 0, 2, "New York"),
    Mention(3, 1, 2, "Oslo"),
    Mention(4, 1, 2, "Oslo"),
    Mention(5, 1, 3, "New York"),
    Mention(6, 1, 2, "Ada"),
]


@pytest.fixture
def queue() -> SplitQueue:
    made = SplitQueue()
    made.add(MENTIONS[:3])
    made.add(MENTIONS[3:])
    made.begin()
    return made


def test_frequent_texts_come_first(queue: SplitQueue) -> None:
    """Mentions of one text stand together."""
    assert [(group.text, len(group)) for group in queue.groups] == [
        ("Oslo", 3),
        ("New York", 2),
        ("Ada", 1),
    ]
    assert queue.current == MENTIONS[0]
    assert queue.coming() == MENTIONS[2]
    assert len(queue) == 6


def test_a_decision_leads_to_the_next_open_mention(queue: SplitQueue) -> None:
    """One by one, until none is left."""
    for _ in MENTIONS:
        assert queue.current is not None
        queue.decide("A")
    assert queue.current is None
    assert queue.decided == 6


def test_one_decision_for_all_of_a_text(queue: SplitQueue) -> None:
    """What was decided otherwise before stays."""
    queue.decide("B")
    queue.decide_all("A")
    assert queue.groups[0].labels == ["B", "A", "A"]
    assert queue.current == MENTIONS[1]


def test_a_wrong_decision_for_all_is_taken_back(queue: SplitQueue) -> None:
    """Back shows the mention again; deciding again for all changes what went with it."""
    queue.decide("B")
    queue.decide_all("A")
    queue.back()
    assert queue.label == "A"
    queue.decide_all("C")
    assert queue.groups[0].labels == ["B", "C", "C"]


def test_skipped_mentions_come_again(queue: SplitQueue) -> None:
    """After the last one the queue begins again with those that are open."""
    queue.skip()
    for _ in range(5):
        queue.decide("A")
    assert queue.current == MENTIONS[0]
    queue.skip()
    assert queue.current == MENTIONS[0]


def test_the_only_open_mention_before_this_one_is_found(queue: SplitQueue) -> None:
    """Also in the same text."""
    queue.skip()
    queue.decide("A")
    queue.decide("A")
    queue.go_to(0)
    assert queue.current == MENTIONS[0]


def test_a_text_can_be_chosen(queue: SplitQueue) -> None:
    """Its first open mention is shown; back leads to where one was."""
    queue.go_to(2)
    assert queue.current == MENTIONS[5]
    queue.back()
    assert queue.current == MENTIONS[0]
    queue.back()
    assert queue.current == MENTIONS[0]


def test_kept_decisions_are_taken_in() -> None:
    """Those on mentions that are gone are forgotten."""
    queue = SplitQueue()
    queue.add(MENTIONS)
    kept = [Decision(1, 0, 1, "A"), Decision(3, 1, 2, "B"), Decision(99, 0, 1, "A")]
    queue.begin(kept)
    assert queue.decisions() == tuple(kept[:2])
    assert queue.current == MENTIONS[3]
    assert queue.counts() == {"A": 1, "B": 1}


def test_discarding_begins_again(queue: SplitQueue) -> None:
    """Nothing is decided, and the first mention is shown."""
    queue.decide_all("A")
    queue.clear()
    assert (queue.decided, queue.decisions(), queue.current) == (0, (), MENTIONS[0])


ACTS = st.sampled_from(["A", "B", "all A", "all B", "skip", "back", "go 0", "go 2"])


@given(acts=st.lists(ACTS, max_size=30))
def test_counts_and_place_stay_true(acts: list[str]) -> None:
    """Whatever a person does: the place is open or was chosen, and the sums agree."""
    queue = SplitQueue()
    queue.add(MENTIONS)
    queue.begin()
    for act in acts:
        _act(queue, act)
        assert queue.decided == len(queue.decisions()) == queue.counts().total()
        if queue.current is None:
            assert queue.decided == len(queue)
    assert len(queue) == len(MENTIONS)


def _act(queue: SplitQueue, act: str) -> None:
    word, _, rest = act.partition(" ")
    if word == "all":
        queue.decide_all(rest)
    elif word == "go":
        queue.go_to(int(rest))
    elif word in ("skip", "back"):
        getattr(queue, word)()
    else:
        queue.decide(word)
