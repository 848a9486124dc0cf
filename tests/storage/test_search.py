"""The search index answers as a scan of all texts does, whatever happened to the texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.domain.changes import Changes
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.history import redo, undo
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage import search, search_index, search_words
from workbench.storage.project import Project

# Characters that fold to several, that fold to each other, marks that combine, signs that mean
# something to SQLite or to the index, white space of many kinds, scripts without spaces.
ALPHABET = (
    "aAbBsSßſẞiIİıﬁéE\u0301\u0345\u1fb3中国人か\u0e01 \t\u3000\u00a0\n\"'*-+(){}^:/\x01\x02x🙂👍🏽"
)
TEXTS = st.text(ALPHABET, max_size=12)


@pytest.fixture(autouse=True)
def small_projects_are_indexed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_index, "SMALLEST", 1)


def adding(texts: Sequence[str]) -> Callable[[Transaction], Changes]:
    def add(transaction: Transaction) -> Changes:
        transaction.add(
            NewSentence(("x",), ("O",), IOB2, Status.NEW, None, "d", (), text) for text in texts
        )
        return transaction.changes("add")

    return add


def rewriting(number: int, text: str) -> Callable[[Transaction], Changes]:
    def rewrite(transaction: Transaction) -> Changes:
        transaction.put(replace(transaction.sentence(number), source=text))
        return transaction.changes("rewrite")

    return rewrite


def wait(project: Project) -> None:
    """Until the index is up to date."""
    assert project.indexing is not None
    project.indexing.result()


def scan(reader: Reader, term: Term) -> list[int]:
    """What a look at each text finds."""
    found = []
    for sentence in reader.sentences(reader.ids()):
        text = sentence.text
        if term.field is Field.WORDS:
            hit = term.value.casefold() in text.casefold()
        else:
            hit = term.value in text
        if hit:
            found.append(sentence.id)
    return found


def listed(reader: Reader, term: Term) -> Sequence[int]:
    return reader.ids(Filter((term,)))


def check(project: Project, *wanted: str) -> None:
    for value in wanted:
        for field in (Field.WORDS, Field.EXACT):
            term = Term(field, value)
            found = list(project.ask(listed, term).result())
            assert found == project.ask(scan, term).result(), term


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.nerproj") as project:
        yield project


@settings(max_examples=60)
@given(
    st.lists(TEXTS, min_size=1, max_size=30), st.lists(st.text(ALPHABET, min_size=1), max_size=9)
)
@example(["Straße STRASSE", "ﬁn FIN", "İi i\u0307"], ["strasse", "ß", "fi", "i", "\u0307", "S"])
@example(
    ["中国人", "中 国", "a中国", "中国b", "国"], ["中国", "国", "国人", "a中", "国b", "中 国", "b"]
)
@example(["a b", "a  b", "a\tb", "ab", "xa by"], ["a b", "a  b", " b", "a ", "a\tb"])
@example(['"a" OR "b"', "NEAR(a)", "^a", "a*"], ['"a"', 'OR "b', "^a", "a*", "NEAR("])
def test_it_finds_what_a_scan_finds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], wanted: list[str]
) -> None:
    """No hit too many, none too few: parts of words, over words, in any script and case."""
    path = tmp_path_factory.mktemp("search") / "a.nerproj"
    with Project.create(path) as project:
        project.submit(adding([text or "x" for text in texts])).result()
        wait(project)
        check(project, *wanted, *(text[1:4] for text in texts if text[1:4]))


def test_what_is_edited_is_found_as_it_is(project: Project) -> None:
    """At once, and still when the index has caught up; undo and redo are edits too."""
    project.submit(adding(["alpha", "beta", "gamma"])).result()
    wait(project)
    for operation in (rewriting(2, "new alpha"), rewriting(2, "other"), undo, redo, undo, undo):
        project.submit(operation).result()
        check(project, "alpha", "beta", "other", "a")
        wait(project)
        check(project, "alpha", "beta", "other", "a")


def test_what_came_after_the_index_is_found(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sentences that are not in the index yet are looked at one by one."""
    project.submit(adding(["alpha", "beta"])).result()
    wait(project)
    monkeypatch.setattr(search_index.Indexer, "step", lambda _: False)
    project.submit(adding(["alphabet", "gamma"])).result()
    check(project, "alpha", "gamma", "beta")


def test_what_went_is_not_found_and_what_came_back_is(project: Project) -> None:
    """An undone import leaves nothing in the answers, a redone one is in them as before."""
    project.submit(adding(["alpha", "beta"])).result()
    project.submit(adding(["alphabet", "gamma"])).result()
    wait(project)
    for operation in (undo, redo, undo, undo, redo, redo, undo):
        project.submit(operation).result()
        check(project, "alpha", "gamma", "beta")
        wait(project)
        check(project, "alpha", "gamma", "beta")
    project.submit(adding(["alphorn"])).result()
    wait(project)
    check(project, "alp", "gamma")


def test_texts_that_cannot_be_indexed_are_found_all_the_same(project: Project) -> None:
    """Words of enormous length, and what a tokenizer stumbles over."""
    long = "x" * (search_words.LONGEST_TOKEN + 1)
    project.submit(adding([f"a {long} b", "x", "nul\0byte"])).result()
    wait(project)
    check(project, "x", "xx", long, "a x", "byte", "l\0b")


def test_words_in_too_many_ways_are_scanned_for(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is the same where the index would take longer than a scan."""
    monkeypatch.setattr(search, "_MOST_WORDS", 3)
    monkeypatch.setattr(search, "_MOST_PHRASES", 3)
    monkeypatch.setattr(search, "_AT_ONCE", 1)
    monkeypatch.setattr(search, "_MOST_HITS", 8)
    monkeypatch.setattr(search, "_STEP", 0.0)
    project.submit(adding([f"a{n} b{n % 2} c" for n in range(9)] + ["A b", "a B", "A B"])).result()
    wait(project)
    check(project, "a", "a1", "b1 c", "a b", "b", "1 b1")


def test_the_index_is_used(project: Project) -> None:
    """A text that only the index knows is found: none of the others is looked at."""
    project.submit(adding(["alpha", "beta"])).result()
    wait(project)
    project._lane.run(lambda: _write_behind_the_index(project)).result()
    found = project.ask(lambda reader: list(reader.ids(Filter((Term(Field.WORDS, "alp"),)))))
    assert found.result() == [1]


def _write_behind_the_index(project: Project) -> None:
    with project._connection.begin():
        project._connection.exec_driver_sql("DROP TRIGGER search_note_text")
        project._connection.exec_driver_sql("UPDATE sentences SET text = 'alp'")
        project._connection.exec_driver_sql("UPDATE sentences SET text = 'x' WHERE id = 1")


def test_sentences_that_moved_are_listed_where_they_are(project: Project) -> None:
    """The index names ids; where positions do not follow them, positions count."""
    project.submit(adding(["alpha", "alpha", "alpha"])).result()
    wait(project)

    def move(transaction: Transaction) -> Changes:
        transaction.put(replace(transaction.sentence(1), position=9))
        return transaction.changes("move")

    project.submit(move).result()
    found = project.ask(lambda reader: list(reader.ids(Filter((Term(Field.WORDS, "alpha"),)))))
    assert found.result() == [2, 3, 1]


def test_the_index_goes_on_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was done is not done again, and what was left is done when nobody waits."""
    path = tmp_path / "a.nerproj"
    monkeypatch.setattr(search_index, "_MOST_IN_STEP", 2)
    steps = []
    step = search_index.Indexer.step

    def once(indexer: search_index.Indexer) -> bool:
        steps.append(indexer)
        return step(indexer) and False

    monkeypatch.setattr(search_index.Indexer, "step", once)
    with Project.create(path) as project:
        project.submit(adding([f"word{n}" for n in range(300)])).result()
        wait(project)
        check(project, "word", "word29")
        assert 0 < project.ask(indexed).result() < 300
    monkeypatch.setattr(search_index.Indexer, "step", step)
    with Project.open(path) as project:
        wait(project)
        assert project.ask(indexed).result() == 300
        check(project, "word", "word29")


def indexed(reader: Reader) -> int:
    connection = reader._connection  # type: ignore[attr-defined]
    return int(connection.exec_driver_sql("SELECT indexed FROM search_state").scalar())


def test_a_small_project_has_no_index(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is scanned in no time, and its file stays small."""
    monkeypatch.setattr(search_index, "SMALLEST", 3)
    project.submit(adding(["alpha", "beta"])).result()
    wait(project)
    assert project.ask(indexed).result() == 0
    check(project, "alp", "b")
    project.submit(adding(["alpha"])).result()
    wait(project)
    assert project.ask(indexed).result() == 3
