"""Checkpoints are there whole or not at all, and hold everything."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from workbench.domain.errors import TrainingError
from workbench.engines import checkpoints
from workbench.engines.checkpoints import (
    Checkpoint,
    newest_checkpoint,
    optimizer_state,
    random_state,
    restore_optimizer,
    restore_random_state,
    save_checkpoint,
)


def save(parent: Path, number: int) -> Path:
    return save_checkpoint(parent, Checkpoint({"n": number}, {"t": torch.tensor([number])}))


def test_the_newest_stays_alone(tmp_path: Path) -> None:
    """Each checkpoint replaces the one before; tensors and values come back."""
    for number in range(12):
        save(tmp_path, number)
    assert [folder.name for folder in tmp_path.iterdir()] == ["state-12"]
    found = newest_checkpoint(tmp_path)
    assert found is not None and found.state == {"n": 11} and int(found.tensors["t"]) == 11


def test_tensors_that_share_memory_are_saved(tmp_path: Path) -> None:
    """Views of one tensor and tensors without any element are kept each for itself."""
    whole = torch.arange(4)
    tensors = {"a": whole, "b": whole, "c": whole[:2], "d": whole[1::2], "e": torch.empty(0)}
    save_checkpoint(tmp_path, Checkpoint({}, tensors))
    found = newest_checkpoint(tmp_path)
    assert found is not None
    for name, tensor in tensors.items():
        assert torch.equal(found.tensors[name], tensor)


@pytest.mark.parametrize("name", ["COMPLETE.json", "state.json", "state.safetensors"])
def test_what_is_not_whole_is_passed_over(name: str, tmp_path: Path) -> None:
    """A checkpoint with a cut or missing file gives way to the older one beside it."""
    kept = save(tmp_path, 1).rename(tmp_path / "kept")
    damaged = save(tmp_path, 2).rename(tmp_path / "state-2")
    kept.rename(tmp_path / "state-1")
    (damaged / name).write_bytes((damaged / name).read_bytes()[:9])
    found = newest_checkpoint(tmp_path)
    assert found is not None and found.state == {"n": 1}
    (damaged / name).unlink()
    again = newest_checkpoint(tmp_path)
    assert again is not None and again.state == {"n": 1}


def test_there_may_be_none(tmp_path: Path) -> None:
    """No folder, an empty one, and one that was cut off while it was written hold nothing."""
    assert newest_checkpoint(tmp_path / "nowhere") is None
    (tmp_path / "state-1.saving").mkdir()
    assert newest_checkpoint(tmp_path) is None


def test_t06_a_full_disk_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk takes no more, the error says so and the last checkpoint is whole."""
    save(tmp_path, 1)

    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(checkpoints, "complete_folder", fail)
    with pytest.raises(TrainingError) as caught:
        save(tmp_path, 2)
    assert caught.value.code == "NW-T20" and "full" in caught.value.happened
    assert [folder.name for folder in tmp_path.iterdir()] == ["state-1"]
    found = newest_checkpoint(tmp_path)
    assert found is not None and found.state == {"n": 1}


def test_chance_goes_on_where_it_was(tmp_path: Path) -> None:
    """Python, numpy and torch draw the same numbers after the state was put back."""

    def draw() -> tuple[float, float, float, float]:
        return random.gauss(), float(np.random.normal()), random.random(), torch.rand(()).item()

    draw()
    state = random_state()
    save_checkpoint(tmp_path, state)
    expected = [draw(), draw()]
    found = newest_checkpoint(tmp_path)
    assert found is not None
    restore_random_state(found)
    assert [draw(), draw()] == expected


@pytest.mark.parametrize("kind", [torch.optim.AdamW, torch.optim.SGD])
def test_an_optimizer_goes_on_as_it_was(kind: type[torch.optim.Optimizer], tmp_path: Path) -> None:
    """A restored optimizer takes the very steps that the first one takes."""
    torch.manual_seed(1)
    start = torch.randn(3, 2)
    options = {"lr": 0.1, "momentum": 0.9} if kind is torch.optim.SGD else {"lr": 0.1}

    def make() -> tuple[torch.nn.Parameter, torch.optim.Optimizer]:
        parameter = torch.nn.Parameter(start.clone())
        return parameter, kind([parameter], **options)  # type: ignore[arg-type]

    def step(parameter: torch.nn.Parameter, optimizer: torch.optim.Optimizer) -> None:
        optimizer.zero_grad()
        parameter.square().sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    first, optimizer = make()
    step(first, optimizer)
    save_checkpoint(tmp_path, optimizer_state(optimizer))
    second, restored = make()
    second.data.copy_(first.data)
    found = newest_checkpoint(tmp_path)
    assert found is not None
    restore_optimizer(restored, found)
    for _ in range(2):
        step(first, optimizer)
        step(second, restored)
    assert torch.equal(first, second)
