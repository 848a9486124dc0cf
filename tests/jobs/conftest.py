"""Run folders with a small corpus and a scripted engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.training import Example, Spec
from workbench.jobs.spec import RunFolder, create_run_folder

PEOPLE = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")
TOWNS = ("Rome", "Bern", "Oslo", "Riga")


def corpus(count: int) -> list[Example]:
    return [
        Example(
            number,
            (PEOPLE[number % 6], "lives", "in", TOWNS[number % 4], str(number)),
            ("B-PER", "O", "O", "B-LOC", "O"),
        )
        for number in range(count)
    ]


@pytest.fixture
def make_run(tmp_path: Path) -> Callable[..., RunFolder]:
    """Make a training run; keywords are the script of the fake engine."""

    def make(**options: Any) -> RunFolder:
        rows = corpus(36)
        splits = {"train": rows[:24], "dev": rows[24:30], "test": rows[30:]}
        spec = Spec(engine="fake", labels=("PER", "LOC"), epochs=3, options=options)
        return create_run_folder(tmp_path / "run-1", spec, splits)

    return make
