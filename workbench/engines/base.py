"""What an engine is, and what it may expect of the process it runs in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import Data, Example, Spec


class Host(Protocol):
    """The process around an engine: it hears the facts and says when to end."""

    @property
    def stopping(self) -> bool:
        """Whether the owner asked to stop and keep the best, or to cancel."""

    def check(self) -> None:
        """Raise CancelledError when the owner asked to cancel; call it between small steps."""

    def wait(self, seconds: float | None) -> bool:
        """Wait for a stop or cancel, at most that long; True when one came."""

    def started(self, device: str, threads: int) -> None:
        """Tell which device ("cpu", "cuda") and how many threads are used."""

    def progress(self, step: int, steps: int, epoch: float, loss: float | None) -> None:
        """Tell how far the job is; may be called at every step."""

    def epoch(self, row: EpochRow) -> None:
        """Tell the figures of an epoch that has ended."""

    def log(self, text: str) -> None:
        """Tell something for the log."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """One IOB2 tag and one probability (0..1) for each token of a sentence.

    `unscored` counts tokens the tokenizer drops (tag O, score 0), `cut` those it splits
    into more pieces than one window of the model holds, `windows` the windows that the
    sentence was read in. `pieces` are, for reports only, the tags that the model says of
    every word piece of each token, without any decoding.
    """

    tags: tuple[str, ...]
    scores: tuple[float, ...]
    unscored: int = 0
    cut: int = 0
    windows: int = 1
    pieces: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a training reads and writes.

    `base` is the checked folder of the encoder; `model` must come into being whole, by a
    rename out of `checkpoints`. It may be there from an attempt that was killed before its
    report was written; `checkpoints` are removed after that only. `languages` is a note for
    the model's card. `files` are those of pretrained embeddings, by the name that the recipe
    gives them.
    """

    base: Path
    model: Path
    checkpoints: Path
    languages: str = ""
    files: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trained:
    """The outcome of a training whose best model lies in `place.model`.

    `epochs` are all rows of the run, those before a resumption too. `notes` are sentences
    for the report, such as what was resumed or went wrong on the way.
    """

    device: str
    epochs: tuple[EpochRow, ...]
    best_epoch: int | None
    dev: tuple[Prediction, ...]
    test: tuple[Prediction, ...]
    peak_memory_mb: int = 0
    notes: tuple[str, ...] = ()


class Engine(Protocol):
    """A training library behind two functions."""

    def train(self, spec: Spec, data: Data, place: Place, host: Host) -> Trained:
        """Train, keep the best epoch in `place.model`, predict dev and test with it.

        Ends early, but the same way, when `host.stopping`; raises CancelledError when
        cancelled.
        """

    def predict(
        self, spec: Spec, examples: Sequence[Example], host: Host
    ) -> tuple[Prediction, ...]:
        """Tag sentences with the model in the folder `spec.model`, in the order given."""
