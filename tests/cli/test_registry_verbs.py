"""The registry of models from the command line; the fake engine in a real worker."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.bootstrap import open_project
from workbench.cli.run_verbs import run_training
from workbench.domain.training import MODEL_CARD, ModelCard
from workbench.engines.fake import DICTIONARY
from workbench.files import complete_folder, write_json
from workbench.settings import TrainingSettings

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]

PEOPLE, TOWNS = ("Ada", "Bo", "Chen", "Dora"), ("Oslo", "Rome", "Lima")


def sentence(number: int, tagged: bool) -> str:
    rows = ((PEOPLE[number % 4], "B-PER"), ("saw", "O"), (TOWNS[number % 3], "B-LOC"))
    return "\n".join(f"{token}\t{tag}" if tagged else token for token, tag in rows)


@pytest.fixture
def project(tmp_path: Path, workbench: Run) -> Path:
    """20 tagged sentences with splits, and 4 untagged ones."""
    path = tmp_path / "a.nerproj"
    for name, count, tagged in (("gold.txt", 20, True), ("plain.txt", 4, False)):
        text = "\n\n".join(sentence(number, tagged) for number in range(count))
        (tmp_path / name).write_text(text + "\n", "utf-8")
    workbench("import", path, tmp_path / "gold.txt")
    workbench("split", path, "--ratio", "60/20/20")
    workbench("import", path, tmp_path / "plain.txt")
    return path


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A model whose labels are called otherwise than the project's."""
    aside, folder = tmp_path / "aside", tmp_path / "theirs"
    aside.mkdir()
    write_json(aside / DICTIONARY, {"Ada": "B-PERSON", "Oslo": "B-TOWN", "saw": "B-VERB"})
    card = ModelCard("fake", "elsewhere", ("PERSON", "TOWN", "VERB"))
    write_json(aside / MODEL_CARD, card.to_json())
    complete_folder(aside, folder)
    return folder


def test_a_run_is_listed_and_made_the_suggester(project: Path, workbench: Run) -> None:
    """With its figures; from then on `suggest` needs no name."""
    with open_project(project) as store:
        run_training(store, TrainingSettings(engine="fake", epochs=1))
    (listed,) = workbench("models", project)["models"]
    assert (listed["model"], listed["engine"], listed["f1"]) == ("run-1", "fake", 1.0)
    assert listed["bytes"] > 0 and listed["snapshot"].startswith("12 sentences (")
    answer = workbench("models", project, "--use", "run-1")
    assert answer["suggester"] == "run-1"
    assert workbench("suggest", project)["entities"] == 8


def test_without_a_suggester_a_name_is_needed(project: Path, refused: Refused) -> None:
    """Nothing is chosen in silence."""
    assert "error[NW-U92]:" in refused("suggest", project)
    assert "error[NW-U90]:" in refused("models", project, "--use", "run-9")


def test_m07_a_model_with_other_labels_waits_until_they_are_matched(
    project: Path, foreign: Path, workbench: Run, refused: Refused
) -> None:
    """Nothing is suggested before; then each label arrives under the project's name or not."""
    answer = workbench("models", project, "--import", foreign)
    assert answer["imported"] == "theirs"
    assert answer["models"][0]["unknown_labels"] == ["PERSON", "TOWN", "VERB"]
    assert "error[NW-M07b]:" in refused("suggest", project, "--run", "theirs")
    assert "error[NW-M07b]:" in refused("models", project, "--use", "theirs")
    assert "error[NW-U93]:" in refused("models", project, "--map", "theirs", "PERSON=NOBODY")
    assert workbench("stats", project)["suggestions"] == 0
    workbench("models", project, "--map", "theirs", "PERSON=PER,TOWN=LOC,VERB=")
    workbench("models", project, "--use", "theirs")
    assert workbench("suggest", project)["entities"] == 3
    with open_project(project) as store:
        labels = store.ask(lambda reader: reader.label_counts()).result()
    assert {label for label, counts in labels.items() if counts.suggestions} == {"PER", "LOC"}


def test_an_imported_model_is_a_copy(
    project: Path, foreign: Path, workbench: Run, refused: Refused
) -> None:
    """It stays when its source goes; forgotten, its files go too, and its name is free again."""
    workbench("models", project, "--import", foreign, "--name", "mine")
    assert "error[NW-M36]:" in refused("models", project, "--import", foreign, "--name", "mine")
    (foreign / DICTIONARY).unlink()
    copy = project.with_name("a.runs") / "models" / "mine"
    assert json.loads((copy / DICTIONARY).read_bytes())["Ada"] == "B-PERSON"
    assert workbench("models", project, "--forget", "mine")["models"] == []
    assert not copy.exists()


def test_a_damaged_model_is_not_taken_in(
    project: Path, foreign: Path, workbench: Run, refused: Refused
) -> None:
    """What was not written to its end is refused; nothing is left of the attempt."""
    (foreign / "COMPLETE.json").unlink()
    assert "error[NW-M06]:" in refused("models", project, "--import", foreign)
    assert workbench("models", project)["models"] == []
    assert not (project.with_name("a.runs") / "models" / "theirs").exists()


def test_a_model_of_a_run_cannot_be_forgotten(
    project: Path, workbench: Run, refused: Refused
) -> None:
    """It goes with its run; until then it cannot be exported as what it is not."""
    with open_project(project) as store:
        run_training(store, TrainingSettings(engine="fake", epochs=1))
    assert len(workbench("models", project)["models"]) == 1
    assert "error[NW-U91]:" in refused("models", project, "--forget", "run-1")
    out = project.with_name("out")
    assert "error[NW-M30]:" in refused("models", project, "--export", "run-1", out)
    assert not out.exists()
    assert len(workbench("models", project)["models"]) == 1


def test_pushing_without_a_token_uploads_nothing(
    project: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bad name is told before anything else happens."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    assert "error[NW-M39]:" in refused("push", project, "run-1", "no/such/name")
    assert "error[NW-U90]:" in refused("push", project, "run-1", "me/model")


def test_lines_are_tagged_as_they_are_typed(
    project: Path,
    foreign: Path,
    workbench: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By one worker that stays; empty lines and signs of any script are lines too."""
    workbench("models", project, "--import", foreign)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ada went to Oslo.\n\n😀 Ada"))
    lines = workbench("try", project, "--model", "theirs")["lines"]
    assert [len(one["entities"]) for one in lines] == [2, 0, 1]
    (last,) = lines[2]["entities"]
    assert (last["text"], last["start"], last["score"]) == ("Ada", 2, 0.9)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Ada went to Oslo.\n"))
    assert main(["try", str(project), "--model", "theirs"]) == 0
    assert capsys.readouterr().out == "[Ada]PERSON 90% went to [Oslo]TOWN 90%.\n"


def test_a_worker_that_fails_while_it_loads_is_one_line(
    project: Path, foreign: Path, workbench: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its code; the process is gone."""
    workbench("models", project, "--import", foreign)
    dictionary = project.with_name("a.runs") / "models" / "theirs" / DICTIONARY
    dictionary.write_bytes(b"{" * dictionary.stat().st_size)
    assert main(["try", str(project), "--model", "theirs"]) == 1
    assert "error[NW-J02]:" in capsys.readouterr().err


def test_a_flair_file_is_taken_in_only_after_agreement(
    project: Path, tmp_path: Path, workbench: Run, refused: Refused
) -> None:
    """The refusal names the SHA-256 to agree to; another file's is no agreement."""
    pickle = tmp_path / "theirs.pt"
    pickle.write_bytes(b"\x80\x04N.")
    digest = hashlib.sha256(pickle.read_bytes()).hexdigest()
    assert digest in refused("models", project, "--import", pickle)
    assert "error[NW-M01]:" in refused("models", project, "--import", pickle, "--agree", "0" * 64)
    assert workbench("models", project)["models"] == []


def test_variants_are_made_measured_and_chosen(
    project: Path, workbench: Run, refused: Refused
) -> None:
    """With one table of figures; the chosen one suggests, and "original" takes it back."""
    run = "run-1"
    with open_project(project) as store:
        run_training(store, TrainingSettings(engine="fake", epochs=1))
    made = workbench("models", project, "--optimise", run)["optimised"]
    assert [row["variant"] for row in made["rows"]] == ["original", "int8"]
    assert {row["f1"] for row in made["rows"]} == {1.0}
    assert all(row["single_ms"]["median"] > 0 for row in made["rows"])
    workbench("models", project, "--use", run, "--variant", "int8")
    suggested = workbench("suggest", project, "--run", run)
    assert suggested["entities"] == 8
    (listed,) = workbench("models", project)["models"]
    assert listed["variant"] == "int8" and len(listed["variants"]) == 2
    assert "NW-M46" in refused("models", project, "--use", run, "--variant", "int3")
    assert "NW-M47" in refused("models", project, "--variant", "int8")
    workbench("models", project, "--use", run, "--variant", "original")
    assert workbench("models", project)["models"][0]["variant"] == "original"
