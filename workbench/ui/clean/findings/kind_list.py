"""The kinds of findings with their counts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from workbench.domain.counts import FindingGroup
from workbench.ui.clean.count_list import CountList, CountRow
from workbench.ui.clean.wording import KIND_TEXTS, count_text


class KindList(CountList):
    """Emits the group that a person chose."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Kinds of bad tags", parent)
        self._groups: dict[str, FindingGroup] = {}
        self.picked.connect(lambda key: self.chosen.emit(self._groups.get(key)))

    @property
    def groups(self) -> tuple[FindingGroup, ...]:
        return tuple(self._groups.values())

    @property
    def current(self) -> FindingGroup | None:
        return self._groups.get(self.current_key)

    def show_groups(self, groups: Sequence[FindingGroup]) -> None:
        """List the groups; the chosen kind stays chosen while it has cases."""
        self._groups = {group.kind.value: group for group in groups}
        self.show_rows([_row(group) for group in groups])


def _row(group: FindingGroup) -> CountRow:
    text = KIND_TEXTS[group.kind]
    where = f"in {count_text(group.sentences, 'sentence')}"
    return CountRow(group.kind.value, text.title, text.explanation, group.count, where)
