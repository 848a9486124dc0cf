"""The queue of a large project is listed at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from workbench.domain.changes import Changes
from workbench.domain.filters import Filter, Order, parse_filter
from workbench.domain.queueing import Pick
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.operations.queue import fill_queue, queue_state
from workbench.operations.store import PlainSentence, Reader, Transaction
from workbench.storage.project import Project
from workbench.storage.reader import StoredReader

MANY = 100_000


def fill(transaction: Transaction) -> Changes:
    """Each sentence twice, one after the other."""
    transaction.add(
        (
            PlainSentence(f"word\n{i // 2}", "O\nO", IOB2, Status.NEW, None, "a.txt")
            for i in range(MANY)
        ),
        MANY,
    )
    return transaction.changes("fill")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with Project.create(tmp_path_factory.mktemp("queue") / "large.nerproj") as project:
        project.submit(fill).result()
        yield project


def steps(project: Project, question: Callable[[Reader], object]) -> int:
    """How many hundreds of instructions SQLite runs for an answer."""
    hundreds = 0

    def count() -> int:
        nonlocal hundreds
        hundreds += 1
        return 0

    def ask(reader: Reader) -> None:
        assert isinstance(reader, StoredReader)
        driver = reader._connection.connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(count, 100)
        try:
            question(reader)
        finally:
            driver.set_progress_handler(None, 0)

    project.ask(ask).result()
    return hundreds


def test_the_queue_is_found_without_a_look_at_the_rest(project: Project) -> None:
    """In a fraction of the steps of any look through the project, under a filter as well."""
    ids = [number * 997 + 1 for number in range(100)]
    project.submit(fill_queue, [Pick(one) for one in ids]).result()
    queue = Filter(order=Order.QUEUE)
    assert list(project.ask(lambda reader: reader.ids(queue)).result()) == ids
    assert len(project.ask(queue_state).result().queue) == 100
    some = Filter(parse_filter("/9$/").terms, Order.QUEUE)
    through_all = steps(project, lambda reader: reader.ids(parse_filter("-word")))
    assert steps(project, lambda reader: reader.ids(queue)) < through_all / 10
    assert steps(project, lambda reader: reader.ids(some)) < through_all / 10
    assert steps(project, queue_state) < through_all / 10


def test_sentences_of_the_same_words_are_found_together(project: Project) -> None:
    """Those asked for and their twins, in order, each with its split."""
    project.submit(lambda transaction: _put(transaction, [8], Split.TEST)).result()
    found = project.ask(lambda reader: reader.same_words([1, 7])).result()
    assert [(one.id, one.split) for one in found] == [
        (1, None),
        (2, None),
        (7, None),
        (8, Split.TEST),
    ]
    assert len({one.words for one in found}) == 2


def _put(transaction: Transaction, ids: list[int], split: Split) -> Changes:
    transaction.put_all(ids, split=split)
    return transaction.changes("put")
