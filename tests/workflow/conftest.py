"""A project with a small test set, and runs whose answers on it are written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.run_reports import RunReport
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import Example, JobState, Spec
from workbench.engines.base import Prediction
from workbench.engines.scoring.score import score
from workbench.files import write_json
from workbench.jobs.predictions import write_sayings
from workbench.jobs.spec import RunFolder, create_run_folder, spec_to_json
from workbench.operations.runs import gold_examples, put_run
from workbench.operations.store import NewSentence, Run, Transaction
from workbench.storage.project import Project

PEOPLE = ("Ada", "Bo", "Chen", "Dora", "Emil", "Finn")


def _fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER", "LOC"]))
    transaction.add(
        NewSentence(
            (person, "left", "Oslo"),
            ("B-PER", "O", "B-LOC"),
            IOB2,
            Status.DONE,
            Split.TEST,
            "d",
        )
        for person in PEOPLE
    )
    return transaction.changes("fill")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Six confirmed sentences of the test set, with a person and a place each."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(_fill).result()
        yield project


@pytest.fixture
def make_run(project: Project) -> Callable[..., RunFolder]:
    """Makes a run that is done: its name, the tags it said of each sentence, the test set.

    Without a test set it is the one that the project has now.
    """

    def make(name: str, said: Sequence[str], examples: Sequence[Example] = ()) -> RunFolder:
        test = tuple(examples) or project.ask(gold_examples, Split.TEST).result()
        spec = Spec(engine="fake", labels=("PER", "LOC"))
        data = {"train": test, "dev": test, "test": test}
        folder = create_run_folder(project.runs_folder / name, spec, data)
        sayings = [Prediction(tuple(tags.split()), (0.9,) * 3) for tags in said]
        write_sayings(folder.test_predictions, test, sayings)
        report = RunReport(
            name, "fake", "embedded", 1.0, "cpu", test=score(test, sayings),
            settings=spec_to_json(spec), snapshot=folder.snapshot(),
        )  # fmt: skip
        write_json(folder.report_file, report.to_json())
        run = Run(name, JobState.DONE, name, "now", spec_to_json(spec), 1.0, report.to_json())
        project.submit(put_run, run).result()
        return folder

    return make
