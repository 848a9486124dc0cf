"""What every place of the window is given: the store, and how to talk to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Concatenate, TypeVar

from workbench import log
from workbench.domain.changes import Changes
from workbench.operations.store import Reader, Store, Transaction
from workbench.ui.changes_hub import ChangesHub
from workbench.ui.notify import Notifier
from workbench.ui.tasks import Failed, Tasks, Ticket, listens

T = TypeVar("T")


@dataclass(frozen=True)
class Context:
    """An open project as the window's places see it."""

    store: Store
    tasks: Tasks
    hub: ChangesHub
    notify: Notifier

    def do(
        self,
        operation: Callable[Concatenate[Transaction, ...], Changes],
        *args: Any,
        done: Callable[[Changes], object] | None = None,
        failed: Failed | None = None,
        **kwargs: Any,
    ) -> Ticket:
        """Run an operation; when it is on disk, publish what it changed, then call `done`."""

        def saved(changes: Changes) -> None:
            self.take_in(changes)
            if done is not None and listens(done):
                done(changes)

        return self.tasks.follow(self.store.submit(operation, *args, **kwargs), saved, failed)

    def ask(
        self,
        question: Callable[Concatenate[Reader, ...], T],
        *args: Any,
        done: Callable[[T], object],
        failed: Failed | None = None,
        **kwargs: Any,
    ) -> Ticket:
        """Ask the store and call `done` with the answer."""
        return self.tasks.follow(self.store.ask(question, *args, **kwargs), done, failed)

    def follow(
        self,
        question: Callable[Concatenate[Reader, ...], Iterator[T]],
        *args: Any,
        step: Callable[[T], object],
        done: Callable[[None], object],
        failed: Failed | None = None,
        **kwargs: Any,
    ) -> Ticket:
        """Ask the store bit by bit: `step` gets each answer; a dropped ticket ends it."""

        def ask(found: Callable[[T], object]) -> Future[None]:
            return self.store.ask_in_steps(question, found, *args, **kwargs)

        return self.tasks.follow_steps(ask, step, done, failed)

    def take_in(self, changes: Changes) -> None:
        """Tell the window that this was changed and saved."""
        self.hub.publish(changes)
        self.notify.saved()
        # The first word is ours; labels and the like may follow.
        word = changes.operation.partition(" ")[0]
        log.record("done", what=word, step=changes.sequence, sentences=len(changes.sentences))
