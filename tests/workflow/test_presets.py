"""The presets can be read, chosen where parts of them are missing, saved and exchanged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench import paths
from workbench.domain.errors import UsageError
from workbench.domain.presets import Preset
from workbench.domain.recipes import EMBEDDED, Recipe
from workbench.jobs.hub_cache import cached_model
from workbench.settings import TrainingSettings
from workbench.workflow import presets

NAMES = ("spanberta", "wikigold-bert", "un-bert", "weibo-flair", "swedish-flair")


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Own presets and the hub's cache lie in folders of this test."""
    monkeypatch.setattr(paths, "user_presets", lambda: tmp_path / "presets")
    for name in ("HUGGINGFACE_HUB_CACHE", "XDG_CACHE_HOME", "HF_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))


def put_into_cache(folder: Path, name: str) -> Path:
    cached = folder / f"models--{name.replace('/', '--')}"
    snapshot = cached / "snapshots" / "abc"
    snapshot.mkdir(parents=True)
    (cached / "refs").mkdir()
    (cached / "refs" / "main").write_text("abc", "ascii")
    (snapshot / "config.json").write_text("{}", "utf-8")
    (snapshot / "model.safetensors").write_bytes(b"")
    return snapshot


def test_the_five_recipes_are_there() -> None:
    """Each has a title, its figures, and no option that was not understood."""
    found = presets.all_presets()
    assert tuple(preset.name for preset in found) == NAMES
    for preset in found:
        assert preset.title and preset.about and preset.data and preset.reported
        assert Preset.from_json(preset.to_json()) == preset


@pytest.mark.parametrize("name", NAMES)
def test_a_file_says_nothing_that_is_not_read(name: str) -> None:
    """Every option that a preset's file names is one of the recipe, with that value."""
    from workbench.files import read_json

    data = read_json(paths.presets() / f"{name}.json")
    written = presets.preset_named(name).to_json()
    assert data.keys() <= written.keys()
    for part in ("recipe", "stand_in"):
        for option, value in data[part].items():
            inner = written[part][option]
            assert inner == value or {**inner, **value} == inner


def test_what_is_not_here_is_replaced_openly() -> None:
    """Without the base model the stand-in is taken and named; when it may be fetched, not."""
    preset = presets.preset_named("wikigold-bert")
    choice = presets.choose(preset)
    assert choice.settings.base == EMBEDDED and choice.settings.learning_rate is None
    assert choice.missing == ("bert-base-cased",) and "bert-base-cased" in choice.notice
    assert choice.settings.max_length == 200 and choice.settings.preset == "wikigold-bert"
    fetched = presets.choose(preset, fetch=True)
    assert fetched.settings.base == "bert-base-cased" and not fetched.notice


def test_a_cached_base_is_taken(tmp_path: Path) -> None:
    """A model in the hub's cache is no missing part."""
    snapshot = put_into_cache(tmp_path / "hub", "bert-base-cased")
    assert cached_model("bert-base-cased") == snapshot
    choice = presets.choose(presets.preset_named("wikigold-bert"))
    assert choice.settings.base == "bert-base-cased" and not choice.missing
    (snapshot / "model.safetensors").unlink()
    assert cached_model("bert-base-cased") is None


def test_the_batch_suits_the_device() -> None:
    """The write-up's smaller batch is taken where there is no GPU."""
    preset = presets.preset_named("wikigold-bert")
    assert presets.choose(preset).settings.batch_size == 8
    assert presets.choose(preset, gpu=True).settings.batch_size == 16


def test_own_presets_are_saved_exported_and_taken_in(tmp_path: Path) -> None:
    """A preset comes back from its file; one of the program's names gets another."""
    own = presets.preset_of(TrainingSettings(epochs=9, quick=True), "mine", "Mine")
    presets.save_preset(own)
    assert presets.own_presets() == (own,)
    assert presets.preset_named("mine").recipe == Recipe(epochs=9)
    file = presets.export_preset(presets.preset_named("spanberta"), tmp_path / "x" / "s.json")
    assert presets.import_preset(file).name == "spanberta-own"
    presets.delete_preset("mine")
    assert [preset.name for preset in presets.own_presets()] == ["spanberta-own"]


@pytest.mark.parametrize("name", ["spanberta", "recommended", "", "A", "../x", "a/b", "x" * 61])
def test_bad_names_are_refused(name: str, tmp_path: Path) -> None:
    """Names of the program's presets, paths and the like are no names of one's own."""
    own = replace(presets.preset_named("spanberta"), name=name)
    with pytest.raises(UsageError) as caught:
        presets.save_preset(own)
    assert caught.value.code == "NW-U87" and not (tmp_path / "presets").exists()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"schema": 2}', b"\xff", b"[" * 9999])
def test_a_file_that_is_no_preset_is_refused(content: bytes, tmp_path: Path) -> None:
    """Damaged files are a coded error when taken in, and do no harm where they lie."""
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        presets.import_preset(file)
    assert caught.value.code == "NW-U85"
    (tmp_path / "presets").mkdir()
    (tmp_path / "presets" / "x.json").write_bytes(content)
    assert presets.own_presets() == ()


def test_an_unknown_name_lists_the_known_ones() -> None:
    """The error names what can be chosen."""
    with pytest.raises(UsageError) as caught:
        presets.preset_named("nope")
    assert caught.value.code == "NW-U86" and "wikigold-bert" in caught.value.next_step


def test_small_sets_are_read_more_often() -> None:
    """The recommended number of epochs falls with the size of the training set."""
    epochs = [presets.preset_named("recommended", size).recipe.epochs for size in (50, 2000, 10**6)]
    assert epochs == sorted(epochs, reverse=True) and epochs[0] > epochs[-1]
