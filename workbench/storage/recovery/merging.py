"""Changes that are missing from a file which has been edited since, brought into it all the same.

What they did is worked out in a copy of the file as it was before those edits. A sentence that was
edited since stays as it is there; every other one becomes what it was. That is one operation, so
that undo takes it back.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workbench.domain.changes import Changes
from workbench.domain.sentence import Sentence
from workbench.operations.store import NewSentence, Reader, Run, Transaction
from workbench.storage import database, failures
from workbench.storage.codec import loads
from workbench.storage.reader import StoredReader
from workbench.storage.recovery.records import replay
from workbench.storage.recovery.side import Record

_DIGESTS = "SELECT id, digest, suggestion_count FROM sentences ORDER BY id"
_VALUES = "SELECT name, value FROM project_values"


@dataclass(frozen=True)
class Difference:
    """What some changes did to a project: whole sentences before and after them, and the rest."""

    before: Mapping[int, Sentence]
    after: Mapping[int, Sentence]
    added: Sequence[Sentence]
    labels: Sequence[str]
    values: Mapping[str, tuple[Any, Any]]
    runs: Sequence[Run]


def difference(path: Path, base: Path | None, records: Iterable[Record]) -> Difference:
    """What records do to the copy that they go on from; StorageError NW-S41 where it is gone."""
    if base is None:
        raise failures.nothing_known(path)
    try:
        with tempfile.TemporaryDirectory(prefix="workbench-") as name:
            copy = Path(shutil.copyfile(base, Path(name) / "base.nerproj"))
            connection = database.connect(copy)
            try:
                return _difference(connection, records)
            finally:
                database.close(connection)
    except (OSError, DBAPIError, sqlite3.Error) as error:
        raise failures.nothing_known(path) from error


def _difference(connection: Connection, records: Iterable[Record]) -> Difference:
    reader = StoredReader(connection)
    with connection.begin() as transaction:
        rows, labels, values, runs = _state(reader, connection)
        for record in records:
            replay(connection, record["events"])
        rows_after, labels_after, values_after, _ = _state(reader, connection)
        changed = [one for one in rows_after if one in rows and rows[one] != rows_after[one]]
        after = {one.id: one for one in reader.sentences(changed)}
        added = list(reader.sentences([one for one in rows_after if one not in rows]))
        new_runs = [one for one in reader.runs() if one.name not in runs]
        transaction.rollback()
    with connection.begin():
        before = {one.id: one for one in reader.sentences(changed)}
    different = {
        name: (values.get(name), values_after.get(name))
        for name in values.keys() | values_after.keys()
        if values.get(name) != values_after.get(name)
    }
    new_labels = [one for one in labels_after if one not in labels]
    return Difference(before, after, added, new_labels, different, new_runs)


def _state(
    reader: Reader, connection: Connection
) -> tuple[dict[int, Any], Sequence[str], dict[str, Any], frozenset[str]]:
    rows = {row[0]: tuple(row[1:]) for row in connection.exec_driver_sql(_DIGESTS)}
    values = {name: loads(text) for name, text in connection.exec_driver_sql(_VALUES)}
    return rows, reader.labels().names, values, reader.run_names()


def take_in(transaction: Transaction, found: Difference) -> Changes:
    """Do to a project what is not settled otherwise in it; `kept` counts what is."""
    labels = transaction.labels()
    if set(found.labels) - set(labels.names):
        transaction.put_labels(labels.with_names(found.labels))
    present = {one.id: one for one in transaction.sentences(found.after)}
    kept = 0
    for number, wanted in found.after.items():
        now = present.get(number)
        if now is not None and _content(now) == _content(found.before[number]):
            transaction.put(replace(wanted, position=now.position))
        elif now is None or _content(now) != _content(wanted):
            kept += 1
    if found.added:
        transaction.add([_new(one) for one in found.added])
    for name, (before, after) in found.values.items():
        if transaction.value(name) == before:
            transaction.put_value(name, after)
    known = transaction.run_names()
    for run in found.runs:
        if run.name not in known:
            transaction.put_run(run)
    return transaction.changes("recover", kept=kept)


def _content(sentence: Sentence) -> Sentence:
    """What a person sets; where it stands, and what a model says meanwhile, is no conflict."""
    return replace(sentence, position=0, suggestions=())


def _new(one: Sentence) -> NewSentence:
    return NewSentence(
        one.tokens,
        one.tags,
        one.scheme,
        one.status,
        one.split,
        one.document,
        one.suggestions,
        one.source,
        one.flagged,
        one.note,
        one.extras,
    )
