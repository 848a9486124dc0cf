"""What a training started now would see, and how long the last one like it took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain.filters import Field, Filter, Term
from workbench.domain.sentence import Split, Status
from workbench.domain.training import JobState
from workbench.operations.store import Reader, Run
from workbench.ui.train.trace import describe_seconds

DONE = Term(Field.STATUS, Status.DONE)


@dataclass(frozen=True)
class Outlook:
    """Done sentences by split, those without one, and the runs so far."""

    sentences: Mapping[str, int]
    undrawn: int
    runs: Sequence[Run] = field(default_factory=tuple)

    @property
    def must_draw(self) -> bool:
        """Whether there is nothing to train on until splits are drawn."""
        return not self.sentences.get(Split.TRAIN, 0) and self.undrawn > 0


def outlook(reader: Reader) -> Outlook:
    """Count what a training would see."""
    counted = {
        split.value: reader.count(Filter((DONE, Term(Field.SPLIT, split)))) for split in Split
    }
    undrawn = reader.count(Filter((DONE, Term(Field.SPLIT, "none"))))
    return Outlook(counted, undrawn, tuple(reader.runs()))


def train_labels(reader: Reader) -> Iterator[Mapping[str, int]]:
    """How many entities of each label the training set holds; a question in steps."""
    names = reader.labels().names
    for counted in reader.statistics_in_steps():
        found = counted.splits.get(Split.TRAIN.value, {}).get("labels", {})
        yield {name: found.get(name, 0) for name in names}


def last_time(runs: Sequence[Run], engine: str, base: str) -> str:
    """How long the last run with this engine and base took; empty where there was none."""
    for run in reversed(runs):
        alike = run.spec.get("engine") == engine and run.spec.get("base") == base
        if alike and run.seconds is not None and JobState(run.state) is JobState.DONE:
            return f"Last time: {describe_seconds(run.seconds)} ({_about(run)})"
    return ""


def _about(run: Run) -> str:
    """What decides how long it takes: epochs and sentences."""
    epochs = run.spec.get("epochs", "?")
    words = [run.title or run.name, "1 epoch" if epochs == 1 else f"{epochs} epochs"]
    snapshot = run.report.get("snapshot", {}) if run.report else {}
    train = snapshot.get("sentences", {}).get("train")
    if train is not None:
        words.append(f"{train:,} sentences")
    return ", ".join(words)
