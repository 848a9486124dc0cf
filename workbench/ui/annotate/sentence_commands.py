"""What all commands on the sentence at hand have in common."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.shown import Shown


class SentenceCommands(QObject):
    """Acts on the sentence that the editor shows; says in words what cannot be done."""

    said = Signal(str)

    def __init__(self, desk: Desk, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._editor = editor

    def with_sentence(self, act: Callable[[Shown], object]) -> None:
        """Do something with the sentence, once what was asked before is done."""

        def run() -> None:
            if self._desk.shown is not None:
                act(self._editor.shown or self._desk.shown)

        self._desk.when_ready(run)
