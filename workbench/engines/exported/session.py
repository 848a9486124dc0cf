"""Asks an exported network for scores, in batches of like length, on the processor."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from workbench.domain.errors import ModelError
from workbench.engines.answer_batches import PIECES_A_CORE, answer_batches
from workbench.engines.base import Host
from workbench.engines.decoding import Rows
from workbench.engines.exported.crf import log_sum
from workbench.engines.exported.description import NETWORK, unusable
from workbench.engines.transformers.answers import Answers
from workbench.engines.transformers.encoding import Encoded, Input

# So many sentences, and so many pieces with padding, go through the network at once.
MOST_WINDOWS = 32
MOST_PIECES = 2_048
ERRORS_ONLY = 3
_NOTHING: Rows = np.empty((0, 0), dtype=np.float32)


@dataclass(frozen=True)
class Session:
    """A network that ONNX Runtime has loaded; `padding` is the id of the piece that fills up."""

    network: Any
    padding: int
    threads: int

    def ask(self, encoded: Encoded, host: Host) -> Answers:
        """Run the network over all windows; raises CancelledError in between.

        ModelError NW-M09 when it answers with numbers that are none.
        """
        answers = Answers([_NOTHING] * len(encoded.inputs))
        lengths = [len(item.ids) for item in encoded.inputs]
        enough = PIECES_A_CORE * self.threads
        for batch in answer_batches(lengths, MOST_WINDOWS, MOST_PIECES, enough):
            host.check()
            chosen = [encoded.inputs[index] for index in batch]
            rows = self._scores(chosen)
            for row, index in enumerate(batch):
                answers.windows[index] = rows[row, encoded.inputs[index].firsts]
        return answers

    def _scores(self, inputs: Sequence[Input]) -> NDArray[np.float32]:
        """Log probabilities (windows, pieces, tags)."""
        ids, mask = fill_up(inputs, self.padding)
        (logits,) = self.network.run(None, {"input_ids": ids, "attention_mask": mask})
        if not np.isfinite(logits[mask.astype(bool)]).all():
            raise _no_numbers()
        scores: NDArray[np.float32] = logits - log_sum(logits, 2)[:, :, None]
        return scores


def load_session(folder: Path, padding: int, threads: int = 0) -> Session:
    """Load the network in a folder; with 0 threads, one for each core that may be used.

    ModelError NW-M42 where the file is missing, damaged or no network.
    """
    options = onnxruntime.SessionOptions()
    cores = threads or usable_cores()
    options.intra_op_num_threads = cores
    options.log_severity_level = ERRORS_ONLY
    # Threads that wait by spinning take the processor from whatever else runs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    kinds: tuple[type[Exception], ...] = (*_errors(), OSError, RuntimeError, ValueError)
    try:
        network = onnxruntime.InferenceSession(
            str(folder / NETWORK), options, providers=["CPUExecutionProvider"]
        )
        wrong = {one.name for one in network.get_inputs()} != {"input_ids", "attention_mask"}
    except kinds as error:
        raise unusable(folder, f"{NETWORK} cannot be loaded") from error
    if wrong:
        raise unusable(folder, f"{NETWORK} asks for other inputs")
    return Session(network, padding, cores)


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def fill_up(inputs: Sequence[Input], padding: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The ids of a batch, filled up to its longest, and the mask of those that count."""
    longest = max(len(item.ids) for item in inputs)
    ids = np.full((len(inputs), longest), padding, dtype=np.int64)
    mask = np.zeros((len(inputs), longest), dtype=np.int64)
    for row, item in enumerate(inputs):
        ids[row, : len(item.ids)] = item.ids
        mask[row, : len(item.ids)] = 1
    return ids, mask


def _errors() -> tuple[type[Exception], ...]:
    """What ONNX Runtime raises for files that it cannot use."""
    from onnxruntime.capi import onnxruntime_pybind11_state as native

    names = ("Fail", "InvalidArgument", "InvalidGraph", "InvalidProtobuf", "NoSuchFile",
             "NotImplemented", "RuntimeException")  # fmt: skip
    return tuple(getattr(native, name) for name in names)


def _no_numbers() -> ModelError:
    return ModelError(
        "NW-M09",
        "The model answers with invalid numbers (NaN or infinite).",
        "No tags were written.",
        "Choose another model, or train again with a lower learning rate.",
    )
