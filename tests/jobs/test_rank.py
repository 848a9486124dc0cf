"""A ranking from its folder to its answer, in the real worker process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbench.domain.queueing import Strategy
from workbench.domain.training import Example, JobKind, JobState, Spec
from workbench.files import read_json
from workbench.jobs.kinds.rank import read_opinions
from workbench.jobs.protocol import Finished
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job

PEOPLE = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")
TOWNS = ("Rome", "Bern", "Oslo", "Riga")


def sentence(number: int, gold: bool) -> Example:
    words = (PEOPLE[number % 6], "lives", "in", TOWNS[number % 4], f"since{number}", "or", "so")
    return Example(number, words, ("B-PER", "O", "O", "B-LOC", "O", "O", "O") if gold else ())


POOL = [
    *(sentence(number, gold=False) for number in range(100, 130)),
    Example(200, ("Geneva", "bought", "Basel", "yesterday")),
    Example(201, ("=", "=", "=")),
]
GOLD = [sentence(number, gold=True) for number in range(20)]


def rank(
    folder: Path, gold: list[Example], model: Path | None = None, **options: Any
) -> tuple[Finished, RunFolder]:
    spec = Spec(kind=JobKind.RANK, model=str(model) if model else None, options=options)
    run = create_run_folder(folder, spec, {"train": gold, "input": POOL})
    return run_job(run.path, lambda _: None), run


def answer_of(run: RunFolder) -> dict[str, Any]:
    return read_json(run.answer_file)


def test_a_ranking_by_the_instant_model(tmp_path: Path) -> None:
    """The answer holds picks with reasons and seconds, and what the next ranking compares with."""
    finished, run = rank(tmp_path / "rank-1", GOLD, count=8, seed=3)
    assert finished == Finished(JobState.DONE)
    answer = answer_of(run)
    assert answer["strategy"] == "default" and len(answer["picks"]) == 8
    assert all(set(one) == {"id", "score", "reason", "seconds"} for one in answer["picks"])
    assert len({one["id"] for one in answer["picks"]}) == 8
    assert 201 not in {one["id"] for one in answer["picks"]}
    unsure = {one["id"]: one["reason"] for one in answer["picks"]}
    assert unsure[200].startswith("unsure")
    kept = answer["stability"]
    assert kept["agreement"] is None and kept["sample"]
    _, again = rank(tmp_path / "rank-2", GOLD, count=8, seed=3, stability=kept)
    assert answer_of(again)["stability"]["agreement"] == 1.0
    assert answer_of(again)["picks"] == answer["picks"]


def test_a_ranking_without_gold(tmp_path: Path) -> None:
    """Clusters choose, whatever was asked for, and nothing is said about stability."""
    finished, run = rank(tmp_path / "rank-1", [], count=4, strategy="bald")
    assert finished == Finished(JobState.DONE)
    answer = answer_of(run)
    assert len(answer["picks"]) == 4 and answer["stability"]["sample"] == {}


@pytest.mark.parametrize(
    ("options", "code"), [({"strategy": "astrology"}, "NW-L20"), ({}, "NW-L21")]
)
def test_what_cannot_be_ranked(options: dict[str, str], code: str, tmp_path: Path) -> None:
    """A strategy that does not exist and an empty pool are told with their codes."""
    spec = Spec(kind=JobKind.RANK, options=options)
    pool = POOL if options else []
    run = create_run_folder(tmp_path / "rank-1", spec, {"train": GOLD, "input": pool})
    finished = run_job(run.path, lambda _: None)
    assert finished.state is JobState.FAILED and finished.error is not None
    assert finished.error.code == code and not run.answer_file.exists()


def test_stored_suggestions_become_votes() -> None:
    """Only of sentences in the pool; of two that overlap the first counts."""
    stored = {
        "rules": {"200": [["ORG", 0, 1], ["LOC", 0, 1], ["LOC", 2, 3]], "999": [["LOC", 0, 1]]}
    }
    assert read_opinions(stored, POOL) == {"rules": {200: ("B-ORG", "O", "B-LOC", "O")}}


@pytest.mark.parametrize("strategy", [Strategy.BALD, Strategy.DISAGREEMENT, Strategy.RANDOM])
def test_what_a_strategy_lives_on_is_found(strategy: Strategy, tmp_path: Path) -> None:
    """A committee in the place of dropout, names of gold in the place of suggesters, nothing."""
    finished, run = rank(tmp_path / "rank-1", GOLD, strategy=strategy.value, count=3)
    assert finished == Finished(JobState.DONE)
    assert len(answer_of(run)["picks"]) == 3
    assert answer_of(run)["stability"]["words"]


def test_suggesters_disagree(tmp_path: Path) -> None:
    """Their stored entities are votes beside the model's."""
    stored = {"rules": {"100": [["ORG", 0, 1]]}}
    _, run = rank(tmp_path / "rank-1", GOLD, strategy="disagreement", suggesters=stored)
    first, *_ = answer_of(run)["picks"]
    assert first["id"] == 100 and "rules" in first["reason"]


def test_a_trained_model_is_asked(tmp_path: Path) -> None:
    """The named model takes the place of the instant one; scores of its tags are enough."""
    rows = [sentence(number, gold=True) for number in range(36)]
    splits = {"train": rows[:24], "dev": rows[24:30], "test": rows[30:]}
    trained = create_run_folder(tmp_path / "run-1", Spec(engine="fake", epochs=1), splits)
    assert run_job(trained.path, lambda _: None) == Finished(JobState.DONE)
    finished, run = rank(tmp_path / "rank-1", GOLD, trained.model, strategy="token", count=3)
    assert finished == Finished(JobState.DONE)
    assert all("unsure" in one["reason"] for one in answer_of(run)["picks"])
