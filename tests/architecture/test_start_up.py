"""What is loaded before the window can be used, and for a short answer: little."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.store import NewSentence, Transaction

# What a start must not wait for, and what would bring it back.
NEVER = {
    "alembic": "only a project of another version is migrated",
    "asyncio": "SQLAlchemy is loaded without it",
    "flair": "training has a process of its own",
    "importlib.metadata": "SQLAlchemy is loaded without it",
    "keyring": "uploads of models",
    "numpy": "curves and tables of a report",
    "pyarrow": "imports of arrow and parquet files",
    "pyqtgraph": "curves of a training",
    "qtawesome": "its font is read without its code",
    "qtpy": "QtAwesome's code",
    "regex": "a filter with a regular expression",
    "sqlalchemy.dialects.sqlite.aiosqlite": "SQLAlchemy is loaded without it",
    "sqlalchemy.orm": "the tables need none",
    "spacy": "imports of its files",
    "torch": "training has a process of its own",
    "transformers": "training has a process of its own",
}
# Parts of our own that are loaded when somebody asks for them.
LATER = (
    "workbench.cli.parser",
    "workbench.engines",
    "workbench.formats",
    "workbench.jobs.protocol",
    "workbench.migrations",
    "workbench.operations.exchange",
    "workbench.operations.runs",
    "workbench.storage.transaction",
    "workbench.storage.writer",
    "workbench.ui.annotate.list.completion_list",
    "workbench.ui.annotate.mentions.dialog",
    "workbench.ui.clean.place",
    "workbench.ui.exchange.import_page",
    "workbench.ui.history.panel",
    "workbench.ui.insights.place",
    "workbench.ui.models.place",
    "workbench.ui.palette.command_palette",
    "workbench.ui.process",
    "workbench.ui.train.place",
    "workbench.workflow",
)
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from workbench.__main__ import main
from workbench.ui import app
from workbench.ui.main_window import MainWindow

make = app.make_application

def watched():
    made = make()
    timer = QTimer(made)
    timer.timeout.connect(lambda: look(made))
    timer.start(1)
    return made

def look(made):
    for window in made.topLevelWidgets():
        if isinstance(window, MainWindow) and ready(window):
            window.repaint()
            print("LOADED", *sys.modules, flush=True)
            window.close()

def ready(window):
    if len(sys.argv) == 1:
        return window.isVisible()
    if window.session is None:
        return False
    place = window.session.place("annotate")
    return place.desk.shown is not None and place.panel.model.row_at(0) is not None

app.make_application = watched
sys.exit(main(sys.argv[1:]))
"""
VERB = """
import sys
from workbench.__main__ import main
status = main(sys.argv[1:])
print("\\nLOADED", *sys.modules)
sys.exit(status)
"""


def _filled(transaction: Transaction) -> Changes:
    transaction.add([NewSentence(("Mr", "Brit"), ("O", "B-PER"), IOB2, Status.NEW, None, "a")])
    return transaction.changes("import")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "small.nerproj"
    with bootstrap.create_project(path, ["PER"]) as store:
        store.submit(_filled).result()
    return path


def loaded(program: str, folder: Path, *arguments: str) -> frozenset[str]:
    """What a process has loaded in the end."""
    settings = {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | settings | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    return frozenset(done.stdout.rpartition("LOADED")[2].split())


def test_the_first_paint_waits_for_nothing_it_need_not(project: Path, tmp_path: Path) -> None:
    """With a sentence on screen, no library and no part of ours is there that it can do without."""
    modules = loaded(WINDOW, tmp_path, str(project))
    assert {"workbench.ui.annotate.place", "sqlalchemy"} <= modules
    assert modules & NEVER.keys() == set()
    assert modules & set(LATER) == set()


def test_the_start_page_waits_for_no_project(tmp_path: Path) -> None:
    """There is nothing to open yet: no database, and none of the places."""
    modules = loaded(WINDOW, tmp_path)
    assert "workbench.ui.start_page" in modules
    places = {f"workbench.ui.{name}.place" for name in ("annotate", "clean", "train", "models")}
    assert modules & {*NEVER, *LATER, *places, "sqlalchemy", "workbench.storage"} == set()


def test_figures_of_a_project_load_no_window_and_no_engine(project: Path, tmp_path: Path) -> None:
    """`workbench stats` reads the project, and that is all."""
    modules = loaded(VERB, tmp_path, "stats", str(project))
    assert "sqlalchemy" in modules
    assert modules & {*NEVER, "PySide6", "workbench.ui", "workbench.engines"} == set()


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["stats", "--help"]])
def test_a_short_answer_loads_hardly_anything(arguments: list[str], tmp_path: Path) -> None:
    """No project, no database and no window."""
    program = VERB.replace("main(sys.argv[1:])", "short(sys.argv[1:])").replace(
        "from workbench.__main__ import main",
        "from workbench.__main__ import main\n"
        "def short(given):\n"
        "    try:\n"
        "        return main(given)\n"
        "    except SystemExit as end:\n"
        "        return end.code or 0\n",
    )
    modules = loaded(program, tmp_path, *arguments)
    assert "workbench.cli.parser" in modules
    assert modules & {*NEVER, "PySide6", "sqlalchemy", "workbench.ui", "workbench.storage"} == set()
