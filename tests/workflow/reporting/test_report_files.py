"""A report becomes files that hold what was found, escape what came from data, and need nothing."""

from __future__ import annotations

import csv
import itertools
import json
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from workbench.domain.errors import UsageError
from workbench.domain.reports import Report
from workbench.domain.run_reports import DevScores, EpochRow, Rescored, RunReport
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.score import score
from workbench.workflow.report_files import FORMATS, write_report

NASTY = '<b onload="x">&\'|`*_]\x07'
EXAMPLES = (
    Example(1, ("Ann", "<script>alert(1)</script>", "Ulm"), ("B-PER", "O", f"B-{NASTY}")),
    Example(2, ("Bob", "left", "|", "today"), ("B-PER", "O", "O", "O")),
)
PREDICTIONS = (
    Prediction(("B-PER", "O", "B-PER"), (0.9, 0.8, 0.7), pieces=(("B-PER",), ("O", "O"), ("O",))),
    Prediction(("O", "O", "B-人名", "O"), (0.5, 0.9, 0.95, 0.9), windows=2),
)
FIGURES = score(EXAMPLES, PREDICTIONS)
ROWS = tuple(
    EpochRow(epoch, 1 / epoch, DevScores(f1, f1, f1, 0.5), best, 80, 5e-5 / epoch)
    for epoch, f1, best in ((1, 0.5, True), (2, 0.75, True), (3, 0.7, False))
)
RUN = RunReport(
    run="run-7",
    engine="transformers",
    base="a/base&co",
    seconds=61.5,
    device="cpu",
    epochs=ROWS,
    best_epoch=2,
    dev=FIGURES,
    test=FIGURES,
    settings={"seed": 13, "labels": ["PER", NASTY], "transformers": {"crf": True}, "flair": {}},
    snapshot={"sentences": {"test": 2}, "sha256": {"test.jsonl": "0123456789abcdef" * 4}},
    rescored=(Rescored("2031-05-06T07:08:09+00:00", FIGURES, gone=1, changed=1),),
    versions={"torch": "2.13.0"},
    energy_joules=7200.0,
    warnings=(f"{NASTY} has few examples.",),
)
BARE = RunReport("run-1", "fake", "embedded", 0.0, "cpu")


class Seen(HTMLParser):
    """Which elements and which visible text a page has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def _page(place: Path, report: RunReport = RUN, examples: tuple[Example, ...] = ()) -> Seen:
    (path,) = write_report(report, place / "page.html", ["html"], "My <i>run</i>", examples)
    assert path == place / "page.html"
    return Seen(path.read_text("utf-8"))


def test_every_format_is_written_under_the_name_of_the_run(tmp_path: Path) -> None:
    """A page, Markdown, JSON, tables and pictures; nothing else is left in the folder."""
    written = write_report(RUN, tmp_path / "out")
    names = {path.name for path in written}
    assert {f"run-7.{ending}" for ending in FORMATS if ending != "svg"} <= names
    assert {"run-7-epochs.csv", "run-7-confusion.csv"} <= names
    pictures = {"curve-loss", "curve-f1", "curve-rate", "labels", "confusion", "calibration"}
    assert {f"run-7-{picture}.svg" for picture in pictures} <= names
    assert {path.name for path in (tmp_path / "out").iterdir()} == names


def test_the_page_needs_nothing_and_runs_nothing(tmp_path: Path) -> None:
    """No script, no handler, no address that would be loaded; light and dark by itself."""
    page = _page(tmp_path, examples=EXAMPLES)
    elements = {name for name, _ in page.elements}
    assert not elements & {"script", "link", "img", "iframe", "object", "b"}
    for _, attributes in page.elements:
        assert not {name for name in attributes if name.startswith("on")} - {"onload"}
        assert "onload" not in attributes and "src" not in attributes and "href" not in attributes
    assert "prefers-color-scheme: dark" in page.text


def test_the_page_shows_what_was_found(tmp_path: Path) -> None:
    """Headline, labels, inflated figures under their name, best epoch, energy, rescoring."""
    text = _page(tmp_path).text
    micro = f"{FIGURES.strict.micro.f1:.3f}"
    for expected in (
        "My <i>run</i> (run-7)",
        micro,
        NASTY.replace("\x07", ""),
        "On word pieces (inflated)",
        "dashed: as it should be",
        "best: epoch 2, 0.750",
        "7,200 J (2.00 Wh)",
        "2031-05-06T07:08:09+00:00",
        "0123456789abcdef…",
        "sentences read in several windows",
        "crf",
    ):
        assert expected in text.replace("\x07", ""), expected
    assert "flair" not in text


def test_sentences_are_written_only_if_asked_for(tmp_path: Path) -> None:
    """Without the examples, no word of the corpus is in any file."""
    for path in write_report(RUN, tmp_path / "quiet"):
        assert "today" not in path.read_text("utf-8") and "alert(1)" not in path.read_text("utf-8")
    page = _page(tmp_path, examples=EXAMPLES)
    assert "<script>alert(1)</script>" in page.text and "today" in page.text
    marks = [attributes["class"] for name, attributes in page.elements if name == "mark"]
    assert {"gold", "said"} == set(marks)


def test_markdown_keeps_its_tables_whatever_the_labels(tmp_path: Path) -> None:
    """Each row of a table has as many cells as its head; no HTML of the data gets through."""
    (path,) = write_report(RUN, tmp_path / "r.md", ["md"], examples=EXAMPLES)
    text = path.read_text("utf-8")
    assert "<script>" not in text and "<b onload" not in text
    cells = [line.replace(r"\|", "").count("|") for line in text.splitlines() if line[:1] == "|"]
    widths: list[set[int]] = []
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("|")]
        widths += [{line.replace(r"\|", "").count("|") for line in lines}] if lines else []
    assert cells and all(len(width) == 1 for width in widths)


def test_no_heading_stands_over_nothing(tmp_path: Path) -> None:
    """Also in plain text, which has no pictures; trust in confidence is a table there."""
    (path,) = write_report(RUN, tmp_path, ["md"])
    lines = [line for line in path.read_text("utf-8").splitlines() if line]
    for line, following in itertools.pairwise(lines):
        assert not (line.startswith("## ") and following.startswith("## ")), line
    assert "share right" in path.read_text("utf-8")


def test_json_reads_back_as_the_same_report(tmp_path: Path) -> None:
    """The file is the report, whole."""
    (path,) = write_report(RUN, tmp_path, ["json"])
    assert RunReport.from_json(json.loads(path.read_text("utf-8"))) == RUN


def test_csv_holds_each_reading_of_each_label(tmp_path: Path) -> None:
    """One row a split, reading and label, with the figures of the report in full."""
    written = write_report(RUN, tmp_path, ["csv"])
    with written[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["split"], row["reading"], row["label"]): row for row in rows}
    assert float(found["test", "strict", "PER"]["f1"]) == FIGURES.strict.labels["PER"].f1
    assert float(found["dev", "exact", "micro average"]["recall"]) == FIGURES.exact.micro.recall
    assert float(found["test", "token, with O", "micro average"]["f1"]) == FIGURES.token.accuracy
    assert ("test", "strict, on word pieces (inflated)", "PER") in found
    assert ("test", "partial", NASTY) in found


def test_pictures_are_whole_files_by_themselves(tmp_path: Path) -> None:
    """Each parses as XML, has its own colours, and holds no variable that drawing programs lack."""
    for path in write_report(RUN, tmp_path, ["svg"]):
        text = path.read_text("utf-8")
        root = ET.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("aria-label")
        assert "var(" not in text and "prefers-color-scheme: dark" in text


@pytest.mark.parametrize("name", FORMATS)
def test_a_run_without_figures_is_a_report_too(tmp_path: Path, name: str) -> None:
    """No epoch, no dev, no test: nothing to draw, and no crash."""
    written = write_report(BARE, tmp_path, [name])
    assert bool(written) == (name != "svg")


def test_a_report_without_any_entity_can_be_written(tmp_path: Path) -> None:
    """Empty tables have no picture."""
    empty = RunReport("run-1", "fake", "embedded", 0.0, "cpu", ROWS[:1], 1, Report(), Report())
    names = {path.name for path in write_report(empty, tmp_path)}
    assert "run-1-curve-loss.svg" in names and "run-1-confusion.svg" not in names


def test_a_loss_that_ran_away_is_left_out_of_the_curve(tmp_path: Path) -> None:
    """Not a number is no place in a picture; the table says it."""
    lost = replace(RUN, epochs=(*ROWS, replace(ROWS[-1], epoch=4, train_loss=float("nan"))))
    written = write_report(lost, tmp_path, ["svg", "csv"])
    assert not [path for path in written if path.suffix == ".svg" and "nan" in path.read_text()]
    assert "4,nan" in (tmp_path / "run-7-epochs.csv").read_text("utf-8")


def test_an_unknown_format_writes_nothing(tmp_path: Path) -> None:
    """It is refused before the first file."""
    with pytest.raises(UsageError) as caught:
        write_report(RUN, tmp_path / "out", ["html", "pdf"])
    assert caught.value.code == "NW-U73" and not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(UsageError) as caught:
        write_report(RUN, tmp_path / "out", ["html", "md"])
    assert caught.value.code == "NW-U74" and (tmp_path / "out").read_text("utf-8") == "mine"
