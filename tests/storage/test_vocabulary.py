"""Names for the proposals of the filter, and sentences by position."""

from __future__ import annotations

from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.filters import parse_filter
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.edit import set_status
from workbench.operations.history import undo
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project


def fill(transaction: Transaction, documents: tuple[str, ...]) -> Changes:
    for number, document in enumerate(documents):
        offered = (Suggestion(Entity("PER", 0, 1), f"run-{number % 2}", 0.5),)
        transaction.add(
            [NewSentence(("a",), ("O",), IOB2, Status.NEW, None, document, suggestions=offered)]
        )
    return transaction.changes("fill")


def at(reader: Reader, position: int) -> int | None:
    return reader.sentence_at(position)


def test_documents_and_suggesters_are_named_once(tmp_path: Path) -> None:
    """In the order of the alphabet, the first ones only; no document is no name."""
    with Project.create(tmp_path / "a.nerproj") as project:
        assert project.ask(lambda reader: reader.documents()).result() == []
        project.submit(fill, ("b", "a", "", "b", "c", "a")).result()
        assert project.ask(lambda reader: reader.documents()).result() == ["a", "b", "c"]
        assert project.ask(lambda reader: reader.documents(2)).result() == ["a", "b"]
        assert project.ask(lambda reader: reader.suggesters()).result() == ["run-0", "run-1"]


def test_a_sentence_is_found_by_its_position(tmp_path: Path) -> None:
    """Where that position is empty, the next one behind it; behind the last there is none."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(fill, ("a", "b")).result()
        project.submit(fill, ("c",)).result()
        project.submit(undo).result()
        project.submit(fill, ("d",)).result()
        ids = project.ask(lambda reader: reader.ids()).result()
        positions = [
            sentence.position
            for sentence in project.ask(lambda reader: list(reader.sentences(ids))).result()
        ]
        for position, number in zip(positions, ids, strict=True):
            assert project.ask(at, position).result() == number
        assert project.ask(at, 0).result() == ids[0]
        assert project.ask(at, positions[-1] + 1).result() is None


def test_sentences_are_matched_with_a_filter(tmp_path: Path) -> None:
    """Only those that were asked about, and that the filter lets through."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(fill, ("a", "b", "a")).result()
        first, second, third = project.ask(lambda reader: reader.ids()).result()
        project.submit(set_status, [second], Status.DONE).result()
        wanted = parse_filter("status:new")
        asked = project.ask(lambda reader: reader.matching(wanted, [first, second, 99]))
        assert asked.result() == [first]
        assert project.ask(lambda reader: reader.matching(wanted, [])).result() == []
        assert third not in asked.result()
