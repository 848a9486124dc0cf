"""The same state for very many sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from workbench.domain.sentence import Sentence
from workbench.storage.codec import dumps
from workbench.storage.columns import COLUMNS
from workbench.storage.images import Image, Pair, block_of
from workbench.storage.loading import AMONG
from workbench.storage.tables import Row

# The fields that stand in one column each, and that nothing else follows from.
FIELDS = ("status", "split", "flagged", "note", "document")


def images(
    connection: Connection, ids: Sequence[int], fields: Mapping[str, Any], sequence: int
) -> list[Image]:
    """What changes when these sentences get the given fields; nothing is written yet."""
    names = [name for name in FIELDS if name in fields]
    if len(names) < len(fields):
        raise ValueError(f"only {FIELDS} can be set: {sorted(fields)}")
    example = Sentence(0, (), (), **fields)
    values = [COLUMNS[name](example) for name in names]
    blocks: dict[int, list[Row]] = defaultdict(list)
    found = connection.exec_driver_sql(_selection(names), (dumps(ids),)).all()
    for number, edited, *old in found:
        if old != values:
            blocks[block_of(number)].append((number, edited, *old))
    return [_image(rows, names, values, sequence) for rows in blocks.values()]


def _selection(names: Sequence[str]) -> str:
    columns = ", ".join(f"coalesce({name}, '')" for name in names)
    return f"SELECT id, edited, {columns} FROM sentences WHERE id {AMONG} ORDER BY id"


def _image(
    rows: Sequence[Row], names: Sequence[str], values: Sequence[Any], sequence: int
) -> Image:
    ids, edited, *old = (list(column) for column in zip(*rows, strict=True))
    columns: dict[str, Pair] = {
        name: (were, [value] * len(ids))
        for name, were, value in zip(names, old, values, strict=True)
    }
    return Image(ids, {**columns, "edited": (edited, [sequence] * len(ids))})
