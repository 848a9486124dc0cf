"""What a run has told so far, gathered for curves, progress and log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobState
from workbench.jobs.protocol import Finished, Log, Message, Progress, Started

LOG_LINES = 500


@dataclass
class RunTrace:
    """`losses` are pairs of epoch (a fraction) and training loss."""

    losses: list[tuple[float, float]] = field(default_factory=list)
    epochs: list[EpochRow] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    progress: Progress | None = None
    device: str = ""
    end: Finished | None = None

    @staticmethod
    def of(messages: Iterable[Message]) -> RunTrace:
        """Gather messages that were kept."""
        trace = RunTrace()
        for message in messages:
            trace.add(message)
        return trace

    def add(self, message: Message) -> None:
        """Take in the next message."""
        match message:
            case Progress():
                self.progress = message
                if message.loss is not None:
                    self.losses.append((message.epoch, message.loss))
            case EpochRow():
                self.epochs.append(message)
                self._write(describe_epoch(message))
            case Started():
                self.device = message.device
                self._write(f"started on {message.device}, {message.threads} threads")
            case Log():
                self._write(message.text)
            case Finished():
                self.end = message
                self._write(_describe_end(message))

    @property
    def best(self) -> EpochRow | None:
        """The best epoch so far."""
        return next((row for row in reversed(self.epochs) if row.best), None)

    @property
    def share(self) -> float | None:
        """How much is done, 0..1; None while nobody knows."""
        if self.progress is None or not self.progress.steps:
            return None
        return self.progress.step / self.progress.steps

    @property
    def memory_mb(self) -> int:
        return self.epochs[-1].memory_mb if self.epochs else 0

    def _write(self, line: str) -> None:
        self.log.append(line)
        del self.log[:-LOG_LINES]


def describe_epoch(row: EpochRow) -> str:
    """An epoch's figures on one line."""
    loss = "" if row.train_loss is None else f" · train loss {row.train_loss:.4f}"
    dev = "" if row.dev.loss is None else f" · dev loss {row.dev.loss:.4f}"
    best = " · best so far" if row.best else ""
    return f"epoch {row.epoch}{loss}{dev} · dev F1 {row.dev.f1:.4f}{best}"


def describe_seconds(seconds: float) -> str:
    """A length of time for people: `42 s`, `3:05 min`, `1:10 h`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02d} h"


def _describe_end(end: Finished) -> str:
    if end.state is JobState.DONE or end.error is None:
        return str(end.state)
    return f"{end.state}: {end.error.happened} {end.error.next_step} [{end.error.code}]"
