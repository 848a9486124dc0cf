"""What the instant model may learn from, and when it is on."""

from __future__ import annotations

import pytest

from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import Example
from workbench.operations import edit, instant
from workbench.operations.instant import Mode, Standing
from workbench.operations.models import choose_suggester
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

# Number 1 to 8: what may be learned from is done, and not in dev or test.
STATES = (
    (Status.DONE, None),
    (Status.DONE, Split.TRAIN),
    (Status.DONE, Split.DEV),
    (Status.DONE, Split.TEST),
    (Status.NEW, None),
    (Status.DRAFT, None),
    (Status.REJECTED, None),
    (Status.NEW, Split.TEST),
)


def add(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER"]))
    transaction.add(
        NewSentence(("Ada", str(n), "x"), ("B-PER", "O", "B-GONE"), IOB2, status, split, "a")
        for n, (status, split) in enumerate(STATES, 1)
    )
    return transaction.changes("import")


@pytest.fixture
def filled(project: Project) -> Project:
    project.submit(add).result()
    return project


def test_the_hold_out_is_never_learned_from(filled: Project) -> None:
    """Nor what is not finished; entities of labels that are gone are left out."""
    steps: list[tuple[Example, ...]] = []
    filled.ask_in_steps(instant.gold_in_steps, steps.append).result()
    (gold,) = filter(None, steps)
    assert [one.id for one in gold] == [1, 2]
    assert gold[0] == Example(1, ("Ada", "1", "x"), ("B-PER", "O", "O"))
    among = filled.ask(instant.gold_among, range(1, 9)).result()
    assert among == gold


def test_only_untouched_sentences_are_asked_for(filled: Project) -> None:
    """In the order in which they are wanted, without tags; the hold-out is annotated, too."""
    found = filled.ask(instant.untouched_among, [8, 1, 6, 5, 99]).result()
    assert found == (Example(8, ("Ada", "8", "x")), Example(5, ("Ada", "5", "x")))


@pytest.mark.parametrize(
    ("mode", "enough", "other", "active"),
    [
        (Mode.AUTO, True, "", True),
        (Mode.AUTO, False, "", False),
        (Mode.AUTO, True, "run-1", False),
        (Mode.ON, False, "run-1", True),
        (Mode.OFF, True, "", False),
    ],
)
def test_when_it_is_on(mode: Mode, enough: bool, other: str, active: bool) -> None:
    """By itself with some gold while no other model suggests; a person's choice goes first."""
    assert Standing(mode, enough, other).active is active


def test_a_choice_is_remembered(filled: Project) -> None:
    """For the project; what cannot be read counts as no choice."""
    assert filled.ask(instant.standing).result() == Standing(Mode.AUTO, False, "")
    filled.submit(instant.choose, Mode.OFF).result()
    filled.submit(choose_suggester, "run-2").result()
    assert filled.ask(instant.standing).result() == Standing(Mode.OFF, False, "run-2")

    def spoil(transaction: Transaction) -> Changes:
        transaction.put_setting(instant.SETTING, 7)
        return transaction.changes("")

    filled.submit(spoil).result()
    assert filled.ask(instant.standing).result().mode is Mode.AUTO


def test_there_must_be_something_to_suggest_on(filled: Project) -> None:
    """Five finished sentences and an untouched one, or it is not worth a start."""
    filled.submit(edit.set_status, [6, 7], Status.DONE).result()
    assert not filled.ask(instant.standing).result().enough
    filled.submit(edit.set_split, [3], Split.TRAIN).result()
    assert filled.ask(instant.standing).result().enough
    filled.submit(edit.set_status, [5, 8], Status.REJECTED).result()
    assert not filled.ask(instant.standing).result().enough


def test_it_is_on_wherever_the_untouched_sentences_begin(project: Project) -> None:
    """Also behind so many finished ones that a list gives its first batch without any."""

    def fill(transaction: Transaction) -> Changes:
        transaction.put_labels(transaction.labels().with_names(["PER"]))
        states = [Status.DONE] * 3000 + [Status.NEW]
        transaction.add(
            NewSentence(("Ada", str(n)), ("B-PER", "O"), IOB2, status, None, "a")
            for n, status in enumerate(states)
        )
        return transaction.changes("import")

    project.submit(fill).result()
    first = project.ask(lambda reader: next(iter(reader.listing(instant.UNTOUCHED)))).result()
    assert not len(first)
    assert project.ask(instant.standing).result().active
