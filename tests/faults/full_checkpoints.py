"""Fills the disk while the state and the best model of a training are written.

`tests/faults/test_trainings.py` runs this as a child under the shim:
`python -m tests.faults.full_checkpoints FOLDER`; it prints what came out as JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.faults import shim
from workbench.domain.errors import WorkbenchError
from workbench.domain.run_reports import DevScores

# Bytes that are free: none, some of the JSON, all of it and some of the tensors, enough.
ROOMS = (0, 9_000, 60_000, 1 << 22)
NUMBERS = 20_000


def run(folder: Path) -> Sequence[dict[str, Any]]:
    """What was said at each size of the disk, what is left, and what can be loaded of it."""
    command = [sys.executable, "-m", "tests.faults.full_checkpoints", str(folder)]
    environment = shim.environment(folder)
    done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE)
    found = json.loads(done.stdout)
    assert isinstance(found, list)
    return found


def said(step: Callable[[], object]) -> str:
    try:
        step()
    except WorkbenchError as error:
        return f"{error.code} {error.happened}"
    return "done"


def main(folder: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    from workbench.engines.checkpoints import Checkpoint, newest_checkpoint, save_checkpoint
    from workbench.engines.transformers.best import Best

    tensors = {"weights": torch.arange(NUMBERS)}
    library = shim.Shim()
    best = Best(folder, lambda aside: save_file(tensors, aside / "model.safetensors"))
    found: list[dict[str, Any]] = []
    for number, room in enumerate((1 << 30, *ROOMS)):
        state, scores = {"n": number, "padding": "-" * 9_000}, DevScores(0.0, 0.0, number / 10)
        library.fill(room)
        words = said(lambda: save_checkpoint(folder, Checkpoint(state, tensors)))  # noqa: B023
        library.fill(room)
        of_best = said(lambda: best.offer(number, scores, ()))  # noqa: B023
        library.watch()
        newest = newest_checkpoint(folder)
        weights = load_file(best.folder / "model.safetensors")["weights"]
        found.append(
            {
                "room": room,
                "state": words,
                "best": of_best,
                "left": sorted(one.name for one in folder.iterdir()),
                "newest": newest.state["n"] if newest else None,
                "whole": bool(torch.equal(weights, tensors["weights"])),
            }
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
