"""Each verb over the sentences of a project, as a person calls it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]


def test_new_makes_a_project_with_labels(tmp_path: Path, workbench: Run, refused: Refused) -> None:
    """And never over a file that is there."""
    path = tmp_path / "new.nerproj"
    assert workbench("new", path, "--labels", "PER, ORG")["project"] == str(path)
    assert workbench("stats", path)["sentences"] == 0
    assert "NW-S21" in refused("new", path)


def test_import_says_what_it_found(tmp_path: Path, corpus: Path, workbench: Run) -> None:
    """Counts, scheme, format and every problem with file and line."""
    answer = workbench("import", tmp_path / "a.nerproj", corpus)
    assert (answer["sentences"], answer["tokens"], answer["entities"]) == (4, 11, 5)
    assert answer["labels"] == {"PER": 3, "ORG": 2}
    assert (answer["scheme"], answer["format"], answer["duplicates"]) == ("IOB2", "columns", 0)
    problems = [(one["file"], one["line"], one["code"]) for one in answer["problems"]]
    assert problems == [("corpus.txt", 3, "orphan-inside"), ("corpus.txt", 6, "outside-mark")]


def test_a_dry_run_makes_nothing(tmp_path: Path, corpus: Path, workbench: Run) -> None:
    """The same answer, and no project."""
    path = tmp_path / "a.nerproj"
    assert workbench("import", path, corpus, "--dry-run")["sentences"] == 4
    assert not path.exists()


def test_a_file_can_be_imported_as_suggestions(
    tmp_path: Path, corpus: Path, workbench: Run
) -> None:
    """Then nothing is gold."""
    path = tmp_path / "a.nerproj"
    workbench("import", path, corpus, "--as", "suggestion", "--split", "dev")
    stats = workbench("stats", path)
    assert (stats["entities"], stats["suggestions"]) == (0, 5)
    assert list(stats["splits"]) == ["dev"]


def test_the_loop_of_cleaning(project: Path, tmp_path: Path, workbench: Run) -> None:
    """Check, dry run, clean, undo, redo; the history names it."""
    assert workbench("check", project)["total"] == 2
    assert workbench("clean", project, "--dry-run")["changed_tags"] == 2
    assert workbench("check", project)["total"] == 2
    answer = workbench("clean", project)
    assert answer["by_kind"] == {"orphan-inside": 1, "outside-mark": 1}
    assert answer["changed_sentences"] == 2
    assert workbench("check", project)["total"] == 0
    assert workbench("undo", project) == {"operation": "clean", "sentences": 2}
    assert workbench("check", project)["total"] == 2
    assert workbench("redo", project) == {"operation": "clean", "sentences": 2}
    assert [one["operation"] for one in workbench("history", project)["operations"]] == [
        "clean",
        "import",
    ]


def test_one_kind_with_a_policy(project: Path, workbench: Run) -> None:
    """Only that kind is repaired, in the way that was asked for."""
    answer = workbench(
        "clean", project, "--kind", "orphan-inside", "--policy", "orphan-inside=outside"
    )
    assert answer["by_kind"] == {"orphan-inside": 1}
    assert workbench("stats", project)["labels"] == {"ORG": 2, "PER": 2}


def test_export_is_read_back(project: Path, tmp_path: Path, workbench: Run) -> None:
    """A raw export holds the bad tags as they came, an IOB2 export reads the same entities."""
    raw = tmp_path / "raw.txt"
    answer = workbench("export", project, raw, "--format", "columns", "--scheme", "raw")
    assert answer["verified"] is True
    assert "Bo\tI-PER" in raw.read_text("utf-8") and "is\t0" in raw.read_text("utf-8")
    bioes = tmp_path / "bioes.txt"
    workbench("export", project, bioes, "--scheme", "BIOES", "--status", "done")
    assert "Ada\tS-PER" in bioes.read_text("utf-8")


def test_splits_and_labels(project: Path, workbench: Run) -> None:
    """Drawn splits cover all sentences; a renamed label is renamed everywhere."""
    answer = workbench("split", project, "--ratio", "50/25/25", "--seed", 1)
    assert answer["leaks"] == 0
    assert sum(answer["splits"].values()) == 4
    assert workbench("label", project, "rename", "PER", "HUMAN")["changed_entities"] == 3
    assert workbench("label", project, "merge", "HUMAN", "ORG")["changed_sentences"] == 2
    assert workbench("label", project, "delete", "ORG")["changed_entities"] == 5
    assert workbench("stats", project)["labels"] == {}


def test_a_backup_is_a_project(project: Path, tmp_path: Path, workbench: Run) -> None:
    """It opens like the original."""
    copy = tmp_path / "copy.nerproj"
    assert workbench("backup", project, copy)["ok"] is True
    assert workbench("stats", copy) == workbench("stats", project)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NW-I14"),
        (b"\x00\x01\x02\xff" * 200, "NW-I03"),
        (b"<?xml version='1.0'?><corpus><s>Anna sov</s></corpus>\n", "NW-I11"),
        (b"K\xf6ln\tB-LOC\n\nBonn\tB-LOC\n", "NW-I01"),
    ],
)
def test_a_bad_file_leaves_nothing(
    tmp_path: Path, refused: Refused, content: bytes, code: str
) -> None:
    """Each has its code, and no project is made."""
    path, project = tmp_path / "x.txt", tmp_path / "a.nerproj"
    path.write_bytes(content)
    assert code in refused("import", project, path)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["nonsense"], "NW-U01"),
        (["stats", "{tmp}/none.nerproj"], "NW-S20"),
        (["stats", "{corpus}"], "NW-S13"),
        (["import", "{tmp}/b.nerproj", "{tmp}/none.txt"], "NW-I10"),
        (["import", "{tmp}/b.nerproj", "{corpus}", "--scheme", "IOB9"], "NW-U17"),
        (["import", "{tmp}/b.nerproj", "{corpus}", "--columns", "x=1"], "NW-U16"),
        (["import", "{tmp}/b.nerproj", "{corpus}", "--encoding", "utf-32"], "NW-I01b"),
        (["import", "{tmp}/b.nerproj", "{corpus}", "--format", "docx"], "NW-I12"),
        (["export", "{project}", "{tmp}/o", "--format", "docx"], "NW-U18"),
        (["export", "{project}", "{tmp}/no/o"], "NW-E04"),
        (["export", "{project}", "{tmp}/o", "--scheme", "IOB2/B-PER"], "NW-U17"),
        (["clean", "{project}", "--kind", "x"], "NW-U11"),
        (["clean", "{project}", "--policy", "type-switch=x"], "NW-U11"),
        (["split", "{project}", "--ratio", "1"], "NW-U13"),
        (["label", "{project}", "rename", "X", "Y"], "NW-U12"),
        (["report", "{project}", "run-9"], "NW-U21"),
        (["train", "{project}"], "NW-T07d"),
        (["train", "{project}", "--epochs", "0"], "NW-U01"),
        (["suggest", "{project}", "--run", "run-1"], "NW-U21"),
        (["suggest", "{project}", "--model", "{tmp}"], "NW-M08"),
        (["tag", "--model", "{tmp}/none"], "NW-M14"),
    ],
)
def test_bad_usage_is_one_coded_line(
    project: Path, corpus: Path, tmp_path: Path, refused: Refused, arguments: list[str], code: str
) -> None:
    """What happened, what is safe, what to do; exit status 2; no new project, no run."""
    places = {"tmp": tmp_path, "corpus": corpus, "project": project}
    assert f"error[{code}]:" in refused(*(one.format(**places) for one in arguments))
    assert not (tmp_path / "b.nerproj").exists()
    assert not (tmp_path / "a.runs").exists()


def test_text_for_people(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json each verb prints lines a person can read."""
    for verb in ("stats", "check", "history", "runs"):
        assert main([verb, str(project)]) == 0
        assert capsys.readouterr().out.strip()
