"""Reports survive JSON, those of older versions too."""

from __future__ import annotations

import json

from workbench.domain.entity import Entity
from workbench.domain.reports import (
    NONE,
    Bin,
    Calibration,
    Confusion,
    Coverage,
    Mistake,
    MistakeKind,
    Mistakes,
    PieceTable,
    Report,
    Scores,
    ScoreTable,
    TokenTable,
)
from workbench.domain.run_reports import DevScores, EpochRow, Rescored, RunReport


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
    coverage=Coverage(10, 6, 1, 2, windowed=3),
    exact=_table(PER=1.0),
    type=_table(LOC=1.0),
    entity_confusion=Confusion(("PER", NONE), ((2, 1), (0, 0))),
    calibration=Calibration(0.25, (Bin(0.0, 0.1), Bin(0.9, 1.0, 4, 0.95, 0.7))),
    pieces=PieceTable(_table(PER=0.5), TokenTable(0.75), 12),
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
    rescored=(Rescored("2031-05-06T07:08:09+00:00", REPORT, gone=1, changed=2),),
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
    assert {"sentences": 10, "entities": 6, "cut": 1, "unscored": 2}.items() <= (
        data["coverage"].items()
    )
    assert data["errors"]["examples"][0]["gold"] == {"label": "PER", "start": 0, "end": 2}


OLDER = ("exact", "type", "entity_confusion", "calibration", "pieces")


def test_a_report_of_an_older_version_can_be_read() -> None:
    """Tables and keys that it lacks are empty."""
    data = REPORT.to_json()
    for name in OLDER:
        del data[name]
    del data["coverage"]["windowed"], data["errors"]["labels"]
    del data["token"]["weighted"], data["token"]["with_outside"]
    for mistake in data["errors"]["examples"]:
        del mistake["score"]
    read = Report.from_json(json.loads(json.dumps(data)))
    assert read.strict == REPORT.strict and read.errors.counts == REPORT.errors.counts
    assert read.exact == ScoreTable() and read.pieces is None and read.calibration.bins == ()
    assert read.coverage == Coverage(10, 6, 1, 2) and read.errors.labels == {}


def test_a_run_report_of_an_older_version_can_be_read() -> None:
    """Without learning rates and without rescoring."""
    data = RUN.to_json()
    del data["rescored"], data["epochs"][0]["learning_rate"]
    read = RunReport.from_json(json.loads(json.dumps(data)))
    assert read.rescored == () and read.epochs[0].learning_rate is None


def test_a_mistake_counts_under_the_label_of_gold() -> None:
    """A spurious one has no gold, so its own counts."""
    gold, said = Entity("PER", 0, 1), Entity("LOC", 0, 1)
    assert Mistake(1, MistakeKind.WRONG_TYPE, gold, said).label == "PER"
    assert Mistake(1, MistakeKind.SPURIOUS, None, said).label == "LOC"
