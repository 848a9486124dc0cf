"""A whole round of the instant model, from gold to suggestions, with its real worker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Split, Status
from workbench.jobs.protocol import Suggested
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.workflow.instant import suggest_instantly, suggestions_of

PEOPLE = ("Ada", "Brit", "Chen", "Dora", "Emil", "Finn")
TOWNS = ("Oslo", "Rome", "Lima")


def sentence(number: int, status: Status, split: Split | None = None) -> NewSentence:
    tokens = (PEOPLE[number % 6], "lives", "in", TOWNS[number % 3], str(number))
    entities = (Entity("PER", 0, 1), Entity("LOC", 3, 4)) if status is Status.DONE else ()
    return NewSentence(tokens, entities_to_tags(entities, 5, IOB2), IOB2, status, split, "a")


def add(transaction: Transaction, sentences: list[NewSentence]) -> Changes:
    transaction.add(sentences)
    return transaction.changes("import")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = bootstrap.create_project(tmp_path / "a.nerproj", ("PER", "LOC"))
    yield made
    made.close()


def test_it_learns_and_suggests_in_one_go(store: Store) -> None:
    """On the untouched sentences only, and not from the hold-out; how far it is, is told."""
    done = [sentence(number, Status.DONE) for number in range(12)]
    held = [sentence(12, Status.DONE, Split.DEV), sentence(13, Status.DONE, Split.TEST)]
    store.submit(add, [*done, *held, *(sentence(n, Status.NEW) for n in range(6))]).result()
    shares: list[float] = []
    outcome = suggest_instantly(store, tell=shares.append)
    assert (outcome.learned, outcome.sentences) == (12, 6)
    assert outcome.changes.details == {"entities": 12}
    assert shares == [1.0]
    found = store.ask(lambda reader: list(reader.sentences(reader.ids()))).result()
    assert [len(one.suggestions) for one in found] == [0] * 14 + [2] * 6
    assert all(one.suggester == "instant" for each in found for one in each.suggestions)


@pytest.mark.parametrize("number", [0, 4])
def test_too_little_gold_is_refused(store: Store, number: int) -> None:
    """Before a worker is started."""
    store.submit(add, [sentence(n, Status.DONE) for n in range(number)]).result()
    with pytest.raises(UsageError, match="too little") as caught:
        suggest_instantly(store)
    assert caught.value.code == "NW-L02"


def test_without_a_sentence_there_is_nothing_to_do(store: Store) -> None:
    """Everything is done."""
    store.submit(add, [sentence(n, Status.DONE) for n in range(6)]).result()
    with pytest.raises(UsageError) as caught:
        suggest_instantly(store)
    assert caught.value.code == "NW-U15"


def test_scores_are_rounded() -> None:
    """So that a sentence of which a new model says the same need not be written again."""
    answer = Suggested(1, 9, ((4, ((Entity("PER", 0, 1), 0.87654),)), (5, ())), 0.1)
    assert suggestions_of(answer) == {
        4: (Suggestion(Entity("PER", 0, 1), "instant", 0.88),),
        5: (),
    }
