"""What an operation changed in the rows of sentences, as they were and as they became."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Connection

from workbench.storage.rows import ENTITY, FINDING, SENTENCE, SUGGESTION
from workbench.storage.tables import Row, Writing

# Values before and after, of one column for some sentences or of whole rows.
Pair = tuple[Sequence[Any], Sequence[Any]]

# Sentences of one image, as a power of two: those whose ids differ in the last bits only.
_BITS = 8
# Shorter ones gain nothing by being packed.
_PACKED = 400
# The quickest level: what follows each other here is alike.
_LEVEL = 1
# Columns of lines. JSON writes a line break as two letters, and is slow to read them: here
# they change places with a sign that occurs hardly anywhere.
_LINES = frozenset({"tokens", "tags"})
_SIGN = "\x7f"
_BORDER = "\0"
_BOTH = str.maketrans(f"\n{_SIGN}", f"{_SIGN}\n")
_CHILDREN: Mapping[str, Writing] = {
    writing.table.name: writing for writing in (ENTITY, SUGGESTION, FINDING)
}


@dataclass(frozen=True, slots=True)
class Image:
    """Rows of sentences before and after an operation; `tables.Row` says how values look.

    `columns` are those of the sentences, one value for each id; `rows` are the rows of other
    tables that went and came, by the name of the table.
    """

    ids: Sequence[int]
    columns: Mapping[str, Pair] = field(default_factory=dict)
    rows: Mapping[str, Pair] = field(default_factory=dict)

    @property
    def place(self) -> int:
        """Where the history of one of these sentences will look for this image."""
        return self.ids[0] if len(self.ids) == 1 else places_of(self.ids[0])[1]

    @property
    def is_edit(self) -> bool:
        """Whether sentences changed themselves, and not only what is found in them."""
        return not (self.columns.keys() <= {"finding_count"} and self.rows.keys() <= {"findings"})

    def pack(self) -> bytes:
        """The image as bytes, for the journal."""
        columns = {name: _swapped(name, pair, "\n", _SIGN) for name, pair in self.columns.items()}
        content = orjson.dumps({"ids": self.ids, "columns": columns, "rows": self.rows})
        return content if len(content) < _PACKED else zlib.compress(content, _LEVEL)

    def finished(self) -> int:
        """How many more sentences are done afterwards."""
        before, after = self.columns.get("status", ((), ()))
        return list(after).count("done") - list(before).count("done")

    def columns_of(self, sentence_id: int, back: bool) -> Mapping[str, Any]:
        """The columns of one sentence, as they were (back) or became."""
        at = self.ids.index(sentence_id)
        return {name: pair[not back][at] for name, pair in self.columns.items()}

    def rows_of(self, sentence_id: int, table: str) -> tuple[list[Row], list[Row]]:
        """The rows of one sentence that went and that came, in a table."""
        gone, come = self.rows.get(table, ((), ()))
        return _of(sentence_id, gone), _of(sentence_id, come)


def _of(sentence_id: int, rows: Iterable[Sequence[Any]]) -> list[Row]:
    return [tuple(row) for row in rows if row[0] == sentence_id]


def unpack(content: bytes) -> Any:
    """What was packed, as JSON values."""
    found = orjson.loads(content if content.startswith(b"{") else zlib.decompress(content))
    columns = found.get("columns", {})
    for name in _LINES & columns.keys():
        columns[name] = _swapped(name, columns[name], _SIGN, "\n")
    return found


def _swapped(name: str, pair: Pair, old: str, new: str) -> Pair:
    """Lines with another sign between them, or values that are none as they were."""
    if name not in _LINES:
        return pair
    before, after = (_all_with_sign(side, old, new) for side in pair)
    return before, after


def _all_with_sign(texts: Sequence[str], old: str, new: str) -> Sequence[str]:
    # All at once, unless one of them holds what would be the border between them.
    joined = _BORDER.join(texts)
    if new in joined or joined.count(_BORDER) >= len(texts):
        return [_with_sign(text, old, new) for text in texts]
    return joined.replace(old, new).split(_BORDER)


def _with_sign(text: str, old: str, new: str) -> str:
    # Where both occur they change places, so that nothing is lost.
    return text.translate(_BOTH) if new in text else text.replace(old, new)


def block_of(sentence_id: int) -> int:
    """Sentences of one block may share an image."""
    return sentence_id >> _BITS


def places_of(sentence_id: int) -> tuple[int, int]:
    """The places of images of this sentence alone, and of those with others of its block."""
    return sentence_id, -1 - block_of(sentence_id)


def apply(connection: Connection, images: Sequence[Image], back: bool = False) -> None:
    """Write what images say into the tables; `back` brings the rows before them back.

    No sentence may stand in two of them.
    """
    by_columns: dict[tuple[str, ...], list[Image]] = defaultdict(list)
    for image in images:
        by_columns[tuple(image.columns)].append(image)
    for names, alike in by_columns.items():
        if same := _same(alike, names, back):
            SENTENCE.set_same(
                connection, names, same, [one for image in alike for one in image.ids]
            )
        else:
            SENTENCE.set(connection, names, list(_values(alike, names, back)))
    for name, writing in _CHILDREN.items():
        gone = [tuple(row) for image in images for row in _side(image.rows, name, back)]
        come = [tuple(row) for image in images for row in _side(image.rows, name, not back)]
        writing.swap(connection, gone, come)


def _same(images: Sequence[Image], names: Sequence[str], back: bool) -> Row:
    """The values that all sentences get, where they are the same for all of them."""
    first = tuple(images[0].columns[name][not back][0] for name in names)
    for name, value in zip(names, first, strict=True):
        for image in images:
            values = image.columns[name][not back]
            if values.count(value) < len(values):
                return ()
    return first


def _values(images: Iterable[Image], names: Sequence[str], back: bool) -> Iterator[Row]:
    for image in images:
        yield from zip(
            *(_side(image.columns, one, not back) for one in names), image.ids, strict=True
        )


def _side(pairs: Mapping[str, Pair], name: str, after: bool) -> Sequence[Any]:
    return pairs[name][after] if name in pairs else ()
