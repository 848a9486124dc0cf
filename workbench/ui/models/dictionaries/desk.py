"""What can be done with the dictionary of the chosen label."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.domain.changes import Changes
from workbench.domain.dictionaries import (
    Dictionary,
    DictionaryTerm,
    LearnOptions,
    read_dictionary,
)
from workbench.domain.errors import WorkbenchError
from workbench.operations import dictionaries
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.models.dictionaries.learn_dialog import LearnDialog
from workbench.ui.models.matching.pulse import Pulse
from workbench.ui.project_files import documents
from workbench.ui.tasks import Ticket
from workbench.workflow.dictionary_files import read_dictionary_file, write_dictionary_file
from workbench.workflow.match_steps import LearnStep, learn


class DictionaryDesk(QObject):
    """`progressed` carries how far the learning is; `added` the text of a new term."""

    progressed = Signal(str, float)
    added = Signal(str)

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._window = parent
        self._learning: Ticket | None = None
        self.dictionary = Dictionary("")

    @property
    def label(self) -> str:
        return self.dictionary.label

    def add(self, text: str) -> None:
        """Take in what was typed or pasted: terms, with a weight behind a tab."""
        try:
            terms = read_dictionary(text)
        except WorkbenchError as error:
            self._context.notify.error(error)
            return
        if terms:
            self.put(terms, lambda _: self.added.emit(terms[0].text))

    def put(self, terms: Sequence[DictionaryTerm], done: object = None) -> None:
        """Keep terms for the label."""
        if self.label:
            self._context.do(
                dictionaries.put_terms,
                self.label,
                terms,
                done=done if callable(done) else None,
                failed=self._context.notify.error,
            )

    def change(self, old: str, term: DictionaryTerm) -> None:
        """Put a term in the place of one that was edited."""
        self._context.do(
            dictionaries.change_term, self.label, old, term, failed=self._context.notify.error
        )

    def remove(self, texts: Sequence[str]) -> None:
        """Take terms out."""
        if texts:
            said = self.tr("{0} removed from {1}.").format(
                count_text(len(texts), "term"), self.label
            )
            self._context.do(
                dictionaries.remove_terms,
                self.label,
                texts,
                done=lambda _: self._context.notify.done(said),
            )

    def ask_import(self) -> None:
        """Ask for a file of terms, and take it in."""
        kinds = self.tr("Lists (*.txt *.tsv *.lst *.csv);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import a list for {0}").format(self.label),
            str(documents()),
            kinds,
        )
        if chosen:
            self.take_in(Path(chosen))

    def take_in(self, path: Path) -> None:
        """Take the terms of a file in."""
        self._context.tasks.run(
            lambda: read_dictionary_file(path), self.take_in_terms, self._context.notify.error
        )

    def take_in_terms(self, terms: Sequence[DictionaryTerm]) -> None:
        """Take terms into the dictionary of the label."""
        label = self.label

        def told(changes: Changes) -> None:
            read, fresh = changes.details["terms"], changes.details["added"]
            words = self.tr("{0} for {1}, {2} of them new.")
            self._context.notify.done(words.format(count_text(read, "term"), label, f"{fresh:,}"))

        self.put(terms, told)

    def ask_export(self) -> None:
        """Ask for a place, and write the dictionary there."""
        suggested = documents() / f"{self.label}.csv"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export the dictionary"), str(suggested), "CSV (*.csv)"
        )
        if chosen:
            self.write(Path(chosen))

    def write(self, path: Path) -> None:
        """Write the dictionary to a file."""
        wanted = self.dictionary
        self._context.tasks.run(
            lambda: write_dictionary_file(wanted, path),
            lambda _: self._context.notify.info(self.tr("The dictionary is at {0}").format(path)),
            self._context.notify.error,
        )

    def ask_learn(self) -> LearnDialog:
        """Ask how to learn, and learn."""
        dialog = LearnDialog(self._window)
        dialog.accepted.connect(lambda: self.learn(dialog.options))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def learn(self, options: LearnOptions) -> None:
        """Learn the dictionaries of all labels from gold."""
        found: list[LearnStep] = []
        pulse = Pulse()

        def step(one: LearnStep) -> None:
            found[:] = [one]
            if pulse.is_due():
                self.progressed.emit(self.tr("Learning"), one.share)

        def done(_: None) -> None:
            self.progressed.emit("", 0.0)
            self._keep(found[0])

        self.stop()
        self._learning = self._context.follow(
            learn, options, step=step, done=done, failed=self._not_learned
        )

    def stop(self) -> None:
        """Give up learning; nothing of it is kept."""
        if self._learning is not None:
            self._learning.drop()
            self._learning = None
            self.progressed.emit("", 0.0)

    def _keep(self, found: LearnStep) -> None:
        learned = found.terms or {}
        counts = ", ".join(f"{label} {len(terms):,}" for label, terms in learned.items())
        said = self.tr("Learned terms: {0}.").format(counts or self.tr("none"))
        notify = self._context.notify
        self._context.do(
            dictionaries.take_in_learned,
            learned,
            done=lambda changes: (notify.done if changes.sequence else notify.info)(said),
        )

    def _not_learned(self, error: BaseException) -> None:
        self.progressed.emit("", 0.0)
        self._context.notify.error(error)
