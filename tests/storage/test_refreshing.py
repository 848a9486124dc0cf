"""Findings follow the label set, in sentences that nobody touches otherwise."""

from __future__ import annotations

from collections import Counter

from tests.faults import invariants
from workbench.domain.changes import Changes
from workbench.domain.checks import FindingKind
from workbench.domain.filters import ALL
from workbench.domain.labels import LabelSet
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations import clean, history, label
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project

TAGS = (("B-PER", "I-PER"), ("B-DRUG", "O"), ("I-DRUG", "O"), ("O", "O"), ("O-", "B-DRUG"))
TIMES = 300


def fill(transaction: Transaction) -> Changes:
    for tags in TAGS:
        sentence = NewSentence(("a", "b"), tags, IOB2, Status.NEW, None, "d")
        transaction.add([sentence] * TIMES)
    return transaction.changes("fill")


def found(reader: Reader) -> Counter[str]:
    """How often each kind is found, in all that is stored."""
    rows = reader._connection.exec_driver_sql("SELECT kind FROM findings")  # type: ignore[attr-defined]
    return Counter(kind for (kind,) in rows)


def test_findings_follow_the_label_set(project: Project) -> None:
    """A label that comes settles what was unknown; one that goes makes it so again."""
    project.submit(label.put_labels, LabelSet().with_names(["PER"])).result()
    project.submit(fill).result()
    before = project.ask(found).result()
    first = project.ask(invariants.dump).result()
    changes = project.submit(label.add_labels, ["DRUG"]).result()
    project.ask(invariants.check).result()
    after = project.ask(found).result()
    assert before["unknown-label"] - after["unknown-label"] == 3 * TIMES
    assert after["orphan-inside"] - before["orphan-inside"] == TIMES
    # What is found is no edit of a sentence.
    assert not changes.sentences
    last = project.ask(invariants.dump).result()
    project.submit(history.undo).result()
    assert project.ask(invariants.dump).result() == first
    project.submit(history.redo).result()
    assert project.ask(invariants.dump).result() == last
    project.submit(label.put_labels, LabelSet().with_names(["PER"])).result()
    project.ask(invariants.check).result()
    assert project.ask(found).result() == before


def test_an_ignored_kind_stays_away(project: Project) -> None:
    """Also when a change of the label set would bring it."""
    project.submit(label.put_labels, LabelSet().with_names(["PER", "DRUG"])).result()
    project.submit(fill).result()
    every = project.ask(lambda reader: list(reader.ids(ALL))).result()
    project.submit(clean.ignore, FindingKind.UNKNOWN_LABEL, every).result()
    project.submit(label.put_labels, LabelSet().with_names(["PER"])).result()
    project.ask(invariants.check).result()
    assert not project.ask(found).result()["unknown-label"]
