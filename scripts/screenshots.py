"""Takes the pictures of the documents: each place of the real window, light and dark.

`xvfb-run -a -s "-screen 0 1400x900x24" python scripts/screenshots.py` trains once on the
sample, shows each place, and writes docs/images/PLACE-THEME.png. Runs on any X display. Places
are reached by their actions: without a window manager no window gets the keyboard.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "xcb"

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from workbench import bootstrap, paths
from workbench.domain.filters import parse_filter
from workbench.jobs.protocol import Progress
from workbench.operations.clean import clean as clean_tags
from workbench.operations.split import draw_splits
from workbench.operations.store import Store
from workbench.ui.app import collect_garbage_on_this_thread, make_application
from workbench.ui.main_window import MainWindow
from workbench.ui.services import Services

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZE = (1360, 840)
THEMES = ("light", "dark")
PATIENCE = 600.0


class Studio:
    """The window and the means to wait for what it shows."""

    def __init__(self, folder: Path) -> None:
        self.app = make_application()
        self.folder = folder
        self.window = MainWindow(services(folder))
        self.timer = collect_garbage_on_this_thread(self.window)
        self.window.resize(*SIZE)
        self.window.show()

    def wait(self, reached: Callable[[], bool]) -> None:
        """Let the event loop run until something is so; the store's thread needs its turns."""
        end = time.monotonic() + PATIENCE
        while not reached():
            if time.monotonic() > end:
                raise TimeoutError("the window did not get there")
            self.app.processEvents()
            time.sleep(0.0005)

    def settle(self, seconds: float = 0.6) -> None:
        """Let everything that was asked for arrive and be painted."""
        end = time.monotonic() + seconds
        self.wait(lambda: time.monotonic() > end)

    def press(self, key: Qt.Key, widget: QWidget) -> None:
        """Press a key in a widget."""
        widget.setFocus()
        QTest.keyClick(widget, key)

    def take(self, name: str, widget: QWidget | None = None) -> None:
        """Photograph the window, or a dialog of it, in both themes."""
        for theme in THEMES:
            self.window.set_theme(theme)
            self.settle()
            (widget or self.window).grab().save(str(IMAGES / f"{name}-{theme}.png"))
            print(IMAGES.name, f"{name}-{theme}.png")


def services(folder: Path) -> Services:
    """The real services, with settings of their own and no recent projects."""
    real = bootstrap.window_services()
    return Services(
        real.open_project,
        real.create_project,
        lambda: bootstrap.open_sample(folder / "river.nerproj"),
        lambda: (),
        lambda path: None,
        real.worker_command,
        folder / "window.ini",
    )


def photograph(studio: Studio) -> None:
    """Walk through the places in the order of the loop."""
    window = studio.window
    studio.take("start")
    window.action("file.sample").trigger()
    studio.wait(lambda: window.session is not None)
    studio.settle()
    session = window.session
    assert session is not None
    window.action("view.clean").trigger()
    studio.settle(1)
    clean = session.place("clean")
    kinds = clean.findings.kinds  # type: ignore[attr-defined]
    kinds.setCurrentCell(4, 0)
    studio.take("clean")
    session.context.store.submit(clean_tags).result()
    session.context.store.submit(draw_splits).result()
    train_and_suggest(studio)
    window.action("view.annotate").trigger()
    annotate = session.place("annotate")
    annotate.show_filter("suggested:")  # type: ignore[attr-defined]
    studio.settle(1.5)
    annotate.open_sentence(richest(session.context.store))  # type: ignore[attr-defined]
    studio.settle()
    studio.press(Qt.Key.Key_Tab, annotate.editor)  # type: ignore[attr-defined]
    studio.take("annotate")
    exchange(studio)


def exchange(studio: Studio) -> None:
    """The preview of an import, and the dialog of an export."""
    window = studio.window
    window.open_files([paths.sample_corpus()])
    page = window.exchange.page
    assert page is not None
    studio.wait(lambda: not page.busy)
    studio.settle()
    studio.take("import")
    window.exchange.leave_import()
    window.action("file.export").trigger()
    dialog = window.exchange.dialog
    assert dialog is not None
    dialog.form.format.setCurrentIndex(dialog.form.format.findData("webanno-3"))
    studio.settle(1)
    studio.wait(lambda: not dialog.busy)
    studio.take("export", dialog)
    window.exchange.leave_export()


def richest(store: Store) -> int:
    """The sentence with the most suggestions among the first ones."""
    wanted = parse_filter("suggested:")
    rows = store.ask(lambda reader: reader.rows(reader.ids(wanted)[:20])).result()
    return max(rows, key=lambda row: row.suggestions).id


def train_and_suggest(studio: Studio) -> None:
    """A real training of the embedded encoder: photographed on its way, then its report."""
    session = studio.window.session
    assert session is not None
    seen: list[float] = []
    done: list[str] = []
    session.board.said.connect(
        lambda _run, message: seen.append(message.epoch) if isinstance(message, Progress) else None
    )
    studio.window.action("view.train").trigger()
    place = session.place("train")
    studio.settle(1)
    runner = place.runner  # type: ignore[attr-defined]
    runner.taken_in.connect(done.append)
    runner.suggested.connect(lambda *_: done.append("suggested"))
    studio.window.action("train.start").trigger()
    studio.wait(lambda: bool(seen) and seen[-1] > 3.4)
    studio.take("train")
    studio.wait(lambda: bool(done))
    studio.settle(1)
    studio.take("report")
    place.view.buttons.suggest_button.click()  # type: ignore[attr-defined]
    studio.wait(lambda: "suggested" in done)


def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        studio = Studio(Path(name))
        photograph(studio)
        closed: list[bool] = []
        studio.window.close_project(lambda: closed.append(True))
        studio.wait(lambda: bool(closed))
        studio.window.close()
        studio.timer.stop()


if __name__ == "__main__":
    main()
