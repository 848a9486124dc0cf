"""Many sentences at once."""

from __future__ import annotations

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.operations.bulk import accept_suggestions
from workbench.operations.history import undo
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project

SURE = Suggestion(Entity("PER", 0, 1), "r", 0.95)
UNSURE = Suggestion(Entity("LOC", 1, 2), "r", 0.4)


def fill(transaction: Transaction) -> Changes:
    for offered in ((SURE, UNSURE), (UNSURE,), ()):
        tags = ("O", "O")
        transaction.add(
            [NewSentence(("a", "b"), tags, IOB2, Status.NEW, None, "d", suggestions=offered)]
        )
    return transaction.changes("fill")


def sentences(project: Project) -> list[Sentence]:
    return project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()


def test_sure_suggestions_of_many_sentences_become_gold(project: Project) -> None:
    """From the threshold on, with origin and score; the others stay; one undo."""
    project.submit(fill).result()
    before = sentences(project)
    changes = project.submit(accept_suggestions, [one.id for one in before], 0.9).result()
    assert changes.details == {"accepted": 1}
    assert changes.sentences == {before[0].id}
    first = sentences(project)[0]
    assert first.origins == ((Entity("PER", 0, 1), Origin(OriginKind.MODEL, "r", 0.95)),)
    assert first.suggestions == (UNSURE,)
    project.submit(undo).result()
    assert sentences(project) == before
