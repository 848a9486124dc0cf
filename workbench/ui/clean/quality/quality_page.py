"""The tab of data quality: what is odd though every tag is well formed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.quality import REPAIRS, Issue, QualityKind
from workbench.operations import answers, quality
from workbench.operations.analysis import Analysis
from workbench.ui.clean.analyst import Analyst
from workbench.ui.clean.count_list import CountList, CountRow
from workbench.ui.clean.findings.diff_pane import above_each_other
from workbench.ui.clean.looker import LookBar
from workbench.ui.clean.page_parts import page_actions, side_by_side
from workbench.ui.clean.quality.issue_lines import Preview, default_choice, read_preview
from workbench.ui.clean.quality.issue_preview import IssuePreview
from workbench.ui.clean.quality.issue_table import IssueModel, IssueTable
from workbench.ui.clean.quality.quality_words import QUALITY_TEXTS, choice_text, mended_text
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

ALL_WELL = "Nothing odd was found."
WIDTHS = (260, 900)
HEIGHTS = (300, 220)


class QualityPage(QWidget):
    """Lists issues by kind and repairs them; one repair is one step of undo."""

    open_requested = Signal(int)
    label_set_requested = Signal()
    show_ignored_requested = Signal()
    counted = Signal(int)

    def __init__(self, context: Context, analyst: Analyst, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._analyst = analyst
        self._choices = {kind: default_choice(kind) for kind in QualityKind}
        self._previewing: Ticket | None = None
        # The kind to show once the project was looked through.
        self._wished = ""
        self.bar = LookBar(analyst)
        self.kinds = CountList("Kinds of issues")
        self.model = IssueModel(context, self)
        self.table = IssueTable(self.model)
        self.preview = IssuePreview()
        self.title = plain_label(role="heading")
        self.explanation = plain_label(role="muted", wrap=True)
        self.repair_label = plain_label("Repair", role="muted")
        self.choice = QComboBox()
        self.actions_by_name = self._make_actions()
        self.buttons = {name: _button(action) for name, action in self.actions_by_name.items()}
        self._lay_out()
        self._connect()
        self._fill_choices()
        self._selection_changed()

    @property
    def kind(self) -> QualityKind | None:
        """The kind that is shown."""
        key = self.kinds.current_key
        return QualityKind(key) if key else None

    def show_when_found(self, kind: str) -> None:
        """Choose a kind of issue, now or once the project was looked through."""
        self._wished = kind
        if self._analyst.analysis is not None:
            self._show(self._analyst.analysis)

    def mend_selected(self) -> None:
        self._mend(self.table.chosen())

    def mend_kind(self) -> None:
        self._mend(self.model.issues)

    def ignore(self) -> None:
        """Never report the selected issues again."""
        kind, chosen = self.kind, self.table.chosen()
        if kind is not None and chosen:
            keys = [issue.key for issue in chosen]
            said = f"Ignored {count_text(len(chosen), 'issue')}. Undo: Ctrl+Z"
            self._context.do(
                answers.ignore,
                kind.value,
                keys,
                done=lambda _: self._settled(kind, chosen, said),
            )

    def refresh(self) -> None:
        """The project changed: read anew what is shown."""
        self.model.refresh()
        self._show_current()

    def _mend(self, chosen: Sequence[Issue]) -> None:
        kind = self.kind
        if kind is None or not chosen or not REPAIRS[kind]:
            return
        self._set_busy(True)

        def done(changes: Changes) -> None:
            self._check(kind, chosen, mended_text(changes, len(chosen)))

        self._context.do(
            quality.repair, kind, chosen, self._choices[kind], done=done, failed=self._failed
        )

    def _use_for_all(self, sentence_id: int) -> None:
        issue = self.table.current
        if issue is not None:
            said = f"Same tags in {count_text(len(issue.sentences), 'sentence')}. Undo: Ctrl+Z"
            self._context.do(
                quality.use_for_all,
                issue,
                sentence_id,
                done=lambda _: self._settled(issue.kind, [issue], said),
            )

    def _check(self, kind: QualityKind, chosen: Sequence[Issue], said: str) -> None:
        """Look which of the issues are none any more, and leave those out."""
        standing: set[str] = set()

        def looked(_: None) -> None:
            self._settled(kind, [one for one in chosen if one.key not in standing], said)

        self._context.follow(
            quality.still_standing,
            kind,
            chosen,
            step=standing.update,
            done=looked,
            failed=self._failed,
        )

    def _settled(self, kind: QualityKind, settled: Sequence[Issue], said: str) -> None:
        self._set_busy(False)
        self._context.notify.info(said)
        self._analyst.settle(kind, frozenset(issue.key for issue in settled))

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self._context.notify.error(error)

    def _show(self, analysis: Analysis) -> None:
        rows = [_row(kind, len(found)) for kind, found in analysis.issues.items()]
        self.kinds.show_rows(rows)
        wished, self._wished = self._wished, ""
        if wished in analysis.issues:
            self.kinds.choose(wished)
        self.counted.emit(sum(row.count for row in rows))

    def _show_kind(self, key: str) -> None:
        analysis = self._analyst.analysis
        if not key or analysis is None:
            self.title.setText(ALL_WELL if analysis is not None else "")
            self.explanation.clear()
            self.model.show((), "")
        else:
            kind = QualityKind(key)
            issues = analysis.issues[kind]
            self.title.setText(f"{QUALITY_TEXTS[kind].title}: {len(issues):,}")
            self.explanation.setText(QUALITY_TEXTS[kind].explanation)
            self.model.show(issues, self._choices[kind])
            self.table.selectRow(0)
        self._fill_choices()
        self._show_current()
        self._selection_changed()

    def _fill_choices(self) -> None:
        kind = self.kind
        choices = REPAIRS[kind] if kind is not None else ()
        self.choice.blockSignals(True)
        self.choice.clear()
        for one in choices:
            self.choice.addItem(choice_text(kind, one), one)
        if kind is not None and choices:
            self.choice.setCurrentIndex(choices.index(self._choices[kind]))
        self.choice.setEnabled(len(choices) > 1)
        self.choice.setVisible(bool(choices))
        self.repair_label.setVisible(bool(choices))
        self.choice.blockSignals(False)

    def _choose(self, index: int) -> None:
        kind = self.kind
        if kind is not None:
            self._choices[kind] = self.choice.itemData(index)
            row = max(self.table.currentIndex().row(), 0)
            self.model.show(self.model.issues, self._choices[kind])
            self.table.selectRow(row)
            self._show_current()

    def _show_current(self) -> None:
        issue = self.table.current
        if self._previewing is not None:
            self._previewing.drop()
            self._previewing = None
        if issue is None or not issue.sentences:
            self.preview.show_preview(None)
            return
        choice = self._choices[issue.kind]
        self._previewing = self._context.ask(read_preview, issue, choice, done=self._previewed)

    def _previewed(self, preview: Preview) -> None:
        self._previewing = None
        self.preview.show_preview(preview)

    def _selection_changed(self) -> None:
        chosen, kind = len(self.table.selectionModel().selectedRows()), self.kind
        repairable = kind is not None and bool(REPAIRS[kind])
        for name, text, enabled in (
            ("mend_selected", f"Repair selected ({chosen:,})", bool(chosen) and repairable),
            ("mend_kind", f"Repair all of this kind ({len(self.model.issues):,})", repairable),
            ("ignore_issues", "Ignore for good", bool(chosen)),
        ):
            self.buttons[name].setText(text)
            self.buttons[name].setEnabled(enabled)
            self.actions_by_name[name].setEnabled(enabled)

    def _set_busy(self, busy: bool) -> None:
        for name, button in self.buttons.items():
            button.setEnabled(not busy)
            self.actions_by_name[name].setEnabled(not busy)

    def _open(self, issue: Issue) -> None:
        if issue.sentences:
            self.open_requested.emit(issue.sentences[0])
        else:
            self.label_set_requested.emit()

    def _make_actions(self) -> dict[str, QAction]:
        slots = {
            "mend_selected": self.mend_selected,
            "mend_kind": self.mend_kind,
            "ignore_issues": self.ignore,
        }
        return page_actions(self, slots)

    def _lay_out(self) -> None:
        self.choice.setAccessibleName("How this kind is repaired")
        self.choice.setToolTip("How this kind is repaired")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        splitter = side_by_side("quality", self.kinds, self._right_side(), WIDTHS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(splitter, 1)

    def _right_side(self) -> QWidget:
        right = QWidget()
        head = QVBoxLayout()
        head.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        head.setSpacing(SMALL)
        head.addWidget(self.title)
        head.addWidget(self.explanation)
        choice = QHBoxLayout()
        choice.setSpacing(MEDIUM)
        choice.addWidget(self.repair_label)
        choice.addWidget(self.choice)
        choice.addStretch()
        head.addLayout(choice)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(above_each_other("issue-preview", self.table, self.preview, HEIGHTS), 1)
        column.addLayout(self._foot())
        return right

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.buttons["mend_selected"])
        foot.addWidget(self.buttons["mend_kind"])
        foot.addStretch()
        foot.addWidget(self.buttons["ignore_issues"])
        ignored = QPushButton("Ignored…")
        ignored.setAccessibleName("See what is ignored, and take it back")
        ignored.setToolTip("See what is ignored, and take it back")
        ignored.clicked.connect(self.show_ignored_requested)
        foot.addWidget(ignored)
        return foot

    def _connect(self) -> None:
        self._analyst.found.connect(self._show)
        self.kinds.picked.connect(self._show_kind)
        self.choice.activated.connect(self._choose)
        self.preview.chosen.connect(self._use_for_all)
        self.preview.opened.connect(self.open_requested)
        self.table.opened.connect(self._open)
        selection = self.table.selectionModel()
        selection.selectionChanged.connect(self._selection_changed)
        selection.currentRowChanged.connect(self._show_current)


def _row(kind: QualityKind, count: int) -> CountRow:
    return CountRow(kind.value, QUALITY_TEXTS[kind].title, QUALITY_TEXTS[kind].explanation, count)


def _button(action: QAction) -> QPushButton:
    button = QPushButton(action.text())
    button.setToolTip(action.toolTip())
    button.setAccessibleName(action.text())
    button.clicked.connect(action.trigger)
    return button
