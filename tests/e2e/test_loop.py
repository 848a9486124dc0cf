"""The whole loop with the real parts: the sample corpus, the store, the embedded encoder."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import paths
from workbench.domain.entity import Entity, OriginKind
from workbench.domain.filters import parse_filter
from workbench.domain.run_reports import RunReport
from workbench.domain.sentence import Status
from workbench.domain.training import JobState
from workbench.formats.base import RAW
from workbench.formats.exporting import export
from workbench.formats.planning import export_format
from workbench.formats.reading import read_corpus
from workbench.jobs.supervisor import run_job
from workbench.operations import clean, edit, exchange, history, split
from workbench.settings import TrainingSettings
from workbench.storage.project import Project
from workbench.workflow import suggesting, training
from workbench.workflow.exchange import plan_export

SETTINGS = TrainingSettings(epochs=3, batch_size=8, threads=2)


def raw_export(project: Project, path: Path) -> bytes:
    wanted = parse_filter("-status:new")
    export(plan_export(project, wanted, export_format("columns"), RAW), path)
    return path.read_bytes()


def train(project: Project) -> RunReport:
    """One short training through the real worker."""
    prepared = training.prepare_training(project, SETTINGS)
    training.note_running(project, prepared.run.name)
    messages: list[object] = []
    finished = run_job(prepared.folder, messages.append)
    assert finished.state is JobState.DONE, finished
    training.take_in_training(project, prepared.run.name, finished.state)
    run = project.ask(lambda reader: reader.run(prepared.run.name)).result()
    assert run.state == "done" and run.report is not None
    return RunReport.from_json(dict(run.report))


@pytest.mark.slow
def test_from_raw_text_to_accepted_suggestions(tmp_path: Path) -> None:
    """Import, clean, correct, train, report, suggest, accept, undo, reopen."""
    path = tmp_path / "loop.nerproj"
    with Project.create(path) as project:
        project.submit(exchange.import_corpus, read_corpus([paths.sample_corpus()])).result()
        imported = raw_export(project, tmp_path / "imported")
        assert project.submit(clean.clean).result().details["changed_tags"] > 5
        assert not project.ask(lambda reader: reader.finding_groups()).result()

        first = project.ask(lambda reader: reader.sentence(1)).result()
        label = project.ask(lambda reader: reader.labels().names[0]).result()
        project.submit(edit.put_entity, 1, Entity(label, 0, 1)).result()
        project.submit(history.undo).result()
        assert project.ask(lambda reader: reader.sentence(1)).result() == first

        project.submit(split.draw_splits).result()
        report = train(project)
        assert report.test is not None
        assert report.test.strict.micro.f1 > 0.3
        assert report.test.coverage.cut == 0

        job = suggesting.prepare_suggesting(project, "run-1")
        assert run_job(job.folder, lambda message: None).state is JobState.DONE
        changes = suggesting.take_in_suggestions(project, job.folder, job.suggester)
        assert changes.details["entities"] > 20

        wanted = project.ask(lambda reader: reader.ids(parse_filter("suggested:"))).result()[0]
        suggested = project.ask(lambda reader: reader.sentence(wanted)).result()
        assert suggested.status is Status.NEW and suggested.entities == ()
        project.submit(edit.accept_sentence, wanted).result()
        after = project.ask(lambda reader: reader.sentence(wanted)).result()
        assert after.status is Status.DONE
        assert {gold.origin.kind for gold in after.gold} == {OriginKind.MODEL}
        assert {gold.origin.name for gold in after.gold} == {"run-1"}

    with Project.open(path) as project:
        assert project.ask(lambda reader: reader.sentence(wanted)).result() == after
        while not project.submit(history.undo).result().operation.startswith("clean"):
            pass
        assert raw_export(project, tmp_path / "again") == imported
        assert project.ask(lambda reader: reader.run("run-1")).result().report is not None
