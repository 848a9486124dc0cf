"""Exports of an open project, and how far an exchange has come."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice

from workbench.domain.filters import Filter
from workbench.domain.schemes import Scheme
from workbench.domain.sentence import Sentence
from workbench.formats.base import (
    Cancelled,
    Format,
    Progress,
    RawSentence,
    TargetScheme,
    WriteOptions,
)
from workbench.formats.planning import Plan, prepare, write_options
from workbench.operations.exchange import ids_to_export, to_raw
from workbench.operations.store import Reader, Store

_PAGE = 500
# A share says nothing about the time left before this many seconds.
_FIRST_ESTIMATE = 1.0


def plan_export(
    store: Store,
    wanted: Filter,
    format_: Format,
    scheme: TargetScheme,
    separator: str = "\t",
    progress: Progress | None = None,
) -> Plan:
    """Gather the sentences of an export page by page, so that the project stays usable.

    Raises ExportError as `workbench.formats.planning.prepare` does.
    """
    ids = store.ask(ids_to_export, wanted).result()
    labels = store.ask(_label_names).result()
    raw_scheme = store.ask(_first_scheme, ids[:1]).result()
    options = WriteOptions(scheme, labels, separator, raw_scheme or WriteOptions().raw_scheme)
    options = write_options(format_, options)
    sentences = _sentences(store, ids, options.scheme)
    return prepare(sentences, format_, options, progress, len(ids))


def _sentences(store: Store, ids: Sequence[int], scheme: TargetScheme) -> Iterator[RawSentence]:
    remaining = iter(ids)
    while page := list(islice(remaining, _PAGE)):
        for sentence in store.ask(_page, page).result():
            yield to_raw(sentence, scheme)


def _page(reader: Reader, ids: Sequence[int]) -> list[Sentence]:
    return list(reader.sentences(ids))


def _label_names(reader: Reader) -> tuple[str, ...]:
    return tuple(reader.labels().names)


def _first_scheme(reader: Reader, ids: Sequence[int]) -> Scheme | None:
    return next((sentence.scheme for sentence in reader.sentences(ids)), None)


class Watch:
    """Follows an exchange: `progress` takes its steps and stops it when `cancel` was called."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._started = time.monotonic()
        self._share = 0.0

    def progress(self, done: int, total: int) -> None:
        """Take a step; raises Cancelled."""
        if self._cancelled.is_set():
            raise Cancelled
        self._share = min(done / total, 1.0) if total else 0.0

    def restart(self) -> None:
        """Begin another stage, whose time is estimated anew."""
        self._started = time.monotonic()
        self._share = 0.0

    def cancel(self) -> None:
        """Stop at the next step; nothing will have been changed."""
        self._cancelled.set()

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1."""
        return self._share

    @property
    def seconds_left(self) -> float | None:
        """The time left; None while nothing can be said about it."""
        spent = time.monotonic() - self._started
        if not self._share or spent < _FIRST_ESTIMATE:
            return None
        return spent / self._share * (1 - self._share)
