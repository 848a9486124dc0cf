"""Repairs reach what they should, and leave what a person wants left."""

from __future__ import annotations

from workbench.domain.changes import Changes
from workbench.domain.checks import FindingKind
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.clean import clean, ignore
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project


def fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER"]))
    tags = ("0", "O", "I-PER")
    transaction.add([NewSentence(("a", "b", "c"), tags, IOB2, Status.DONE, None, "d")])
    return transaction.changes("fill")


def test_what_a_person_ignores_is_not_repaired(project: Project) -> None:
    """Not even where the sentence has another fault."""
    project.submit(fill).result()
    project.submit(ignore, FindingKind.ORPHAN_INSIDE, [1]).result()
    changes = project.submit(clean).result()
    assert changes.details == {"changed_tags": 1, "outside-mark": 1}
    sentence = project.ask(lambda reader: reader.sentence(1)).result()
    assert sentence.tags == ("O", "O", "I-PER")
