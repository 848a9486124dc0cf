"""A training from its settings to a run folder."""

from __future__ import annotations

from pathlib import Path

from workbench.domain.changes import Changes
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import run_job
from workbench.operations.label import delete
from workbench.operations.store import NewSentence, Transaction
from workbench.settings import TrainingSettings
from workbench.storage.project import Project
from workbench.workflow.training import prepare_training


def fill(transaction: Transaction) -> Changes:
    transaction.put_labels(transaction.labels().with_names(["PER"]))
    transaction.add(
        NewSentence((str(split),), ("B-PER",), IOB2, Status.DONE, split, "d") for split in Split
    )
    return transaction.changes("fill")


def test_a_model_of_an_unknown_run_is_never_removed(tmp_path: Path) -> None:
    """A project that was restored from a backup may not know its later runs."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(fill).result()
        kept = project.runs_folder / "run-1" / "model"
        left_over = project.runs_folder / "run-2" / "data"
        kept.mkdir(parents=True)
        left_over.mkdir(parents=True)
        prepared = prepare_training(project, TrainingSettings(engine="fake", one_label=True))
        assert prepared.run.name == "run-2"
        assert kept.is_dir()


def test_a_dev_set_that_was_held_out_is_told_for_ever(tmp_path: Path) -> None:
    """Before the start and in the run's report; the splits of the project stay."""

    def fill_train(transaction: Transaction) -> Changes:
        transaction.put_labels(transaction.labels().with_names(["PER"]))
        transaction.add(
            NewSentence((f"Ann{n}",), ("B-PER",), IOB2, Status.DONE, Split.TRAIN, "d")
            for n in range(40)
        )
        return transaction.changes("fill")

    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(fill_train).result()
        settings = TrainingSettings(engine="fake", epochs=1, one_label=True)
        prepared = prepare_training(project, settings)
        assert "4 sentences of train" in prepared.warnings[0]
        run_job(prepared.folder, lambda message: None)
        report = RunFolder(prepared.folder).report()
        assert report is not None and report.warnings[0] == prepared.warnings[0]
        in_dev = Filter((Term(Field.SPLIT, Split.DEV),))
        assert project.ask(lambda reader: reader.count(in_dev)).result() == 0


def test_t11_edits_while_a_training_runs_do_not_reach_it(tmp_path: Path) -> None:
    """The run learns from its snapshot and names it; the project is free meanwhile."""
    with Project.create(tmp_path / "a.nerproj") as project:
        project.submit(fill).result()
        prepared = prepare_training(project, TrainingSettings(engine="fake", one_label=True))
        run = RunFolder(prepared.folder)
        before = run.snapshot()
        project.submit(delete, "PER").result()
        finished = run_job(prepared.folder, lambda message: None)
        report = run.report()
        assert finished.error is None and report is not None
        assert report.snapshot == before
        assert run.training_data().train[0].tags == ("B-PER",)
        assert project.ask(lambda reader: reader.labels().names).result() == ()
