"""Dictionaries and rules from the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.bootstrap import open_project

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]
GOLD = "Ada\tB-PER\nsaw\tO\nOslo\tB-LOC\n\nBo\tB-PER\nleft\tO\nOslo\tB-LOC\n"


@pytest.fixture
def project(tmp_path: Path, workbench: Run) -> Path:
    """Two tagged sentences and one without tags."""
    path = tmp_path / "a.nerproj"
    (tmp_path / "gold.txt").write_text(GOLD, "utf-8")
    (tmp_path / "plain.txt").write_text("Ada left Oslo 12\n", "utf-8")
    workbench("new", path)
    workbench("import", path, tmp_path / "gold.txt", tmp_path / "plain.txt")
    return path


def suggestions(path: Path) -> list[tuple[str, int, str]]:
    with open_project(path) as project:
        found = project.ask(lambda reader: reader.sentence(3)).result().suggestions
        return [(one.entity.label, one.entity.start, one.suggester) for one in found]


def test_learned_dictionaries_suggest(project: Path, workbench: Run) -> None:
    """Learned, listed with their figures, and let loose on the untouched sentence."""
    assert workbench("dictionary", project, "--learn")["learned"] == {"LOC": 1}
    rows = {one["label"]: one for one in workbench("dictionary", project)["dictionaries"]}
    assert rows["LOC"]["terms"] == 1
    assert (rows["LOC"]["hits"], rows["LOC"]["support"], rows["LOC"]["precision"]) == (3, 2, 1.0)
    assert rows["PER"]["precision"] is None
    assert workbench("suggest", project, "--dictionary")["entities"] == 1
    assert suggestions(project) == [("LOC", 2, "dictionary")]


def test_a_list_goes_in_and_out(project: Path, tmp_path: Path, workbench: Run) -> None:
    """What is exported is the table that can be imported."""
    (tmp_path / "names.txt").write_text("Ada\t0.5\nBo\n", "utf-8")
    answer = workbench("dictionary", project, "--import", "PER", tmp_path / "names.txt")
    assert answer["added"] == 2
    out = tmp_path / "out.csv"
    workbench("dictionary", project, "--export", "PER", out)
    assert out.read_text("utf-8") == "term,confidence,count,case\nAda,0.5,0,yes\nBo,1,0,yes\n"


def test_rules_are_added_measured_and_suggest(project: Path, workbench: Run) -> None:
    """A rule is listed with its figures, suggests, and goes."""
    workbench("rules", project, "--add", "numbers", "LOC", r"\d+|oslo", "--ignore-case")
    (row,) = workbench("rules", project)["rules"]
    assert (row["name"], row["case"], row["hits"], row["precision"]) == ("numbers", False, 4, 1.0)
    assert workbench("suggest", project, "--rules")["entities"] == 2
    assert {start for _, start, _ in suggestions(project)} == {2, 3}
    workbench("rules", project, "--remove", "numbers")
    assert workbench("rules", project)["rules"] == []


def test_it_says_what_is_wrong(project: Path, tmp_path: Path, refused: Refused) -> None:
    """No term, no rule, no such label, no such rule, an expression that takes too long, a place
    where nothing can be written, two suggesters at once."""
    assert "NW-L15" in refused("suggest", project, "--dictionary")
    assert "NW-L15" in refused("suggest", project, "--rules")
    (tmp_path / "names.txt").write_text("Ada\n", "utf-8")
    assert "NW-L14" in refused("dictionary", project, "--import", "X", tmp_path / "names.txt")
    assert "NW-L13" in refused("rules", project, "--remove", "x")
    assert "NW-L10" in refused("rules", project, "--add", "a", "LOC", r"(a)\1")
    assert "NW-L17" in refused("dictionary", project, "--export", "LOC", tmp_path / "no" / "x.csv")
    assert "NW-U01" in refused("suggest", project, "--rules", "--dictionary")


def test_people_read_a_table(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With dashes where nothing was counted."""
    assert main(["dictionary", str(project)]) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == [
        *("label", "terms", "hits", "in", "gold", "right", "precision")
    ]
