"""New tags for very many sentences: each run of tags between those outside is rewritten once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection

from workbench.domain.checks import FindingKind
from workbench.domain.entity import OriginKind
from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import join_tokens
from workbench.operations.store import Rewrite, TagRun
from workbench.storage.codec import dumps, from_lines, json_to_ignored, loads, to_lines
from workbench.storage.images import Image, Pair, block_of
from workbench.storage.loading import AMONG
from workbench.storage.refreshing import Found, findings
from workbench.storage.tables import Row, fetched
from workbench.storage.tag_reader import Span, TagReader

_TAGGED = (
    "SELECT id, tags, scheme, ignored, entity_count, finding_count, edited FROM sentences"
    f" WHERE id {AMONG} ORDER BY id"
)
_ENTITIES = (
    'SELECT sentence_id, start, "end", label, text, origin, origin_name,'
    # The sign keeps SQLite from going through all entities of a label.
    f" coalesce(score, '') FROM entities WHERE sentence_id {AMONG} AND +label {AMONG}"
)
_TOKENS = f"SELECT id, tokens, length FROM sentences WHERE id {AMONG}"
_IMPORTED = (str(OriginKind.IMPORT), "", "")

T = TypeVar("T")


@dataclass(slots=True)
class _Step:
    """What becomes of one run, and how often it did.

    Entities and findings that go and come, by their places in the run.
    """

    run: TagRun
    lines: str
    spans: tuple[Sequence[Span], Sequence[Span]]
    findings: tuple[Sequence[Found], Sequence[Found]]
    times: int = 0
    moves: bool = field(init=False)
    more: int = field(init=False)

    def __post_init__(self) -> None:
        self.moves = self.spans != ([], [])
        self.more = len(self.findings[1]) - len(self.findings[0])


@dataclass(slots=True)
class _Changes:
    """What changes in the sentences of one block, row by row."""

    # Id, who edited it, and before and after: tags, number of entities, number of findings.
    sentences: list[Row] = field(default_factory=list)
    findings: tuple[list[Row], list[Row]] = field(default_factory=lambda: ([], []))
    # The entities that go and come, by the number of the sentence.
    spans: dict[int, tuple[list[Span], list[Span]]] = field(default_factory=dict)


class Retagger:
    """Rewrites the runs of sentences."""

    def __init__(self, connection: Connection, labels: frozenset[str], rewrite: Rewrite) -> None:
        self._connection = connection
        self._labels = labels
        self._rewrite = rewrite
        self._known: dict[tuple[str, str], _Runs] = {}

    def applied(self) -> Counter[TagRun]:
        """How often each run was rewritten."""
        steps = (step for runs in self._known.values() for step in runs.values())
        return Counter({step.run: step.times for step in steps if step is not None})

    def images(self, ids: Sequence[int], sequence: int) -> list[Image]:
        """What changes in some sentences; nothing is written yet."""
        blocks: dict[int, _Changes] = defaultdict(_Changes)
        for row in fetched(self._connection, _TAGGED, (dumps(ids),)):
            self._add(blocks[block_of(row[0])], row)
        spans = {number: pair for some in blocks.values() for number, pair in some.spans.items()}
        entities = self._entities(spans)
        return [_image(some, entities, sequence) for some in blocks.values() if some.sentences]

    def _new_runs(self, scheme: str, ignored: str) -> _Runs:
        reader = TagReader(scheme_of(scheme), self._labels)
        runs = _Runs(reader, json_to_ignored(loads(ignored)), self._rewrite)
        self._known[scheme, ignored] = runs
        return runs

    def _add(self, changes: _Changes, row: Row) -> None:
        number, tags, scheme, ignored, entities, findings, edited = row
        runs = self._known.get((scheme, ignored))
        if runs is None:
            runs = self._new_runs(scheme, ignored)
        bordered = f"\n{tags}\n"
        parts: list[str] = []
        gone: list[Span] = []
        come: list[Span] = []
        done = place = counted = more = 0
        for found in runs.pattern.finditer(bordered):
            step = runs[found[0]]
            if step is None:
                continue
            step.times += 1
            start, end = found.span()
            place += bordered.count("\n", counted, start)
            counted = start
            parts += bordered[done:start], step.lines
            done = end
            if step.moves:
                gone += [(first + place, last + place, name) for first, last, name in step.spans[0]]
                come += [(first + place, last + place, name) for first, last, name in step.spans[1]]
            for rows, kinds in zip(changes.findings, step.findings, strict=True):
                for at, kind, tag, repair in kinds:
                    rows.append((number, at + place, kind, tag, repair))
            more += step.more
        if done:
            parts.append(bordered[done:])
            after = entities + len(come) - len(gone)
            lines = "".join(parts)[1:-1]
            changes.sentences.append(
                (number, edited, tags, lines, entities, after, findings, findings + more)
            )
            if gone or come:
                changes.spans[number] = gone, come

    def _entities(
        self, spans: Mapping[int, tuple[Sequence[Span], Sequence[Span]]]
    ) -> dict[int, tuple[list[Row], list[Row]]]:
        """The rows of entities that go and come, by sentence."""
        if not spans:
            return {}
        known: dict[int, dict[int, Row]] = defaultdict(dict)
        labels = {span[2] for gone, _ in spans.values() for span in gone}
        chosen = dumps(list(spans)), dumps(list(labels))
        for row in fetched(self._connection, _ENTITIES, chosen):
            known[row[0]][row[1]] = row
        # The text of an entity that keeps its borders is there already.
        fresh = [number for number, (gone, come) in spans.items() if _borders(gone, come)]
        tokens = {
            number: from_lines(lines, length)
            for number, lines, length in fetched(self._connection, _TOKENS, (dumps(fresh),))
        }
        return {
            number: _entity_rows(number, gone, come, known[number], tokens.get(number, ()))
            for number, (gone, come) in spans.items()
        }


class _Runs(dict[str, _Step | None]):
    """What becomes of each run, written as lines, of one scheme and with some kinds ignored."""

    def __init__(
        self, reader: TagReader, ignored: frozenset[FindingKind], rewrite: Rewrite
    ) -> None:
        super().__init__()
        self.pattern = reader.run
        self._reader = reader
        self._ignored = ignored
        self._rewrite = rewrite

    def __missing__(self, lines: str) -> _Step | None:
        run = TagRun(tuple(lines[1:].split("\n")), self._reader.scheme, self._ignored)
        tags = tuple(self._rewrite(run))
        if len(tags) != len(run.tags):
            raise ValueError(f"not one tag for each token: {run.tags} to {tags}")
        self[lines] = found = None if tags == run.tags else self._step(run, tags)
        return found

    def _step(self, run: TagRun, tags: tuple[str, ...]) -> _Step:
        before, after = to_lines(run.tags), to_lines(tags)
        return _Step(
            run,
            f"\n{after}",
            _parted(self._reader.read(before)[0], self._reader.read(after)[0]),
            _parted(*(findings(self._reader, some, self._ignored) for some in (run.tags, tags))),
        )


def _parted(old: Sequence[T], new: Sequence[T]) -> tuple[list[T], list[T]]:
    """What is there before only, and what is there afterwards only."""
    return [one for one in old if one not in new], [one for one in new if one not in old]


def _borders(gone: Sequence[Span], come: Sequence[Span]) -> bool:
    """Whether entities come with borders that none had before."""
    were = [(start, end) for start, end, _ in gone]
    return any((start, end) not in were for start, end, _ in come)


def _entity_rows(
    number: int,
    gone: Sequence[Span],
    come: Sequence[Span],
    known: Mapping[int, Row],
    tokens: Sequence[str],
) -> tuple[list[Row], list[Row]]:
    """The rows that go and come; an entity that keeps its borders keeps its text and origin."""
    before = [known[start] for start, _, _ in gone if start in known]
    after = []
    for start, end, label in come:
        old = known.get(start)
        if old is not None and old[2] == end:
            after.append((*old[:3], label, *old[4:]))
        else:
            text = join_tokens(tokens[start:end])
            after.append((number, start, end, label, text, *_IMPORTED))
    return before, after


def _image(
    changes: _Changes, entities: Mapping[int, tuple[list[Row], list[Row]]], sequence: int
) -> Image:
    ids, edited, *pairs = (list(column) for column in zip(*changes.sentences, strict=True))
    columns: dict[str, Pair] = {
        name: (pairs[2 * place], pairs[2 * place + 1])
        for place, name in enumerate(("tags", "entity_count", "finding_count"))
    }
    rows: dict[str, Pair] = {
        "entities": tuple(list(_chained(changes, entities, side)) for side in (0, 1)),  # type: ignore[dict-item]
        "findings": changes.findings,
    }
    kept = {name: pair for name, pair in columns.items() if pair[0] != pair[1]}
    kept["edited"] = edited, [sequence] * len(ids)
    return Image(ids, kept, {name: pair for name, pair in rows.items() if pair[0] != pair[1]})


def _chained(
    changes: _Changes, entities: Mapping[int, tuple[list[Row], list[Row]]], side: int
) -> Iterator[Row]:
    for number in changes.spans:
        yield from entities[number][side]
