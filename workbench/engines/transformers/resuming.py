"""Goes on where an earlier process of the same run was killed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from torch import Tensor

from workbench.engines.batching import LengthBatches
from workbench.engines.checkpoints import Checkpoint
from workbench.engines.transformers.network import Network
from workbench.engines.transformers.watch import Watch

NETWORK = "network."


@dataclass(frozen=True, slots=True)
class Progress:
    """The step that was ended last, how many an epoch has, and the inputs of a full one."""

    step: int
    steps: int
    step_size: int


@dataclass(frozen=True)
class Resumed:
    """A checkpoint to go on from, and the step that it stands for in this process.

    It is `moved` where the batch is another than before: then the epoch that was cut off
    begins anew, with the weights as they are.
    """

    checkpoint: Checkpoint
    progress: Progress
    moved: bool


def network_tensors(network: Network) -> Mapping[str, Tensor]:
    """The tensors of a network, as a checkpoint holds them."""
    return {f"{NETWORK}{name}": tensor for name, tensor in network.state_dict().items()}


def resume(saved: Checkpoint | None, network: Network, watch: Watch, epochs: int) -> Resumed | None:
    """Put network and watch back to a checkpoint; None, and nothing done, where there is none."""
    if saved is None:
        return None
    before = Progress(**saved.state["progress"])
    resumed = _place(saved, before, watch.batches)
    watch.restore(saved.state["watch"])
    if not watch.ended:
        tensors = saved.tensors.items()
        network.load_state_dict(
            {
                name.removeprefix(NETWORK): tensor
                for name, tensor in tensors
                if name.startswith(NETWORK)
            }
        )
    step, total = resumed.progress.step, watch.batches.steps * epochs
    if resumed.moved:
        watch.losses.end_epoch()
        epoch = step // watch.batches.steps + 1
        watch.note(f"Resumed at the start of epoch {epoch}, as the batch is another one.")
    else:
        watch.note(f"Resumed at step {step} of {total}.")
    return resumed


def _place(saved: Checkpoint, before: Progress, batches: LengthBatches) -> Resumed:
    """Where to go on: at the same step if steps are what they were, else at an epoch's start."""
    now = Progress(before.step, batches.steps, batches.step_size)
    if now == before:
        return Resumed(saved, now, moved=False)
    epochs = before.step // before.steps
    return Resumed(saved, replace(now, step=epochs * batches.steps), moved=True)
