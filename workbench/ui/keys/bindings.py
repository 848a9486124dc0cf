"""The keys in use: the table's, as far as the person at the keyboard did not change them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence

from workbench.ui.action_row import EDITOR, ActionRow, default_keys
from workbench.ui.action_table import TABLE, find_row, meet, scope_of

PORTABLE = QKeySequence.SequenceFormat.PortableText
# What the editor does itself with arrows and the like, also while Shift extends the selection.
_SHIFT = "Shift+"
_SHIFTED_LETTERS = "Shift+letter"

Changed = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Who else has a key: an action, or (without a `name`) something that keeps it."""

    key: str
    text: str
    name: str = ""


@lru_cache(maxsize=4096)
def normal(key: str) -> str:
    """A key as it is kept and compared, such as `Ctrl+Shift+Z`; empty for what is no key."""
    sequence = QKeySequence(key.strip() or key, PORTABLE)
    text = sequence.toString(PORTABLE)
    if sequence.count() != 1 or not text or _unknown(sequence):
        return ""
    return text


def _unknown(sequence: QKeySequence) -> bool:
    return sequence[0].key() in (Qt.Key.Key_unknown, Qt.Key(0))  # type: ignore[index]


class KeyBindings(QObject):
    """What a person changed, over the table; `changed` tells when keys are others now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._changed: dict[str, tuple[str, ...]] = {}
        self._keys: Mapping[str, tuple[str, ...]] = effective({})

    @property
    def changed_keys(self) -> Changed:
        """Only what differs from the table, by the action's name."""
        return dict(self._changed)

    def use(self, changed: Changed) -> None:
        """Take these changes in place of those before, everywhere and at once."""
        self._changed = {
            name: keys for name, keys in changed.items() if keys != default_keys(find_row(name))
        }
        self._keys = effective(self._changed)
        self.changed.emit()

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of an action now."""
        return self._keys[name]

    def set_keys(self, name: str, keys: Sequence[str]) -> None:
        """Give an action these keys; whoever had one of them loses it."""
        changed = self._changed | {name: tuple(keys)}
        for key in keys:
            for other in self.conflicts(name, key):
                if other.name:
                    left = changed.get(other.name, self._keys[other.name])
                    changed[other.name] = tuple(one for one in left if one != key)
        self.use(changed)

    def reset(self, name: str) -> None:
        """Give an action the keys of the table back, but for those that others have now."""
        self.use({other: keys for other, keys in self._changed.items() if other != name})

    def conflicts(
        self, name: str, key: str, labels: Mapping[str, str] | None = None
    ) -> list[Conflict]:
        """Who has a key already where the action could hear it.

        `labels` are the label keys of the open project with the labels' names.
        """
        scope = scope_of(find_row(name))
        found = [
            Conflict(key, row.text.rstrip("…"), row.name)
            for row in _others(name)
            if not row.shown_only and meet(scope, scope_of(row)) and key in self._keys[row.name]
        ]
        if meet(scope, EDITOR):
            found += [Conflict(key, text) for text in _kept_by_editor(key, labels or {})]
        return found


def effective(changed: Changed) -> dict[str, tuple[str, ...]]:
    """The keys of every action: a key that a person chose is taken from whoever has it by default.

    So a key never does two things, also where a later version brings a default of its own.
    """
    chosen = [(scope_of(find_row(name)), set(keys)) for name, keys in changed.items()]
    found: dict[str, tuple[str, ...]] = {}
    for row in TABLE:
        if row.name in changed or row.shown_only:
            found[row.name] = changed.get(row.name, default_keys(row))
            continue
        scope = scope_of(row)
        taken = {key for where, keys in chosen if meet(scope, where) for key in keys}
        found[row.name] = tuple(key for key in default_keys(row) if key not in taken)
    return found


def _others(name: str) -> Iterator[ActionRow]:
    return (row for row in TABLE if row.name != name)


def _kept_by_editor(key: str, labels: Mapping[str, str]) -> Iterable[str]:
    """What the editor does with a key by itself: its label keys, arrows and the like."""
    for row in TABLE:
        if row.shown_only and scope_of(row) == EDITOR and key.removeprefix(_SHIFT) in _own(row):
            yield row.text
    if key.startswith(_SHIFT) and len(key) == len(_SHIFT) + 1 and key[-1].isalpha():
        yield from (row.text for row in TABLE if _SHIFTED_LETTERS in default_keys(row))
    label = labels.get(key.lower()) or labels.get(key)
    if label is not None:
        yield f"label {label}"


@lru_cache(maxsize=64)
def _own(row: ActionRow) -> frozenset[str]:
    """The real keys among what the row of the table says; the rest is words."""
    return frozenset(key for key in default_keys(row) if normal(key))


_bindings: list[KeyBindings] = []


def bindings() -> KeyBindings:
    """The keys in use in this process."""
    if not _bindings:
        _bindings.append(KeyBindings())
    return _bindings[0]
