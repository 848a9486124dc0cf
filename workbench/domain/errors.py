"""Every error that a person may see, as one tree.

WorkbenchError
├── UsageError            NW-U..  the call itself cannot be carried out
├── StorageError          NW-S..  the project file
│   └── FileError         NW-S..  this very file, and where it lies
│       ├── BusyError     NW-C..  somebody else holds it
│       ├── ReadOnlyError NW-S..  it may be read and not written
│       └── DamagedError  NW-S..  it is damaged
├── CorpusError          NW-I..  files that come in
├── ExportError           NW-E..  files that go out
├── ModelError            NW-M..  model folders
├── TrainingError         NW-T..  what a run is asked to learn from
└── JobError              NW-J..  a job that ran and failed

Each says what happened, what is safe and what to do next, and carries a stable
code that `docs/errors.md` lists.
"""

from __future__ import annotations

from pathlib import Path

NOTHING_CHANGED = "Nothing was changed."


class WorkbenchError(Exception):
    """An expected failure, worded for the person at the keyboard."""

    exit_status = 2

    def __init__(self, code: str, happened: str, safe: str, next_step: str) -> None:
        super().__init__(f"{happened} {safe} {next_step}")
        self.code = code
        self.happened = happened
        self.safe = safe
        self.next_step = next_step

    def __str__(self) -> str:
        return f"error[{self.code}]: {self.happened} {self.safe} {self.next_step}"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.code, self.happened, self.safe, self.next_step)


class UsageError(WorkbenchError):
    """The command or gesture asks for something that is not there."""


class StorageError(WorkbenchError):
    """The project file cannot be opened, read or written."""


class FileError(StorageError):
    """The project file at `path` cannot be opened as it is."""

    def __init__(self, path: Path, code: str, happened: str, safe: str, next_step: str) -> None:
        super().__init__(code, happened, safe, next_step)
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.code, self.happened, self.safe, self.next_step)


class DamagedError(FileError):
    """The project file is damaged, or was changed by somebody else."""


class BusyError(FileError):
    """The project file is held by another program or window."""


class ReadOnlyError(FileError):
    """The project file may be read, and not written."""


class CorpusError(WorkbenchError):
    """A file cannot be read as a corpus."""


class ExportError(WorkbenchError):
    """A file could not be written, or did not read back alike."""


class ModelError(WorkbenchError):
    """A model folder is not what it should be."""


class TrainingError(WorkbenchError):
    """The data or settings of a run cannot be trained on."""


class JobError(WorkbenchError):
    """A job started, and ended badly."""

    exit_status = 1
