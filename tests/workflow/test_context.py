"""Document context reaches the folder of a job, in training and in use alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.domain.training import ModelCard
from workbench.jobs.spec import RunFolder
from workbench.operations.label import add_labels
from workbench.operations.store import NewSentence, Transaction
from workbench.settings import TrainingSettings
from workbench.storage.project import Project
from workbench.workflow.suggesting import Model, prepare_model
from workbench.workflow.training import prepare_training


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three sentences of one document, one in each split."""

    def add(transaction: Transaction) -> Changes:
        transaction.add(
            NewSentence((f"x{n}", f"y{n}"), ("B-PER", "O"), IOB2, Status.DONE, split, "d")
            for n, split in enumerate(Split)
        )
        return transaction.changes("add")

    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(add_labels, ["PER"]).result()
        project.submit(add).result()
        yield project


def test_a_training_with_context_sees_the_neighbours(project: Project) -> None:
    """As many tokens as the settings say, and none when they say nothing."""
    settings = TrainingSettings(engine="fake", one_label=True, context=1)
    data = RunFolder(prepare_training(project, settings).folder).training_data()
    assert [(one.before, one.after) for one in (*data.train, *data.dev, *data.test)] == [
        ((), ("x1",)),
        (("y0",), ("x2",)),
        (("y1",), ()),
    ]
    plain = TrainingSettings(engine="fake", one_label=True)
    data = RunFolder(prepare_training(project, plain).folder).training_data()
    assert not any(one.before or one.after for one in (*data.train, *data.dev, *data.test))


def test_a_model_is_given_the_context_that_it_was_trained_with(project: Project) -> None:
    """Its card says how much; a model whose card says nothing sees sentences alone."""
    for options, expected in (({"context": 1}, ("x1",)), ({}, ())):
        model = Model(Path("m"), ModelCard("fake", "embedded", ("PER",), options), "m")
        prepared = prepare_model(project, model, "train")
        [example] = RunFolder(prepared.folder).examples("input")
        assert example.after == expected
