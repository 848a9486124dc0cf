"""A sentence's context is what stands around it in its own document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import Example
from workbench.operations.context import Piece, neighbours, with_context
from workbench.operations.runs import training_data
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

DOCUMENTS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 4)), max_size=14)


@given(DOCUMENTS, st.integers(1, 9))
def test_context_is_the_document_before_and_after(
    lengths: list[tuple[str, int]], size: int
) -> None:
    """Against the whole document cut at the sentence, with documents interleaved."""
    pieces: list[Piece] = [
        (number, name, tuple(f"{number}.{place}" for place in range(length)))
        for number, (name, length) in enumerate(lengths)
    ]
    wanted = frozenset(number for number, _, _ in pieces if number % 3)
    found = dict(neighbours(pieces, wanted, size))
    assert set(found) == wanted
    for number in wanted:
        name = pieces[number][1]
        before = [t for n, document, tokens in pieces[:number] if document == name for t in tokens]
        after = [
            t for _, document, tokens in pieces[number + 1 :] if document == name for t in tokens
        ]
        assert found[number] == (tuple(before[-size:]), tuple(after[:size]))


def _add(project: Project) -> None:
    states = [
        ("a", Status.DONE, Split.TRAIN),
        ("a", Status.NEW, None),
        ("a", Status.DONE, Split.TEST),
        ("b", Status.DONE, Split.DEV),
    ]
    sentences = [
        NewSentence((f"x{number}", f"y{number}"), ("O", "O"), IOB2, status, split, document)
        for number, (document, status, split) in enumerate(states)
    ]

    def add(transaction: Transaction) -> Changes:
        transaction.add(sentences)
        return transaction.changes("add")

    project.submit(add).result()


def test_a_training_sees_neighbours_of_any_split_and_status(project: Project) -> None:
    """Untouched sentences and those of other splits are context, other documents are not."""
    _add(project)
    data = project.ask(training_data, 3).result().splits
    [train], [dev], [test] = data.train, data.dev, data.test
    assert (train.before, train.after) == ((), ("x1", "y1", "x2"))
    assert (test.before, test.after) == (("y0", "x1", "y1"), ())
    assert (dev.before, dev.after) == ((), ())


def test_nothing_is_looked_for_when_no_context_is_wanted(project: Project) -> None:
    """Without context the examples are what they were."""
    _add(project)
    examples = (Example(1, ("x",)),)
    assert project.ask(with_context, examples, 0).result() == examples
    assert project.ask(training_data).result().splits.train[0].after == ()
