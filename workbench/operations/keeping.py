"""What is asked of a store about its own safety: backups, what is missing, a copy elsewhere."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from workbench.domain.changes import Changes
from workbench.domain.errors import WorkbenchError


class Keeping(Protocol):
    """The part of a store that keeps what it holds."""

    @property
    def read_only(self) -> str:
        """Why nothing can be changed, as a sentence; empty where it can."""
        ...

    @property
    def backup_failure(self) -> WorkbenchError | None:
        """Why the last backup that should have been made by itself was not."""

    @property
    def journal_failure(self) -> WorkbenchError | None:
        """Why the last change is not in the side journal; it is saved in the project itself."""

    def copy_as_it_is(self, reason: str) -> Path:
        """Copy the project beside itself, damaged or not; where the copy lies."""

    @property
    def missing(self) -> int:
        """How many changes were called saved, and are not in this file; known from elsewhere."""
        ...

    def recover(self) -> Future[Changes]:
        """Do again what is missing, all or nothing."""
        ...

    def leave_missing(self) -> Future[None]:
        """Go on without what is missing."""
        ...

    def save_as(self, target: Path) -> Future[None]:
        """Copy everything into a new file, also where the project's own lost its name."""
        ...
