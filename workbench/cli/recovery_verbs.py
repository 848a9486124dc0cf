"""The verb that brings back what was saved and is not in the file any more."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from workbench import paths
from workbench.cli.output import Answer


def recover(arguments: Namespace) -> Answer:
    """Do again what a project lacks; or make a new file of one that is gone or was replaced."""
    from workbench.bootstrap import is_project, rebuild_project

    path: Path = arguments.project
    if is_project(path) and not arguments.out and not arguments.copies:
        return _in_place(path)
    target = arguments.out or paths.free_name(path.with_name(f"{path.stem}.recovered{path.suffix}"))
    count = rebuild_project(path, target, arguments.copies)
    values = {"ok": True, "project": str(target), "recovered": count}
    return Answer(values, [f"Made {target} with {count:,} changes since its last copy."])


def _in_place(path: Path) -> Answer:
    from workbench.bootstrap import open_project

    with open_project(path) as project:
        count = project.missing
        project.recover().result()
    values = {"ok": True, "project": str(path), "recovered": count}
    return Answer(values, [f"Recovered {count:,} changes." if count else "Nothing is missing."])
