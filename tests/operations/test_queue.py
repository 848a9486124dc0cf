"""The queue holds what may be selected, and the hold-out never is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.changes import Changes
from workbench.domain.filters import ALL, Filter, Order, parse_filter
from workbench.domain.queueing import QUEUE, Pick, QueueSettings, Stability, Strategy
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import edit
from workbench.operations.history import undo
from workbench.operations.queue import (
    HOLD_OUT_LEFT,
    POOL,
    draw_hold_out,
    drawn_from_pool,
    empty_queue,
    fill_queue,
    first_of_pool,
    hold_out,
    queue_settings,
    queue_state,
    remember_queue,
    waiting,
)
from workbench.operations.split import count_leaks
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

Row = tuple[int, Status, Split | None]


def fill(transaction: Transaction, rows: Sequence[Row]) -> Changes:
    """Sentences of one word each; the same number is the same word."""
    transaction.add(
        NewSentence((f"w{word}",), ("O",), IOB2, status, split, "d") for word, status, split in rows
    )
    return transaction.changes("fill")


def untouched(count: int) -> list[Row]:
    return [(number, Status.NEW, None) for number in range(count)]


def sentences(project: Project) -> list[Sentence]:
    return project.ask(lambda reader: list(reader.sentences(reader.ids(ALL)))).result()


def test_a_hold_out_is_drawn_by_lot_and_the_rest_is_train(project: Project) -> None:
    """So many for dev and test, no leak, one undo; the same seed draws the same again."""
    project.submit(fill, untouched(300)).result()
    known = project.ask(hold_out).result()
    assert (known.missing, known.proposed_dev, known.proposed_test) == (True, 30, 30)
    draws = []
    for seed in (5, 5, 6):
        changes = project.submit(draw_hold_out, 30, 20, seed).result()
        assert changes.details == {"dev": 30, "test": 20}
        draws.append([one.split for one in sentences(project)])
        project.submit(undo).result()
    assert draws[0] == draws[1] != draws[2]
    assert Counter(draws[0]) == {Split.TRAIN: 250, Split.DEV: 30, Split.TEST: 20}
    assert all(one.split is None for one in sentences(project))


def test_twins_share_their_split(project: Project) -> None:
    """Also with sentences that have a split already: nothing is tested that is learned."""
    rows: list[Row] = [(number % 40, Status.NEW, None) for number in range(120)]
    rows += [(number, Status.DONE, Split.TRAIN) for number in range(10)]
    project.submit(fill, rows).result()
    project.submit(draw_hold_out, 12, 12).result()
    assert project.ask(count_leaks).result() == 0
    splits = Counter(one.split for one in sentences(project))
    assert splits[Split.DEV] == splits[Split.TEST] == 12


def test_a_hold_out_that_was_imported_is_kept(project: Project) -> None:
    """With dev and test there, nothing is missing; with one of them, only the other is."""
    some: list[Row] = [(number, Status.DONE, Split.DEV) for number in range(5)]
    project.submit(fill, [*untouched(100), *some]).result()
    known = project.ask(hold_out).result()
    assert (known.proposed_dev, known.proposed_test, known.left) == (0, 10, 0)
    project.submit(draw_hold_out, 0, 10).result()
    assert not project.ask(hold_out).result().missing
    assert len(project.ask(lambda reader: reader.ids(parse_filter(HOLD_OUT_LEFT))).result()) == 10


def test_few_sentences_need_no_hold_out(project: Project) -> None:
    """From nineteen sentences nobody wants to give away two for a test."""
    project.submit(fill, untouched(19)).result()
    assert not project.ask(hold_out).result().missing


def test_the_queue_is_replaced_as_a_whole_and_is_no_history(project: Project) -> None:
    """Its order is that of the picks; undo does not touch it, and no entry is made."""
    project.submit(fill, untouched(6)).result()
    picks = [Pick(4, "unsure", 0.5, 7.0), Pick(2, "by lot", strategy=Strategy.RANDOM), Pick(5)]
    changes = project.submit(fill_queue, [*picks, picks[0]]).result()
    assert changes.values == {QUEUE} and changes.sequence == 0
    queue = project.ask(lambda reader: reader.queue()).result()
    assert [one.pick for one in queue] == picks
    assert list(project.ask(waiting).result()) == [4, 2, 5]
    project.submit(edit.set_flag, [1], True).result()
    project.submit(undo).result()
    assert list(project.ask(waiting).result()) == [4, 2, 5]
    project.submit(fill_queue, picks[1:2]).result()
    assert list(project.ask(waiting).result()) == [2]
    project.submit(empty_queue).result()
    assert project.ask(queue_state).result().queue == ()


def test_answered_sentences_leave_the_list_and_count(project: Project) -> None:
    """Done and rejected ones drop out, a draft stays; an undone answer brings one back."""
    project.submit(fill, untouched(4)).result()
    project.submit(fill_queue, [Pick(one) for one in (4, 3, 2, 1)]).result()
    project.submit(edit.set_status, [4], Status.DONE).result()
    project.submit(edit.set_status, [3], Status.DRAFT).result()
    project.submit(edit.set_status, [2], Status.REJECTED).result()
    assert list(project.ask(waiting).result()) == [3, 1]
    state = project.ask(queue_state).result()
    assert (state.answered, len(state.queue)) == (2, 4)
    project.submit(undo).result()
    assert list(project.ask(waiting).result()) == [3, 2, 1]


def test_an_undone_import_leaves_the_queue(project: Project) -> None:
    """Sentences that are gone are nowhere in it; a redo brings them back to the list only."""
    project.submit(fill, untouched(3)).result()
    project.submit(fill_queue, [Pick(2), Pick(1)]).result()
    project.submit(undo).result()
    assert project.ask(lambda reader: reader.queue()).result() == []
    project.submit(lambda transaction: transaction.redo()).result()
    assert list(project.ask(waiting).result()) == []


def test_a_filter_narrows_the_queue(project: Project) -> None:
    """The order of the queue holds under any filter."""
    project.submit(fill, untouched(30)).result()
    project.submit(fill_queue, [Pick(one) for one in (21, 3, 12)]).result()
    wanted = Filter(parse_filter("w2").terms, Order.QUEUE)
    assert list(project.ask(lambda reader: reader.ids(wanted)).result()) == [21, 3]


def test_document_order_and_lots_come_from_the_pool(project: Project) -> None:
    """The next ones in order; by lot the same for the same seed; a reason with each."""
    rows: list[Row] = [(number, Status.NEW, None) for number in range(50)]
    rows[0], rows[2] = (0, Status.DONE, None), (2, Status.NEW, Split.TEST)
    project.submit(fill, rows).result()
    first = project.ask(first_of_pool, 3).result()
    assert [one.sentence for one in first] == [2, 4, 5]
    pool = project.ask(lambda reader: reader.ids(POOL)).result()
    lots = [project.ask(drawn_from_pool, pool, 10, seed).result() for seed in (1, 1, 2)]
    assert lots[0] == lots[1] != lots[2] and len(lots[0]) == 10
    assert {one.reason for one in (*first, *lots[0])} == {"next in the document", "drawn by lot"}


def test_choices_are_remembered_and_odd_ones_are_not_believed(project: Project) -> None:
    """Settings come back as they were put; a batch that nobody can do gives way."""
    chosen = QueueSettings(Strategy.TOKEN, 25, True, 40, 5)
    project.submit(remember_queue, chosen).result()
    assert project.ask(queue_settings).result() == chosen
    assert chosen.retrains and not QueueSettings().retrains
    odd = {**chosen.to_json(), "batch": 0}
    assert QueueSettings.from_json(odd) == QueueSettings(Strategy.TOKEN)
    assert QueueSettings.from_json("?") == QueueSettings()


def test_stability_is_kept_for_the_next_ranking(project: Project) -> None:
    """The words and figures of an answer, and all that the next job compares with."""
    project.submit(fill, untouched(3)).result()
    facts = {
        "agreement": 0.97,
        "rounds": 3,
        "stable": True,
        "words": "enough",
        "sample": {"1": "O"},
    }
    project.submit(fill_queue, [Pick(1)], facts).result()
    kept = project.ask(queue_state).result().stability
    assert (kept.agreement, kept.rounds, kept.stable, kept.words) == (0.97, 3, True, "enough")
    assert kept.kept == facts
    assert Stability.from_answer(None) == Stability()
    assert Stability.from_answer({"agreement": "high", "rounds": None}).agreement is None


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project for many examples; each is undone."""
    with Project.create(tmp_path_factory.mktemp("queue") / "a.nerproj") as project:
        yield project


rows = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(Status), st.sampled_from([None, *Split])),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(rows, st.integers(0, 6), st.integers(0, 6), st.integers(0, 3))
def test_the_hold_out_is_never_selected(
    lasting: Project, drawn: list[Row], dev: int, test: int, seed: int
) -> None:
    """Whatever the project holds: not its sentences, and not others with the same words."""
    lasting.submit(fill, drawn).result()
    drew = lasting.submit(draw_hold_out, dev, test, seed).result()
    every = {one.id: one for one in sentences(lasting)}
    held = {one.tokens for one in every.values() if one.split in (Split.DEV, Split.TEST)}
    pool = lasting.ask(lambda reader: reader.ids(POOL)).result()
    offered = [
        *lasting.ask(first_of_pool, 40).result(),
        *lasting.ask(drawn_from_pool, pool, 40, seed).result(),
    ]
    lasting.submit(fill_queue, [Pick(one) for one in every]).result()
    listed = list(lasting.ask(waiting).result())
    for _ in range(1 + bool(drew.sequence)):
        lasting.submit(undo).result()
    assert {one.sentence for one in offered} == set(listed)
    for one in listed:
        assert every[one].tokens not in held
        assert every[one].status is Status.NEW and every[one].split is not Split.TEST
