"""The best epoch is never lost to a later one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from workbench.domain.errors import TrainingError
from workbench.domain.run_reports import DevScores
from workbench.engines.base import Prediction
from workbench.engines.transformers.best import Best
from workbench.files import is_complete

SAID = (Prediction(("B-PER", "O"), (0.5, 1.0), 1, 2, 3, (("B-PER", "O"), ())),)


@dataclass
class Disk:
    """Writes a model of one file, until it is full."""

    full: bool = False
    written: list[str] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        if self.full:
            raise OSError(28, "No space left on device")
        (folder / "model").write_text("weights", "utf-8")
        self.written.append(folder.name)


def scores(f1: float, loss: float = 1.0) -> DevScores:
    return DevScores(f1, f1, f1, loss)


def test_only_what_is_better_is_written(tmp_path: Path) -> None:
    """A higher F1 wins, of equal ones the lower loss; the first epoch wins against nothing."""
    disk = Disk()
    best = Best(tmp_path, disk.write)
    offers = [scores(0.0), scores(0.0, 2.0), scores(0.0, 0.5), scores(0.4, 9.0), scores(0.3)]
    kept = [best.offer(number, one, SAID) for number, one in enumerate(offers, start=1)]
    assert kept == [True, False, True, True, False]
    assert len(disk.written) == 3 and best.epoch == 4 and best.dev == SAID


def test_an_older_one_stays_until_it_may_go(tmp_path: Path) -> None:
    """A checkpoint may still refer to it; after the next checkpoint it goes."""
    best = Best(tmp_path, Disk().write)
    best.offer(1, scores(0.1), SAID)
    older = best.folder
    best.offer(2, scores(0.2), SAID)
    assert is_complete(older) and is_complete(best.folder)
    best.tidy()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dev-2.json", "epoch-2"]


def test_a_full_disk_takes_nothing_away(tmp_path: Path) -> None:
    """When a better epoch finds no room, the error is coded and the older one is whole."""
    disk = Disk()
    best = Best(tmp_path, disk.write)
    best.offer(1, scores(0.1), SAID)
    disk.full = True
    with pytest.raises(TrainingError) as caught:
        best.offer(2, scores(0.2), SAID)
    assert caught.value.code == "NW-T20"
    assert best.epoch == 1 and is_complete(best.folder) and best.dev == SAID
    assert not list(tmp_path.glob("*.saving"))


def test_it_takes_the_place_of_what_was_left_there(tmp_path: Path) -> None:
    """A model of an earlier try gives way; once moved, it is not moved again."""
    best = Best(tmp_path / "checkpoints", Disk().write)
    best.offer(1, scores(0.1), SAID)
    model = tmp_path / "model"
    model.mkdir()
    (model / "old").touch()
    for _ in range(2):
        best.move_to(model)
        assert sorted(path.name for path in model.iterdir()) == ["COMPLETE.json", "model"]
