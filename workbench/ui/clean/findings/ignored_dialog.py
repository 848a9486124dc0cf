"""Everything that is ignored for good, to be seen and taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.checks import FindingKind
from workbench.domain.quality import QualityKind
from workbench.operations import answers, clean
from workbench.operations.answers import KEPT, Answers, read_answers
from workbench.operations.store import Reader
from workbench.ui.clean.quality.quality_words import QUALITY_TEXTS
from workbench.ui.clean.wording import KIND_TEXTS, count_text
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, plain_label
from workbench.ui.tips import literal_tip

SEARCHING, NOTHING = "Looking for what is ignored…", "Nothing is ignored."
_KEY = Qt.ItemDataRole.UserRole
_MOST_SHOWN = 500
_FINDINGS = frozenset(kind.value for kind in FindingKind)
_QUALITY = frozenset(kind.value for kind in QualityKind)


@dataclass(frozen=True, slots=True)
class Ignored:
    """One thing that is ignored: its key, and words that tell it from others."""

    key: str
    text: str


def read_ignored_answers(reader: Reader) -> dict[str, list[Ignored]]:
    """What was answered in the tabs of inconsistent tags and of data quality."""
    found = read_answers(reader)
    return {kind: _described(reader, kind, found) for kind in found.keys}


def _described(reader: Reader, kind: str, found: Answers) -> list[Ignored]:
    keys = sorted(found.keys[kind])
    shown = keys[:_MOST_SHOWN]
    texts = _texts(reader, [_sentence_of(key) for key in shown])
    named = [Ignored(key, texts.get(_sentence_of(key), "") or key) for key in shown]
    return named + [Ignored(key, key) for key in keys[_MOST_SHOWN:]]


def _sentence_of(key: str) -> int:
    """The sentence that a key names; 0 where it names none."""
    first, _, rest = key.partition(":")
    return int(first) if first.isdecimal() and (rest or len(first) < 12) else 0


def _texts(reader: Reader, ids: Sequence[int]) -> dict[int, str]:
    return {row.id: row.text for row in reader.rows(sorted({one for one in ids if one}))}


def read_texts(reader: Reader, found: Mapping[FindingKind, Sequence[int]]) -> dict[int, str]:
    """The texts of the first sentences of each kind."""
    return _texts(reader, [one for ids in found.values() for one in ids[:_MOST_SHOWN]])


class IgnoredDialog(QDialog):
    """A tree of kinds and cases; the chosen ones can be reported again."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: dict[FindingKind, list[int]] = defaultdict(list)
        self._tickets: list[Ticket] = []
        self.setWindowTitle("Ignored for good")
        self.resize(680, 480)
        self.text = plain_label(SEARCHING, role="muted")
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName("What is ignored")
        self.tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.take_back = buttons.addButton("Report again", QDialogButtonBox.ButtonRole.ActionRole)
        self.take_back.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.text)
        layout.addWidget(self.tree, 1)
        layout.addWidget(buttons)
        buttons.rejected.connect(self.reject)
        self.take_back.clicked.connect(self._take_back)
        self.tree.itemSelectionChanged.connect(self._selection_changed)
        self.finished.connect(self._let_go)
        self._search()

    def _search(self) -> None:
        self._found.clear()
        self.tree.clear()
        self._tickets = [
            self._context.follow(clean.ignored_sentences, step=self._take, done=self._searched)
        ]

    def _take(self, portion: Sequence[tuple[FindingKind, int]]) -> None:
        for kind, sentence in portion:
            self._found[kind].append(sentence)

    def _searched(self, _: None) -> None:
        self._tickets = [
            self._context.ask(read_texts, dict(self._found), done=self._show_findings),
            self._context.ask(read_ignored_answers, done=self._show_answers),
        ]

    def _show_findings(self, texts: Mapping[int, str]) -> None:
        for kind, ids in self._found.items():
            cases = [Ignored(str(one), texts.get(one, f"sentence {one}")) for one in ids]
            self._add(kind.value, KIND_TEXTS[kind].title, cases)

    def _show_answers(self, found: Mapping[str, Sequence[Ignored]]) -> None:
        for kind, cases in found.items():
            title = "Correct as it is" if kind == KEPT else _quality_title(kind)
            self._add(kind, title, cases)
        total = sum(len(_children(top)) for top in self._kinds())
        self.text.setText(f"{count_text(total, 'case')} ignored." if total else NOTHING)

    def _kinds(self) -> list[QTreeWidgetItem]:
        return _children(self.tree.invisibleRootItem())

    def _add(self, kind: str, title: str, cases: Sequence[Ignored]) -> None:
        top = QTreeWidgetItem([title, f"{len(cases):,}"])
        top.setData(0, _KEY, kind)
        for case in cases:
            child = QTreeWidgetItem([case.text, ""])
            child.setData(0, _KEY, case.key)
            child.setToolTip(0, literal_tip(case.key))
            top.addChild(child)
        self.tree.addTopLevelItem(top)
        top.setExpanded(len(cases) <= 20)

    def _selection_changed(self) -> None:
        self.take_back.setEnabled(bool(self.tree.selectedItems()))

    def _chosen(self) -> dict[str, list[str]]:
        """The keys of the selected cases by kind; a selected kind stands for all of its cases."""
        chosen: dict[str, list[str]] = {}
        for top in self._kinds():
            picked = [one for one in _children(top) if one.isSelected() or top.isSelected()]
            if picked:
                chosen[top.data(0, _KEY)] = [one.data(0, _KEY) for one in picked]
        return chosen

    def _take_back(self) -> None:
        for kind, keys in self._chosen().items():
            if kind in _FINDINGS:
                ids = [int(key) for key in keys]
                self._context.do(clean.take_back, FindingKind(kind), ids, done=self._taken)
            else:
                self._context.do(answers.take_back, kind, keys, done=self._taken)

    def _taken(self, _: object) -> None:
        self._context.notify.info("Reported again. Undo: Ctrl+Z")
        self._let_go()
        self._search()

    def _let_go(self) -> None:
        for ticket in self._tickets:
            ticket.drop()


def _children(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    found = (item.child(number) for number in range(item.childCount()))
    return [child for child in found if child is not None]


def _quality_title(kind: str) -> str:
    return QUALITY_TEXTS[QualityKind(kind)].title if kind in _QUALITY else kind
