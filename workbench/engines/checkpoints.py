"""Checkpoints of a training: safetensors and JSON, there whole or not at all, never pickled."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from workbench.domain.errors import JobError, TrainingError
from workbench.files import complete_folder, is_complete, read_json, write_json

Tensors = Mapping[str, torch.Tensor]

PREFIX = "state-"
STATE = "state.json"
TENSORS = "state.safetensors"
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Checkpoint:
    """What a training was like at one moment: plain JSON values, and tensors by name."""

    state: Mapping[str, Any]
    tensors: Tensors = field(default_factory=dict)


def save_checkpoint(parent: Path, checkpoint: Checkpoint) -> Path:
    """Write a checkpoint as the newest of `parent`; the older ones go after it is complete.

    TrainingError NW-T20 when it cannot be written; the older ones are kept then.
    """
    older = list(_checkpoints(parent))
    target = parent / f"{PREFIX}{_number(older[0]) + 1 if older else 1}"
    aside = target.with_suffix(".saving")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir(parents=True)
        write_json(aside / STATE, checkpoint.state)
        save_file(_on_their_own(checkpoint.tensors), aside / TENSORS)
        complete_folder(aside, target)
    except (OSError, SafetensorError) as error:
        shutil.rmtree(aside, ignore_errors=True)
        raise cannot_write(parent, error) from error
    for folder in older:
        shutil.rmtree(folder)
    return target


def newest_checkpoint(parent: Path) -> Checkpoint | None:
    """The newest checkpoint that is complete and can be read; None where there is none."""
    for folder in _checkpoints(parent):
        if not is_complete(folder):
            continue
        try:
            return Checkpoint(read_json(folder / STATE), load_file(folder / TENSORS))
        except (JobError, OSError, SafetensorError):
            continue
    return None


def cannot_write(folder: Path, error: Exception) -> TrainingError:
    """The error for a checkpoint or model that the disk did not take."""
    full = (isinstance(error, OSError) and error.errno in NO_ROOM) or "No space left" in str(error)
    reason = "the disk is full" if full else str(error).splitlines()[0] if str(error) else "?"
    return TrainingError(
        "NW-T20",
        f"The state of the training could not be saved in {folder}: {reason}.",
        "The last checkpoint is whole, and the project is untouched.",
        "Make room on the disk, and resume the run.",
    )


def random_state() -> Checkpoint:
    """The state of the random generators of Python, numpy and torch, GPUs included."""
    version, numbers, following = random.getstate()
    legacy: Any = np.random.get_state(legacy=True)
    tensors = {
        "random.numpy": torch.from_numpy(legacy[1].astype(np.int64)),
        "random.torch": torch.get_rng_state(),
    }
    if torch.cuda.is_available():
        states = enumerate(torch.cuda.get_rng_state_all())
        tensors.update({f"random.cuda.{index}": state for index, state in states})
    values = {"python": [version, list(numbers), following], "numpy": list(legacy[2:])}
    return Checkpoint(values, tensors)


def restore_random_state(saved: Checkpoint) -> None:
    """Set the random generators back; those of GPUs that are not there any more are left out."""
    version, numbers, following = saved.state["python"]
    random.setstate((version, tuple(numbers), following))
    keys = saved.tensors["random.numpy"].numpy().astype(np.uint32)
    position, has_gauss, gauss = saved.state["numpy"]
    np.random.set_state(("MT19937", keys, position, has_gauss, gauss))
    torch.set_rng_state(saved.tensors["random.torch"])
    for index in range(torch.cuda.device_count()):
        if (state := saved.tensors.get(f"random.cuda.{index}")) is not None:
            torch.cuda.set_rng_state(state, index)


def optimizer_state(optimizer: torch.optim.Optimizer) -> Checkpoint:
    """The state of an optimizer: tensors as `optimizer.PARAMETER.NAME`, the rest as JSON."""
    tensors: dict[str, torch.Tensor] = {}
    values: dict[str, dict[str, Any]] = {}
    saved = optimizer.state_dict()
    for number, entries in saved["state"].items():
        for name, value in entries.items():
            if isinstance(value, torch.Tensor):
                tensors[f"optimizer.{number}.{name}"] = value
            else:
                values.setdefault(str(number), {})[name] = value
    return Checkpoint({"groups": saved["param_groups"], "values": values}, tensors)


def restore_optimizer(optimizer: torch.optim.Optimizer, saved: Checkpoint) -> None:
    """Put a saved state back into an optimizer over the same parameters in the same order."""
    entries: dict[int, dict[str, Any]] = {
        int(number): dict(values) for number, values in saved.state["values"].items()
    }
    for key, tensor in saved.tensors.items():
        kind, _, rest = key.partition(".")
        if kind == "optimizer":
            number, name = rest.split(".", 1)
            entries.setdefault(int(number), {})[name] = tensor
    optimizer.load_state_dict({"state": entries, "param_groups": saved.state["groups"]})


def _checkpoints(parent: Path) -> Iterator[Path]:
    """The folders of checkpoints, the newest first."""
    found = [one for one in parent.glob(f"{PREFIX}*") if one.name[len(PREFIX) :].isdecimal()]
    return iter(sorted(found, key=_number, reverse=True))


def _number(folder: Path) -> int:
    return int(folder.name[len(PREFIX) :])


def _on_their_own(tensors: Tensors) -> dict[str, torch.Tensor]:
    """Copies where tensors share memory, which safetensors refuses."""
    seen: set[int] = set()
    alone = {}
    for name, tensor in tensors.items():
        plain = tensor.detach().cpu().contiguous()
        pointer = plain.untyped_storage().data_ptr()
        alone[name] = plain.clone() if pointer in seen else plain
        seen.add(pointer)
    return alone
