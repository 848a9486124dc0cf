"""The preview of an import: what was recognised, what is odd, and how it will look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.checks import trusted_labels
from workbench.domain.errors import WorkbenchError
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Split
from workbench.formats.base import Corpus
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.store import Reader
from workbench.ui.chip_text import ChipText, ShownSentence
from workbench.ui.context import Context
from workbench.ui.import_form import FileTable, ImportForm, describe_scheme
from workbench.ui.notify import describe
from workbench.ui.problem_model import ProblemModel
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

PREVIEWED = 40


class ImportPage(QWidget):
    """Reads files elsewhere, shows them, and imports them when told to."""

    imported = Signal()
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paths: Sequence[Path] = ()
        self._corpus: Corpus | None = None
        self._known = LabelSet()
        self._reading: Ticket | None = None
        self._summary = plain_label(wrap=True)
        self._error = plain_label(role="bad", wrap=True)
        self._error.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.form = ImportForm()
        self.form.changed.connect(self._read)
        self.files = FileTable()
        self.files.split_chosen.connect(self._set_split)
        self.problems = ProblemModel()
        self._problem_heading = plain_label(role="section")
        self.preview = ChipText()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Progress of the import"))
        self.import_button = QPushButton(self.tr("Import"))
        self._build()
        context.ask(_labels, done=self._keep_labels)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Read these files and show what they hold."""
        self._paths = list(paths)
        self._read()

    @property
    def corpus(self) -> Corpus | None:
        """What was read, with the corrections made here."""
        return self._corpus

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.drop()
        self._set_busy(self.tr("Reading…"))
        paths, options = self._paths, self.form.options()
        self._reading = self._context.tasks.run(
            lambda: read_corpus(paths, options), self._show, self._refuse
        )

    def _show(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._set_idle()
        counts = corpus.counts
        self._summary.setText(
            self.tr("{0} sentences · {1} tokens · {2} entities · {3} · {4}").format(
                f"{counts.sentences:,}",
                f"{counts.tokens:,}",
                f"{counts.entities:,}",
                describe_scheme(corpus.scheme),
                _count_duplicates(corpus),
            )
        )
        trusted = trusted_labels({**counts.labels, **dict.fromkeys(self._known.names, 10**6)})
        names = self._known.with_names(name for name in counts.labels if name in trusted)
        self.files.show_corpus(corpus)
        self.form.show_labels(names, counts.labels)
        self.problems.show_problems(corpus.problems)
        self._problem_heading.setText(_problem_title(corpus))
        self.preview.show_sentences(
            _first_sentences(corpus), {label.name: label.colour for label in names}
        )
        self.import_button.setText(self.tr("Import {0} sentences").format(f"{counts.sentences:,}"))
        # A button drops its shortcut with its old text.
        self.import_button.setShortcut(QKeySequence("Ctrl+Return"))
        self.import_button.setEnabled(True)

    def _refuse(self, error: BaseException) -> None:
        self._set_idle()
        self._corpus = None
        self.import_button.setEnabled(False)
        if isinstance(error, WorkbenchError):
            self._error.setText(describe(error))
            self._summary.hide()
            self._error.show()
        else:
            self._context.notify.error(error)

    def _set_split(self, number: int, split: Split | None) -> None:
        if self._corpus is None:
            return
        files = list(self._corpus.files)
        files[number] = replace(files[number], split=split)
        self._corpus = replace(self._corpus, files=tuple(files))

    def _import(self) -> None:
        if self._corpus is None:
            return
        self._set_busy(self.tr("Importing…"))
        self._context.do(
            import_corpus,
            self._corpus,
            as_gold=self.form.as_gold,
            done=self._end,
            failed=self._refuse,
        )

    def _end(self, changes: Changes) -> None:
        self._set_idle()
        self._context.notify.info(
            self.tr("Imported {0} sentences. Undo: Ctrl+Z").format(self._imported_count())
        )
        self.imported.emit()

    def _imported_count(self) -> str:
        return f"{self._corpus.counts.sentences:,}" if self._corpus else "0"

    def _keep_labels(self, labels: LabelSet) -> None:
        self._known = labels

    def _set_busy(self, text: str) -> None:
        self._summary.setText(text)
        self._summary.show()
        self._error.hide()
        self._bar.show()
        self.import_button.setEnabled(False)

    def _set_idle(self) -> None:
        self._summary.setText("")
        self._bar.hide()

    def _copy_problems(self) -> None:
        QGuiApplication.clipboard().setText(self.problems.text())

    def _build(self) -> None:
        self._bar.setRange(0, 0)
        self._bar.hide()
        self._error.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self._bar)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.addWidget(self.form)
        middle.addWidget(self._content())
        middle.setStretchFactor(1, 1)
        middle.setSizes([260, 900])
        layout.addWidget(middle, 1)

    def _head(self) -> QWidget:
        head = QWidget()
        layout = QHBoxLayout(head)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        words = QVBoxLayout()
        words.setSpacing(SMALL)
        words.addWidget(plain_label(self.tr("Import"), "heading"))
        words.addWidget(self._summary)
        words.addWidget(self._error)
        leave = QPushButton(self.tr("Cancel"))
        leave.setToolTip(self.tr("Leave without importing (Esc)"))
        leave.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        leave.clicked.connect(self.left)
        self.import_button.setProperty("role", "primary")
        self.import_button.setToolTip(self.tr("Take these sentences in (Ctrl+Return)"))
        self.import_button.setEnabled(False)
        self.import_button.clicked.connect(self._import)
        layout.addLayout(words, 1)
        layout.addWidget(leave)
        layout.addWidget(self.import_button)
        return head

    def _content(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.preview)
        self.preview.setProperty("surface", "base")
        self.preview.setAccessibleName(self.tr("The first sentences"))
        column = QSplitter(Qt.Orientation.Vertical)
        column.addWidget(self.files)
        column.addWidget(_under(plain_label(self.tr("First sentences"), "section"), scroll))
        column.addWidget(self._problem_panel())
        column.setSizes([120, 360, 180])
        return column

    def _problem_panel(self) -> QWidget:
        table = QTableView()
        table.setModel(self.problems)
        table.setAccessibleName(self.tr("Problems"))
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((220, 72, 140)):
            table.setColumnWidth(column, width)
        copy = QPushButton(self.tr("Copy all"))
        copy.setProperty("role", "quiet")
        copy.setToolTip(self.tr("Copy all problems as text"))
        copy.clicked.connect(self._copy_problems)
        return _under(self._problem_heading, table, copy)


def _under(heading: QWidget, body: QWidget, button: QWidget | None = None) -> QWidget:
    panel = QWidget()
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    row = QHBoxLayout()
    row.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
    row.addWidget(heading, 1)
    if button is not None:
        row.addWidget(button)
    layout.addLayout(row)
    layout.addWidget(body, 1)
    return panel


def _first_sentences(corpus: Corpus) -> list[ShownSentence]:
    """A few from each file, so that every file is seen."""
    share = max(PREVIEWED // max(len(corpus.files), 1), 3)
    return [
        ShownSentence(sentence.tokens, corpus.entities(sentence))
        for file in corpus.files
        for sentence in file.sentences[:share]
    ]


def _problem_title(corpus: Corpus) -> str:
    number = len(corpus.problems)
    if not number:
        return "No problems: every line was understood"
    if number == 1:
        return "1 problem – everything that can be kept is kept"
    return f"{number:,} problems – everything that can be kept is kept"


def _count_duplicates(corpus: Corpus) -> str:
    return f"{corpus.duplicates:,} repeated" if corpus.duplicates else "none repeated"


def _labels(reader: Reader) -> LabelSet:
    return reader.labels()
