"""Training, reports and suggestions from the command line: the fake engine in a real worker."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.bootstrap import open_project
from workbench.cli.run_verbs import run_training
from workbench.settings import TrainingSettings

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]

FAKE = TrainingSettings(engine="fake", epochs=2)
PEOPLE, TOWNS = ("Ada", "Bo", "Chen", "Dora"), ("Oslo", "Rome", "Lima")


def sentences(count: int, tagged: bool = True) -> str:
    lines = []
    for i in range(count):
        person, town = PEOPLE[i % 4], TOWNS[i % 3]
        rows = ((person, "B-PER"), ("saw", "O"), (str(i), "O"), (town, "B-LOC"))
        lines += [f"{token}\t{tag}" if tagged else token for token, tag in rows] + [""]
    return "\n".join(lines) + "\n"


@pytest.fixture
def project(tmp_path: Path, workbench: Run) -> Path:
    """30 tagged sentences with splits, and 5 untagged ones."""
    path = tmp_path / "a.nerproj"
    (tmp_path / "gold.txt").write_text(sentences(30), "utf-8")
    (tmp_path / "plain.txt").write_text(sentences(35, tagged=False)[-60:], "utf-8")
    workbench("import", path, tmp_path / "gold.txt")
    workbench("split", path, "--ratio", "60/20/20")
    workbench("import", path, tmp_path / "plain.txt")
    return path


@pytest.fixture
def trained(project: Path) -> Path:
    """The project after one training."""
    with open_project(project) as store:
        answer = run_training(store, FAKE)
    assert answer.exit_status == 0
    assert (answer.values["run"], answer.values["state"]) == ("run-1", "done")
    assert Path(answer.values["folder"]).is_dir()
    return project


def test_runs_are_listed(trained: Path, workbench: Run) -> None:
    """In the order of their making, with their states."""
    with open_project(trained) as store:
        run_training(store, FAKE)
    runs = workbench("runs", trained)["runs"]
    assert [(run["run"], run["state"]) for run in runs] == [("run-1", "done"), ("run-2", "done")]


def test_the_instant_model_learns_and_suggests_in_one_go(project: Path, workbench: Run) -> None:
    """Without any training before it; one undo takes it back."""
    stats = workbench("stats", project)
    answer = workbench("suggest", project, "--instant")
    assert answer["suggester"] == "instant"
    assert answer["sentences"] == stats["status"]["new"]
    assert 0 < answer["learned"] <= stats["status"]["done"]
    assert answer["entities"] == workbench("stats", project)["suggestions"] > 0
    assert workbench("undo", project)["operation"] == "suggest by instant"
    assert workbench("stats", project)["suggestions"] == 0


def test_suggestions_land_on_untouched_sentences(trained: Path, workbench: Run) -> None:
    """By run, then by folder; gold stays as it was, and one undo takes them away."""
    gold = workbench("stats", trained)["entities"]
    answer = workbench("suggest", trained, "--run", "run-1")
    assert answer["sentences"] == workbench("stats", trained)["status"]["new"]
    assert answer["entities"] > 0
    model = trained.parent / "a.runs" / "run-1" / "model"
    workbench("suggest", trained, "--model", model, "--on", "all")
    stats = workbench("stats", trained)
    assert stats["entities"] == gold
    assert stats["suggestions"] > 0
    workbench("undo", trained)
    workbench("undo", trained)
    assert workbench("stats", trained)["suggestions"] == 0


def test_text_is_tagged_line_by_line(
    trained: Path, workbench: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One object a sentence, with one tag and one score a token; empty lines are left out."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ada saw Oslo\n\nnobody came\n"))
    model = trained.parent / "a.runs" / "run-1" / "model"
    answers = workbench("tag", "--model", model)["sentences"]
    assert [one["tokens"] for one in answers] == [["Ada", "saw", "Oslo"], ["nobody", "came"]]
    assert answers[0]["tags"] == ["B-PER", "O", "B-LOC"]
    assert len(answers[0]["scores"]) == 3


GOLD = "x\tO\n\n" * 20
TRAINING_SETS = {
    "NW-T07a": (GOLD, "Ada\tB-PER\nOslo\tB-LOC\n"),
    "NW-T07b": ("Ada\tB-PER\n\n" * 20, "Bo\tB-PER\n"),
    "NW-T07c": (sentences(12), ""),
}


@pytest.mark.parametrize("code", TRAINING_SETS)
def test_what_cannot_be_trained_on_is_refused(
    tmp_path: Path, workbench: Run, refused: Refused, code: str
) -> None:
    """No entity, one label, no dev set: nothing is started, nothing is left behind."""
    project = tmp_path / "t.nerproj"
    for split, text in zip(("train", "dev"), TRAINING_SETS[code], strict=True):
        if text:
            (tmp_path / f"{split}.txt").write_text(text, "utf-8")
            workbench("import", project, tmp_path / f"{split}.txt")
    assert f"error[{code}]:" in refused("train", project)
    assert workbench("runs", project)["runs"] == []
    assert not (tmp_path / "t.runs").exists()


def test_a_model_folder_without_safetensors_is_refused(
    project: Path, tmp_path: Path, workbench: Run, refused: Refused
) -> None:
    """Whether it lacks weights or holds only a pickle; no run is noted."""
    model = tmp_path / "model"
    model.mkdir()
    assert "error[NW-M08]:" in refused("train", project, "--base", model)
    (model / "config.json").write_text(json.dumps({"model_type": "bert"}), "utf-8")
    (model / "pytorch_model.bin").write_bytes(b"\x80\x04")
    assert "error[NW-M01]:" in refused("train", project, "--base", model)
    assert "error[NW-M14]:" in refused("train", project, "--base", "no/such/folder/at-all")
    assert workbench("runs", project)["runs"] == []


def test_a_project_that_is_open_elsewhere_is_refused(project: Path) -> None:
    """The second process is told so in one line, with exit status 2."""
    with open_project(project):
        done = subprocess.run(
            [sys.executable, "-m", "workbench", "stats", str(project)],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error[NW-C01]:") and done.stderr.count("\n") == 1
