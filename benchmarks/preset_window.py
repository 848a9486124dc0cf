"""The presets as a quick run, through the real window with mouse and keys.

Use: python -m benchmarks.preset_window DATA [--preset NAME …] [--pictures FOLDER]
Each preset gets a project of its own with the data it was made for; the window opens it, the
preset is chosen in the form, "Quick run" is ticked, Train is clicked. What the run's report
says is printed beside the figure of its origin. Works with and without a display.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QWidget

from benchmarks.opened_window import opened_window
from benchmarks.preset_runs import Corpus, preset_arguments, projects, show, workbench
from workbench.ui.app import make_application
from workbench.ui.train.place import TrainPlace
from workbench.ui.train.start.form import SettingsForm

# Seconds that a quick run may take.
PATIENCE = 1200.0


def main() -> None:
    """Run each preset in a window of its own."""
    options = arguments()
    app = make_application()
    for corpus, project in projects(options.data, options.preset):
        begun = time.monotonic()
        run_in_window(project, corpus, options.pictures)
        seconds = time.monotonic() - begun
        app.processEvents()
        tell(project, corpus, seconds)


def run_in_window(project: Path, corpus: Corpus, pictures: Path | None) -> None:
    """Open the project, choose the preset, train, and look at the report."""
    with opened_window(project, (1280, 800)) as window:
        QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
        assert window.session is not None
        place = window.session.place("train")
        assert isinstance(place, TrainPlace)
        choose(place, corpus.preset)
        ended: list[str] = []
        place.runner.taken_in.connect(ended.append)
        click(place.panel.train_button)
        wait(lambda: bool(ended), PATIENCE)
        wait(lambda: place.view.run is not None and place.view.run.report is not None)
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            window.grab().save(str(pictures / f"{corpus.preset}.png"))


def choose(place: TrainPlace, preset: str) -> None:
    """Pick the preset in the list and tick "Quick run", as a person does."""
    form = place.panel.form
    wait(form.presets.isVisible)
    box = form.presets.box
    row = box.findData(preset)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(box, Qt.Key.Key_Down)
    wait(lambda: preset_shown(form, preset))
    if not form.unfolded:
        click(form.more_button)
    quick = form.fields["quick"].widget
    assert isinstance(quick, QCheckBox)
    QTest.mouseClick(quick, Qt.MouseButton.LeftButton, pos=QPoint(12, quick.height() // 2))
    wait(lambda: form.settings().quick)


def preset_shown(form: SettingsForm, name: str) -> bool:
    """Whether the form was filled with a preset: its note comes with its settings."""
    preset = form.presets.preset
    shown = preset is not None and preset.name == name and preset.about in form.presets.note.text()
    return shown and form.settings().preset == name


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def wait(reached: Callable[[], bool], seconds: float = 60.0) -> None:
    """Let the event loop run until something is so; SystemExit where it takes too long."""
    loop = QEventLoop()

    def look_whether() -> None:
        if reached():
            loop.quit()

    look = QTimer()
    look.timeout.connect(look_whether)
    look.start(20)
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    if not reached():
        loop.exec()
    look.stop()
    if not reached():
        raise SystemExit("The window did not get there in time.")


def tell(project: Path, corpus: Corpus, seconds: float) -> None:
    """What the report of the run says, read from the project."""
    (run,) = workbench("runs", project)["runs"]
    if run["state"] != "done":
        raise SystemExit(f"{corpus.preset}: {run}")
    ours = workbench("report", project, run["run"])["strict"]["micro"]["f1"]
    show(corpus.preset, ours, seconds)


def arguments() -> argparse.Namespace:
    parser = preset_arguments(__doc__)
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the reports")
    return parser.parse_args()


if __name__ == "__main__":
    main()
