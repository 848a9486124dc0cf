"""The preview of an import: what was recognised, what is odd, and how it will look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import islice
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.errors import WorkbenchError
from workbench.domain.label_slips import trusted_labels
from workbench.domain.labels import LabelSet
from workbench.domain.sentence import Split
from workbench.formats.base import Cancelled
from workbench.formats.corpus import Corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.store import Reader
from workbench.ui.chip_text import ChipText
from workbench.ui.context import Context
from workbench.ui.exchange import import_words as words
from workbench.ui.exchange.file_table import FileTable
from workbench.ui.exchange.import_form import MOST_LABELS, ImportForm
from workbench.ui.exchange.import_message import Answer, ImportMessage
from workbench.ui.exchange.import_preview import Preview, look_at
from workbench.ui.exchange.problem_panel import ProblemPanel
from workbench.ui.exchange.progress import Errand, ProgressLine
from workbench.ui.notify import describe
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label
from workbench.workflow.exchange import Watch


class ImportPage(QWidget):
    """Reads files elsewhere, shows them, and imports them when told to."""

    imported = Signal()
    left = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paths: Sequence[Path] = ()
        self._preview: Preview | None = None
        self._known = LabelSet()
        self._reading: Errand | None = None
        self._importing: Errand | None = None
        self.message = ImportMessage()
        self.progress = ProgressLine()
        self.form = ImportForm()
        self.form.changed.connect(self._read)
        self.files = FileTable()
        self.files.split_chosen.connect(self._set_split)
        self.problems = ProblemPanel(context.tasks)
        self.preview = ChipText()
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.import_button = QPushButton(self.tr("Import"))
        self._build()
        self._show_nothing()
        context.ask(_labels, done=self._keep_labels)

    def open_files(self, paths: Sequence[Path]) -> None:
        """Read these files and show what they hold."""
        self._paths = list(paths)
        self._read()

    @property
    def corpus(self) -> Corpus | None:
        """What was read, with the corrections made here."""
        return self._preview.corpus if self._preview else None

    @property
    def importing(self) -> bool:
        """Whether sentences come in right now."""
        return self._importing is not None

    @property
    def busy(self) -> bool:
        """Whether files are read or imported right now."""
        return self._reading is not None or self._importing is not None

    def cancel(self) -> None:
        """Stop what is under way; where nothing is, leave the page."""
        if self._importing is not None:
            self._importing.watch.cancel()
            self.progress.say(self.tr("Cancelling"))
        elif self._reading is not None:
            self._stop_reading()
            self._show_nothing()
            again = Answer(self.tr("Read again"), self._read)
            self.message.say(self.tr("Reading was cancelled. Nothing was changed."), [again])
        else:
            self.left.emit()

    def release(self) -> None:
        """Let go of everything before the page goes: work under way, windows, the corpus."""
        self.form.stop()
        self._stop_reading()
        self.problems.leave()
        importing, self._importing = self._importing, None
        preview, self._preview = self._preview, None
        if importing is not None and preview is not None:
            importing.drop()
            importing.ticket.future.add_done_callback(lambda _: preview.close())
        elif preview is not None:
            preview.close()

    # Reading

    def _read(self) -> None:
        if self._importing is not None:
            return
        self._stop_reading()
        self.message.clear()
        self.import_button.setEnabled(False)
        paths, options, watch = self._paths, self.form.options(), Watch()
        ticket = self._context.tasks.run(
            lambda: look_at(paths, options, watch.progress), self._show, self._refuse
        )
        self._reading = Errand(watch, ticket)
        self.progress.follow(watch, self.tr("Reading"))

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.drop()
            self._reading.ticket.future.add_done_callback(_close_preview)
        self._reading = None
        self.progress.stop()

    def _show(self, preview: Preview) -> None:
        self._reading = None
        self.progress.stop()
        self._replace(preview)
        corpus, counts = preview.corpus, preview.counts
        self.message.say(words.summary(preview))
        names = self._with_colours(counts.labels)
        self.files.show_corpus(corpus)
        self.form.show_recognised({file.layout.format for file in corpus.files}, preview.tagged)
        self.form.show_labels(names, counts.labels)
        self.problems.show_preview(preview)
        self.preview.show_sentences(
            preview.sentences, {label.name: label.colour for label in names}
        )
        self._name_button(self.tr("Import {0}").format(words.sentences(counts.sentences)))
        self.import_button.setEnabled(True)

    def _with_colours(self, found: Mapping[str, int]) -> LabelSet:
        """The labels as they will be; of thousands, which are no labels, the first ones."""
        shown = dict(islice(found.items(), MOST_LABELS))
        trusted = trusted_labels({**shown, **dict.fromkeys(self._known.names, 10**6)})
        return self._known.with_names(name for name in shown if name in trusted)

    def _refuse(self, error: BaseException) -> None:
        """What was found before stays on offer, so that a wrong choice can be corrected."""
        self._reading = None
        self.progress.stop()
        self._show_nothing()
        if isinstance(error, WorkbenchError):
            self.message.complain(describe(error), self._ways_out(error))
        elif not isinstance(error, Cancelled):
            self._context.notify.error(error)

    def _ways_out(self, error: WorkbenchError) -> list[Answer]:
        """A button for each encoding that a file in doubt may have."""
        read_as = self.tr("Read as {0}")
        return [
            Answer(read_as.format(name), partial(self.form.choose_encoding, name))
            for name in words.encodings_in_doubt(error)
        ]

    def _show_nothing(self) -> None:
        self._replace(None)
        self.files.show_corpus(None)
        self.form.show_labels(LabelSet(), None)
        self.problems.show_preview(None)
        self.preview.show_sentences((), {})
        self._name_button(self.tr("Import"))
        self.import_button.setEnabled(False)

    def _replace(self, preview: Preview | None) -> None:
        if self._preview is not None:
            self.problems.leave()
            self._preview.close()
        self._preview = preview
        self._first.setVisible(preview is not None)

    def _set_split(self, rows: Sequence[int], split: Split | None) -> None:
        if self._preview is not None and not self.busy:
            self._preview = self._preview.with_splits(rows, split)
            self.files.files.update_splits(self._preview.corpus)

    # Importing

    def _import(self, again: bool = False) -> None:
        if self._preview is None or self.busy:
            return
        self.form.stop()
        self.message.clear()
        self.import_button.setEnabled(False)
        self.form.setEnabled(False)
        self.files.setEnabled(False)
        watch = Watch()
        ticket = self._context.do(
            import_corpus,
            self._preview.corpus,
            as_gold=self.form.as_gold,
            again=again,
            progress=watch.progress,
            done=self._end,
            failed=self._not_imported,
        )
        self._importing = Errand(watch, ticket)
        self.progress.follow(watch, self.tr("Importing"))

    def _end(self, changes: Changes) -> None:
        self._stop_importing()
        added, known = changes.details["sentences"], changes.details["known"]
        if added:
            self._context.notify.info(words.imported(added, known))
            self.imported.emit()
        elif self._preview is not None and self.isVisible():
            again = Answer(self.tr("Import again"), lambda: self._import(again=True))
            self.message.say(words.nothing_added(self._preview.corpus), [again])
        elif self._preview is not None:
            self._context.notify.info(words.nothing_added(self._preview.corpus))
            self.left.emit()

    def _not_imported(self, error: BaseException) -> None:
        self._stop_importing()
        if not self.isVisible():
            self._context.notify.error(error)
            self.left.emit()
        elif isinstance(error, Cancelled):
            self.message.say(self.tr("The import was cancelled. Nothing was changed."))
        elif isinstance(error, WorkbenchError):
            self.message.complain(describe(error))
        else:
            self._context.notify.error(error)

    def _stop_importing(self) -> None:
        self._importing = None
        self.progress.stop()
        self.form.setEnabled(True)
        self.files.setEnabled(True)
        self.import_button.setEnabled(self._preview is not None)

    def _keep_labels(self, labels: LabelSet) -> None:
        self._known = labels

    # Building

    def _name_button(self, text: str) -> None:
        self.import_button.setText(text)
        # A button drops its shortcut with its old text.
        self.import_button.setShortcut(QKeySequence("Ctrl+Return"))

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        layout.addWidget(self.progress)
        middle = QSplitter(Qt.Orientation.Horizontal)
        middle.setChildrenCollapsible(False)
        middle.addWidget(self.form)
        middle.addWidget(self._content())
        middle.setStretchFactor(1, 1)
        middle.setSizes([280, 900])
        layout.addWidget(middle, 1)

    def _head(self) -> QWidget:
        head = QWidget()
        layout = QHBoxLayout(head)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        left = QVBoxLayout()
        left.setSpacing(SMALL)
        left.addWidget(plain_label(self.tr("Import"), "heading"))
        left.addWidget(self.message)
        self.cancel_button.setToolTip(self.tr("Stop, or leave without importing (Esc)"))
        self.cancel_button.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        self.cancel_button.clicked.connect(self.cancel)
        self.import_button.setProperty("role", "primary")
        self.import_button.setToolTip(self.tr("Take these sentences in (Ctrl+Return)"))
        self.import_button.setEnabled(False)
        self.import_button.clicked.connect(lambda _checked=False: self._import())
        layout.addLayout(left, 1)
        layout.addWidget(self.cancel_button)
        layout.addWidget(self.import_button)
        return head

    def _content(self) -> QWidget:
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.preview)
        self.preview.setProperty("surface", "base")
        self.preview.setAccessibleName(self.tr("The first sentences"))
        column = QSplitter(Qt.Orientation.Vertical)
        column.setChildrenCollapsible(False)
        column.addWidget(self.files)
        self._first = _under(plain_label(self.tr("First sentences"), "section"), scroll)
        column.addWidget(self._first)
        column.addWidget(self.problems)
        column.setSizes([120, 340, 220])
        return column


def _under(heading: QWidget, body: QWidget) -> QWidget:
    panel = QWidget()
    layout = QVBoxLayout(panel)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    row = QHBoxLayout()
    row.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
    row.addWidget(heading, 1)
    layout.addLayout(row)
    layout.addWidget(body, 1)
    return panel


def _close_preview(reading: Future[Preview]) -> None:
    """Close what was read after all, when nobody wanted it any more."""
    if not reading.cancelled() and reading.exception() is None:
        reading.result().close()


def _labels(reader: Reader) -> LabelSet:
    return reader.labels()
