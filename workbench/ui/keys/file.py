"""The keys that a person changed, as a file of JSON: kept between starts, and carried elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.files import write_atomically
from workbench.ui.action_table import TABLE, meet, scope_of
from workbench.ui.keys.bindings import Changed, normal

KIND = "NER Workbench keys"
VERSION = 1
NAME = "keys.json"


@dataclass(frozen=True, slots=True)
class ReadKeys:
    """What a file of keys says, and the entries of it that were left out, in words."""

    changed: Changed
    faults: tuple[str, ...] = ()


def write_keys(path: Path, changed: Changed) -> None:
    """Write changed keys to a file; UsageError NW-U56 where that cannot be done."""
    content = {
        "kind": KIND,
        "version": VERSION,
        "keys": {name: list(keys) for name, keys in sorted(changed.items())},
    }
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
    except OSError as error:
        raise UsageError(
            "NW-U56",
            f"The keys cannot be written to {path}: {error.strerror}.",
            "They act until the window is closed.",
            "Check your rights and the room there, or choose another place.",
        ) from error


def read_keys(path: Path) -> ReadKeys:
    """Read a file of keys; UsageError NW-U55 for one that is none."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise _unreadable(path, error.strerror or "no access") from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, "it is no JSON") from error
    if not isinstance(content, dict) or content.get("kind") != KIND:
        raise _unreadable(path, "it is no file of keys")
    if content.get("version") != VERSION:
        raise _unreadable(path, "a newer version of the program wrote it")
    keys = content.get("keys")
    return sifted(keys if isinstance(keys, dict) else {})


def sifted(keys: Mapping[str, Any]) -> ReadKeys:
    """Keep what this version understands; of a key that two actions claim, the first has it."""
    changed: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    rows = {row.name: row for row in TABLE if not row.shown_only}
    taken: list[tuple[str, str]] = []
    for name, said in keys.items():
        row = rows.get(name)
        if row is None or not isinstance(said, list):
            faults.append(f"{name} is no action" if row is None else f"{name} has no list of keys")
            continue
        scope, kept = scope_of(row), []
        for key in said:
            problem = _problem(key, scope, taken)
            if problem:
                faults.append(f"{key} of {row.text.rstrip('…')} {problem}")
            else:
                kept.append(normal(key))
                taken.append((scope, normal(key)))
        changed[name] = tuple(kept)
    return ReadKeys(changed, tuple(faults))


def _problem(key: object, scope: str, taken: list[tuple[str, str]]) -> str:
    if not isinstance(key, str) or not normal(key):
        return "is no key"
    wanted = normal(key)
    if any(wanted == other and meet(scope, where) for where, other in taken):
        return "is another action's already"
    return ""


def _unreadable(path: Path, reason: str) -> UsageError:
    return UsageError(
        "NW-U55",
        f"The keys in {path.name} cannot be used: {reason}.",
        NOTHING_CHANGED,
        "Choose a file that was written by Export in the sheet of keys.",
    )
