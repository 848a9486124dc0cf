"""The split under way: its mentions, their contexts, and decisions that outlive the window."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain.labels import LabelSet
from workbench.operations import label_split
from workbench.operations.label_split import Mention, Unfinished, keep_unfinished
from workbench.operations.store import Reader
from workbench.ui.clean.labels.split_queue import SplitQueue
from workbench.ui.clean.labels.split_stage import MentionContext, read_context
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket

KEPT_MS = 800
# Contexts at hand; the next one is read before it is wanted.
AT_HAND = 16


def read_start(reader: Reader, name: str) -> tuple[LabelSet, Unfinished]:
    """The label set, and what was decided on a label earlier."""
    return reader.labels(), label_split.unfinished(reader, name)


class SplitDesk(QObject):
    """`started` when labels and targets are known, `progressed` while mentions are read,
    `loaded` when the queue is there, `context_read` when another mention can be shown."""

    started = Signal()
    progressed = Signal(int)
    loaded = Signal()
    context_read = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.label = ""
        self.labels = LabelSet()
        self.targets: tuple[str, ...] = ()
        self.queue = SplitQueue()
        self.reading = False
        self._context = context
        self._changed = False
        # The project changed while its mentions were read.
        self._stale = False
        self._ticket: Ticket | None = None
        self._contexts: dict[tuple[int, int, int], MentionContext] = {}
        self._keep_soon = QTimer(self, singleShot=True, interval=KEPT_MS)
        self._keep_soon.timeout.connect(self.keep)

    def open(self, name: str) -> None:
        """Begin with a label, in place of the one before."""
        self.close()
        self.label, self.reading = name, True
        self._ticket = self._context.ask(read_start, name, done=self._start)

    def read_again(self) -> None:
        """Read the mentions anew, because the project has changed."""
        self._stale = self.reading
        if self.label and not self.reading:
            self._read(self.unfinished)

    def close(self) -> None:
        """End it here; what was decided is kept."""
        self.keep()
        self.forget()

    def forget(self) -> None:
        """End it here without keeping anything more."""
        self._drop()
        self._keep_soon.stop()
        self._changed = False
        self.label = ""
        self.queue = SplitQueue()

    def touch(self) -> None:
        """Something was decided: write it down soon."""
        self._changed = True
        self._keep_soon.start()

    def keep(self) -> None:
        """Write down what was decided, so that it outlives the window."""
        self._keep_soon.stop()
        if self._changed and self.label and not self.reading:
            self._changed = False
            kept = self.unfinished
            nothing = not (kept.targets or kept.decisions)
            self._context.do(keep_unfinished, self.label, None if nothing else kept)

    @property
    def unfinished(self) -> Unfinished:
        """What was decided so far."""
        return Unfinished(self.targets, tuple(self.queue.decisions()))

    def context_of(self, mention: Mention) -> MentionContext | None:
        """The context of a mention if it is at hand; it and the coming one are read if not."""
        known = self._contexts.get(mention[:3])
        wanted = mention if known is None else self.queue.coming()
        if wanted is not None and wanted[:3] not in self._contexts:
            self._context.ask(
                read_context,
                wanted,
                done=partial(self._take_context, wanted),
                failed=self._gone,
            )
        return known

    def _start(self, answer: tuple[LabelSet, Unfinished]) -> None:
        self.labels, kept = answer
        self.targets = kept.targets
        self.started.emit()
        self._read(kept)

    def _read(self, kept: Unfinished) -> None:
        self._drop()
        self._contexts.clear()
        self.reading, self._stale = True, False
        fresh = SplitQueue()
        self._ticket = self._context.follow(
            label_split.mentions,
            self.label,
            step=partial(self._take, fresh),
            done=partial(self._read_all, fresh, kept),
        )

    def _take(self, fresh: SplitQueue, mentions: list[Mention]) -> None:
        fresh.add(mentions)
        self.progressed.emit(len(fresh))

    def _read_all(self, fresh: SplitQueue, kept: Unfinished, _end: None) -> None:
        self._ticket = None
        if self._stale:
            self._read(kept)
            return
        self.reading = False
        self.queue = fresh
        self.queue.begin(kept.decisions)
        self.loaded.emit()

    def _take_context(self, mention: Mention, context: MentionContext) -> None:
        if mention.end > len(context.sentence.tokens):
            self.read_again()
            return
        while len(self._contexts) >= AT_HAND:
            self._contexts.pop(next(iter(self._contexts)))
        self._contexts[mention[:3]] = context
        self.context_read.emit(mention)

    def _gone(self, _error: BaseException) -> None:
        self.read_again()

    def _drop(self) -> None:
        self.reading = False
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
