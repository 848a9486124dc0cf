"""After each training: whether the new model takes over, and suggests from now on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from workbench.domain.changes import Changes
from workbench.domain.instant import NAME as INSTANT
from workbench.operations.models import choose_suggester
from workbench.operations.suggest import choose_suggesting_anew, suggests_anew
from workbench.ui.context import Context
from workbench.ui.notify import Choice
from workbench.ui.train.runner import Runner
from workbench.workflow.succession import Succession, Verdict, judge, take_over


class Succeeding(QObject):
    """Listens to the runner; what is not decided by the figures is left to the person.

    `decided` carries what came out for a run.
    """

    decided = Signal(object)

    def __init__(self, context: Context, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._runner = runner
        runner.taken_in.connect(self._look)

    def toggle(self) -> None:
        """Suggest after each training from now on, or no more."""
        self._context.ask(suggests_anew, done=lambda on: self._choose(not on))

    def use(self, found: Succession) -> None:
        """Let a new model suggest from now on, and at once."""
        self._context.do(choose_suggester, found.run, done=lambda _: self._take_over(found))

    def _choose(self, on: bool) -> None:
        words = self.tr("After a training, a better model suggests at once.")
        if not on:
            words = self.tr("After a training, nothing is suggested until you ask for it.")
        self._context.do(
            choose_suggesting_anew, on, done=lambda _: self._context.notify.info(words)
        )

    def _look(self, run: str) -> None:
        store = self._context.store
        self._context.tasks.run(
            lambda: take_over(store, judge(store, run)), self._decide, self._context.notify.error
        )

    def _decide(self, found: Succession) -> None:
        if found.verdict is Verdict.TAKES_OVER:
            self._context.ask(suggests_anew, done=lambda on: self._take_over(found, on))
        elif found.verdict is not Verdict.UNUSABLE:
            self._ask(found)
        self.decided.emit(found)

    def _take_over(self, found: Succession, suggests: bool = True) -> None:
        """Tell those who follow the models, and let the new one suggest where that is wanted."""
        self._context.take_in(Changes("", runs=True))
        if suggests:
            # Where no model suggested before, the instant one did, and steps back now.
            before = found.present or INSTANT
            self._runner.background.start(found.run, before, asked_for=False)

    def _ask(self, found: Succession) -> None:
        keep = Choice(self.tr("Keep {0}").format(found.present), lambda: None)
        use = Choice(self.tr("Use {0}").format(found.run), lambda: self.use(found))
        self._context.notify.ask(words_of(found), keep, use)


def words_of(found: Succession) -> str:
    """What the figures say of a new model that does not take over by itself."""
    if found.verdict is Verdict.UNKNOWN:
        return (
            f"{found.run} and {found.present} share no test set, so nobody knows which is better."
        )
    new, old = f"{found.f1[1]:.2f}", f"{found.f1[0]:.2f}"
    if new == old:
        new, old = f"{found.f1[1]:.4f}", f"{found.f1[0]:.4f}"
    return f"{found.run} is not better than {found.present} on test ({new} / {old})."
