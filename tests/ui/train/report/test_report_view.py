"""The report: headline, ways of counting, what is said beside the figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import report_of, run_of
from workbench.domain.reports import Coverage, PieceTable, Report
from workbench.domain.run_reports import Rescored, RunReport
from workbench.ui.train.report.score_tables import readings_of
from workbench.ui.train.report.view import ReportView
from workbench.ui.train.report.words import (
    describe_coverage,
    describe_energy,
    describe_rescoring,
    facts,
)


def told(report: Report | None = None) -> RunReport:
    run = run_of("run-1", report or report_of())
    assert run.report is not None
    return RunReport.from_json(dict(run.report))


@pytest.fixture
def view(qtbot: QtBot) -> ReportView:
    made = ReportView()
    qtbot.addWidget(made)
    made.resize(800, 700)
    made.show()
    return made


def cell(view: ReportView, row: int, column: int) -> str:
    item = view.entities.item(row, column)
    assert item is not None
    return item.text()


def test_the_headline_is_strict_with_its_support(view: ReportView) -> None:
    """F1, precision, recall, and over how many entities."""
    view.show_report(told())
    assert [figure.text() for figure in view.figures] == ["0.800", "0.750", "0.850", "40"]
    assert view.scored_on.text() == "Strict micro average on test"
    assert cell(view, 0, 0) == "PER"
    assert cell(view, 2, 0) == "micro"


def test_every_way_of_counting_has_a_tab(view: ReportView) -> None:
    """Each says what it counts; the inflated figures are called so, and warned of."""
    pieces = PieceTable(report_of(f1=0.99).strict, report_of().token, 1234)
    view.show_report(told(replace(report_of(), pieces=pieces)))
    tabs = [view.tabs.tabText(index) for index in range(view.tabs.count())]
    assert tabs == [
        "Strict",
        "Lenient",
        "Exact",
        "Type",
        "Partial",
        "Tokens",
        "Pieces (inflated)",
    ]
    for index in range(len(tabs)):
        view.tabs.setCurrentIndex(index)
        assert view.explanation.text()
    assert view.explanation.property("role") == "warning"
    assert cell(view, 2, 3) == "0.990"
    view.tabs.setCurrentIndex(0)
    assert view.explanation.property("role") == "muted"


def test_an_older_report_shows_what_it_has() -> None:
    """Tables that did not exist then have no tab; a report without pieces has no such figure."""
    names = [reading.name for reading in readings_of(Report(strict=report_of().strict))]
    assert names == ["Strict", "Lenient", "Partial", "Tokens"]


def test_rescoring_shows_old_and_new(view: ReportView) -> None:
    """The headline is the new figure; the old one and what changed stand below."""
    again = Rescored("2026-03-02", report_of(f1=0.85), gone=2, changed=5)
    run = replace(told(), rescored=(again,))
    view.show_report(run)
    assert view.figures[0].text() == "0.850"
    assert "gold of today" in view.scored_on.text()
    words = describe_rescoring(run)
    assert words == (
        "Scored again: F1 0.850, was 0.800 (+0.050). Sentences: with other gold 5, deleted 2."
    )
    assert view.rescored.text() == words


def test_a_model_that_found_nothing_is_told_so(view: ReportView) -> None:
    """A figure of nought comes with what to do."""
    view.show_report(told(report_of(f1=0.0)))
    assert view.nothing_right.isVisible()


def test_coverage_says_what_was_not_seen_whole() -> None:
    """Cut, dropped, and read in windows."""
    assert describe_coverage(Coverage(3, 4)).endswith("every token was seen whole.")
    words = describe_coverage(Coverage(3, 4, cut=1, unscored=2, windowed=5))
    assert "1 tokens too long" in words
    assert "2 tokens that its tokenizer drops" in words
    assert "5 long sentences were read in windows" in words


def test_the_facts_hold_what_a_run_keeps() -> None:
    """Warnings, notes, machine, data, settings inside of settings, versions."""
    run = replace(
        told(),
        warnings=("Few examples.",),
        notes=("Restarted with batch 8.",),
        energy_joules=36_000.0,
        peak_memory_mb=512,
        versions={"python": "3.11"},
        settings={"transformers": {"crf": True}, "threads": None},
    )
    found = dict(facts(run))
    assert found["Warnings before the start"] == [("", "Few examples.")]
    assert found["On the way"] == [("", "Restarted with batch 8.")]
    assert ("most memory", "512 MB") in found["Machine"]
    assert ("energy of the machine", "36.0 kJ (0.0100 kWh)") in found["Machine"]
    assert found["Settings"] == [("transformers.crf", "True"), ("threads", "–")]
    assert found["Versions"] == [("python", "3.11")]
    assert describe_energy(3_600_000) == "3,600.0 kJ (1.0000 kWh)"


def test_pictures_can_be_read_aloud(view: ReportView) -> None:
    """Bars and calibration say in words what they paint."""
    view.show_report(told())
    assert "PER: F1 0.800" in view.bars.accessibleDescription()
    assert view.calibration.accessibleDescription() == "0.8 to 0.9: 75% of 12 right"
    assert "0.050" in view.calibration_words.text()
