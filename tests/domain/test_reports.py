"""Reports survive JSON, and two of them can be compared."""

from __future__ import annotations

import json

from workbench.domain.entity import Entity
from workbench.domain.reports import (
    Confusion,
    Coverage,
    Mistake,
    MistakeKind,
    Mistakes,
    Report,
    Scores,
    ScoreTable,
    TokenTable,
)
from workbench.domain.run_reports import DevScores, EpochRow, RunReport, difference


def _table(**f1s: float) -> ScoreTable:
    rows = {label: Scores(f1, f1, f1, 3) for label, f1 in f1s.items()}
    return ScoreTable(Scores(0.5, 0.4, 0.44, 6), Scores(0.1, 0.2, 0.3, 6), Scores(), rows)


REPORT = Report(
    strict=_table(PER=0.5, LOC=0.25),
    lenient=_table(PER=0.75),
    token=TokenTable(
        0.9, Scores(1, 1, 1, 2), Scores(0.5, 0.5, 0.5, 2), {"PER": Scores(1, 0, 0, 2)}
    ),
    confusion=Confusion(("O", "PER"), ((5, 1), (0, 2))),
    errors=Mistakes(
        {kind: number for number, kind in enumerate(MistakeKind)},
        (
            Mistake(7, MistakeKind.MISSED, Entity("PER", 0, 2), None),
            Mistake(8, MistakeKind.WRONG_TYPE, Entity("PER", 1, 2), Entity("LOC", 1, 2)),
        ),
    ),
    coverage=Coverage(10, 6, 1, 2),
)
RUN = RunReport(
    run="run-3",
    engine="transformers",
    base="embedded",
    seconds=12.5,
    device="cpu",
    epochs=(EpochRow(1, 0.7, DevScores(0.1, 0.2, 0.13, None), True, 800),),
    best_epoch=1,
    dev=REPORT,
    test=None,
    settings={"seed": 13},
    snapshot={"sentences": {"train": 8}},
)


def test_a_run_report_survives_json() -> None:
    """What is written to report.json reads back as the same value."""
    assert RunReport.from_json(json.loads(json.dumps(RUN.to_json()))) == RUN


def test_the_keys_of_the_command_line_are_there() -> None:
    """The JSON of a report has the keys that the command line promises."""
    data = REPORT.to_json()
    assert {"strict", "lenient", "token", "coverage", "confusion", "errors"} <= set(data)
    assert {"micro", "macro", "weighted", "labels"} == set(data["strict"])
    assert {"precision", "recall", "f1", "support"} == set(data["strict"]["labels"]["PER"])
    assert data["coverage"] == {"sentences": 10, "entities": 6, "cut": 1, "unscored": 2}
    assert data["errors"]["examples"][0]["gold"] == {"label": "PER", "start": 0, "end": 2}


def test_a_difference_is_second_less_first() -> None:
    """Better is positive, and a label that one report lacks counts as 0 there."""
    better = Report(strict=_table(PER=0.75, ORG=0.5))
    found = difference(REPORT, better)
    assert found.labels == {"LOC": -0.25, "ORG": 0.5, "PER": 0.25}
    assert found.micro == 0


def test_a_report_differs_from_itself_by_nothing() -> None:
    """Comparing a report with itself gives zeros only."""
    found = difference(REPORT, REPORT)
    assert set(found.labels.values()) == {0.0} and found.macro == 0
