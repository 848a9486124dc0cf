"""What a model said of its test set reads back as it was."""

from __future__ import annotations

import json
from pathlib import Path

from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.jobs.predictions import Said, read_sayings, write_sayings

EXAMPLES = (Example(7, ("Ann", "left"), ("B-PER", "O")), Example(9, ("\u2028",), ("O",)))
SAID = (
    Prediction(("B-PER", "O"), (0.75, 0.5), windows=2, cut=1, pieces=(("B-PER", "O"), ("O",))),
    Prediction(("O",), (0.0,), unscored=1),
)


def test_every_figure_is_kept(tmp_path: Path) -> None:
    """Tags, scores, windows, what was cut or dropped, and the tags of word pieces."""
    path = tmp_path / "test_predictions.jsonl"
    write_sayings(path, EXAMPLES, SAID)
    assert read_sayings(path) == {
        7: Said(7, ("B-PER", "O"), (0.75, 0.5), 0, 1, 2, (("B-PER", "O"), ("O",))),
        9: Said(9, ("O",), (0.0,), unscored=1),
    }


def test_lines_are_like_those_of_other_predictions(tmp_path: Path) -> None:
    """One object a line with entities and their scores; what is usual is left out."""
    path = tmp_path / "test_predictions.jsonl"
    write_sayings(path, EXAMPLES, SAID)
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert first["entities"] == [{"label": "PER", "start": 0, "end": 1, "score": 0.75}]
    assert set(second) == {"id", "tags", "scores", "entities", "unscored"}
