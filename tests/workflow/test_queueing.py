"""What a ranking job is given, and what is believed of its answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import JobError, UsageError
from workbench.domain.queueing import Strategy
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import JobKind
from workbench.jobs.spec import RunFolder
from workbench.operations.models import choose_suggester
from workbench.operations.queue import queue_state
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.workflow import queueing
from workbench.workflow.queueing import Wish, prepare_ranking, rank_by_store, take_in_ranking

PROPOSED = (
    Suggestion(Entity("PER", 0, 1), "rules", 1.0),
    Suggestion(Entity("LOC", 0, 1), "instant", 0.4),
)
ROWS = (
    *((f"gold{i}", Status.DONE, Split.TRAIN) for i in range(4)),
    ("loose", Status.DONE, None),
    ("dev", Status.DONE, Split.DEV),
    ("test", Status.NEW, Split.TEST),
    ("test", Status.NEW, None),
    ("draft", Status.DRAFT, None),
    ("out", Status.REJECTED, None),
    *((f"new{i}", Status.NEW, None) for i in range(20)),
)


def fill(transaction: Transaction) -> Changes:
    transaction.add(
        NewSentence(
            (word, "came"),
            ("B-PER", "O"),
            IOB2,
            status,
            split,
            "a",
            PROPOSED if word == "new3" else (),
        )
        for word, status, split in ROWS
    )
    return transaction.changes("fill")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.nerproj", ["PER"]) as project:
        project.submit(fill).result()
        yield project


def words(folder: Path, name: str) -> set[str]:
    return {one.tokens[0] for one in RunFolder(folder).examples(name)}


def test_the_snapshot_holds_gold_and_pool_but_nothing_of_the_hold_out(project: Project) -> None:
    """Gold is done and tests nothing; the pool is untouched, without tags, and leaks nothing."""
    prepared = prepare_ranking(project, Wish(Strategy.MNLP, 7, 5))
    assert words(prepared.folder, "train") == {"gold0", "gold1", "gold2", "gold3", "loose"}
    assert words(prepared.folder, "input") == {f"new{i}" for i in range(20)}
    assert all(one.tags == () for one in RunFolder(prepared.folder).examples("input"))
    spec = RunFolder(prepared.folder).spec()
    assert (spec.kind, spec.model, spec.labels) == (JobKind.RANK, None, ("PER",))
    assert spec.options == {"strategy": "mnlp", "count": 7, "seed": 5, "stability": {}}
    assert (prepared.gold, prepared.pool, prepared.suggester) == (5, 20, "instant")


def test_of_a_large_pool_a_part_is_drawn_that_stays_the_same(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or predictions of two rankings could not be compared; and it is said."""
    monkeypatch.setattr(queueing, "MOST_IN_POOL", 8)
    first, second = (prepare_ranking(project, Wish(seed=seed)) for seed in (1, 2))
    drawn = words(first.folder, "input")
    # One that was drawn leaks, and is left out after that.
    assert 7 <= len(drawn) <= 8 and drawn == words(second.folder, "input")
    assert "drawn of 21 untouched sentences, by the instant model" in first.in_words


def test_suggesters_are_told_apart_where_they_are_to_disagree(project: Project) -> None:
    """Only then their entities travel along, by suggester and sentence."""
    prepared = prepare_ranking(project, Wish(Strategy.DISAGREEMENT))
    said = RunFolder(prepared.folder).spec().options["suggesters"]
    number = str(next(i for i, row in enumerate(ROWS, 1) if row[0] == "new3"))
    assert said == {
        "rules": {number: [["PER", 0, 1]]},
        "instant": {number: [["LOC", 0, 1]]},
    }


def test_a_suggester_that_is_gone_gives_way_to_the_instant_model(project: Project) -> None:
    """With a notice that says why."""
    project.submit(choose_suggester, "run-9").result()
    prepared = prepare_ranking(project, Wish())
    assert prepared.suggester == "instant" and "run-9 cannot be used" in prepared.notice


def answer(*ids: int, **more: Any) -> dict[str, Any]:
    picks = [{"id": one, "score": 1, "reason": "unsure", "seconds": None} for one in ids]
    return {"strategy": "mnlp", "picks": picks, **more}


def write(folder: Path, found: object) -> None:
    RunFolder(folder).answer_file.write_text(json.dumps(found), "utf-8")


def test_an_answer_fills_the_queue(project: Project) -> None:
    """In its order; what may not be selected is left out, and the folder is removed."""
    prepared = prepare_ranking(project, Wish())
    facts = {"agreement": 0.5, "rounds": 0, "stable": False, "words": "Still learning."}
    # A hold-out sentence, its twin, a done one, one that is nowhere, and two good ones.
    write(prepared.folder, answer(7, 8, 1, 999, 14, 12, stability=facts))
    take_in_ranking(project, prepared)
    state = project.ask(queue_state).result()
    assert [one.pick.sentence for one in state.queue] == [14, 12]
    assert state.queue[0].pick.strategy == "mnlp" and state.queue[0].pick.score == 1.0
    assert state.stability.words == "Still learning." and not prepared.folder.exists()
    following = prepare_ranking(project, Wish())
    assert RunFolder(following.folder).spec().options["stability"] == facts


@pytest.mark.parametrize(
    "found",
    [
        [],
        {},
        {"strategy": "mnlp", "picks": [{"id": "x", "score": 1, "reason": "", "seconds": 1}]},
        {"strategy": "mnlp", "picks": [{"score": 1}]},
        {"strategy": "mnlp", "picks": 3},
    ],
)
def test_a_bad_answer_changes_nothing(project: Project, found: object) -> None:
    """The queue that was there stays."""
    rank_by_store(project, Wish(Strategy.ORDER, 3))
    before = project.ask(queue_state).result()
    prepared = prepare_ranking(project, Wish())
    write(prepared.folder, found)
    with pytest.raises(JobError) as caught:
        take_in_ranking(project, prepared)
    assert caught.value.code == "NW-L25"
    assert project.ask(queue_state).result() == before


def test_a_missing_answer_is_a_bad_one(project: Project) -> None:
    """A worker that died after its last word, for example."""
    prepared = prepare_ranking(project, Wish())
    with pytest.raises(JobError) as caught:
        take_in_ranking(project, prepared)
    assert caught.value.code == "NW-L25"


def test_nothing_untouched_is_an_error(tmp_path: Path) -> None:
    """By the store and by a job alike."""
    with Project.create(tmp_path / "b.nerproj", ["PER"]) as project:
        for rank in (rank_by_store, prepare_ranking):
            with pytest.raises(UsageError) as caught:
                rank(project, Wish(Strategy.RANDOM))
            assert caught.value.code == "NW-L26"
