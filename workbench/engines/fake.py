"""An instant engine for tests and demonstrations; its run is scripted by `spec.options`.

Options: `f1s` and `losses` (one an epoch), `steps` (an epoch, default 4), `seconds` (a step),
`hold` ("load", "step", "evaluate": wait there for the owner), `hold_step` (default 2),
`deaf` (never look at the owner's wishes), `crash` (raise at the first step),
`kill` (a signal number the process sends itself at the first step), `memory_for` (the largest
batch for which memory suffices; `memory` says whose runs out: "cuda" or "host"), `hog_mb` (so
much memory is really taken for each sentence of a batch), `cards_lost` (how often the card is
lost), `lose_at` (the step at which it is, the first unless named), `lost` (what it says then).
Each epoch ends with a checkpoint, from which it resumes.
It learns by heart which tag a token carries most often.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.domain.run_reports import DevScores, EpochRow
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.domain.training import MODEL_CARD, CancelledError, Data, Example, ModelCard, Spec
from workbench.engines.base import Host, Place, Prediction, Trained
from workbench.files import complete_folder, is_complete, read_json, write_json

DICTIONARY = "dictionary.json"
SCORE = 0.9
CHECKPOINT = "epoch-"
ROWS = "rows.json"


@dataclass
class FakeHost:
    """Writes down what an engine tells; `act` may answer with stop or cancel."""

    act: Callable[[FakeHost, object], None] = lambda host, heard: None
    stopping: bool = False
    cancelled: bool = False
    rows: list[EpochRow] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    device: str = ""

    def check(self) -> None:
        if self.cancelled:
            raise CancelledError

    def wait(self, seconds: float | None) -> bool:
        return self.stopping

    def started(self, device: str, threads: int) -> None:
        self.device = device
        self.act(self, device)

    def progress(self, step: int, steps: int, epoch: float, loss: float | None) -> None:
        self.steps.append((step, steps))
        self.act(self, step)

    def epoch(self, row: EpochRow) -> None:
        self.rows.append(row)
        self.act(self, row)

    def log(self, text: str) -> None:
        self.texts.append(text)

    def stop(self) -> None:
        self.stopping = True

    def cancel(self) -> None:
        self.stopping = self.cancelled = True


class FakeEngine:
    """Learns a dictionary of tokens; otherwise does what its script says."""

    def train(self, spec: Spec, data: Data, place: Place, host: Host) -> Trained:
        host.started("cpu", 1)
        hold(spec, host, "load")
        rows = _run_epochs(spec, place, host)
        dictionary = learn(data.train)
        hold(spec, host, "evaluate")
        host.check()
        _save(dictionary, spec, place)
        best = [row.epoch for row in rows if row.best]
        return Trained(
            "cpu",
            tuple(rows),
            best[-1] if best else None,
            tuple(recall(dictionary, example) for example in data.dev),
            tuple(recall(dictionary, example) for example in data.test),
        )

    def predict(
        self, spec: Spec, examples: Sequence[Example], host: Host
    ) -> tuple[Prediction, ...]:
        host.started("cpu", 1)
        hold(spec, host, "load")
        dictionary = json.loads((Path(spec.model or "") / DICTIONARY).read_bytes())
        predictions = []
        for number, example in enumerate(examples, start=1):
            host.check()
            predictions.append(recall(dictionary, example))
            host.progress(number, len(examples), number / len(examples), None)
        return tuple(predictions)


def learn(examples: Iterable[Example]) -> dict[str, str]:
    """Map each token to the tag that it carries most often."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for example in examples:
        for token, tag in zip(example.tokens, example.tags, strict=True):
            seen[token][tag] += 1
    return {token: tags.most_common(1)[0][0] for token, tags in seen.items()}


def recall(dictionary: Mapping[str, str], example: Example) -> Prediction:
    """Tag by the dictionary, repaired to valid IOB2."""
    tags = [dictionary.get(token, "O") for token in example.tokens]
    valid = entities_to_tags(tags_to_entities(tags, IOB2), len(tags), IOB2)
    return Prediction(valid, (SCORE,) * len(valid))


def _run_epochs(spec: Spec, place: Place, host: Host) -> list[EpochRow]:
    rows = _resume(spec, place, host)
    deaf = bool(spec.options.get("deaf"))
    for epoch in range(len(rows) + 1, spec.epochs + 1):
        _run_steps(spec, epoch, place, host)
        if host.stopping and not deaf:
            break
        f1 = _scripted(spec, "f1s", epoch, min(0.5 + 0.1 * epoch, 0.95))
        best = all(f1 > row.dev.f1 for row in rows)
        dev = DevScores(f1, f1, f1, 1 - f1)
        rows.append(EpochRow(epoch, _scripted(spec, "losses", epoch, 1 / epoch), dev, best, 10))
        host.epoch(rows[-1])
        _keep(rows, place)
    return rows


def _resume(spec: Spec, place: Place, host: Host) -> list[EpochRow]:
    """The rows of the newest complete checkpoint."""
    kept = [folder for folder in place.checkpoints.glob(f"{CHECKPOINT}*") if is_complete(folder)]
    if not kept:
        return []
    newest = max(kept, key=_number)
    steps = int(spec.options.get("steps", 4))
    host.log(f"Resumed at step {_number(newest) * steps} of {spec.epochs * steps}.")
    return [EpochRow.from_json(row) for row in read_json(newest / ROWS)["rows"]]


def _keep(rows: Sequence[EpochRow], place: Place) -> None:
    """Write a checkpoint, and remove those before."""
    aside = place.checkpoints / "checkpoint.saving"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    write_json(aside / ROWS, {"rows": [row.to_json() for row in rows]})
    target = place.checkpoints / f"{CHECKPOINT}{len(rows)}"
    shutil.rmtree(target, ignore_errors=True)
    complete_folder(aside, target)
    for older in place.checkpoints.glob(f"{CHECKPOINT}*"):
        if older != target:
            shutil.rmtree(older)


def _number(checkpoint: Path) -> int:
    return int(checkpoint.name.removeprefix(CHECKPOINT))


def _run_steps(spec: Spec, epoch: int, place: Place, host: Host) -> None:
    per_epoch = int(spec.options.get("steps", 4))
    seconds = float(spec.options.get("seconds", 0))
    for step in range(1, per_epoch + 1):
        _misbehave(spec)
        _use_memory(spec)
        done = (epoch - 1) * per_epoch + step
        if done >= int(spec.options.get("lose_at", 1)):
            _lose_card(spec, place)
        if seconds:
            host.wait(seconds)
        host.progress(done, per_epoch * spec.epochs, done / per_epoch, 1 / done)
        if done == int(spec.options.get("hold_step", 2)):
            hold(spec, host, "step")
        if spec.options.get("deaf"):
            continue
        host.check()
        if host.stopping:
            return


def _misbehave(spec: Spec) -> None:
    if spec.options.get("crash"):
        raise RuntimeError("scripted crash")
    if "kill" in spec.options:
        os.kill(os.getpid(), int(spec.options["kill"]))


def _use_memory(spec: Spec) -> None:
    # Zeroed pages that nobody touches cost no time.
    bytes(spec.batch_size * int(spec.options.get("hog_mb", 0)) << 20)
    if spec.batch_size <= int(spec.options.get("memory_for", spec.batch_size)):
        return
    if spec.options.get("memory") == "host":
        raise MemoryError
    raise RuntimeError("CUDA out of memory. Tried to allocate more than there is.")


def _lose_card(spec: Spec, place: Place) -> None:
    lost = place.checkpoints / "cards.json"
    times = read_json(lost)["lost"] if lost.exists() else 0
    if times < int(spec.options.get("cards_lost", 0)):
        place.checkpoints.mkdir(parents=True, exist_ok=True)
        write_json(lost, {"lost": times + 1})
        raise RuntimeError(spec.options.get("lost", "CUDA error: unspecified launch failure"))


def hold(spec: Spec, host: Host, place: str) -> None:
    """Wait for the owner where the script says so."""
    if spec.options.get("hold") != place:
        return
    host.log(f"holding at {place}")
    if spec.options.get("deaf"):
        threading.Event().wait()
    host.wait(None)
    host.check()


def _scripted(spec: Spec, key: str, epoch: int, otherwise: float) -> float:
    values = spec.options.get(key, ())
    return float(values[epoch - 1]) if epoch <= len(values) else otherwise


def _save(dictionary: Mapping[str, str], spec: Spec, place: Place) -> None:
    aside = place.checkpoints / "model.saving"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    (aside / DICTIONARY).write_text(json.dumps(dictionary), "utf-8")
    card = ModelCard("fake", spec.base, spec.labels)
    write_json(aside / MODEL_CARD, card.to_json())
    # One may be there already, when the process was killed before its report.
    shutil.rmtree(place.model, ignore_errors=True)
    complete_folder(aside, place.model)
