"""Exports: what will be written and what is lost comes first, then the file, then the proof."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.errors import WorkbenchError
from workbench.domain.filters import Filter
from workbench.formats.base import Cancelled
from workbench.formats.exporting import Written, export
from workbench.formats.planning import Plan
from workbench.ui.context import Context
from workbench.ui.exchange import export_words as words
from workbench.ui.exchange.export_form import ExportForm
from workbench.ui.exchange.export_target import ask_target, refuse_database
from workbench.ui.exchange.progress import Errand, ProgressLine
from workbench.ui.notify import describe
from workbench.ui.theme import LARGE, MEDIUM, plain_label
from workbench.workflow.exchange import Watch, plan_export

PAUSE_MS = 250
WIDTH = 620


class ExportDialog(QDialog):
    """Counts anew at each change of the form; Export… asks for the file and writes.

    `listed` is the filter of the sentence list with its text, where it has one.
    """

    def __init__(
        self,
        context: Context,
        name: str,
        listed: tuple[Filter, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._name = name
        self._gathering: Errand | None = None
        self._writing: Errand | None = None
        self.plan: Plan | None = None
        self.written: Written | None = None
        self.form = ExportForm(listed)
        self.counts = plain_label(wrap=True)
        self.losses = plain_label(role="warning", wrap=True)
        self.lossy = QCheckBox(self.tr("Write what can be read of them, and lose the rest"))
        self.error = plain_label(role="bad", wrap=True)
        self.proof = plain_label(role="good", wrap=True)
        self.progress = ProgressLine(margin=0)
        self.folder_button = QPushButton(self.tr("Show in folder"))
        self.cancel_button = QPushButton(self.tr("Close"))
        self.export_button = QPushButton(self.tr("Export…"))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._build()
        self._connect()
        self._show()
        self._gather()

    @property
    def busy(self) -> bool:
        """Whether something is counted or written right now."""
        return self._gathering is not None or self._writing is not None

    def reject(self) -> None:
        """Esc and Close: stop the writing; where nothing is written, close."""
        if self._writing is None:
            super().reject()
        else:
            self._writing.watch.cancel()
            self.progress.say(self.tr("Cancelling"))

    def done(self, result: int) -> None:
        self._release()
        super().done(result)

    # Counting

    def _note_change(self) -> None:
        """What was counted holds no more; count again when the person pauses."""
        if self.isVisible() and self._writing is None:
            self._stop_gathering()
            self._forget()
            self._show()
            self._pause.start()

    def _gather(self) -> None:
        chosen, watch, store = self.form.choice(), Watch(), self._context.store
        ticket = self._context.tasks.run(
            lambda: plan_export(
                store,
                chosen.wanted,
                chosen.format,
                chosen.scheme,
                chosen.separator,
                watch.progress,
            ),
            self._gathered,
            self._failed,
        )
        self._gathering = Errand(watch, ticket)
        self.progress.follow(watch, self.tr("Counting"))

    def _stop_gathering(self) -> None:
        self._pause.stop()
        if self._gathering is not None:
            self._gathering.drop()
        self._gathering = None
        self.progress.stop()

    def _gathered(self, plan: Plan) -> None:
        self._stop_gathering()
        self._forget()
        self.plan = plan
        self._show()

    # Writing

    def _export(self) -> None:
        plan = self.plan
        if plan is None or self.busy:
            return
        path = ask_target(self, plan.format, self._name, self.form.choice().file_a_split)
        if path is not None:
            self._write(plan, path)

    def _write(self, plan: Plan, path: Path) -> None:
        lossy, watch = self.lossy.isChecked(), Watch()

        def work() -> Written:
            refuse_database(path)
            return export(plan, path, lossy, watch.progress)

        self.written = None
        self.error.clear()
        ticket = self._context.tasks.run(work, self._finish, self._failed)
        self._writing = Errand(watch, ticket)
        self._show()
        self.progress.follow(watch, self.tr("Writing"))

    def _finish(self, written: Written) -> None:
        self._writing = None
        self.progress.stop()
        self.written = written
        self._show()
        self.cancel_button.setFocus()

    def _failed(self, error: BaseException) -> None:
        was_writing, self._writing = self._writing is not None, None
        self._stop_gathering()
        if isinstance(error, WorkbenchError):
            self.error.setText(describe(error))
        elif isinstance(error, Cancelled):
            self.error.setText(self.tr("Cancelled. Nothing was written.") if was_writing else "")
        else:
            self._context.notify.error(error)
        self._show()

    def _show_folder(self) -> None:
        if self.written is not None:
            folder = words.folder_of(self.written)
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    # State

    def _forget(self) -> None:
        """The counts, the errors and the proof belong to other choices."""
        if self.plan is not None:
            self.plan.sentences.close()
        self.plan = self.written = None
        self.error.clear()
        self.lossy.setChecked(False)

    def _release(self) -> None:
        """Stop everything; the sentences are let go of when nobody writes them any more."""
        self._stop_gathering()
        plan, self.plan = self.plan, None
        writing, self._writing = self._writing, None
        if writing is not None and plan is not None:
            writing.drop()
            writing.ticket.future.add_done_callback(lambda _: plan.sentences.close())
        elif plan is not None:
            plan.sentences.close()

    def _show(self) -> None:
        """Show what is known, and allow what can be done now."""
        plan = self.plan
        self._tell(self.counts, words.counts(plan) if plan else "")
        self._tell(self.losses, words.losses(plan) if plan else "")
        self._tell(self.error, self.error.text())
        self._tell(self.proof, words.result(self.written) if self.written else "")
        self.lossy.setVisible(plan is not None and plan.bad_tags > 0)
        self.folder_button.setVisible(self.written is not None)
        self.form.setEnabled(self._writing is None)
        self.lossy.setEnabled(self._writing is None)
        writing = self._writing is not None
        self.cancel_button.setText(self.tr("Cancel") if writing else self.tr("Close"))
        self._allow()

    def _allow(self) -> None:
        may_lose = self.plan is not None and (not self.plan.bad_tags or self.lossy.isChecked())
        self.export_button.setEnabled(may_lose and not self.busy)

    @staticmethod
    def _tell(label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _connect(self) -> None:
        self.form.changed.connect(self._note_change)
        self._pause.timeout.connect(self._gather)
        self._context.hub.changed.connect(self._note_change)
        self.lossy.toggled.connect(self._allow)
        self.folder_button.clicked.connect(self._show_folder)
        self.cancel_button.clicked.connect(self.reject)
        self.export_button.clicked.connect(self._export)

    def _build(self) -> None:
        self.setWindowTitle(self.tr("Export"))
        self.setMinimumWidth(WIDTH)
        self.export_button.setProperty("role", "primary")
        self.export_button.setDefault(True)
        line = QFrame()
        line.setProperty("line", True)
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.form)
        layout.addWidget(line)
        for widget in (self.counts, self.losses, self.lossy, self.error, self.proof):
            layout.addWidget(widget)
        layout.addWidget(self.progress)
        layout.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(MEDIUM)
        buttons.addWidget(self.folder_button)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel_button)
        buttons.addWidget(self.export_button)
        layout.addLayout(buttons)
