"""Operations that nobody asked for: undo and redo pass over them, and stay exact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.filters import Filter, Order
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations import edit, history
from workbench.operations.store import NewSentence, Transaction
from workbench.operations.suggest import put_suggestions, refresh_suggestions
from workbench.storage.project import Project

SENTENCES = 6


def add(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER"]))
    transaction.add(
        NewSentence(("Ada", "met", str(n)), ("O", "O", "O"), IOB2, Status.NEW, None, "a")
        for n in range(SENTENCES)
    )
    return transaction.changes("import")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with made(tmp_path) as project:
        yield project


def made(folder: Path) -> Project:
    project = Project.create(folder / "a.nerproj")
    project.submit(add).result()
    return project


def found(score: float, *ids: int, label: str = "PER") -> dict[int, list[Suggestion]]:
    return {one: [Suggestion(Entity(label, 0, 1), "instant", score)] for one in ids}


def refresh(project: Project, score: float, *ids: int) -> Changes:
    return project.submit(refresh_suggestions, "instant", found(score, *ids)).result()


def state(project: Project) -> list[Any]:
    return project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()


def names(project: Project) -> list[str]:
    return [one.operation for one in project.ask(lambda reader: reader.history()).result()]


def test_undo_takes_back_what_a_person_did_last(project: Project) -> None:
    """A refresh after an edit is no step: one undo takes both back, one redo does both again."""
    start = state(project)
    project.submit(edit.set_flag, [1], True).result()
    refresh(project, 0.5, 2, 3)
    end = state(project)
    steps = project.ask(lambda reader: reader.next_steps()).result()
    assert steps.undo is not None and steps.undo.operation == "flag"
    undone = project.submit(history.undo).result()
    assert (undone.operation, undone.sentences) == ("flag", frozenset({1, 2, 3}))
    assert state(project) == start
    steps = project.ask(lambda reader: reader.next_steps()).result()
    assert steps.redo is not None and steps.redo.operation == "flag"
    redone = project.submit(history.redo).result()
    assert (redone.operation, redone.sentences) == ("flag", frozenset({1, 2, 3}))
    assert state(project) == end


def test_what_can_be_redone_is_not_lost(project: Project) -> None:
    """While something can be redone a refresh writes nothing."""
    project.submit(edit.set_flag, [1], True).result()
    flagged = state(project)
    project.submit(history.undo).result()
    assert refresh(project, 0.5, 2).nothing
    project.submit(history.redo).result()
    assert state(project) == flagged


def test_refreshes_that_follow_each_other_are_one_operation(project: Project) -> None:
    """The history holds one line for all of them, with their counts added up."""
    project.submit(edit.set_flag, [1], True).result()
    refresh(project, 0.5, 2, 3)
    refresh(project, 0.6, 4)
    assert names(project) == ["suggest by instant", "flag", "import"]
    last = project.ask(lambda reader: reader.history(1)).result()[0]
    assert (last.sentences, last.details) == (3, {"entities": 3})
    assert list(project.ask(lambda r: r.operation_sentences(last.sequence)).result()) == [2, 3, 4]


def test_a_refresh_goes_on_with_what_was_asked_for(project: Project) -> None:
    """Portions after the first become part of it, so that one undo takes all of them back."""
    start = state(project)
    project.submit(put_suggestions, "instant", found(0.5, 1)).result()
    refresh(project, 0.5, 2)
    assert names(project) == ["suggest by instant", "import"]
    assert project.submit(history.undo).result().operation == "suggest by instant"
    assert state(project) == start


def test_only_untouched_sentences_are_refreshed(project: Project) -> None:
    """What a person has begun, finished or rejected is left alone, and so is what was cut."""
    for number, status in enumerate((Status.DRAFT, Status.DONE, Status.REJECTED), 1):
        project.submit(edit.set_status, [number], status).result()
    project.submit(edit.merge_tokens, 4, 0, 3).result()
    project.submit(edit.set_status, [4], Status.NEW).result()
    beyond = {4: [Suggestion(Entity("PER", 1, 3), "instant", 0.5)]}
    gone = found(0.5, 6, label="GONE")
    changes = project.submit(
        refresh_suggestions, "instant", found(0.5, 1, 2, 3, 5) | beyond | gone
    ).result()
    assert changes.sentences == {5}


def test_a_refresh_does_not_count_as_edited(project: Project) -> None:
    """The order of what was edited last is that of a person's edits."""
    project.submit(edit.set_flag, [3], True).result()
    refresh(project, 0.5, 5)
    recent = project.ask(lambda reader: reader.ids(Filter(order=Order.RECENT))).result()
    assert next(iter(recent)) == 3


def test_nothing_to_go_with_writes_nothing(tmp_path: Path) -> None:
    """A project in which nobody did anything has no step that a refresh could go with."""
    with Project.create(tmp_path / "empty.nerproj") as project:
        assert refresh(project, 0.5, 1).nothing
        assert project.submit(history.undo).result().nothing


def waits_for_undo(project: Project) -> str:
    step = project.ask(lambda reader: reader.next_steps()).result().undo
    return step.operation if step else ""


STEP = st.tuples(
    st.sampled_from(["refresh", "flag", "accept", "undo", "redo"]), st.integers(1, SENTENCES)
)


@settings(max_examples=12, deadline=None)
@given(st.lists(STEP, max_size=14))
def test_undo_and_redo_stay_exact(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Whatever is done between refreshes, undo to the beginning and redo to the end are exact."""
    with made(tmp_path_factory.mktemp("project")) as project:
        start = state(project)
        project.submit(edit.set_flag, [1], True).result()
        for place, (step, number) in enumerate(steps):
            if step == "refresh":
                refresh(project, 0.5 + place / 100, number, number % SENTENCES + 1)
            elif step == "flag":
                project.submit(edit.set_flag, [number], place % 2 == 0).result()
            elif step == "accept":
                project.submit(edit.accept_sentence, number).result()
            elif step == "redo":
                project.submit(history.redo).result()
            elif waits_for_undo(project) != "import":
                project.submit(history.undo).result()
        while not project.submit(history.redo).result().nothing:
            pass
        end = state(project)
        project.submit(history.undo_to, 1).result()
        assert state(project) == start
        project.submit(history.redo_to, 10_000).result()
        assert state(project) == end
