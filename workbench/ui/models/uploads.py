"""Uploads of models: asked for with a token, run as jobs of their own."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from workbench.domain.errors import UsageError
from workbench.domain.models import KnownModel
from workbench.domain.training import JobKind, JobState
from workbench.jobs.protocol import Finished
from workbench.jobs.queue import Lane
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.models.dialogs import PushDialog, Upload
from workbench.ui.process import JobBoard, JobRequest
from workbench.ui.tasks import Ticket
from workbench.workflow import hub_tokens
from workbench.workflow.model_pushing import PreparedPush, clean_up, prepare_push, token_line


class Uploads(QObject):
    """Asks, prepares, and tells how it ended. The token goes to the worker and the keyring."""

    def __init__(self, context: Context, board: JobBoard, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._board = board
        self._window = parent
        self._number = 0
        self._under_way: dict[str, PreparedPush] = {}
        self._preparing: Ticket | None = None
        board.ended.connect(self._end)

    def ask(self, model: KnownModel) -> None:
        """Ask where to, once it is known what the keyring holds."""
        self._context.tasks.run(
            lambda: (bool(hub_tokens.stored_token()), hub_tokens.has_keyring()),
            lambda found: self._show(model, *found),
        )

    def start(self, model: KnownModel, upload: Upload) -> None:
        """Export the model elsewhere, then let a worker upload it."""
        store = self._context.store
        self._preparing = self._context.tasks.run(
            lambda: _prepare(store, model.name, upload), self._queue, self._context.notify.error
        )

    def let_go(self) -> None:
        """The project closes, and the workers with it: remove what was made for them."""
        for prepared in self._under_way.values():
            clean_up(prepared)
        self._under_way.clear()
        if self._preparing is not None:
            self._preparing.drop()
            self._preparing.future.add_done_callback(_remove_prepared)

    def _show(self, model: KnownModel, kept: bool, has_keyring: bool) -> None:
        dialog = PushDialog(model, kept, has_keyring, self._window)
        dialog.accepted.connect(lambda: self.start(model, dialog.upload))
        dialog.open()

    def _queue(self, found: tuple[PreparedPush, bytes]) -> None:
        self._preparing = None
        prepared, line = found
        self._number += 1
        name = f"push {self._number} of {prepared.model}"
        self._under_way[name] = prepared
        title = self.tr("{0} is uploaded").format(prepared.model)
        self._board.add(
            JobRequest(name, title, JobKind.PUSH, prepared.folder, Lane.NET, first_line=line)
        )

    def _end(self, name: str, finished: Finished) -> None:
        prepared = self._under_way.pop(name, None)
        if prepared is None:
            return
        self._context.tasks.run(partial(clean_up, prepared), lambda _: None)
        if finished.error is not None:
            self._context.notify.error(finished.error.to_error())
        elif finished.state is JobState.DONE:
            words = self.tr("{0} is on the hub, as {1}.")
            self._context.notify.info(words.format(prepared.model, prepared.repo))


def _remove_prepared(future: Future[tuple[PreparedPush, bytes]]) -> None:
    """What was made for an upload that nobody wants any more."""
    if not future.cancelled() and future.exception() is None:
        clean_up(future.result()[0])


def _prepare(store: Store, name: str, upload: Upload) -> tuple[PreparedPush, bytes]:
    token = upload.token or hub_tokens.stored_token()
    if not token:
        raise UsageError(
            "NW-U94",
            "No access token was given.",
            "Nothing was uploaded.",
            "Make a token with the right to write on the hub's page of settings, and paste it.",
        )
    prepared = prepare_push(store, name, upload.repo, upload.public)
    if upload.forget:
        hub_tokens.forget_token()
    if upload.keep:
        hub_tokens.keep_token(token)
    return prepared, token_line(token)
