"""Presets on the command line: listed, taken in and out, and trained with."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench import paths
from workbench.bootstrap import create_project
from workbench.cli.run_verbs import _settings
from workbench.workflow import presets

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Own presets lie in a folder of this test, and no model was ever fetched."""
    monkeypatch.setattr(paths, "user_presets", lambda: tmp_path / "presets")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def settings(tmp_path: Path, **given: object) -> Any:
    path = tmp_path / "a.nerproj"
    with create_project(path) as project:
        return _settings(project, Namespace(**{"save_preset": None, **given}))


def test_all_presets_are_listed(workbench: Run) -> None:
    """With what they are made of, what is missing here, and what was reported."""
    found = {one["name"]: one for one in workbench("presets")["presets"]}
    assert found["wikigold-bert"]["missing"] == ["bert-base-cased"]
    assert found["swedish-flair"]["recipe"]["flair"]["storage"] == "none"
    assert all(one["reported"] and not one["own"] for one in found.values())


def test_presets_are_exchanged_as_files(workbench: Run, refused: Refused, tmp_path: Path) -> None:
    """Written, taken in under a name of one's own, deleted; those of the program stay."""
    file = tmp_path / "spanish.json"
    workbench("presets", "--export", "spanberta", file)
    assert workbench("presets", "--import", file)["preset"]["name"] == "spanberta-own"
    assert "spanberta-own" in {one["name"] for one in workbench("presets")["presets"]}
    workbench("presets", "--delete", "spanberta-own")
    assert "NW-U86" in refused("presets", "--delete", "spanberta")
    assert "NW-U86" in refused("presets", "--export", "nothing", file)
    assert "NW-U85" in refused("presets", "--import", tmp_path)


def test_a_preset_is_where_the_options_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is given replaces a preset's value, and the stand-in is told."""
    chosen = settings(tmp_path, preset="wikigold-bert", **{"--epochs": 2, "--quick": True})
    assert (chosen.epochs, chosen.max_length, chosen.seed) == (2, 200, 100)
    assert chosen.base == "embedded" and chosen.quick and chosen.preset == "wikigold-bert"
    told = capsys.readouterr().err
    assert "bert-base-cased" in told and "--download" in told


def test_with_leave_the_base_is_fetched(tmp_path: Path) -> None:
    """--download keeps the base model that the preset names."""
    chosen = settings(tmp_path, preset="wikigold-bert", **{"--download": True})
    assert chosen.base == "bert-base-cased" and chosen.learning_rate == 3e-5


def test_settings_are_saved_as_a_preset(tmp_path: Path) -> None:
    """--save-preset keeps what was given under a name."""
    settings(tmp_path, preset="recommended", save_preset="mine", **{"--batch-size": 7})
    assert presets.preset_named("mine").recipe.batch_size == 7
