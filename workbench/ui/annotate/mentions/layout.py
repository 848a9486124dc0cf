"""The parts of the dialog of mentions, where they stand, and what they show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.filters import Filter
from workbench.domain.labels import LabelSet
from workbench.domain.mentions import Hit
from workbench.ui.annotate.mentions.model import MentionModel
from workbench.ui.annotate.mentions.options import MentionOptions
from workbench.ui.annotate.mentions.table import MentionTable
from workbench.ui.annotate.mentions.terms import TermsForm
from workbench.ui.annotate.mentions.words import (
    Shown,
    counts_words,
    no_row_words,
    shown_words,
    tag_words,
)
from workbench.ui.exchange.progress import ProgressLine
from workbench.ui.theme import LARGE, MEDIUM, plain_label, tabular_font

SIZE = QSize(980, 640)
LEAST_HEIGHT = 64
_TEXT_SHOWN = 80
_SHOWN_CHARACTERS = 16


class MentionLayout:
    """Makes the widgets of a dialog; where one `text` is looked for there is no form."""

    def __init__(self, dialog: QDialog, text: str, listed: Filter) -> None:
        self._labels = LabelSet()
        self.model = MentionModel(dialog)
        self.table = MentionTable(self.model)
        self.message = plain_label(role="muted", wrap=True)
        self._said = ""
        self.stack = QStackedWidget()
        self.heading = plain_label(_short(text), role="heading")
        self.form = TermsForm()
        self.options = MentionOptions(listed)
        self.find_button = QPushButton("F&ind")
        self.stop_button = _quiet("Stop", "End the search; what was found stays")
        self.progress = ProgressLine(margin=0)
        self.shown = QComboBox()
        self.all_button = _quiet("All", "Tick all that are shown, conflicts too")
        self.none_button = _quiet("None", "Tick none of those that are shown")
        self.untagged_button = _quiet("Only untagged", "Tick what nobody has tagged, nothing else")
        self.counts = plain_label(role="muted", wrap=True)
        self.notice = plain_label(wrap=True)
        self.label_combo = QComboBox()
        self.tag_button = QPushButton()
        self.close_button = QPushButton("Close")
        self._set_up(dialog, bool(text))
        self._lay_out(dialog, bool(text))
        self._connect()
        self._count()

    @property
    def label(self) -> str:
        """The label to put; "" while there is none."""
        return self.label_combo.currentText()

    def add(self, hits: Sequence[Hit]) -> None:
        """Show more hits; the first one is selected, so that the keys act on it."""
        self.model.add(hits)
        if self.model.rowCount() and not self.table.currentIndex().isValid():
            self.table.selectRow(0)

    def say(self, text: str) -> None:
        """What stands in the place of the table while it has no hits."""
        self._said = text
        self._count()

    def tell(self, text: str, role: str = "") -> None:
        """A line under the table; "" takes it away."""
        self.notice.setText(text)
        self.notice.setProperty("role", role)
        self.notice.style().polish(self.notice)
        self.notice.setVisible(bool(text))

    def set_labels(self, labels: LabelSet, chosen: str) -> None:
        """Offer these labels."""
        self._labels = labels
        self.label_combo.addItems(list(labels.names))
        self.choose_label(chosen)
        self._judge()

    def choose_label(self, name: str) -> None:
        """Choose a label, where it is one."""
        if self._labels.find(name) is not None:
            self.label_combo.setCurrentText(name)

    def _judge(self) -> None:
        label = self._labels.find(self.label)
        if label is not None:
            self.table.set_colour(label.colour)
            self.model.set_label(label.name)

    def _show_only(self, number: int) -> None:
        self.model.show_only(list(Shown)[number])

    def _count(self) -> None:
        choice = self.model.choice
        for number, shown in enumerate(Shown):
            self.shown.setItemText(number, shown_words(shown, choice))
        self.counts.setText(counts_words(choice) if len(choice) else "")
        self.tag_button.setText(tag_words(choice).replace("&", "&&"))
        self.message.setText(no_row_words(choice) if len(choice) else self._said)
        self.stack.setCurrentIndex(int(self.model.rowCount() > 0))

    def _connect(self) -> None:
        self.model.counted.connect(self._count)
        self.shown.currentIndexChanged.connect(self._show_only)
        self.label_combo.currentIndexChanged.connect(self._judge)
        self.all_button.clicked.connect(lambda: self.model.tick_shown(True))
        self.none_button.clicked.connect(lambda: self.model.tick_shown(False))
        self.untagged_button.clicked.connect(self.model.only_untagged)

    def _set_up(self, dialog: QDialog, is_one_text: bool) -> None:
        dialog.setWindowTitle(
            dialog.tr("Apply to all identical mentions")
            if is_one_text
            else dialog.tr("Find all and tag")
        )
        dialog.resize(SIZE.boundedTo(dialog.screen().availableSize()))
        self.form.setVisible(not is_one_text)
        self.find_button.setVisible(not is_one_text)
        self.heading.setVisible(is_one_text)
        self.shown.addItems([str(shown) for shown in Shown])
        self.shown.setAccessibleName("Which places are shown")
        self.shown.setMinimumContentsLength(_SHOWN_CHARACTERS)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
        self.label_combo.setAccessibleName("Label to put")
        self.label_combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        # Some rows, also on a small screen that shows everything at twice its size.
        self.table.setMinimumHeight(LEAST_HEIGHT)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.counts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.counts.setFont(tabular_font(self.counts.font()))
        self.tag_button.setProperty("role", "primary")
        self.notice.hide()
        (self.table if is_one_text else self.form.terms).setFocus()

    def _lay_out(self, dialog: QDialog, is_one_text: bool) -> None:
        self.stack.addWidget(self.message)
        self.stack.addWidget(self.table)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.heading)
        layout.addWidget(self.form)
        layout.addLayout(_row(self.options, None, self.find_button))
        layout.addWidget(_line())
        ticks = (self.all_button, self.none_button, self.untagged_button)
        show = plain_label("Show", role="muted")
        layout.addLayout(_row(show, self.shown, *ticks, self.counts, stretched=5))
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.notice)
        label = plain_label("Tag as", role="muted")
        searching = (self.progress, self.stop_button)
        finishing = (self.close_button, self.tag_button)
        layout.addLayout(_row(label, self.label_combo, *searching, None, *finishing, stretched=2))


def _short(text: str) -> str:
    """The text in quotation marks, cut where it is long."""
    cut = text if len(text) <= _TEXT_SHOWN else f"{text[:_TEXT_SHOWN]}…"
    return f"“{cut}”"


def _quiet(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("role", "quiet")
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("line", True)
    line.setFixedHeight(1)
    return line


def _row(*widgets: QWidget | None, stretched: int | None = None) -> QHBoxLayout:
    """Widgets side by side; None is a space that grows."""
    row = QHBoxLayout()
    row.setSpacing(MEDIUM)
    for number, widget in enumerate(widgets):
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget, int(number == stretched))
    return row
