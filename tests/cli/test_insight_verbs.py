"""`workbench insights`: whether more annotation is worth it, without a window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench import bootstrap
from workbench.__main__ import main
from workbench.domain.learning import Curve, Level, Point
from workbench.files import write_json
from workbench.jobs.spec import RunFolder
from workbench.workflow.insights import prepare_curve, take_in_curve

Run = Callable[..., dict[str, Any]]
LINES = "\n\n".join(
    f"{person}\tB-PER\nmet\tO\n{number}\tO\n{town}\tB-LOC"
    for number, (person, town) in enumerate([("Ada", "Oslo"), ("Bo", "Rome"), ("Eve", "Bern")] * 12)
)
CURVE = Curve(
    (
        Point(0.5, 0, Level(0.6, 12), {"PER": Level(0.6, 12)}),
        Point(1.0, 0, Level(0.8, 24), {"PER": Level(0.8, 24)}),
    ),
    24,
    12,
    {"PER": 24},
    {"PER": 12},
)


@pytest.fixture
def larger(tmp_path: Path, workbench: Run) -> Path:
    """36 done sentences, a third of them in the test set."""
    corpus, path = tmp_path / "c.conll", tmp_path / "c.nerproj"
    corpus.write_text(LINES, "utf-8")
    workbench("import", path, corpus)
    workbench("split", path, "--ratio", "67/0/33")
    return path


def test_progress_is_told_without_a_curve(larger: Path, workbench: Run) -> None:
    """Counts by split, labels, copies; no pace and no curve yet."""
    found = workbench("insights", larger)
    assert sum(part["done"] for part in found["states"].values()) == 36
    assert sum(part["PER"] for part in found["labels"].values()) == 36
    assert found["pace"]["sentences_per_hour"] is None and found["pace"]["sentences_left"] == 0
    assert (found["curve"], found["agreement"], found["leaks"]) == (None, [], 0)


def test_a_project_without_a_test_set_cannot_be_measured(
    project: Path, refused: Callable[..., str]
) -> None:
    """It is told what to do about it."""
    assert "NW-L40" in refused("insights", project, "--curve")


def test_a_target_is_an_f1(project: Path, refused: Callable[..., str]) -> None:
    """Neither nothing nor ninety."""
    for wrong in ("0", "90", "much"):
        assert "NW-U01" in refused("insights", project, "--target", wrong)


def test_the_last_curve_is_told_in_words(
    larger: Path, workbench: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """A table, advice, and what a target takes."""
    with bootstrap.open_project(larger) as store:
        prepared = prepare_curve(store)
        write_json(RunFolder(prepared.folder).answer_file, CURVE.to_json())
        take_in_curve(store, prepared)
    assert main(["insights", str(larger), "--target", "0.7"]) == 0
    out = capsys.readouterr().out
    assert "PER: +" in out and "more sentences with PER" in out
    assert "F1 0.700 is reached" in out
    found = workbench("insights", larger, "--target", "0.999")
    assert found["curve"]["target"]["sentences"] is None
    assert [one["label"] for one in found["curve"]["outlook"]] == ["", "PER"]


@pytest.mark.slow
def test_a_curve_is_measured_and_kept(larger: Path, workbench: Run) -> None:
    """It is there the next time without another measurement."""
    measured = workbench("insights", larger, "--curve", "--repeats", 1)["curve"]
    assert measured["made_by"] == "instant" and len(measured["marks"]) == 4
    assert measured["behind"] == ""
    assert workbench("insights", larger)["curve"] == measured
