"""An empty project with a label set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.storage.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "a.nerproj") as project:
        yield project
