"""Takes the drive away from an open project: nothing is called saved from then on.

`tests/faults/test_acknowledgement.py` runs this as a child under the shim, with the folder of the
project as the drive: `python -m tests.faults.unplugged FOLDER`; it prints what came out as JSON.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults import shim
from tests.faults.features import COPY, PROJECT, entity_of, prepare_folder, put
from workbench.domain.errors import WorkbenchError
from workbench.storage.project import Project
from workbench.storage.recovery.rebuild import rebuild


def run(folder: Path) -> Mapping[str, Any]:
    """Unplug the drive in a child of its own; what was said, and what was there afterwards."""
    drive, user = folder / "drive", folder / "user"
    command = [sys.executable, "-m", "tests.faults.unplugged", str(drive)]
    environment = shim.environment(drive) | {"XDG_DATA_HOME": str(user)}
    done = subprocess.run(command, check=True, env=environment, stdout=subprocess.PIPE)
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def said(step: Callable[[], object]) -> str:
    """The code of a refusal; what else a step ends with is a fault and ends all of it."""
    try:
        step()
    except WorkbenchError as error:
        return error.code
    return "done"


def edits_in(path: Path) -> Sequence[int]:
    with Project.open(path) as project:
        sentences = project.ask(lambda reader: list(reader.sentences(range(1, 7)))).result()
        return [one.id for one in sentences if entity_of(one.id) in one.entities]


def main(drive: Path) -> None:
    prepare_folder(drive)
    library, elsewhere = shim.Shim(), drive.parent / "elsewhere.nerproj"
    older = Path(shutil.copy(drive / COPY, drive.parent / COPY))
    library.watch()
    project = Project.open(drive / PROJECT)
    steps: Mapping[str, Callable[[], object]] = {
        "first": lambda: put(project, 1),
        "second": lambda: put(project, 2),
        "unplug": library.unplug,
        "third": lambda: put(project, 3),
        "fourth": lambda: put(project, 4),
        "read": lambda: project.ask(lambda reader: reader.count()).result(),
        "save as": lambda: project.save_as(elsewhere).result(),
        "close": project.close,
    }
    found: dict[str, Any] = {name: said(step) for name, step in steps.items()}
    # An older copy elsewhere is all that is left; the side journal has the rest.
    rebuild(drive / PROJECT, drive.parent / "rebuilt.nerproj", [older])
    found["rebuilt"] = edits_in(drive.parent / "rebuilt.nerproj")
    library.watch()
    found["plugged in"] = edits_in(drive / PROJECT)
    found["left"] = sorted(one.name for one in drive.parent.iterdir())
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
