"""The best epoch of a training, on disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError

from workbench.domain.run_reports import DevScores
from workbench.engines.base import Prediction
from workbench.engines.checkpoints import cannot_write
from workbench.files import complete_folder, read_json, write_json

PREFIX = "epoch-"
DEV = "dev-"


@dataclass
class Best:
    """Keeps the best epoch as `epoch-N`, its predictions on the dev set as `dev-N.json`.

    An older one goes at `tidy` only, when nothing refers to it any more.
    """

    checkpoints: Path
    write: Callable[[Path], None]
    epoch: int | None = None
    rank: tuple[float, float] = (-1.0, 0.0)

    @property
    def folder(self) -> Path:
        return self.checkpoints / f"{PREFIX}{self.epoch}"

    @property
    def dev(self) -> tuple[Prediction, ...]:
        """What the best epoch predicted on the dev set."""
        rows = read_json(self._dev_file(self.epoch))["predictions"]
        return tuple(_prediction(row) for row in rows)

    def offer(self, epoch: int, scores: DevScores, dev: tuple[Prediction, ...]) -> bool:
        """Keep this epoch if it beats all before; of equal F1, the lower loss is better.

        TrainingError NW-T20 when the disk does not take it.
        """
        rank = (scores.f1, -(scores.loss or 0.0))
        if rank <= self.rank:
            return False
        target = self.checkpoints / f"{PREFIX}{epoch}"
        aside = target.with_suffix(".saving")
        for left_over in (aside, target):
            shutil.rmtree(left_over, ignore_errors=True)
        try:
            aside.mkdir(parents=True)
            write_json(self._dev_file(epoch), {"predictions": [asdict(row) for row in dev]})
            self.write(aside)
            complete_folder(aside, target)
        except (OSError, SafetensorError) as error:
            shutil.rmtree(aside, ignore_errors=True)
            with suppress(OSError):
                self._dev_file(epoch).unlink(missing_ok=True)
            raise cannot_write(self.checkpoints, error) from error
        self.epoch, self.rank = epoch, rank
        return True

    def tidy(self) -> None:
        """Remove what is not the best epoch."""
        for folder in self.checkpoints.glob(f"{PREFIX}*"):
            if folder != self.folder:
                shutil.rmtree(folder)
        for file in self.checkpoints.glob(f"{DEV}*.json"):
            if file != self._dev_file(self.epoch):
                file.unlink()

    def move_to(self, model: Path) -> None:
        """Put the best epoch in its place, over what an earlier try may have left there."""
        if not self.folder.exists():
            return  # It was moved already, before the process was killed.
        shutil.rmtree(model, ignore_errors=True)
        self.folder.replace(model)

    def to_json(self) -> dict[str, Any]:
        return {"epoch": self.epoch, "rank": list(self.rank)}

    def restore(self, saved: Mapping[str, Any]) -> None:
        f1, loss = saved["rank"]
        self.epoch, self.rank = saved["epoch"], (f1, loss)

    def _dev_file(self, epoch: int | None) -> Path:
        return self.checkpoints / f"{DEV}{epoch}.json"


def _prediction(row: Mapping[str, Any]) -> Prediction:
    pieces = tuple(tuple(token) for token in row["pieces"])
    lists = {"tags": tuple(row["tags"]), "scores": tuple(row["scores"]), "pieces": pieces}
    return Prediction(**{**row, **lists})
