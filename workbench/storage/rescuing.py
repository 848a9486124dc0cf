"""A rescue in a process of its own: what a damaged file does to SQLite happens there.

`python -m workbench.storage.rescuing SOURCE TARGET` prints what came over, or an error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from workbench.domain.backups import Rescued
from workbench.domain.errors import StorageError
from workbench.storage import failures


def rescue_apart(source: Path, target: Path) -> Rescued:
    """What `rescue` does; StorageError where it fails, whatever becomes of the process."""
    command = [sys.executable, "-P", "-m", __name__, str(source), str(target)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    try:
        found = json.loads(done.stdout)
        if "code" in found:
            raise StorageError(**found)
        return Rescued(**found)
    except (ValueError, TypeError) as error:
        raise failures.not_rescued(source, f"the process ended ({done.returncode})") from error


def main(source: Path, target: Path) -> None:
    """Print one JSON object."""
    from workbench.storage.rescue import rescue

    try:
        print(json.dumps(asdict(rescue(source, target))))
    except StorageError as error:
        names = ("code", "happened", "safe", "next_step")
        print(json.dumps({name: getattr(error, name) for name in names}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
