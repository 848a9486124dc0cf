"""What a project tells about the work in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from workbench.domain.agreement import Agreement
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.pace import Moment
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.operations import edit, history
from workbench.operations.insights import Insights, Twins, look, moment_of
from workbench.operations.store import HistoryEntry, NewSentence, Transaction
from workbench.operations.suggest import put_suggestions
from workbench.storage.project import Project

WORDS = ("Ada", "left", "Oslo", "again")


def add(transaction: Transaction, *rows: tuple[str, Status, Split | None]) -> Changes:
    """One sentence for each row, told apart by its last word."""
    transaction.put_labels(transaction.labels().with_names(["PER", "LOC"]))
    tags = ("B-PER", "O", "B-LOC", "O", "O")
    transaction.add(
        NewSentence(
            (*WORDS, word), tags if status is Status.DONE else ("O",) * 5, IOB2, status, split, "d"
        )
        for word, status, split in rows
    )
    return transaction.changes("fill")


def seen(project: Project) -> Insights:
    """The last answer; the shares only grow on the way."""
    answers: list[Insights] = []
    project.ask_in_steps(look, answers.append, UTC).result()
    shares = [one.share for one in answers]
    assert shares == sorted(shares) and shares[-1] == 1.0
    return answers[-1]


def entry(operation: str, sentences: int = 1, undone: bool = False, **details: int) -> HistoryEntry:
    time = "2026-03-02T09:00:00+00:00"
    return HistoryEntry(1, operation, time, "", sentences, undone, details)


def test_an_empty_project_tells_nothing_wrong(project: Project) -> None:
    """Everything is read, and there is nothing."""
    found = seen(project)
    assert found.states is not None and found.states.total() == 0
    assert found.pace is not None and not found.pace.days
    assert (found.agreements, found.labels, found.twins) == ((), {}, Twins())


def test_sentences_are_counted_by_split_and_status(project: Project) -> None:
    """Those without a split too; what is left is new or a draft."""
    rows = [
        ("a", Status.DONE, Split.TRAIN),
        ("b", Status.NEW, Split.TRAIN),
        ("c", Status.DRAFT, Split.DEV),
        ("d", Status.REJECTED, None),
        ("e", Status.DONE, None),
    ]
    project.submit(add, *rows).result()
    states = seen(project).states
    assert states is not None
    assert (states.of(Status.DONE, "train"), states.of(Status.DONE, "none")) == (1, 1)
    assert (states.of(Status.DONE), states.total("train"), states.total(), states.left) == (
        2,
        2,
        5,
        2,
    )


def test_labels_are_counted_by_split(project: Project) -> None:
    """As the tables of the place show them."""
    project.submit(add, ("a", Status.DONE, Split.TRAIN), ("b", Status.DONE, Split.TEST)).result()
    assert seen(project).labels == {"train": {"LOC": 1, "PER": 1}, "test": {"LOC": 1, "PER": 1}}


def test_copies_and_leaks_are_found(project: Project) -> None:
    """The same tokens within a split, and across; rejected ones and short ones are none."""
    rows = [
        ("same", Status.DONE, Split.TRAIN),
        ("same", Status.NEW, Split.TRAIN),
        ("same", Status.DONE, Split.TEST),
        ("same", Status.REJECTED, Split.DEV),
        ("twice", Status.NEW, None),
        ("twice", Status.NEW, None),
        ("half", Status.NEW, None),
        ("half", Status.NEW, Split.DEV),
        ("alone", Status.NEW, Split.DEV),
    ]
    project.submit(add, *rows).result()
    assert seen(project).twins == Twins(duplicates=4, leaks=1)


def test_an_acceptance_tells_the_pace_and_the_agreement(project: Project) -> None:
    """What stood, what was corrected, and what was taken away; undo takes the counts back."""
    project.submit(add, ("a", Status.NEW, None), ("b", Status.NEW, None)).result()
    first, second = project.ask(lambda reader: list(reader.ids())).result()
    proposals = (
        Suggestion(Entity("PER", 0, 1), "run-1", 0.9),
        Suggestion(Entity("LOC", 2, 3), "run-1", 0.8),
    )
    for one in (first, second):
        project.submit(put_suggestions, "run-1", {one: proposals}).result()
    project.submit(edit.accept_sentence, first).result()
    project.submit(edit.put_entity, second, Entity("PER", 0, 2)).result()
    project.submit(edit.reject_suggestion, second, proposals[1]).result()
    project.submit(edit.accept_sentence, second).result()
    found = seen(project)
    assert found.agreements == (Agreement("run-1", unchanged=2, changed=1, rejected=1),)
    assert found.pace is not None and found.pace.done == 2
    project.submit(history.undo).result()
    found = seen(project)
    assert found.agreements == (Agreement("run-1", unchanged=2),)
    assert found.pace is not None and found.pace.done == 1


def test_a_sentence_that_was_done_already_is_not_done_again(project: Project) -> None:
    """To accept it once more after a correction adds nothing to the pace."""
    project.submit(add, ("a", Status.NEW, None)).result()
    (number,) = project.ask(lambda reader: list(reader.ids())).result()
    project.submit(edit.accept_sentence, number).result()
    project.submit(edit.put_entity, number, Entity("PER", 0, 1)).result()
    project.submit(edit.accept_sentence, number).result()
    pace = seen(project).pace
    assert pace is not None and pace.done == 1


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        (entry("accept sentence", finished=1, accepted_entities=2, accepted_tokens=9), (1, 2, 9)),
        (entry("accept sentence", finished=0), (0, None, None)),
        (entry("accept sentence", suggested=2), (1, None, None)),
        (entry("status done", sentences=3), (3, None, None)),
        (entry("set PER"), (0, None, None)),
        (entry("accept sentence", undone=True), (0, None, None)),
        (entry("status done", sentences=400), None),
        (entry("suggest by instant"), None),
        (entry("import"), None),
    ],
)
def test_only_what_a_person_did_is_work(
    told: HistoryEntry, moment: tuple[int, int | None, int | None] | None
) -> None:
    """Bulk changes, imports and suggesters leave no mark on the pace."""
    time = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert moment_of(told) == (None if moment is None else Moment(time, *moment))


def test_a_long_journal_is_read_in_pages(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it, each operation once."""
    monkeypatch.setattr("workbench.operations.insights._PAGE", 7)
    project.submit(add, *((str(n), Status.NEW, None) for n in range(30))).result()
    for number in project.ask(lambda reader: list(reader.ids())).result():
        project.submit(edit.accept_sentence, number).result()
    pace = seen(project).pace
    assert pace is not None and pace.done == 30
    assert pace.days[-1].work.sentences >= 29 or pace.sittings > 1
    assert pace.overall.seconds < timedelta(minutes=5).total_seconds()
