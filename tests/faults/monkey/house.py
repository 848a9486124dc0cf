"""Where a monkey plays: a folder with files to choose, doors to projects, and fake trainings."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from workbench import bootstrap
from workbench.domain.training import JobKind
from workbench.formats.reading import read_corpus
from workbench.jobs.environment import worker_command
from workbench.operations.exchange import import_corpus
from workbench.operations.store import Store
from workbench.ui.services import Services

LABELS = ("PER", "LOC", "ORG")
WORDS = (
    "Ada", "Oslo", "saw", "in", "東京", "ß", "e\u0301", "שלום", "مرحبا", "👩‍👩‍👧", "a\u200bb",
    "<b>bold</b>", "&amp;", "-", "x" * 60,
)  # fmt: skip
# What kinds of jobs the fake engine can do; any other does what it does without a network.
FAKED = frozenset({JobKind.TRAIN, JobKind.PREDICT, JobKind.EVALUATE})
# The script of a fake training.
SCRIPTS: tuple[dict[str, object], ...] = ({}, {"crash": True}, {"hold": "step"}, {"cards_lost": 1})


def conll(lots: Random, sentences: int) -> str:
    """A small corpus of odd words."""
    lines = []
    for _ in range(sentences):
        for _ in range(lots.randint(1, 12)):
            lines.append(f"{lots.choice(WORDS)}\t{lots.choice(('O', 'O', 'B-PER', 'B-LOC'))}")
        lines.append("")
    return "\n".join(lines)


@dataclass
class House:
    """A folder in which everything lies that a monkey can reach; `lots` decides what it gets."""

    folder: Path
    lots: Random
    recent: list[Path] = field(default_factory=list)
    opened_elsewhere: int = 0
    jobs: Counter[str] = field(default_factory=Counter)

    @property
    def project(self) -> Path:
        return self.folder / "play.nerproj"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    def furnish(self) -> None:
        """Make the project, and files of every kind to choose from."""
        lots = Random(7)
        self.files.mkdir()
        (self.files / "some.conll").write_text(conll(lots, 20), "utf-8")
        (self.files / "more.conll").write_text(conll(lots, 5), "utf-8")
        (self.files / "plain.txt").write_text("Ada saw Oslo.\nشيء ما\n", "utf-8")
        (self.files / "lines.jsonl").write_text('{"tokens": ["Bo"], "tags": ["B-PER"]}\n', "utf-8")
        (self.files / "spoilt.jsonl").write_text('{"tokens": [', "utf-8")
        (self.files / "latin.csv").write_bytes("name,ort\nJosé,Köln\n".encode("latin-1"))
        (self.files / "noise.bin").write_bytes(lots.randbytes(400))
        (self.files / "not.nerproj").write_text("no database", "utf-8")
        (self.files / "settings.json").write_text("{}", "utf-8")
        (self.files / "empty").mkdir()
        store = bootstrap.create_project(self.project, LABELS)
        with read_corpus([self.files / "some.conll"]) as corpus:
            store.submit(import_corpus, corpus).result()
        store.close()

    def services(self) -> Services:
        """The doors of the real window, with the list of recent projects and trainings apart."""
        return replace(
            bootstrap.window_services(),
            open_sample=self._open_sample,
            recent=lambda: self.recent[-5:],
            remember=self.recent.append,
            worker_command=self._command,
            warm_command=None,
            state_file=self.folder / "state" / "window.ini",
        )

    def _open_sample(self) -> Store:
        return bootstrap.open_sample(self.folder / "sample.nerproj")

    def _command(self, folder: Path) -> Sequence[str]:
        """Let the fake engine do it, by a script that lots decide on."""
        file = folder / "spec.json"
        if file.exists():
            spec = json.loads(file.read_bytes())
            self.jobs[spec.get("kind", "?")] += 1
            if spec.get("kind") in FAKED:
                spec |= {"engine": "fake", "options": self.lots.choice(SCRIPTS)}
                file.write_text(json.dumps(spec), "utf-8")
        return worker_command(folder)

    # What is chosen where the person would be asked for a file.

    def _existing(self) -> str:
        chosen = self.lots.choice([*sorted(self.files.iterdir()), self.project, None])
        return str(chosen) if chosen else ""

    def _some(self) -> list[str]:
        files = sorted(self.files.iterdir())
        return [str(one) for one in self.lots.sample(files, self.lots.randint(0, 3))]

    def _new(self) -> str:
        names = ("out", "out.json", "other.nerproj", "no/such/folder/out", "files/some.conll", "")
        name = self.lots.choice(names)
        return str(self.folder / name) if name else ""

    def _a_folder(self) -> str:
        return self.lots.choice((str(self.files), str(self.files / "empty"), str(self.folder), ""))

    def _open_url(self, _url: object) -> bool:
        self.opened_elsewhere += 1
        return True

    @contextmanager
    def doors_closed(self) -> Iterator[None]:
        """Nothing leads out of the folder: files are chosen in it, nothing opens elsewhere."""
        replaced: dict[str, Callable[..., Any]] = {
            "getOpenFileName": lambda *_, **__: (self._existing(), ""),
            "getOpenFileNames": lambda *_, **__: (self._some(), ""),
            "getSaveFileName": lambda *_, **__: (self._new(), ""),
            "getExistingDirectory": lambda *_, **__: self._a_folder(),
        }
        with pytest.MonkeyPatch.context() as patch:
            for name, answer in replaced.items():
                patch.setattr(QFileDialog, name, answer)
            patch.setattr(QDesktopServices, "openUrl", self._open_url)
            yield
