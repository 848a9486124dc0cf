"""A worker looks for label errors and leaves an answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.label_errors import LabelError
from workbench.domain.training import Example, JobKind, JobState, Spec
from workbench.files import read_json
from workbench.jobs.protocol import Message, Progress
from workbench.jobs.spec import create_run_folder
from workbench.jobs.supervisor import run_job


@pytest.mark.slow
def test_the_worker_answers_with_cases(tmp_path: Path) -> None:
    """Its gold comes from the snapshot; the planted error is the first case of its answer."""
    examples = [
        Example(
            number,
            (f"name{number % 9}", "lives", "in", f"town{number % 7}", str(number)),
            ("B-PER", "O", "O", "O" if number == 40 else "B-LOC", "O"),
        )
        for number in range(80)
    ]
    spec = Spec(kind=JobKind.INSPECT, options={"seed": 3, "encoder": False})
    folder = create_run_folder(tmp_path / "inspect", spec, {"train": examples})
    told: list[Message] = []
    assert run_job(folder.path, told.append).state is JobState.DONE
    answer = read_json(folder.answer_file)
    assert (answer["sentences"], answer["folds"]) == (80, 5) and answer["seconds"] > 0
    first = LabelError.from_json(answer["cases"][0])
    assert first.sentence == 40 and first.proposed and first.proposed.label == "LOC"
    assert [one.step for one in told if isinstance(one, Progress)][-1] == 15
