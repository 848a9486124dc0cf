"""Whether the project that is open may only be looked at, and which actions that leaves."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

# Everything else in the table of actions changes the project, or begins what would.
_LOOKS = """
file.new file.open file.sample file.export file.restore file.check file.recover file.rescue
file.save_as file.save file.close file.quit
view.annotate view.clean view.train view.models view.insights view.history
view.theme_system view.theme_light view.theme_dark
help.palette help.keys help.report help.about history.sentences
annotate.next_entity annotate.previous_entity annotate.next annotate.previous
annotate.next_likely annotate.previous_likely annotate.marks annotate.go_to
annotate.next_doubtful annotate.previous_doubtful annotate.hide_doubtful
annotate.clear_selection annotate.search annotate.next_hit annotate.previous_hit
annotate.refresh annotate.focus_editor annotate.zoom_in annotate.zoom_out annotate.zoom_reset
annotate.go_to_sentence annotate.filters annotate.sort annotate.sort_position
annotate.sort_doubt annotate.sort_length annotate.sort_recent annotate.sort_disagreement
annotate.sort_queue annotate.select_all annotate.fold_list annotate.fold_details
annotate.fold_guideline annotate.hold_out annotate.move annotate.jump annotate.letter
annotate.complete_filter
clean.show_ignored clean.analyse
train.save_report train.compare train.open_folder train.open_mistake train.hard_list
models.try models.show_models models.show_dictionaries models.show_rules models.export
models.terms_export insights.count
"""
LOOKS = frozenset(_LOOKS.split())


class Reading(QObject):
    """One for the program, since one window shows one project; `changed` tells of another."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._only = False

    @property
    def only(self) -> bool:
        """Whether nothing can be changed."""
        return self._only

    def set_only(self, only: bool) -> None:
        """Shade what changes the project, or let it be again."""
        if only != self._only:
            self._only = only
            self.changed.emit()

    def allows(self, name: str) -> bool:
        """Whether an action makes sense now."""
        return not self._only or name in LOOKS


@cache
def reading() -> Reading:
    """Whether the project that is open may only be looked at."""
    return Reading()


class _Shade(QObject):
    """Keeps a widget off while what its action does makes no sense, whoever turns it on."""

    def __init__(self, widget: QWidget, name: str) -> None:
        super().__init__(widget)
        self._widget, self._name = widget, name
        widget.installEventFilter(self)
        reading().changed.connect(self._follow)
        if reading().only:
            self._follow()

    def _follow(self) -> None:
        self._widget.setEnabled(reading().allows(self._name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kept_off = event.type() is QEvent.Type.EnabledChange and not reading().allows(self._name)
        if kept_off and not self._widget.testAttribute(Qt.WidgetAttribute.WA_ForceDisabled):
            self._widget.setEnabled(False)
        return False


def shade(widget: QWidget, name: str = "") -> None:
    """Let a widget be off where the action of that name is; without one it changes the project."""
    _Shade(widget, name)


class _Lock(QObject):
    """Keeps a field from being written in, but not from being read to its end."""

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        reading().changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        self._field.setReadOnly(reading().only)


def lock(field: QPlainTextEdit) -> None:
    """Let a field be read, and no more, while the project may only be looked at."""
    _Lock(field)
