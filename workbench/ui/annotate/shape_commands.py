"""Splitting and joining, of entities and of tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbench.domain.entity import Entity
from workbench.operations import edit
from workbench.ui.annotate.editor.cursor import Chip, Cursor, select
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.sentence_commands import SentenceCommands


class ShapeCommands(SentenceCommands):
    """Changes where entities and tokens begin and end."""

    def table(self) -> Mapping[str, Callable[[], None]]:
        return {
            "split_entity": lambda: self.with_sentence(self._split_entity),
            "join_entities": lambda: self.with_sentence(self._join_entities),
            "split_token": lambda: self.with_sentence(self._split_token),
            "merge_tokens": lambda: self.with_sentence(self._merge_tokens),
        }

    def move_border(self, chip: Chip, start: int, end: int) -> None:
        """Give an entity the borders that somebody dragged it to."""

        def act(shown: Shown) -> None:
            moved = Entity(chip.entity.label, start, end)
            if moved == chip.entity or chip not in shown.chips:
                return
            if chip.is_gold:
                self._desk.edit(edit.change_entity, shown.sentence.id, chip.entity, moved)
            else:
                self._desk.edit(edit.put_entity, shown.sentence.id, moved)

        self.with_sentence(act)

    def cut_token(self, token: int, at: int) -> None:
        """Cut a token before its character `at`."""

        def act(shown: Shown) -> None:
            self._desk.edit(edit.split_token, shown.sentence.id, token, at)
            self._editor.set_cursor(Cursor(token))

        self.with_sentence(act)

    def _split_entity(self, shown: Shown) -> None:
        chip, at = self._gold(), self._editor.cursor_state.position
        if chip is None:
            self.said.emit("There is no entity under the cursor.")
        elif at == chip.start:
            self.said.emit("The entity is split before the cursor: move it into the entity.")
        else:
            self._desk.edit(edit.split_entity, shown.sentence.id, chip, at)
            self._editor.set_cursor(select(at, chip.end))

    def _join_entities(self, shown: Shown) -> None:
        first = self._gold()
        second = _neighbour(shown, first) if first else None
        if first is None:
            self.said.emit("There is no entity under the cursor.")
        elif second is None:
            self.said.emit("There is no other entity in this sentence.")
        else:
            self._desk.edit(edit.join_entities, shown.sentence.id, first, second)
            start, end = min(first.start, second.start), max(first.end, second.end)
            self._editor.set_cursor(select(start, end))

    def _split_token(self, shown: Shown) -> None:
        token = self._editor.cursor_state.position
        if token < shown.length and len(shown.sentence.tokens[token]) > 1:
            self._editor.lines.cut(token)
            self.said.emit("The arrows move the caret; Enter cuts the token there.")
        else:
            self.said.emit("A token of one character cannot be split.")

    def _merge_tokens(self, shown: Shown) -> None:
        span = self._editor.cursor_state.span
        if len(span) < 2:
            self.said.emit("Select the tokens to merge first (Shift with the arrows).")
            return
        self._desk.edit(edit.merge_tokens, shown.sentence.id, span.start, span.stop)
        self._editor.set_cursor(Cursor(span.start))

    def _gold(self) -> Entity | None:
        chip = self._editor.current_chip
        return chip.entity if chip is not None and chip.is_gold else None


def _neighbour(shown: Shown, entity: Entity) -> Entity | None:
    """The next entity, or the one before where none follows."""
    others = [other for other in shown.sentence.entities if other != entity]
    after = [other for other in others if other.start >= entity.end]
    return after[0] if after else others[-1] if others else None
