"""Indexes that step aside for very many rows are there again, and nothing else differs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.faults import invariants
from workbench.domain.changes import Changes
from workbench.domain.filters import ALL
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations.history import redo, undo
from workbench.operations.store import NewSentence, PlainSentence, Reader, TagRun, Transaction
from workbench.storage import indexes, transaction
from workbench.storage.project import Project

MANY = 30


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.setattr(indexes, "_MANY", MANY)
    with Project.create(tmp_path / "a.nerproj", ["PER", "LOC", "ORG"]) as project:
        yield project


def plain(number: int) -> Iterator[PlainSentence]:
    for one in range(number):
        tags = "O\nB-PER" if one % 2 else "X\nO"
        yield PlainSentence(f"n{one}\nx", tags, IOB2, Status.DONE, Split.DEV, "d")


def add(number: int, expected: int) -> Callable[[Transaction], Changes]:
    def operation(transaction: Transaction) -> Changes:
        transaction.add(plain(number), expected)
        return transaction.changes("add")

    return operation


def schema(reader: Reader) -> list[str]:
    """The indexes of the file, as SQL."""
    connection = reader._connection  # type: ignore[attr-defined]
    rows = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE type = 'index'")
    return sorted(str(sql) for (sql,) in rows)


def content(reader: Reader) -> tuple[list[Sentence], object]:
    return list(reader.sentences(reader.ids(ALL))), reader.statistics()


def test_a_bulk_leaves_the_same_as_one_by_one(project: Project) -> None:
    """Sentences, counts and indexes, after the import, its undo and its redo."""
    before = project.ask(schema).result()
    empty = project.ask(content).result()
    project.submit(add(100, 100)).result()
    in_bulk = project.ask(content).result()
    assert project.ask(schema).result() == before
    project.submit(undo).result()
    assert project.ask(content).result() == empty
    assert project.ask(schema).result() == before
    project.submit(redo).result()
    assert project.ask(content).result() == in_bulk
    assert project.ask(schema).result() == before


def test_both_kinds_of_sentences_are_stored_alike(project: Project, tmp_path: Path) -> None:
    """Those written as lines and those that are not, in bulk and not."""

    def whole(transaction: Transaction) -> Changes:
        transaction.add(
            NewSentence(tuple(one.tokens.split("\n")), tuple(one.tags.split("\n")), *one[2:])
            for one in plain(40)
        )
        return transaction.changes("add")

    project.submit(add(40, 40)).result()
    with Project.create(tmp_path / "b.nerproj", ["PER", "LOC", "ORG"]) as other:
        other.submit(whole).result()
        assert other.ask(content).result() == project.ask(content).result()


def test_a_few_more_do_not_disturb_the_many(project: Project) -> None:
    """While what is added is little, the indexes stay; they are dropped in no other case."""
    seen: list[int] = []

    def watched(transaction: Transaction) -> Changes:
        def sentences() -> Iterator[PlainSentence]:
            seen.append(len(schema(transaction)))
            yield from plain(MANY)

        transaction.add(sentences(), MANY)
        return transaction.changes("add")

    project.submit(add(3 * MANY, 3 * MANY)).result()
    project.submit(watched).result()
    assert seen == [len(project.ask(schema).result())]
    project.submit(undo).result()
    project.submit(undo).result()
    project.submit(watched).result()
    assert seen[1] < seen[0]


def test_what_stops_the_making_of_indexes_takes_everything_back(project: Project) -> None:
    """The error is the one that was raised, and the indexes are there as before."""

    class Stop(Exception):  # noqa: N818 - no error
        pass

    beats = []

    def heartbeat() -> None:
        beats.append(1)
        raise Stop

    def operation(transaction: Transaction) -> Changes:
        transaction.add(plain(10_000), 10_000, heartbeat)
        return transaction.changes("add")

    before = project.ask(schema).result()
    with pytest.raises(Stop):
        project.submit(operation).result()
    assert len(beats) == 1
    assert project.ask(schema).result() == before
    assert project.ask(lambda reader: reader.count()).result() == 0
    project.submit(add(5, 5)).result()


@pytest.mark.parametrize(("tokens", "tags"), [("a\nb", "O"), ("a", "O\nO")])
def test_tokens_without_their_tags_are_refused(project: Project, tokens: str, tags: str) -> None:
    """That is a fault of the program; nothing is written."""

    def operation(transaction: Transaction) -> Changes:
        transaction.add([PlainSentence(tokens, tags, IOB2, Status.DONE, None, "d")])
        return transaction.changes("add")

    with pytest.raises(ValueError, match="number"):
        project.submit(operation).result()
    assert project.ask(lambda reader: reader.count()).result() == 0


def test_many_rewritten_sentences_set_indexes_aside(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the rows that come and go; undo and redo leave all as it was, indexes too."""
    monkeypatch.setattr(transaction, "_BULK", MANY)
    seen: list[int] = []

    def fill(transaction: Transaction) -> Changes:
        for tag in "XYZ":
            sentence = PlainSentence("a\nb", f"{tag}\nO", IOB2, Status.NEW, None, "d")
            transaction.add([sentence] * MANY)
        return transaction.changes("fill")

    def tag(transaction: Transaction) -> Changes:
        def rewritten(_run: TagRun) -> Sequence[str]:
            seen.append(len(schema(transaction)))
            return ["B-PER"]

        transaction.retag(transaction.ids(ALL), rewritten)
        return transaction.changes("tag")

    project.submit(fill).result()
    indexes, before = project.ask(schema).result(), project.ask(invariants.dump).result()
    project.submit(tag).result()
    # Each portion holds a run that no earlier one held; after the first one indexes are away.
    assert seen[0] == len(indexes) > seen[1] == seen[2]
    after = project.ask(invariants.dump).result()
    project.ask(invariants.check).result()
    for travel, expected in ((undo, before), (redo, after)):
        project.submit(travel).result()
        assert project.ask(invariants.dump).result() == expected
        assert project.ask(schema).result() == indexes


def test_few_rewritten_sentences_leave_indexes_alone(project: Project) -> None:
    """Where most rows stay as they are, each of the others finds its place by itself."""
    seen: list[int] = []

    def tag(transaction: Transaction) -> Changes:
        def rewritten(run: TagRun) -> Sequence[str]:
            seen.append(len(schema(transaction)))
            return ["B-LOC" for _ in run.tags]

        ids = list(transaction.ids(ALL))
        transaction.retag(ids[:MANY], rewritten)
        transaction.retag(ids[MANY : 2 * MANY], lambda run: ["B-ORG" for _ in run.tags])
        return transaction.changes("tag")

    project.submit(add(10 * MANY, 0)).result()
    project.submit(tag).result()
    assert set(seen) == {len(project.ask(schema).result())}
    project.ask(invariants.check).result()
