"""The verb that says what to annotate next, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.queueing import Strategy

Run = Callable[..., dict[str, Any]]
PEOPLE = ("Ada", "Brit", "Chen", "Dora")


@pytest.fixture
def project(tmp_path: Path, workbench: Run) -> Path:
    """Sixty untouched sentences."""
    path = tmp_path / "a.nerproj"
    text = tmp_path / "plain.txt"
    lines = [f"{PEOPLE[i % 4]} saw {i} birds in Geneva".split() for i in range(60)]
    text.write_text("\n\n".join("\n".join(line) for line in lines) + "\n", "utf-8")
    workbench("import", path, text)
    return path


def test_sentences_are_ranked_with_their_reasons(project: Path, workbench: Run) -> None:
    """The hold-out is drawn first; what is ranked is neither in it nor ranked twice."""
    found = workbench("queue", project, "--strategy", "random", "-n", 10, "--seed", 3)
    assert found["strategy"] == "random"
    assert found["hold_out"] == {"dev": 6, "test": 6, "left": 12}
    rows = found["sentences"]
    assert len({row["id"] for row in rows}) == len(rows) == 10
    assert {row["reason"] for row in rows} == {"drawn by lot"}
    splits = workbench("stats", project)["splits"]
    assert {name: splits[name]["sentences"] for name in splits} == {
        "train": 48, "dev": 6, "test": 6,
    }  # fmt: skip
    again = workbench("queue", project, "--strategy", "random", "-n", 10, "--seed", 3)
    assert again["sentences"] == rows
    assert set(again["stability"]) == {"agreement", "rounds", "stable", "words"}


def test_document_order_lists_the_next_ones(project: Path, workbench: Run) -> None:
    """Without a hold-out the very first sentences come."""
    found = workbench("queue", project, "--strategy", "order", "-n", 3, "--hold-out", "0/0")
    assert [row["id"] for row in found["sentences"]] == [1, 2, 3]
    assert found["hold_out"] == {"dev": 0, "test": 0, "left": 0}


def test_the_default_asks_a_worker(project: Path, workbench: Run) -> None:
    """A cold start: nothing is annotated yet, and still each sentence has its reason."""
    found = workbench("queue", project, "-n", 5)
    assert found["strategy"] == "default" and len(found["sentences"]) == 5
    assert all(row["reason"] and row["seconds"] > 0 for row in found["sentences"])
    runs = project.with_suffix(".runs")
    assert not runs.exists() or not list(runs.glob("rank-*"))


def test_a_person_reads_why(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A table of sentences; what was drawn is said beside it."""
    from workbench.__main__ import main

    assert main(["queue", str(project), "--strategy", "order", "-n", "2"]) == 0
    told = capsys.readouterr()
    assert "next in the document" in told.out and "birds in Geneva" in told.out
    assert "6 sentences were drawn for dev and 6 for test" in told.err


@pytest.mark.parametrize("size", ["ten", "10", "10/", "-1/5"])
def test_an_odd_size_is_refused(project: Path, refused: Callable[..., str], size: str) -> None:
    """Nothing is drawn then."""
    assert "NW-L27" in refused("queue", project, f"--hold-out={size}")


def test_an_unknown_strategy_is_refused(project: Path, refused: Callable[..., str]) -> None:
    """The names that there are stand in the message."""
    message = refused("queue", project, "--strategy", "best")
    assert "NW-U01" in message and all(one.value in message for one in Strategy)


def test_without_untouched_sentences_nothing_is_ranked(
    tmp_path: Path, workbench: Run, refused: Callable[..., str]
) -> None:
    """It says so, by each way of ranking."""
    path = tmp_path / "empty.nerproj"
    workbench("new", path, "--labels", "PER")
    for strategy in ("default", "random", "order"):
        assert "NW-L26" in refused("queue", path, "--strategy", strategy)
