"""What the verb `recover` brings back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., dict[str, Any]]


def test_a_project_that_is_gone_is_made_anew(
    project: Path, workbench: Run, refused: Callable[..., str]
) -> None:
    """Beside its old place, with all that was done; a name that was never there is refused."""
    before = workbench("stats", project)
    assert workbench("recover", project)["recovered"] == 0
    project.unlink()
    answer = workbench("recover", project)
    assert answer["recovered"] == 1
    assert workbench("stats", answer["project"]) == before
    assert "NW-S41" in refused("recover", project.with_name("never.nerproj"))


def test_an_older_copy_in_its_place_gets_what_it_lacks(project: Path, workbench: Run) -> None:
    """In the file itself."""
    copy = Path(workbench("backup", project)["file"])
    cleaned = workbench("clean", project)
    assert cleaned["changed_tags"]
    before = workbench("stats", project)
    copy.replace(project)
    assert workbench("stats", project) != before
    assert workbench("recover", project)["recovered"] == 1
    assert workbench("stats", project) == before
