"""The lock: while it is on, every finished selection gets the locked label at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

NOTHING_USED = "Set a label first; then this key locks it for the next selections."


class LabelLock(QObject):
    """Remembers the label used last, and whether it is locked (`label` is empty when not)."""

    changed = Signal(str)
    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.label = ""
        self._last = ""

    def use(self, label: str) -> None:
        """A label was set; a lock that is on goes over to it."""
        self._last = label
        if self.label:
            self._put(label)

    def toggle(self) -> None:
        """Lock the label used last, or unlock."""
        self._put("" if self.label else self._last)
        if self.label:
            self.said.emit(f"{self.label} is locked: what you select with the mouse gets it.")
        elif not self._last:
            self.said.emit(NOTHING_USED)

    def open(self) -> bool:
        """Unlock; False when nothing was locked."""
        was_locked = bool(self.label)
        self._put("")
        return was_locked

    def _put(self, label: str) -> None:
        if label != self.label:
            self.label = label
            self.changed.emit(label)
