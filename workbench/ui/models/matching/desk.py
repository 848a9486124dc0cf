"""Counts the hits of dictionaries or rules in the background, and lets them suggest."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.matching import Suggester, Survey
from workbench.operations.matching import put_finds
from workbench.operations.suggest import refresh_suggestions
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.models.matching.pulse import Pulse
from workbench.ui.tasks import Ticket
from workbench.workflow.match_steps import SuggestStep, SurveyStep, suggest, survey

NOTHING_KNOWN = "NW-L15"
# Sentences whose suggestions are written at once: a gesture waits for one page, not for all.
PAGE = 2000


class MatchDesk(QObject):
    """`counted` carries a Survey; `stood` what is under way, empty for nothing, and its share."""

    counted = Signal(object)
    stood = Signal(str, float)

    def __init__(
        self, context: Context, suggester: Suggester, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._suggester = suggester
        self._ticket: Ticket | None = None
        self._found: dict[int, tuple[Suggestion, ...]] = {}
        self._survey = Survey()
        self._pulse = Pulse()
        self._written: Counter[str] = Counter()
        self._count_then = self._writing = False
        self.suggesting = False

    def count(self) -> None:
        """Count all hits; while suggestions are made, that can wait until they are there."""
        self._count_then = self.suggesting
        if not self.suggesting:
            self.stop()
            self._ticket = self._context.follow(
                survey,
                self._suggester,
                step=self._surveyed,
                done=self._counted,
                failed=self._not_counted,
            )

    def suggest(self) -> None:
        """Let them suggest on untouched sentences, in place of their earlier suggestions."""
        if self.suggesting:
            return
        self.stop()
        self._written = Counter()
        self.suggesting = True
        self.stood.emit(self.tr("Suggesting"), 0.0)
        self._ticket = self._context.follow(
            suggest,
            self._suggester,
            step=self._take,
            done=self._put,
            failed=self._not_suggested,
        )

    def stop(self) -> None:
        """Give up what is under way; of suggestions, what is written by then is kept."""
        self._found.clear()
        if self._writing:
            # The page on its way has to be taken in; none follows it.
            return
        if self._ticket is not None:
            self._ticket.drop()
        self._rest()

    def _rest(self) -> None:
        self._ticket, self.suggesting, self._writing = None, False, False
        self.stood.emit("", 0.0)

    def _surveyed(self, step: SurveyStep) -> None:
        if step.survey is not None:
            self._survey = step.survey
        if self._pulse.is_due():
            self.stood.emit(self.tr("Counting hits"), step.share)

    def _counted(self, _: None) -> None:
        self._rest()
        self.counted.emit(self._survey)

    def _not_counted(self, error: BaseException) -> None:
        self._rest()
        self.counted.emit(Survey())
        if not (isinstance(error, UsageError) and error.code == NOTHING_KNOWN):
            self._context.notify.error(error)

    def _take(self, step: SuggestStep) -> None:
        self._found.update(step.found)
        if self._pulse.is_due():
            self.stood.emit(self.tr("Suggesting"), step.share)

    def _put(self, _: None) -> None:
        """Write them page by page: the first is a step for undo, the others go with it."""
        self._writing, first = True, not self._written["pages"]
        page = {number: self._found.pop(number) for number in list(islice(self._found, PAGE))}
        self._context.do(
            put_finds if first else refresh_suggestions,
            str(self._suggester),
            page,
            done=self._put_more,
            failed=self._not_suggested,
        )

    def _put_more(self, changes: Changes) -> None:
        details = changes.details
        self._written.update(pages=1, steps=int(changes.sequence > 0))
        self._written.update({name: details.get(name, 0) for name in ("entities", "waits")})
        if self._found:
            self._put(None)
        else:
            self._tell()

    def _tell(self) -> None:
        self._rest()
        entities = count_text(self._written["entities"], "suggestion")
        words = self.tr("{0} on untouched sentences.").format(entities)
        if self._written["waits"]:
            more = self.tr("{0} left out while something could be redone: suggest again.")
            waiting = count_text(self._written["waits"], "sentence")
            words = f"{words} {more.format(waiting)}"
        notify = self._context.notify
        (notify.done if self._written["steps"] else notify.info)(words)
        self._count_again()

    def _count_again(self) -> None:
        if self._count_then:
            self.count()

    def _not_suggested(self, error: BaseException) -> None:
        self._rest()
        self._context.notify.error(error)
        self._count_again()
