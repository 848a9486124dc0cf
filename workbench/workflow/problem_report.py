"""A report of a problem: parts that a person can read before they are written to a file.

Nothing is sent by this program. Without `with_messages` no part holds a word of anybody's text.
"""

from __future__ import annotations

import json
import platform
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from workbench import crashes, log
from workbench.domain.errors import UsageError
from workbench.files import write_atomically
from workbench.jobs.machine import processor_name, versions

NEWEST_LINES = 2000


@dataclass(frozen=True)
class ProblemReport:
    """The parts by the names of their files."""

    parts: Mapping[str, str]

    @property
    def size(self) -> int:
        """In bytes, before they are packed."""
        return sum(len(text.encode()) for text in self.parts.values())


def make_report(facts: Mapping[str, str], with_messages: bool = False) -> ProblemReport:
    """Gather what helps to find a fault; `facts` are versions and the like of the window.

    Messages of errors may quote texts and names: they come in on wish only.
    """
    parts = {
        "program.json": _program(facts),
        "log.jsonl": "\n".join(log.read_lines(NEWEST_LINES)),
        "crashes.txt": "\n\n".join(map(crashes.read_crash, crashes.found_crashes())),
    }
    if with_messages:
        parts["messages.txt"] = "\n\n".join(log.said())
    return ProblemReport({name: _without_home(text) for name, text in parts.items() if text})


def write_report(report: ProblemReport, path: Path) -> Path:
    """Write the parts as a ZIP archive; UsageError NW-U96 where that cannot be."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in report.parts.items():
            archive.writestr(name, text)
    try:
        write_atomically(path, packed.getvalue())
    except OSError as error:
        raise UsageError(
            "NW-U96",
            f"The report cannot be written to {path} ({error.strerror or error}).",
            "Nothing was changed.",
            "Choose a folder where you may write and that has room.",
        ) from error
    return path


def _program(facts: Mapping[str, str]) -> str:
    known = {
        "system": platform.platform(),
        "processor": processor_name(),
        **versions(),
        **facts,
    }
    return json.dumps(known, indent=1)


def _without_home(text: str) -> str:
    """The home of the person often has the person's name in it."""
    return text.replace(str(Path.home()), "~")
