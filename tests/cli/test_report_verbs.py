"""Reports, comparisons and rescoring from the command line: the fake engine in a real worker."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.bootstrap import open_project
from workbench.cli.run_verbs import run_training
from workbench.domain.sentence import Split, Status
from workbench.operations.edit import set_status
from workbench.operations.runs import gold_examples
from workbench.settings import TrainingSettings

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]

FAKE = TrainingSettings(engine="fake", epochs=2)
PEOPLE, TOWNS = ("Ada", "Bo", "Chen", "Dora"), ("Oslo", "Rome", "Lima")
READINGS = ("strict", "lenient", "exact", "type", "partial")


def corpus() -> str:
    rows = [f"{PEOPLE[i % 4]}\tB-PER\nsaw\tO\n{i}\tO\n{TOWNS[i % 3]}\tB-LOC\n" for i in range(30)]
    return "\n".join(rows)


@pytest.fixture
def trained(tmp_path: Path, workbench: Run) -> Path:
    """30 tagged sentences with splits, and one training on them."""
    path = tmp_path / "a.nerproj"
    (tmp_path / "gold.txt").write_text(corpus(), "utf-8")
    workbench("import", path, tmp_path / "gold.txt")
    workbench("split", path, "--ratio", "60/20/20")
    with open_project(path) as store:
        assert run_training(store, FAKE).exit_status == 0
    return path


def test_a_report_has_the_promised_keys(trained: Path, workbench: Run) -> None:
    """All readings, token and coverage, each with its averages."""
    report = workbench("report", trained, "run-1")
    for name in READINGS:
        assert set(report[name]) >= {"micro", "macro", "weighted", "labels"}
        assert set(report[name]["labels"]["PER"]) == {"precision", "recall", "f1", "support"}
    assert report["split"] == "test"
    assert set(report["coverage"]) >= {"sentences", "entities", "cut", "unscored", "windowed"}
    assert {"accuracy", "micro", "macro", "weighted"} <= set(report["token"])
    assert report["calibration"]["bins"] and report["entity_confusion"]["labels"]


def test_a_report_is_written_as_files(trained: Path, workbench: Run, tmp_path: Path) -> None:
    """The files that are named are there; sentences are in them only if asked for."""
    out = tmp_path / "out"
    files = workbench("report", trained, "run-1", "--out", out, "--format", "html,md,csv,json")
    assert {Path(name).name for name in files["files"]} == {path.name for path in out.iterdir()}
    assert json.loads((out / "run-1.json").read_text("utf-8"))["run"] == "run-1"
    assert "Ada" not in (out / "run-1.html").read_text("utf-8")


def test_a_second_run_is_compared_with_the_first(
    trained: Path, workbench: Run, refused: Refused
) -> None:
    """The same training differs in nothing; another test set is refused, and why is told."""
    with open_project(trained) as store:
        run_training(store, FAKE)
    compared = workbench("compare", trained, "run-1", "run-2")
    assert compared["same_test_set"] is True
    assert compared["difference"] == {"micro": 0.0, "macro": 0.0, "labels": {"LOC": 0, "PER": 0}}
    assert compared["micro"]["low"] == compared["micro"]["high"] == 0.0
    assert compared["won"] == compared["lost"] == []
    test = trained.parent / "a.runs" / "run-2" / "data" / "test.jsonl"
    test.write_bytes(b"".join(test.read_bytes().splitlines(keepends=True)[:-1]))
    told = refused("compare", trained, "run-1", "run-2")
    assert "error[NW-U70]" in told and "6 sentences" in told and "1 only in the first" in told


def test_a_model_is_scored_and_compared_on_gold(
    trained: Path, workbench: Run, refused: Refused
) -> None:
    """By run or by folder, on the run's frozen test set or on the split of today."""
    report = workbench("report", trained, "run-1")
    scored = workbench("evaluate", trained, "--run", "run-1", "--split", "test")
    assert scored["strict"] == report["strict"]
    model = trained.parent / "a.runs" / "run-1" / "model"
    assert workbench("compare", trained, "run-1", model)["micro"]["value"] == 0.0
    assert workbench("compare", trained, model, "run-1", "--split", "dev")["sentences"] == 6
    assert "error[NW-U21]" in refused("compare", trained, "run-1", "no-such-run")


def test_a_run_is_rescored_with_the_gold_of_today(trained: Path, workbench: Run) -> None:
    """A sentence that is no longer done is left out; the figures of the run stay."""
    before = workbench("report", trained, "run-1")
    with open_project(trained) as store:
        first = store.ask(gold_examples, Split.TEST).result()[0].id
        store.submit(set_status, [first], Status.DRAFT).result()
    again = workbench("rescore", trained, "run-1")
    assert (again["unconfirmed"], again["coverage"]["sentences"]) == (1, 5)
    after = workbench("report", trained, "run-1")
    assert after["strict"] == before["strict"] and len(after["rescored"]) == 1
