"""The one door to the person at the keyboard."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal, qVersion

from workbench import __version__, log
from workbench.domain.changes import Changes
from workbench.domain.errors import WorkbenchError
from workbench.files import system_refused
from workbench.ui.action_row import default_keys
from workbench.ui.actions import find_row, key_text


class NoticeKind(StrEnum):
    """How a notice looks: something went well, or something must be done."""

    INFO = "info"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Choice:
    """What a notice lets a person choose: the words on a button, and what it does."""

    text: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Notice:
    """One line for the quiet bar; plain text. It may offer to undo what it tells of.

    One with `choices` stays until one of them is made, or it is closed.
    """

    kind: NoticeKind
    text: str
    undo: bool = False
    choices: tuple[Choice, ...] = ()


class Notifier(QObject):
    """Sorts what happened: expected failures to the bar, bugs to a dialog."""

    noticed = Signal(object)
    crashed = Signal(str)
    was_saved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # What can be done about an error, by its code.
        self.offers: dict[str, tuple[Choice, ...]] = {}

    def info(self, text: str) -> None:
        """Say something in the quiet bar; it goes away by itself."""
        self.noticed.emit(Notice(NoticeKind.INFO, with_present_key(text)))

    def done(self, text: str) -> None:
        """Say what an operation did, with a button that takes it back."""
        self.noticed.emit(Notice(NoticeKind.INFO, text, undo=True))

    def ask(self, text: str, *choices: Choice) -> None:
        """Say something that a person may want to decide on; nothing waits for that."""
        self.noticed.emit(Notice(NoticeKind.INFO, text, choices=choices))

    def error(self, error: BaseException) -> None:
        """Show an expected failure quietly, anything else with a report to copy."""
        log.record_failure(error, "window")
        if isinstance(error, OSError):
            error = system_refused(error)
        if isinstance(error, WorkbenchError):
            choices = self.offers.get(error.code, ())
            self.noticed.emit(Notice(NoticeKind.ERROR, describe(error), choices=choices))
        else:
            self.crashed.emit(crash_report(error))

    def saved(self) -> None:
        """Say in the status bar that the last change is on disk."""
        self.was_saved.emit()


def describe(error: WorkbenchError) -> str:
    """What happened, what is safe and what to do, with the code at the end."""
    return f"{error.happened} {error.safe} {error.next_step} [{error.code}]"


def with_present_key(text: str) -> str:
    """The text with the key of undo that is in use, where it names the table's.

    What is told is written by modules that know no Qt, and so no changed keys.
    """
    first, now = default_keys(find_row("edit.undo"))[0], key_text("edit.undo")
    return text if first == now else text.replace(first, now or "Undo")


def travel_words(changes: Changes, back: bool) -> str:
    """What an undo (`back`) or redo did, such as `Undid clean (12 sentences)`."""
    if not changes.sequence:
        return f"There is {changes.operation}."
    count = changes.details.get("sentences", len(changes.sentences))
    operations = changes.details.get("operations", 1)
    which = changes.operation if operations == 1 else f"{operations:,} operations"
    # Labels and saved values have no sentences of their own.
    sentences = "1 sentence" if count == 1 else f"{count:,} sentences"
    where = f" ({sentences})" if count else ""
    return f"{'Undid' if back else 'Redid'} {which}{where}"


def crash_report(error: BaseException) -> str:
    """A report for whoever mends the bug: versions and the way the program went."""
    lines = traceback.format_exception(error)
    return (
        f"NER Workbench {__version__}, Python {platform.python_version()}, Qt {qVersion()}, "
        f"{platform.platform()}\n\n{''.join(lines)}"
    )
