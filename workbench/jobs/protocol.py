"""The lines that a worker prints and the lines that it obeys, one JSON object each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from workbench.domain.entity import Entity
from workbench.domain.errors import JobError, WorkbenchError
from workbench.domain.run_reports import EpochRow
from workbench.domain.training import JobState

STOP_LINE = b'{"command":"stop"}\n'
CANCEL_LINE = b'{"command":"cancel"}\n'
LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class Started:
    """The worker has chosen its device."""

    pid: int
    device: str
    threads: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come; `epoch` counts up from 0.0, `seconds_left` is None if unknown."""

    step: int
    steps: int
    epoch: float
    loss: float | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Log:
    """A line for the log."""

    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """The error of a job that failed, in the words of `WorkbenchError`."""

    code: str
    happened: str
    safe: str
    next_step: str

    @staticmethod
    def of(error: WorkbenchError) -> Fault:
        return Fault(error.code, error.happened, error.safe, error.next_step)

    def to_error(self) -> JobError:
        return JobError(self.code, self.happened, self.safe, self.next_step)


@dataclass(frozen=True, slots=True)
class Finished:
    """The last message: done, stopped, cancelled, failed, or (told by the owner) lost."""

    state: JobState
    error: Fault | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker that stays has loaded its model and waits for sentences."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a model says of the sentences of the request of that number."""

    id: int
    tags: tuple[tuple[str, ...], ...]
    scores: tuple[tuple[float, ...], ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Taught:
    """The instant model was trained anew, on so many gold sentences with so many entities."""

    sentences: int
    entities: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Suggested:
    """What the instant model proposes for the sentences of the question of that number.

    `learned` gold sentences stand behind it; with 0 nothing is proposed. Each sentence
    comes with its entities and their scores.
    """

    id: int
    learned: int
    found: tuple[tuple[int, tuple[tuple[Entity, float], ...]], ...]
    seconds: float


Message = Started | Progress | EpochRow | Log | Finished | Ready | Tagged | Taught | Suggested


def message_to_json(message: Message) -> dict[str, Any]:
    """Write a message as the JSON object that carries it."""
    match message:
        case Started(pid, device, threads):
            return {"type": "started", "pid": pid, "device": device, "threads": threads}
        case Progress():
            return {"type": "progress", **_progress_to_json(message)}
        case EpochRow():
            return {"type": "epoch", **message.to_json()}
        case Log(text):
            return {"type": "log", "text": text}
        case Finished(state, error):
            fault = _fault_to_json(error) if error else None
            return {"type": "finished", "state": state.value, "error": fault}
        case Ready(seconds):
            return {"type": "ready", "seconds": seconds}
        case Tagged(number, tags, scores, seconds):
            said = {"id": number, "tags": tags, "scores": scores, "seconds": seconds}
            return {"type": "tagged", **said}
        case Taught(sentences, entities, seconds):
            counts = {"sentences": sentences, "entities": entities}
            return {"type": "taught", **counts, "seconds": seconds}
        case Suggested():
            return {"type": "suggested", **_suggested_to_json(message)}


def message_to_line(message: Message) -> bytes:
    """One line of UTF-8 with its line end; numbers that JSON lacks (NaN) become null."""
    text = json.dumps(_finite(message_to_json(message)), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def line_to_message(line: bytes | str) -> Message | None:
    """Read one line; None when it is no message of ours."""
    try:
        data = json.loads(line)
        return _READERS[data["type"]](data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def line_to_command(line: bytes) -> str | None:
    """Read one line of standard input: "stop", "cancel", or None for anything else."""
    try:
        command = json.loads(line)["command"]
    except (ValueError, KeyError, TypeError):
        return None
    return command if command in ("stop", "cancel") else None


class LineReader:
    """Cuts bytes as they arrive into lines and messages; counts lines that are no message."""

    def __init__(self) -> None:
        self.garbage = 0
        self._rest = b""

    def feed(self, data: bytes) -> list[Message]:
        """Take the next bytes and return the messages that they complete."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            self.garbage += 1
            self._rest = b""
        messages = [line_to_message(line) for line in lines if line.strip()]
        self.garbage += messages.count(None)
        return [message for message in messages if message is not None]


def _progress_to_json(message: Progress) -> dict[str, Any]:
    return {
        "step": message.step,
        "steps": message.steps,
        "epoch": message.epoch,
        "loss": message.loss,
        "seconds_left": message.seconds_left,
    }


def _suggested_to_json(message: Suggested) -> dict[str, Any]:
    found = [
        [number, [[one.label, one.start, one.end, score] for one, score in entities]]
        for number, entities in message.found
    ]
    return {
        "id": message.id,
        "learned": message.learned,
        "found": found,
        "seconds": message.seconds,
    }


def _fault_to_json(fault: Fault) -> dict[str, str]:
    return {
        "code": fault.code,
        "happened": fault.happened,
        "safe": fault.safe,
        "next_step": fault.next_step,
    }


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    if isinstance(value, float) and (value != value or value in (float("inf"), -float("inf"))):
        return None
    return value


def _read_finished(data: dict[str, Any]) -> Finished:
    error = data["error"]
    fault = Fault(error["code"], error["happened"], error["safe"], error["next_step"])
    return Finished(JobState(data["state"]), fault)


def _read_tagged(data: dict[str, Any]) -> Tagged:
    tags = tuple(tuple(map(str, row)) for row in data["tags"])
    scores = tuple(tuple(map(float, row)) for row in data["scores"])
    return Tagged(int(data["id"]), tags, scores, float(data["seconds"]))


def _read_suggested(data: dict[str, Any]) -> Suggested:
    found = tuple(
        (
            int(number),
            tuple((Entity(label, start, end), float(score)) for label, start, end, score in rows),
        )
        for number, rows in data["found"]
    )
    return Suggested(int(data["id"]), int(data["learned"]), found, float(data["seconds"]))


_READERS: dict[str, Callable[[dict[str, Any]], Message]] = {
    "started": lambda data: Started(data["pid"], data["device"], data["threads"]),
    "progress": lambda data: Progress(
        data["step"], data["steps"], data["epoch"], data["loss"], data["seconds_left"]
    ),
    "epoch": EpochRow.from_json,
    "log": lambda data: Log(data["text"]),
    "ready": lambda data: Ready(float(data["seconds"])),
    "tagged": _read_tagged,
    "taught": lambda data: Taught(
        int(data["sentences"]), int(data["entities"]), float(data["seconds"])
    ),
    "suggested": _read_suggested,
    "finished": lambda data: (
        _read_finished(data) if data["error"] else Finished(JobState(data["state"]))
    ),
}
