"""constraints.txt fixes one exact version of everything, and of nothing by a local path."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"([A-Za-z0-9._-]+)==([0-9][A-Za-z0-9.]*)")


def _pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    wanted = [line for line in lines if line and not line.startswith("#")]
    matches = [(line, PIN.fullmatch(line)) for line in wanted]
    wrong = [line for line, match in matches if match is None]
    assert not wrong, f"not an exact version: {wrong}"
    return {canonicalize_name(match[1]): match[2] for _, match in matches if match}


def _declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    texts = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return [Requirement(text) for text in texts]


def _applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def _needed() -> set[str]:
    """The declared distributions and all that they need here, installed ones only."""
    todo = [(r.name, extra) for r in _declared() for extra in ("", *r.extras)]
    seen: set[tuple[str, str]] = set()
    while todo:
        name, extra = item = todo.pop()
        if item in seen:
            continue
        seen.add(item)
        for requirement in map(Requirement, metadata.requires(name) or ()):
            if _applies(requirement, extra):
                todo += [(requirement.name, e) for e in ("", *requirement.extras)]
    return {canonicalize_name(name) for name, _ in seen}


def test_everything_that_is_installed_is_pinned() -> None:
    """The declared dependencies, and all that they bring, have an exact version."""
    assert not _needed() - set(_pins())


def test_pins_are_inside_the_declared_ranges() -> None:
    """pip can satisfy pyproject.toml under constraints.txt."""
    pins = _pins()
    wrong = [str(r) for r in _declared() if pins[canonicalize_name(r.name)] not in r.specifier]
    assert not wrong


def test_this_environment_is_the_pinned_one() -> None:
    """The tests speak about the versions that people get."""
    pins = _pins()
    here = {name: metadata.version(name).partition("+")[0] for name in _needed()}
    assert here == {name: pins[name] for name in here}
