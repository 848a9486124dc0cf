"""The one signal that tells every view what an operation changed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes


class ChangesHub(QObject):
    """Views connect to `changed` and look whether they are concerned."""

    changed = Signal(object)

    def publish(self, changes: Changes) -> None:
        """Tell everybody; an operation that changed nothing is not told."""
        if not changes.nothing:
            self.changed.emit(changes)
