"""Splits are drawn once, by lot, and never leak."""

from __future__ import annotations

from collections import Counter

import pytest

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations.history import undo
from workbench.operations.split import Ratio, count_leaks, draw_splits, move_share, parse_ratio
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project


def fill(transaction: Transaction, split: Split | None = None) -> Changes:
    for number in range(100):
        status = Status.DONE if number < 80 else Status.NEW
        tokens = (f"t{number % 90}",)
        transaction.add([NewSentence(tokens, ("O",), IOB2, status, split, "d")])
    return transaction.changes("fill")


def sentences(project: Project) -> list[Sentence]:
    return project.ask(lambda reader: list(reader.sentences(reader.ids(ALL)))).result()


def test_the_ratio_holds_and_nothing_leaks(project: Project) -> None:
    """Equal sentences share a split; done and other sentences are drawn apart."""
    project.submit(fill).result()
    project.submit(draw_splits, Ratio(80, 10, 10), 13).result()
    drawn = sentences(project)
    done = Counter(one.split for one in drawn if one.status is Status.DONE)
    assert done.total() == 80
    assert abs(done[Split.TRAIN] - 64) <= 2 and abs(done[Split.DEV] - 8) <= 2
    assert project.ask(count_leaks).result() == 0


def test_the_same_seed_draws_the_same(project: Project) -> None:
    """Another seed draws others."""
    project.submit(fill).result()
    draws = []
    for seed in (1, 1, 2):
        project.submit(draw_splits, Ratio(1, 1, 1), seed).result()
        draws.append([one.split for one in sentences(project)])
        project.submit(lambda transaction: transaction.undo()).result()
    assert draws[0] == draws[1] != draws[2]


def test_a_split_never_changes_by_itself(project: Project) -> None:
    """Drawing again leaves alone what has a split."""
    project.submit(fill, Split.TEST).result()
    assert project.submit(draw_splits).result().nothing
    assert {one.split for one in sentences(project)} == {Split.TEST}


def test_twins_of_a_split_join_it(project: Project) -> None:
    """A sentence whose tokens stand in test is never drawn into train."""
    project.submit(fill, Split.TEST).result()
    project.submit(fill).result()
    project.submit(draw_splits).result()
    assert {one.split for one in sentences(project)} == {Split.TEST}
    assert project.ask(count_leaks).result() == 0


def test_leaks_are_counted(project: Project) -> None:
    """A test sentence whose tokens stand in train, too."""
    project.submit(fill, Split.TRAIN).result()
    project.submit(
        lambda transaction: (
            transaction.add([NewSentence(("t1",), ("O",), IOB2, Status.DONE, Split.TEST, "d")]),
            transaction.changes("leak"),
        )[1]
    ).result()
    assert project.ask(count_leaks).result() == 1


@pytest.mark.parametrize("text", ["", "80", "80/10", "a/b/c", "0/0/0", "-1/1/1"])
def test_a_bad_ratio_is_refused(text: str) -> None:
    """With an example of a good one."""
    with pytest.raises(UsageError, match="80/10/10"):
        parse_ratio(text)


def test_a_share_moves_into_another_split(project: Project) -> None:
    """A tenth of train becomes dev, the same tenth at each try; twins move together."""
    project.submit(fill, Split.TRAIN).result()
    ids = project.ask(lambda reader: reader.ids()).result()
    changes = project.submit(move_share, ids, 0.1, Split.DEV, 7).result()
    first = [one.id for one in sentences(project) if one.split is Split.DEV]
    assert changes.details == {"moved": 10} and len(first) == 10
    assert project.ask(count_leaks).result() == 0
    project.submit(undo).result()
    assert {one.split for one in sentences(project)} == {Split.TRAIN}
    project.submit(move_share, ids, 0.1, Split.DEV, 7).result()
    assert [one.id for one in sentences(project) if one.split is Split.DEV] == first
    project.submit(move_share, ids, 0.1, None, 8).result()
    assert sum(one.split is None for one in sentences(project)) == 10


@pytest.mark.parametrize("share", [0.0, -0.5, 1.1])
def test_a_share_is_a_part(project: Project, share: float) -> None:
    """None, less than none and more than all are refused."""
    with pytest.raises(UsageError, match="no share"):
        project.submit(move_share, [1], share, Split.DEV).result()


def test_even_a_small_share_moves_something(project: Project) -> None:
    """One percent of three sentences is one sentence; of none it is none."""
    project.submit(fill).result()
    assert project.submit(move_share, [1, 2, 3], 0.01, Split.DEV).result().details["moved"] == 1
    assert project.submit(move_share, [], 0.5, Split.DEV).result().nothing
