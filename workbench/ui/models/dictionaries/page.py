"""The page of dictionaries: labels at the left, the terms of the chosen one beside them."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.dictionaries import Dictionary, DictionaryTerm
from workbench.domain.labels import LabelSet
from workbench.domain.matching import Source, Suggester, Survey
from workbench.domain.mentions import TermList
from workbench.operations.dictionaries import PREFIX, dictionaries
from workbench.operations.label import TERM_LISTS as LISTS
from workbench.operations.mentions import term_lists
from workbench.operations.store import Reader
from workbench.ui.clean.count_list import CountList, CountRow
from workbench.ui.clean.labels.table import swatch
from workbench.ui.clean.page_parts import side_by_side
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.models.dictionaries.desk import DictionaryDesk
from workbench.ui.models.dictionaries.model import TermModel
from workbench.ui.models.dictionaries.table import TermTable
from workbench.ui.models.matching.conflicts import ConflictBox
from workbench.ui.models.matching.desk import MatchDesk
from workbench.ui.models.matching.foot import MatchFoot
from workbench.ui.models.matching.parts import (
    button_for,
    empty_page,
    make_actions,
    precision_words,
)
from workbench.ui.theme import LARGE, MEDIUM, plain_label

NO_LABEL, NO_TERM, TERMS = range(3)
WIDTHS = (220, 900)
FIELD_WIDTH = 320
_EMPTY = (
    "No term yet",
    "Write a term above, import a list (one term a line), or learn terms from the sentences that "
    "are done. What a dictionary finds is suggested, and never gold by itself.",
)


_NO_LABEL = ("No label yet", "Each label has a dictionary. Add labels in Clean, Label set.")


class DictionaryView(NamedTuple):
    """The label set, a dictionary for each label, and the lists of terms of the project."""

    labels: LabelSet
    dictionaries: tuple[Dictionary, ...]
    lists: tuple[TermList, ...] = ()


def read_view(reader: Reader) -> DictionaryView:
    """What the page shows."""
    return DictionaryView(reader.labels(), dictionaries(reader), term_lists(reader))


class DictionariesPage(QWidget):
    """Shows and edits dictionaries, and lets them suggest."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view = DictionaryView(LabelSet(), ())
        self._survey: Survey | None = None
        self._wanted = ""
        self.stale = self.uncounted = True
        self.desk = DictionaryDesk(context, self)
        self.matching = MatchDesk(context, Suggester.DICTIONARY, self)
        self.labels = CountList(self.tr("Labels and how many terms each has"))
        self.model = TermModel(self)
        self.table = TermTable(self.model)
        self.title = plain_label(role="heading")
        self.figures = plain_label(role="muted")
        self.field, self.finder = QLineEdit(), QLineEdit()
        self.conflicts = ConflictBox()
        self.stack = QStackedWidget()
        self.actions_by_name = self._make_actions()
        self._lay_out()
        self._connect()

    def activate(self) -> None:
        """Called when the page is shown: bring it up to date."""
        self.labels.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read anew what has changed."""
        if self.stale:
            self.stale = False
            self._context.ask(read_view, done=self._show)
        if self.uncounted:
            self.uncounted = False
            self.matching.count()

    def add(self) -> None:
        """Take in the term of the field, or go there."""
        text = self.field.text()
        self.field.clear()
        self.field.setFocus()
        if text.strip():
            self.desk.add(text)

    def _import(self) -> None:
        """Ask for a file, or offer the project's lists of terms too where it has some."""
        if not self._view.lists:
            self.desk.ask_import()
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        first = menu.addAction(self.tr("From a file…"), self.desk.ask_import)
        for one in self._view.lists:
            words = self.tr("The list {0} ({1})").format(one.name, f"{len(one.terms):,}")
            terms = [DictionaryTerm(text) for text in one.terms]
            menu.addAction(words.replace("&", "&&"), partial(self.desk.take_in_terms, terms))
        menu.setActiveAction(first)
        button = self.buttons["models.terms_import"]
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def remove(self) -> None:
        """Take the selected terms out."""
        rows = self.table.selectionModel().selectedRows()
        self.desk.remove([self.model.rows[index.row()][0].text for index in rows])

    def take_in(self, changes: Changes) -> None:
        """The project changed."""
        own = any(name.startswith((PREFIX, LISTS)) for name in changes.values)
        self.stale = self.stale or own or changes.labels
        counted = own or changes.labels or bool(changes.sentences) or changes.membership
        self.uncounted = self.uncounted or counted
        if self.isVisible():
            self.refresh()

    def _show(self, view: DictionaryView) -> None:
        self._view = view
        self.labels.show_rows(
            [CountRow(one.label, one.label, "", len(one.terms)) for one in view.dictionaries]
        )
        for row, label in enumerate(view.labels):
            cell = self.labels.item(row, 0)
            if cell is not None:
                cell.setIcon(swatch(label.colour))

    def _counted(self, survey: Survey) -> None:
        self._survey = survey
        self.model.show_survey(survey)
        self.conflicts.show_conflicts(survey.conflicts, self.desk.label)
        self._say(self.desk.dictionary)

    def _show_dictionary(self, label: str) -> None:
        found = next((one for one in self._view.dictionaries if one.label == label), None)
        shown = found or Dictionary("")
        self.desk.dictionary = shown
        kept = self._wanted or self.table.current_text
        self._wanted = ""
        self.model.show_dictionary(shown, self._survey)
        self.table.choose(kept)
        self.title.setText(shown.label)
        self.conflicts.show_conflicts((self._survey or Survey()).conflicts, label)
        self._say(shown)
        pages = (NO_LABEL, NO_TERM, TERMS)
        self.stack.setCurrentIndex(pages[(found is not None) + bool(shown.terms)])
        self._enable()

    def _say(self, shown: Dictionary) -> None:
        tally = (self._survey or Survey()).of_label(shown.label)
        said = [count_text(len(shown.terms), "term")]
        if tally.hits:
            said.append(count_text(tally.hits, "hit"))
        if tally.support:
            said.append(f"right {precision_words(tally)} in gold")
        self.figures.setText(" · ".join(said) if shown.label else "")

    def _enable(self) -> None:
        chosen = bool(self.table.selectionModel().selectedRows())
        some = bool(self.desk.dictionary.terms)
        there = bool(self.desk.label)
        self.field.setEnabled(there)
        for name, enabled in (
            ("models.term_add", there),
            ("models.term_remove", chosen),
            ("models.terms_import", there),
            ("models.terms_export", some),
            ("models.terms_learn", there),
        ):
            self.actions_by_name[name].setEnabled(enabled)

    def _go_to(self, source: Source) -> None:
        """Show the term that a conflict is about."""
        self.finder.clear()
        self._wanted = source.name
        if source.label == self.desk.label:
            self._show_dictionary(source.label)
        else:
            self.labels.choose(source.label)
        self.table.setFocus()

    def _edit(self, old: str, term: DictionaryTerm) -> None:
        self._wanted = term.text
        self.desk.change(old, term)

    def _want(self, text: str) -> None:
        self._wanted = text

    def _make_actions(self) -> dict[str, QAction]:
        slots = {
            "models.term_add": self.add,
            "models.terms_import": self._import,
            "models.terms_export": self.desk.ask_export,
            "models.terms_learn": self.desk.ask_learn,
            "models.dictionary_suggest": self.matching.suggest,
        }
        alone = {"models.term_remove": self.remove}
        return make_actions(self, slots) | make_actions(self.table, alone, tuple(alone))

    def _connect(self) -> None:
        self.labels.picked.connect(self._show_dictionary)
        self.field.returnPressed.connect(self.add)
        self.finder.textChanged.connect(self.model.show_only)
        self.model.edited.connect(self._edit)
        self.model.mistyped.connect(self._context.notify.info)
        self.table.picked.connect(self._enable)
        self.desk.added.connect(self._want)
        self.desk.progressed.connect(self.foot.show_standing)
        self.foot.cancel.clicked.connect(self.desk.stop)
        self.matching.counted.connect(self._counted)
        self.conflicts.chosen.connect(self._go_to)
        self._context.hub.changed.connect(self.take_in)

    def _lay_out(self) -> None:
        made = self.actions_by_name
        texts = {
            "models.term_remove": self.tr("Remove"),
            "models.terms_import": self.tr("Import…"),
            "models.terms_export": self.tr("Export…"),
            "models.terms_learn": self.tr("Learn from gold…"),
        }
        self.buttons = {name: button_for(made[name], text) for name, text in texts.items()}
        suggest = button_for(made["models.dictionary_suggest"], self.tr("Suggest now"))
        self.buttons["models.dictionary_suggest"] = suggest
        self.foot = MatchFoot(self.matching, [self.buttons[name] for name in texts], suggest)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        column.setSpacing(MEDIUM)
        column.addLayout(self._head())
        column.addLayout(self._fields())
        first = map(self.tr, _NO_LABEL)
        for page in (empty_page(*first), empty_page(*map(self.tr, _EMPTY)), self.table):
            self.stack.addWidget(page)
        column.addWidget(self.stack, 1)
        column.addWidget(self.conflicts)
        column.addWidget(self.foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(side_by_side("dictionaries", self.labels, right, WIDTHS))

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(LARGE)
        line.addWidget(self.title)
        line.addWidget(self.figures)
        line.addStretch(1)
        return line

    def _fields(self) -> QHBoxLayout:
        self.field.setPlaceholderText(self.tr("New term"))
        self.field.setAccessibleName(self.tr("New term"))
        self.field.setMaximumWidth(FIELD_WIDTH)
        self.finder.setPlaceholderText(self.tr("Find in the list"))
        self.finder.setAccessibleName(self.tr("Find in the list of terms"))
        self.finder.setClearButtonEnabled(True)
        self.finder.setMaximumWidth(FIELD_WIDTH)
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        line.addWidget(self.field, 2)
        line.addWidget(button_for(self.actions_by_name["models.term_add"], self.tr("Add")))
        line.addStretch(1)
        line.addWidget(self.finder, 2)
        return line
