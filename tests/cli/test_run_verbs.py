"""Trainings go on, have titles, are deleted; every option reaches the recipe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.bootstrap import open_project
from workbench.cli.parser import build_parser
from workbench.cli.train_options import GROUPS, settings_of
from workbench.domain.recipes import ClassWeights, FlairMode, Schedule, Storage
from workbench.settings import TrainingSettings
from workbench.workflow.training import note_running, prepare_training

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]

ROWS = "".join(f"Ada\tB-PER\nsaw\tO\n{i}\tO\nOslo\tB-LOC\n\n" for i in range(30))
GIVEN = (
    "--engine flair --base some/base --epochs 7 --batch-size 3 --accumulation 2 "
    "--learning-rate 0.5 --max-length 99 --patience 4 --seed 5 --weight-decay 0.2 --warmup 0.3 "
    "--schedule cosine --gradient-clip 2 --context 16 --precision fp32 --device cpu --threads 2 "
    "--checkpoint-minutes 0.5 --crf --quick --one-label --all-pieces --overlap 0.5 "
    "--lstm-size 64 --head-learning-rate 0.01 --class-weights root --lower-case 0.5 "
    "--embeddings one-hot,transformer --mode fine-tune --hidden-size 128 --rnn-layers 2 "
    "--storage none --download --anneal-factor 0.1 --anneal-patience 6"
)


@pytest.fixture
def project(tmp_path: Path, workbench: Run) -> Path:
    """Thirty sentences with splits."""
    path = tmp_path / "a.nerproj"
    (tmp_path / "gold.txt").write_text(ROWS, "utf-8")
    workbench("import", path, tmp_path / "gold.txt")
    workbench("split", path, "--ratio", "60/20/20")
    return path


def prepare(project: Path) -> None:
    """A run of the fake engine that somebody began and left."""
    with open_project(project) as store:
        prepared = prepare_training(store, TrainingSettings(engine="fake", epochs=2))
        note_running(store, prepared.run.name)


def test_a_run_that_broke_off_goes_on(project: Path, workbench: Run, refused: Refused) -> None:
    """To its end, in its folder; once only, and with the settings that it has."""
    prepare(project)
    assert workbench("runs", project)["runs"][0]["state"] == "lost"
    assert "error[NW-J27]:" in refused("train", project, "--resume", "run-1", "--epochs", "9")
    answer = workbench("train", project, "--resume", "run-1", "--name", "second try")
    assert (answer["run"], answer["state"], answer["title"]) == ("run-1", "done", "second try")
    assert "error[NW-J23]:" in refused("train", project, "--resume", "run-1")
    assert "error[NW-U21]:" in refused("train", project, "--resume", "run-7")


def test_runs_are_named_pinned_and_deleted(
    project: Path, workbench: Run, refused: Refused, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list tells their titles and how much room they take; undo brings a record back."""
    for _ in range(2):
        prepare(project)
    workbench("runs", project, "--name", "run-1", "baseline")
    found = workbench("runs", project, "--pin", "run-2")
    assert [(one["title"], one["pinned"]) for one in found["runs"]] == [
        ("baseline", False),
        ("", True),
    ]
    assert found["bytes"] == sum(one["bytes"] for one in found["runs"]) > 1000
    assert not workbench("runs", project, "--unpin", "run-2")["runs"][1]["pinned"]
    left = workbench("runs", project, "--delete", "run-1")
    assert [one["run"] for one in left["runs"]] == ["run-2"]
    assert not (project.with_suffix(".runs") / "run-1").exists()
    assert "error[NW-U21]:" in refused("runs", project, "--delete", "run-1")
    assert workbench("undo", project)["operation"] == "delete run"
    restored = workbench("runs", project)["runs"][0]
    assert (restored["title"], restored["bytes"]) == ("baseline", 0)


def test_every_option_reaches_the_recipe() -> None:
    """Each one of the table, and nothing else changes."""
    parsed = build_parser().parse_args(["train", "p", *GIVEN.split()])
    settings = settings_of(parsed, TrainingSettings())
    assert (settings.engine, settings.base, settings.schedule) == (
        "flair",
        "some/base",
        Schedule.COSINE,
    )
    assert (settings.device, settings.context, settings.quick) == ("cpu", 16, True)
    assert settings.transformers.class_weights is ClassWeights.ROOT
    assert settings.transformers.crf and settings.flair.crf
    assert settings.flair.embeddings == ("one-hot", "transformer")
    assert (settings.flair.mode, settings.flair.storage) == (FlairMode.FINE_TUNE, Storage.NONE)
    assert settings.flair.gradient_clip == settings.gradient_clip == 2
    given = {word for word in GIVEN.split() if word.startswith("--")}
    known = {option.flag for group in GROUPS.values() for option in group}
    assert known - given == {"--no-crf"}


def test_what_is_left_out_stays() -> None:
    """As it was in what the settings begin with."""
    begin_with = TrainingSettings(epochs=9, preset="x")
    parsed = build_parser().parse_args(["train", "p", "--no-crf"])
    settings = settings_of(parsed, begin_with)
    assert (settings.epochs, settings.preset, settings.flair.crf) == (9, "x", False)


@pytest.mark.parametrize(
    "given",
    [
        ("--epochs", "0"), ("--warmup", "2"), ("--learning-rate", "0"), ("--seed", "-1"),
        ("--schedule", "none"), ("--embeddings", ","), ("--overlap", "nan"),
    ],
)  # fmt: skip
def test_odd_values_are_refused(project: Path, refused: Refused, given: tuple[str, str]) -> None:
    """Before anything starts."""
    assert "error[NW-U01]:" in refused("train", project, *given)


def test_an_unknown_engine_is_refused(project: Path, refused: Refused) -> None:
    """With those that there are."""
    told = refused("train", project, "--engine", "spacy")
    assert "error[NW-U25]:" in told and "flair" in told
