"""What the command palette of the window offers, and what was used last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from workbench.domain.labels import LabelSet
from workbench.operations.store import Reader
from workbench.ui.action_row import ActionRow
from workbench.ui.action_table import TABLE, scope_of, scope_title
from workbench.ui.actions import keys_of
from workbench.ui.palette.command_palette import CommandPalette
from workbench.ui.palette.entries import PaletteEntry, action_entry, with_recent
from workbench.ui.session import PLACES, Place, Session

if TYPE_CHECKING:
    from workbench.ui.annotate.place import AnnotatePlace
    from workbench.ui.train.place import TrainPlace

RECENT = "palette/recent"
NO_PROJECT = "open a project first"
NO_SENTENCE = "no sentence is shown"
REASONS = {"edit.undo": "there is nothing to undo", "edit.redo": "there is nothing to redo"}


class Shell(Protocol):
    """What the palette needs of the window."""

    actions_by_name: dict[str, QAction]
    session: Session | None

    def show_place(self, name: str) -> None: ...


@dataclass(frozen=True)
class Things:
    """What of the project can be reached by name."""

    labels: LabelSet = field(default_factory=LabelSet)
    runs: tuple[str, ...] = ()


def read_things(reader: Reader) -> Things:
    """Labels, and runs by name."""
    return Things(reader.labels(), tuple(run.name for run in reader.runs()))


def make_palette(shell: Shell, settings: QSettings, parent: QWidget) -> CommandPalette:
    """A palette with all that is known; what the project holds comes in a moment."""
    desk = PaletteDesk(shell, settings)
    palette = CommandPalette(desk.entries, desk.recent(), parent)
    palette.ran.connect(desk.remember)
    desk.serve(palette)
    return palette


class PaletteDesk(QObject):
    """Gathers what can be done, and remembers what was; lives as long as its palette."""

    def __init__(self, shell: Shell, settings: QSettings) -> None:
        super().__init__()
        self._shell = shell
        self._settings = settings
        self._things = Things()
        self._palette: CommandPalette | None = None

    def serve(self, palette: CommandPalette) -> None:
        """Ask what the project holds, for this palette."""
        self.setParent(palette)
        self._palette = palette
        session = self._shell.session
        if session is not None:
            session.context.ask(read_things, done=self._learn)

    def entries(self, typed: str) -> list[PaletteEntry]:
        """Everything that can be reached by name, also what cannot be done now."""
        found = [*self._shell_entries()]
        session = self._shell.session
        if session is not None:
            found += self._place_entries(session)
            found += self._project_entries(session, typed)
        return found

    def recent(self) -> list[str]:
        """The names of what was used last."""
        kept = self._settings.value(RECENT) or []
        # A list of one comes back from an INI file as a string.
        return [kept] if isinstance(kept, str) else list(kept)

    def remember(self, name: str) -> None:
        """Note that this was used."""
        self._settings.setValue(RECENT, with_recent(self.recent(), name))

    def _learn(self, things: Things) -> None:
        self._things = things
        if self._palette is not None:
            self._palette.refresh()

    def _shell_entries(self) -> Iterator[PaletteEntry]:
        for name, action in self._shell.actions_by_name.items():
            reason = NO_PROJECT if self._shell.session is None else REASONS.get(name, "")
            yield action_entry(action, action.trigger, reason)

    def _place_entries(self, session: Session) -> Iterator[PaletteEntry]:
        """The actions of each place, which comes to the front first."""
        for name in PLACES:
            if session.has(name):
                place = cast(Place, session.built[name])
                for action in place.actions_of_place():
                    run = partial(self._trigger, name, action)
                    yield action_entry(action, run, place=name)
            else:
                yield from self._rows_of(name)

    def _rows_of(self, place: str) -> Iterator[PaletteEntry]:
        """The actions of a place that is not built yet."""
        for row in TABLE:
            if scope_of(row).partition(".")[0] == place and not row.shown_only:
                yield _row_entry(row, partial(self._in_place, place, row.name))

    def _trigger(self, place: str, action: QAction) -> None:
        self._shell.show_place(place)
        action.trigger()

    def _in_place(self, place: str, name: str) -> None:
        self._shell.show_place(place)
        session = self._shell.session
        if session is None:
            return
        for action in cast(Place, session.place(place)).actions_of_place():
            if action.objectName() == name:
                action.trigger()
                return

    def _project_entries(self, session: Session, typed: str) -> Iterable[PaletteEntry]:
        yield from self._label_entries()
        for name in self._things.runs:
            run = partial(self._show_run, name)
            yield PaletteEntry(f"run:{name}", f"Run: {name}", run, "Train")
        for word in typed.split():
            # 1234 is the place in the project, #1234 the sentence's own number.
            if word.removeprefix("#").isdecimal():
                run = partial(self._go_to, session, word)
                yield PaletteEntry("sentence", f"Go to sentence {word}", run, "Annotate")

    def _label_entries(self) -> Iterator[PaletteEntry]:
        place = self._annotate()
        reason = "" if place is not None and place.desk.shown is not None else NO_SENTENCE
        for label in self._things.labels:
            run = partial(self._set_label, label.name)
            text = f"Set label {label.name}"
            yield PaletteEntry(f"label:{label.name}", text, run, "Annotate", label.key, reason)

    def _annotate(self) -> AnnotatePlace | None:
        session = self._shell.session
        built = session.built.get("annotate") if session else None
        return cast("AnnotatePlace | None", built)

    def _front(self) -> AnnotatePlace | None:
        self._shell.show_place("annotate")
        return self._annotate()

    def _set_label(self, name: str) -> None:
        place = self._front()
        if place is not None:
            place.commands.set_label(name)

    def _show_run(self, name: str) -> None:
        self._shell.show_place("train")
        session = self._shell.session
        if session is not None:
            cast("TrainPlace", session.place("train")).reload(name)

    def _go_to(self, session: Session, number: str) -> None:
        from workbench.ui.annotate.list.go_to_dialog import find_sentence

        # Not as a method of this object: it goes with the palette, the answer comes later.
        session.context.ask(find_sentence, number, done=partial(PaletteDesk._open, self))

    def _open(self, sentence_id: int) -> None:
        place = self._front()
        if place is not None:
            place.open_sentence(sentence_id)


def _row_entry(row: ActionRow, run: Callable[[], object]) -> PaletteEntry:
    keys = " · ".join(keys_of(row))
    return PaletteEntry(row.name, row.text.rstrip("…"), run, scope_title(scope_of(row)), keys)
