"""The verb that lists what is probably wrong in gold."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main
from workbench.cli import inspect_verbs
from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelError, kind_of, text_of
from workbench.domain.training import JobState
from workbench.jobs.protocol import Finished
from workbench.jobs.spec import RunFolder

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]
TOWNS = ("Oslo", "Lima", "Perth", "Quito")
SENTENCES = 60


@pytest.fixture
def gold(tmp_path: Path, workbench: Run) -> Path:
    """A project of done sentences, all of one kind."""
    tags = ["O" if n == 7 else "B-LOC" for n in range(SENTENCES)]
    text = "".join(
        f"Ada{n}\tB-PER\nmet\tO\nfriends\tO\nin\tO\n{TOWNS[n % 4]}\t{tag}\n\n"
        for n, tag in enumerate(tags)
    )
    file, path = tmp_path / "gold.conll", tmp_path / "gold.nerproj"
    file.write_text(text, "utf-8")
    workbench("import", path, file)
    return path


def two_cases(folder: Path, _what: str) -> Finished:
    """A job that doubts two entities of the first sentence."""
    first = RunFolder(folder).examples("train")[0]
    answer = {
        "cases": [
            LabelError(
                first.id,
                text_of(first.tokens),
                kind_of(one, said),
                one,
                said,
                "Ada0",
                score,
                (why,),
            ).to_json()
            for one, said, score, why in (
                (Entity("PER", 0, 1), Entity("LOC", 0, 1), 0.9, "3 of 3 models say LOC"),
                (Entity("LOC", 4, 5), None, 0.2, "1 of 3 models says no entity"),
            )
        ],
        "sentences": SENTENCES,
        "folds": 5,
        "seconds": 1.0,
    }
    RunFolder(folder).answer_file.write_text(json.dumps(answer), "utf-8")
    return Finished(JobState.DONE)


def test_cases_are_listed_with_both_readings_and_reasons(
    gold: Path, workbench: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The most probable first, as many as are wanted, with totals by kind."""
    monkeypatch.setattr(inspect_verbs, "follow", two_cases)
    answer = workbench("inspect", gold, "-n", 1)
    assert (answer["sentences"], answer["total"], answer["probable"]) == (SENTENCES, 2, 1)
    assert answer["kinds"] == {"label": 1, "spurious": 1}
    (case,) = answer["cases"]
    assert case["gold"] == {"label": "PER", "start": 0, "end": 1}
    assert case["proposed"] == {"label": "LOC", "start": 0, "end": 1}
    assert case["reasons"] == ["3 of 3 models say LOC"]


def test_the_list_for_people_gives_each_case_its_reason(
    gold: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line on what is doubted, one on why."""
    monkeypatch.setattr(inspect_verbs, "follow", two_cases)
    capsys.readouterr()
    assert main(["inspect", str(gold)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 places in 60 sentences are not as models would have them; 1 of them is probably wrong.",
        "0.90  #1  PER or LOC: Ada0",
        "      3 of 3 models say LOC",
        "0.20  #1  no LOC: Ada0",
        "      1 of 3 models says no entity",
    ]


def test_too_little_gold_is_refused(project: Path, refused: Refused) -> None:
    """Models that learn from four sentences know nothing."""
    assert "NW-L30" in refused("inspect", project)


@pytest.mark.slow
def test_a_missed_entity_is_found_by_models(gold: Path, workbench: Run) -> None:
    """The one town that gold lacks comes first, by the real job."""
    answer = workbench("inspect", gold, "-n", 3)
    first = answer["cases"][0]
    assert (first["kind"], first["text"], first["sentence"]) == ("missed", "Quito", 8)
