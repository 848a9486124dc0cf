"""The page of rules: the table, the line that edits one, and its first hits in context."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.labels import LabelSet
from workbench.domain.matching import Source, Suggester, Survey
from workbench.domain.rules import Rule, free_name
from workbench.operations import rules as rule_operations
from workbench.operations.store import Reader
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.models.matching.conflicts import ConflictBox
from workbench.ui.models.matching.desk import MatchDesk
from workbench.ui.models.matching.foot import MatchFoot
from workbench.ui.models.matching.parts import button_for, dress_table, empty_page, make_actions
from workbench.ui.models.matching.pulse import Pulse
from workbench.ui.models.rules.form import RuleForm
from workbench.ui.models.rules.model import (
    HITS,
    LABEL,
    NAME,
    ON,
    PATTERN,
    PRECISION,
    REMARK,
    RuleModel,
)
from workbench.ui.models.rules.preview import PreviewModel, PreviewTable
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, plain_label
from workbench.workflow.match_steps import PREVIEWED, PreviewStep, preview
from workbench.workflow.matching import checked_rule

NONE, SOME = range(2)
HEIGHTS = (160, 340)
# What a new rule looks for: something harmless that shows how it works.
FIRST_PATTERN = r"\b[A-Z]{2,}-\d+\b"
SAMPLES = {
    ON: "On",
    NAME: "m" * 14,
    LABEL: "m" * 9,
    HITS: "1,000,000",
    PRECISION: "100 % of 10,000",
    REMARK: "⚠ 10,000 cut a token",
}
_EMPTY = (
    "No rule yet",
    "A rule suggests a label wherever its regular expression matches: dates, codes, amounts. "
    "Press “New rule” to write one; its hits appear while you type.",
)


class RuleView(NamedTuple):
    """The label set and the rules."""

    labels: LabelSet
    rules: tuple[Rule, ...]


def read_view(reader: Reader) -> RuleView:
    """What the page shows."""
    return RuleView(reader.labels(), rule_operations.rules(reader))


class RulesPage(QWidget):
    """Shows and edits rules, and lets them suggest. `open_requested` carries a hit's place."""

    open_requested = Signal(int, int, int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view = RuleView(LabelSet(), ())
        self._survey: Survey | None = None
        self._wanted = ""
        self._previewing: Ticket | None = None
        self._previewed: Rule | None = None
        self._cut, self._pulse = 0, Pulse()
        self.stale = self.uncounted = True
        self.matching = MatchDesk(context, Suggester.RULES, self)
        self.model = RuleModel(self)
        self.table = QTableView()
        self.form = RuleForm()
        self.said = plain_label(role="muted")
        self.hits = PreviewModel(self)
        self.preview = PreviewTable(self.hits)
        self.conflicts = ConflictBox()
        self.stack = QStackedWidget()
        self._dress()
        self.actions_by_name = self._make_actions()
        self._lay_out()
        self._connect()
        self._show_current()

    @property
    def current(self) -> Rule | None:
        """The chosen rule."""
        row = self.table.currentIndex().row()
        return self.model.rules[row] if 0 <= row < len(self.model.rules) else None

    def activate(self) -> None:
        """Called when the page is shown: bring it up to date."""
        self.table.setFocus()
        self.refresh()

    def refresh(self) -> None:
        """Read anew what has changed."""
        if self.stale:
            self.stale = False
            self._context.ask(read_view, done=self._show)
        if self.uncounted:
            self.uncounted = False
            self.matching.count()

    def new(self) -> None:
        """Make a rule for the label of the chosen one, and go to its expression."""
        names = self._view.labels.names
        if not names:
            self._context.notify.info(self.tr("Add labels first: Clean, Label set."))
            return
        label = self.current.label if self.current and self.current.label in names else names[0]
        rule = Rule(free_name(self.model.rules, label), label, FIRST_PATTERN)
        self._put(rule, "")
        self.edit()

    def edit(self) -> None:
        """Go to the expression of the chosen rule."""
        self.form.setEnabled(True)
        self.form.pattern.setFocus()
        self.form.pattern.selectAll()

    def keep(self, rule: Rule) -> None:
        """Keep what was typed; what cannot be used stays in the line, and is told."""
        if self.form.kept is None:
            return
        try:
            checked_rule(rule)
        except UsageError as error:
            self._refuse(error)
            return
        old, self.form.kept = self.form.kept.name, rule
        self._put(rule, old)

    def _put(self, rule: Rule, old: str) -> None:
        self._wanted = rule.name.strip()
        self._context.do(rule_operations.put_rule, rule, old, failed=self._not_kept)

    def _not_kept(self, error: BaseException) -> None:
        self._wanted = ""
        self._show(self._view)
        self._context.notify.error(error)

    def remove(self) -> None:
        """Forget the selected rules."""
        names = self._selected()
        if names:
            said = self.tr("{0} removed.").format(count_text(len(names), "rule"))
            self._context.do(
                rule_operations.remove_rules,
                names,
                done=lambda _: self._context.notify.done(said),
            )

    def switch(self) -> None:
        """Switch the selected rules on, or off where the current one is on."""
        if self.current is not None:
            enabled = not self.current.enabled
            self._context.do(rule_operations.switch_rules, self._selected(), enabled)

    def take_in(self, changes: Changes) -> None:
        """The project changed."""
        if changes.sentences:
            # What stands at the hits may be different now.
            self._previewed = None
        own = rule_operations.NAME in changes.values
        self.stale = self.stale or own or changes.labels
        counted = own or changes.labels or bool(changes.sentences) or changes.membership
        self.uncounted = self.uncounted or counted
        if self.isVisible():
            self.refresh()

    def _selected(self) -> list[str]:
        rows = self.table.selectionModel().selectedRows()
        return [self.model.rules[index.row()].name for index in rows]

    def _show(self, view: RuleView) -> None:
        self._view = view
        wanted = self._wanted or (self.current.name if self.current else "")
        self._wanted = ""
        self._show_rules(wanted)

    def _show_rules(self, wanted: str) -> None:
        self.model.show_rules(self._view.rules, self._view.labels.names, self._survey)
        if self._view.rules:
            self.table.selectRow(max(self.model.row_of(wanted), 0))
        self.stack.setCurrentIndex(SOME if self._view.rules else NONE)
        self._show_current()

    def _counted(self, survey: Survey) -> None:
        self._survey = survey
        self.conflicts.show_conflicts(survey.conflicts)
        self.model.show_survey(survey)
        if self._previewed is None:
            self.look_for(self.form.rule)

    def _show_current(self) -> None:
        rule = self.current
        if rule is None or rule != self.form.kept:
            self.form.show_rule(rule, self._view.labels.names)
        self.look_for(rule)
        for name in ("rule_remove", "rule_switch", "rule_edit"):
            self.actions_by_name[f"models.{name}"].setEnabled(rule is not None)

    def look_for(self, rule: Rule | None) -> None:
        """Show the first hits of a rule as it reads now."""
        if rule == self._previewed and rule is not None:
            return
        if self._previewing is not None:
            self._previewing.drop()
        self._previewing, self._previewed, self._cut = None, rule, 0
        self.hits.clear(rule.label if rule else "")
        self.said.setText("")
        if rule is not None:
            label = self._view.labels.find(rule.label)
            if label is not None:
                self.preview.set_colour(label.colour)
            self._previewing = self._context.follow(
                preview, rule, step=self._step, done=self._looked, failed=self._refuse
            )

    def _step(self, step: PreviewStep) -> None:
        self.hits.add(step.hits)
        self._cut += step.cut
        if self._pulse.is_due():
            self.said.setText(f"{self._found()} · {step.share:.0%}".replace("%", " %"))

    def _looked(self, _: None) -> None:
        self._previewing = None
        cut = count_text(self._cut, "hit")
        told = self.tr("{0} cut a token and are not used").format(cut)
        self.said.setText(" · ".join([self._found(), *([told] if self._cut else [])]))

    def _found(self) -> str:
        first = len(self.hits.hits) >= PREVIEWED
        words = count_text(len(self.hits.hits), "hit")
        return self.tr("The first {0}").format(words) if first else words

    def _refuse(self, error: BaseException) -> None:
        """Say below the line what is wrong with the expression; anything else is told as ever."""
        self._previewing, self._previewed = None, None
        if isinstance(error, UsageError) and error.code == "NW-L10":
            self.hits.clear("")
            self.said.setText(f"⚠ {error.happened} {error.next_step} [{error.code}]")
        else:
            self._context.notify.error(error)

    def _go_to(self, source: Source) -> None:
        """Show the rule that a conflict is about."""
        self.table.selectRow(max(self.model.row_of(source.name), 0))
        self.table.setFocus()

    def _make_actions(self) -> dict[str, QAction]:
        slots = {
            "models.rule_new": self.new,
            "models.rule_edit": self.edit,
            "models.rules_suggest": self.matching.suggest,
        }
        alone = {"models.rule_remove": self.remove, "models.rule_switch": self.switch}
        return make_actions(self, slots) | make_actions(self.table, alone, tuple(alone))

    def _connect(self) -> None:
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_current())
        self.model.switched.connect(
            lambda name, on: self._context.do(rule_operations.switch_rules, [name], on)
        )
        self.form.typed.connect(self.look_for)
        self.form.finished.connect(self.keep)
        self.preview.opened.connect(self.open_requested)
        self.matching.counted.connect(self._counted)
        self.conflicts.chosen.connect(self._go_to)
        self._context.hub.changed.connect(self.take_in)

    def _dress(self) -> None:
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Rules"))
        dress_table(self.table, SAMPLES, PATTERN)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    def _lay_out(self) -> None:
        made = self.actions_by_name
        texts = {"models.rule_new": self.tr("New rule"), "models.rule_remove": self.tr("Remove")}
        self.buttons = {name: button_for(made[name], text) for name, text in texts.items()}
        suggest = button_for(made["models.rules_suggest"], self.tr("Suggest now"))
        self.foot = MatchFoot(self.matching, list(self.buttons.values()), suggest)
        self.buttons["models.rules_suggest"] = suggest
        for page in (empty_page(*map(self.tr, _EMPTY)), self._halves()):
            self.stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.conflicts)
        layout.addWidget(self.foot)

    def _halves(self) -> QWidget:
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, MEDIUM, 0, 0)
        column.setSpacing(MEDIUM)
        column.addWidget(self.form)
        column.addWidget(self.said)
        column.addWidget(self.preview, 1)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setObjectName("rules")
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.table)
        halves.addWidget(lower)
        halves.setStretchFactor(1, 1)
        halves.setSizes(list(HEIGHTS))
        return halves
