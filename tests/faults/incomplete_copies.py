"""Copies the file of an open project without its log, at any moment while it is edited.

`python -m tests.faults.incomplete_copies [COUNT]`; the default is 300.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.features import PROJECT, SENTENCES, prepare_folder
from workbench.bootstrap import open_project
from workbench.domain.errors import WorkbenchError
from workbench.operations import edit
from workbench.storage.project import Project

# Copied between two pages of a checkpoint it is damaged as well, and called so.
REFUSED = ("NW-S10", "NW-S11", "NW-S12")
# Letters of a note: so much that the log is folded in every few edits.
LETTERS = 6000


def copy_often(folder: Path, count: int) -> Counter[str]:
    """What was said of each copy; `opened` is what must not be."""
    prepare_folder(folder)
    path, lots, copies = folder / PROJECT, random.Random(7), list[subprocess.Popen[bytes]]()
    with Project.open(path) as project:
        project.submit(edit.set_note, 1, "the first edit").result()
        while len(copies) < count:
            # Elsewhere: to close the file here would give up the locks of this process.
            copies.append(subprocess.Popen(["cp", str(path), str(_copy(folder, len(copies)))]))
            for number in range(lots.randint(1, 9)):
                note = random.Random(number).randbytes(LETTERS // 2).hex()
                project.submit(edit.set_note, 1 + number % SENTENCES, note).result()
            copies[-1].wait()
    return Counter(
        said(lambda number=number: open_project(_copy(folder, number)).close())  # type: ignore[misc]
        for number in range(count)
    )


def _copy(folder: Path, number: int) -> Path:
    return folder / f"copy-{number}.nerproj"


def said(step: Callable[[], object]) -> str:
    try:
        step()
    except WorkbenchError as error:
        return error.code
    return "opened"


def main(count: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_DATA_HOME"] = str(Path(name) / "user")
        found = copy_often(Path(name) / "folder", count)
    wrong = sum(times for code, times in found.items() if code not in REFUSED)
    codes = ", ".join(f"{code} {times}" for code, times in sorted(found.items()))
    print(f"{count} copies without the log ({codes}): {wrong} opened as if they were whole")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
