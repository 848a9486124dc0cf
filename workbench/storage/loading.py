"""Whole sentences from their rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from workbench.domain.entity import Entity, Origin, OriginKind, Suggestion
from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import Sentence, Split, Status
from workbench.examining.digests import WRONG
from workbench.storage import failures
from workbench.storage.codec import dumps, from_lines, json_to_extras, json_to_ignored, loads

STATUSES = {status.value: status for status in Status}
SPLITS: Mapping[str | None, Split | None] = {None: None} | {one.value: one for one in Split}
# The list of ids is one value: a statement of its own for each number of ids takes as long to
# make as to run.
AMONG = "IN (SELECT value FROM json_each(?))"
# Columns in the order of the fields of a sentence, as far as they go. The text is not fetched
# where the tokens tell it.
_SENTENCES = (
    "SELECT id, tokens, tags, scheme, status, split, flagged, note, document, position, length,"
    f" ignored, iif(sourced, text, ''), extras, {WRONG} FROM sentences WHERE id {AMONG}"
)
_ORIGINS = (
    'SELECT sentence_id, start, "end", label, origin, origin_name, score FROM entities'
    f" WHERE sentence_id {AMONG} AND origin != '{OriginKind.IMPORT}' ORDER BY sentence_id, start"
)
_SUGGESTIONS = (
    'SELECT sentence_id, suggester, start, "end", label, score FROM suggestions'
    f" WHERE sentence_id {AMONG}"
)


def load(connection: Connection, ids: Sequence[int]) -> dict[int, Sentence]:
    """Some sentences by their ids; those that are gone are left out.

    StorageError NW-S33 where one does not read as it was saved.
    """
    wanted = (dumps(list(ids)),)
    rows = connection.exec_driver_sql(_SENTENCES, wanted).all()
    if wrong := [row[0] for row in rows if row[-1]]:
        raise failures.changed_sentences(wrong)
    origins = _origins(connection, wanted)
    suggestions = _suggestions(connection, wanted)
    return {
        row[0]: _to_sentence(row, origins.get(row[0], ()), suggestions.get(row[0], ()))
        for row in rows
    }


def _origins(connection: Connection, wanted: Any) -> dict[int, list[tuple[Entity, Origin]]]:
    found: dict[int, list[tuple[Entity, Origin]]] = defaultdict(list)
    for row in connection.exec_driver_sql(_ORIGINS, wanted).all():
        number, start, end, label, kind, name, score = row
        found[number].append((Entity(label, start, end), Origin(OriginKind(kind), name, score)))
    return found


def _suggestions(connection: Connection, wanted: Any) -> dict[int, list[Suggestion]]:
    found: dict[int, list[Suggestion]] = defaultdict(list)
    for row in connection.exec_driver_sql(_SUGGESTIONS, wanted).all():
        number, suggester, start, end, label, score = row
        found[number].append(Suggestion(Entity(label, start, end), suggester, score))
    return found


def _to_sentence(
    row: Sequence[Any],
    origins: Sequence[tuple[Entity, Origin]],
    suggestions: Sequence[Suggestion],
) -> Sentence:
    number, tokens, tags, scheme, *middle = row
    status, split, flagged, note, document, position, length, ignored, source, extras, _ = middle
    return Sentence(
        number,
        from_lines(tokens, length),
        from_lines(tags, length),
        scheme_of(scheme),
        STATUSES[status],
        SPLITS[split],
        bool(flagged),
        note,
        document,
        position,
        tuple(origins),
        tuple(sorted(suggestions)) if suggestions else (),
        json_to_ignored(loads(ignored)) if ignored != "[]" else frozenset(),
        source,
        json_to_extras(loads(extras)) if extras else (),
    )
