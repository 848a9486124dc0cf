"""What the keys and buttons of the Annotate place do; each command is one small method."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Split, Status
from workbench.operations import clean, edit
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.editor.cursor import select, with_border
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.label_lock import LabelLock
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.annotate.proposal_commands import ProposalCommands
from workbench.ui.annotate.sentence_commands import SentenceCommands
from workbench.ui.annotate.shape_commands import ShapeCommands

# As it is seen: the border that moves, and where to (1 is to the right).
_BORDERS = {
    "extend_right": (True, 1),
    "shrink_right": (True, -1),
    "extend_left": (False, -1),
    "shrink_left": (False, 1),
}


class Commands(SentenceCommands):
    """Acts on the sentence that the editor shows and on what is selected in it."""

    def __init__(
        self, desk: Desk, editor: Editor, panel: SentencePanel, parent: QObject | None = None
    ) -> None:
        super().__init__(desk, editor, parent)
        self._panel = panel
        self.shapes = ShapeCommands(desk, editor, self)
        self.proposals = ProposalCommands(desk, editor, self)
        self.lock = LabelLock(self)
        for part in (self.shapes, self.proposals, self.lock):
            part.said.connect(self.said)
        editor.selection_finished.connect(self._label_finished)
        editor.border_moved.connect(self.shapes.move_border)
        editor.token_cut.connect(self.shapes.cut_token)

    def table(self) -> Mapping[str, Callable[[], None]]:
        """The commands of the editor by the names they have in the table of actions."""
        borders = {name: self._border_mover(name) for name in _BORDERS}
        parts = {**borders, **self.shapes.table(), **self.proposals.table()}
        return parts | {
            "accept": self.accept,
            "reject": self.reject,
            "skip": self.skip,
            "flag": self.flag,
            "remove": self.remove,
            "next_entity": lambda: self._stop(True),
            "previous_entity": lambda: self._stop(False),
            "next_likely": lambda: self._likely(True),
            "previous_likely": lambda: self._likely(False),
            "go_to": lambda: self.with_sentence(lambda _: self._editor.lines.go_to()),
            "marks": lambda: self.with_sentence(lambda _: self._editor.lines.show_marks()),
            "lock": self.lock.toggle,
            "next": lambda: self.step(1),
            "previous": lambda: self.step(-1),
            "clear_selection": self.clear_selection,
        }

    def accept(self) -> None:
        """Accept all suggestions, call the sentence done, go on."""
        self.with_sentence(
            lambda shown: self._desk.edit(
                edit.accept_sentence,
                shown.sentence.id,
                shown.thresholds if shown.thresholds.hide else shown.thresholds.all_sure,
                self._editor.preferred,
                done=lambda: self._go(1),
            )
        )

    def reject(self) -> None:
        self.with_sentence(
            lambda shown: self._desk.edit(
                edit.set_status, [shown.sentence.id], Status.REJECTED, done=lambda: self._go(1)
            )
        )

    def skip(self) -> None:
        self.step(1)

    def step(self, step: int) -> None:
        """Go that many sentences on in the list."""
        self._desk.when_ready(lambda: self._go(step))

    def flag(self) -> None:
        self.with_sentence(
            lambda shown: self._desk.edit(
                edit.set_flag, [shown.sentence.id], not shown.sentence.flagged
            )
        )

    def set_status(self, status: Status) -> None:
        self.with_sentence(
            lambda shown: self._desk.edit(edit.set_status, [shown.sentence.id], status)
        )

    def set_split(self, split: Split | None) -> None:
        self.with_sentence(
            lambda shown: self._desk.edit(edit.set_split, [shown.sentence.id], split)
        )

    def set_label(self, label: str) -> None:
        """Put a label on the selection, or on the entity under the cursor."""
        self.with_sentence(lambda shown: self._set_label(shown, label))

    def remove(self) -> None:
        """Take the entity under the cursor away, or clear what is selected."""
        self.with_sentence(self._remove)

    def accept_suggestion(self, suggestion: Suggestion | None = None) -> None:
        self.proposals.accept(suggestion)

    def reject_suggestion(self, suggestion: Suggestion | None = None) -> None:
        self.proposals.reject(suggestion)

    def repair(self) -> None:
        """Repair every finding of the sentence."""
        self.with_sentence(
            lambda shown: self._desk.edit(clean.clean, clean.ALL_KINDS, None, [shown.sentence.id])
        )

    def type_label(self, labels: Mapping[str, str], key: str) -> None:
        """Set the label that a typed character stands for, if any."""
        name = labels.get(key) or labels.get(key.lower())
        if name is not None:
            self.set_label(name)

    def clear_selection(self) -> None:
        """Take the lock away where there is one, else the selection."""
        if self.lock.open():
            return
        self._editor.set_cursor(self._editor.cursor_state.cleared())

    def _go(self, step: int) -> None:
        target = self._panel.beside(step)
        if target is not None:
            self._desk.open(target)
        elif step > 0:
            self.said.emit("This was the last sentence of the list.")
        else:
            self.said.emit("This is the first sentence of the list.")

    def _stop(self, forward: bool) -> None:
        self._desk.when_ready(lambda: self._editor.go_to_stop(forward))

    def _likely(self, forward: bool) -> None:
        def act(_shown: Shown) -> None:
            if not self._editor.go_to_likely(forward):
                self.said.emit("No untagged text here looks like a name.")

        self.with_sentence(act)

    def _label_finished(self) -> None:
        if self.lock.label:
            self.set_label(self.lock.label)

    def _set_label(self, shown: Shown, label: str) -> None:
        if not shown.length:
            return
        self.lock.use(label)
        chip, span = self._editor.current_chip, self._editor.cursor_state.span
        start, end = (chip.entity.start, chip.entity.end) if chip else (span.start, span.stop)
        fresh, number = Entity(label, start, end), shown.sentence.id
        offered = next((p.best for p in shown.proposals if p.entity == fresh), None)
        if chip is not None and chip.is_gold and chip.entity != fresh:
            self._desk.edit(edit.change_entity, number, chip.entity, fresh)
        elif chip is None or not chip.is_gold:
            # Who says what a suggester says accepts its suggestion.
            if offered is not None:
                self._desk.edit(edit.accept_suggestion, number, offered)
            else:
                self._desk.edit(edit.put_entity, number, fresh)
        self._editor.set_cursor(select(start, end))

    def _remove(self, shown: Shown) -> None:
        chip, cursor = self._editor.current_chip, self._editor.cursor_state
        number = shown.sentence.id
        if chip is not None and chip.suggestion is not None:
            self._desk.edit(edit.reject_suggestion, number, chip.suggestion)
        elif chip is not None:
            self._desk.edit(edit.remove_entity, number, chip.entity)
        elif _is_tagged(shown, cursor.span):
            self._desk.edit(edit.clear_tokens, number, cursor.span.start, cursor.span.stop)

    def _border_mover(self, name: str) -> Callable[[], None]:
        right, step = _BORDERS[name]
        return lambda: self.with_sentence(lambda shown: self._move_border(shown, right, step))

    def _move_border(self, shown: Shown, right: bool, step: int) -> None:
        chip, page = self._editor.current_chip, self._editor.page
        if chip is None or page is None:
            return
        if not page.flow.rightwards:
            right, step = not right, -step
        moved = with_border(shown.chips, chip, shown.length, right, step)
        if moved is None:
            return
        if chip.is_gold:
            self._desk.edit(edit.change_entity, shown.sentence.id, chip.entity, moved)
        else:
            self._desk.edit(edit.put_entity, shown.sentence.id, moved)
        self._editor.set_cursor(select(moved.start, moved.end))


def _is_tagged(shown: Shown, span: range) -> bool:
    tagged = any(
        entity.start < span.stop and span.start < entity.end for entity in shown.sentence.entities
    )
    return tagged or any(position in shown.findings for position in span)
