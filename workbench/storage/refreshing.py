"""What is found in very many sentences, looked for anew after a change of the label set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from workbench.domain.checks import FindingKind
from workbench.domain.schemes import scheme_of
from workbench.storage.codec import dumps, json_to_ignored, loads
from workbench.storage.images import Image, Pair, block_of
from workbench.storage.loading import AMONG
from workbench.storage.tables import Row, fetched
from workbench.storage.tag_reader import REMEMBERED, TagReader

_TAGGED = (
    f"SELECT id, tags, scheme, ignored, finding_count FROM sentences WHERE id {AMONG} ORDER BY id"
)
FOUND = (
    "SELECT sentence_id, position, kind, tag, repair FROM findings"
    f" WHERE sentence_id {AMONG} ORDER BY sentence_id, position"
)
# Behind the number of the sentence: position, kind, tag and repair.
Found = tuple[int, str, str, str]


@dataclass(slots=True)
class _Changes:
    """Sentences of one block in which something else is found: how much, and what."""

    ids: list[int] = field(default_factory=list)
    counts: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    rows: tuple[list[Row], list[Row]] = field(default_factory=lambda: ([], []))


class Refresher:
    """Looks for the findings of sentences; each different run of tags is looked at once."""

    def __init__(self, connection: Connection, labels: frozenset[str]) -> None:
        self._connection = connection
        self._labels = labels
        self._known: dict[tuple[str, str], _Runs] = {}

    def images(self, ids: Sequence[int], _sequence: int) -> list[Image]:
        """What changes in some sentences; nothing is written yet."""
        tagged = fetched(self._connection, _TAGGED, (dumps(ids),))
        stored = self._stored([row[0] for row in tagged if row[-1]])
        blocks: dict[int, _Changes] = defaultdict(_Changes)
        for number, tags, scheme, ignored, count in tagged:
            were, are = stored.get(number, []), self._found(number, tags, scheme, ignored)
            if were != are:
                changes = blocks[block_of(number)]
                changes.ids.append(number)
                changes.counts[0].append(count)
                changes.counts[1].append(len(are))
                changes.rows[0].extend([row for row in were if row not in are])
                changes.rows[1].extend([row for row in are if row not in were])
        return [_image(changes) for changes in blocks.values()]

    def _stored(self, ids: Sequence[int]) -> Mapping[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        if ids:
            for row in fetched(self._connection, FOUND, (dumps(ids),)):
                found[row[0]].append(row)
        return found

    def _found(self, number: int, tags: str, scheme: str, ignored: str) -> list[Row]:
        runs = self._known.get((scheme, ignored))
        if runs is None:
            reader = TagReader(scheme_of(scheme), self._labels)
            runs = _Runs(reader, json_to_ignored(loads(ignored)))
            self._known[scheme, ignored] = runs
        bordered = f"\n{tags}\n"
        rows: list[Row] = []
        for run in runs.pattern.finditer(bordered):
            if found := runs[run[0]]:
                place = bordered.count("\n", 0, run.start())
                rows += [(number, at + place, *about) for at, *about in found]
        return rows


class _Runs(dict[str, Sequence[Found]]):
    """What is found in each run, written as lines, of one scheme and with some kinds ignored."""

    def __init__(self, reader: TagReader, ignored: frozenset[FindingKind]) -> None:
        super().__init__()
        self.pattern = reader.run
        self._reader = reader
        self._ignored = ignored

    def __missing__(self, lines: str) -> Sequence[Found]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[lines] = findings(self._reader, lines[1:].split("\n"), self._ignored)
        return found


def findings(
    reader: TagReader, tags: Sequence[str], ignored: frozenset[FindingKind]
) -> list[Found]:
    """What is found in tags, but for the kinds that a person ignores."""
    return [
        (one.position, str(one.kind), one.tag, one.repair)
        for one in reader.find(tags)
        if one.kind not in ignored
    ]


def _image(changes: _Changes) -> Image:
    before, after = changes.counts
    columns: dict[str, Pair] = {} if before == after else {"finding_count": changes.counts}
    return Image(changes.ids, columns, {"findings": changes.rows})
