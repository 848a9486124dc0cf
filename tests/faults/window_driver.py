"""A window that trains, to be killed: `python -m tests.faults.window_driver PROJECT [outlive]`.

The fake engine waits in its second epoch; then this prints "holding".
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from workbench import bootstrap
from workbench.jobs.environment import worker_command
from workbench.jobs.protocol import Log, Message
from workbench.settings import TrainingSettings
from workbench.ui.main_window import MainWindow

SCRIPT = {"hold": "step", "hold_step": 6}


def scripted(folder: Path) -> Sequence[str]:
    file = folder / "spec.json"
    file.write_text(json.dumps({**json.loads(file.read_bytes()), "options": SCRIPT}), "utf-8")
    return worker_command(folder)


class Trainer:
    """Starts two runs, and says "holding" once the first one waits and the second one is queued."""

    def __init__(self, window: MainWindow, outlive: bool) -> None:
        assert window.session is not None
        self._runner = window.session.runner
        self._settings = TrainingSettings(engine="fake", epochs=3, outlive=outlive)
        self._left = {"holding", "run-1", "run-2"}
        self._runner.queued.connect(self._go_on)
        self._runner.board.said.connect(self._hear)
        self._runner.train(self._settings)

    def _go_on(self, run: str) -> None:
        if run == "run-1":
            self._runner.train(self._settings)
        self._tick(run)

    def _hear(self, _: str, message: Message) -> None:
        if isinstance(message, Log) and message.text.startswith("holding"):
            self._tick("holding")

    def _tick(self, what: str) -> None:
        self._left.discard(what)
        if not self._left:
            print("holding", flush=True)


def main(project: Path, outlive: bool) -> None:
    app = QApplication([])
    services = replace(
        bootstrap.window_services(),
        worker_command=scripted,
        remember=lambda path: None,
        state_file=project.with_name("window.ini"),
    )
    window = MainWindow(services)
    trainers: list[Trainer] = []
    window.opened.connect(lambda: trainers.append(Trainer(window, outlive)))
    window.show()
    window.open_path(project)
    app.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), "outlive" in sys.argv)
