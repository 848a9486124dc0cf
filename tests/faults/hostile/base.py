"""What a hostile model is, and how one is made from a sound one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Make = Callable[[Path], Path]


@dataclass(frozen=True)
class Artefact:
    """One of them; `make` writes it into an empty folder and returns what is to be imported."""

    name: str
    make: Make


def copy_of(good: Path, place: Path, name: str = "model") -> Path:
    """The sound model, to be spoiled."""
    return Path(shutil.copytree(good, place / name))


def changed(good: Path, file: str, values: dict[str, Any], place: Path) -> Path:
    """The sound model with other values in one of its JSON files, and a program beside it."""
    folder = copy_of(good, place)
    before = json.loads((folder / file).read_bytes()) if (folder / file).exists() else {}
    (folder / file).write_text(json.dumps(before | values), "utf-8")
    (folder / "evil.py").write_text("raise SystemExit('it ran')", "utf-8")
    return folder
