"""New tags for very many sentences: each run of tags between those outside is rewritten once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from sqlalchemy import Connection

from workbench.domain.checks import FindingKind
from workbench.domain.entity import OriginKind
from workbench.domain.schemes import scheme_of
from workbench.domain.sentence import join_tokens
from workbench.operations.store import Rewrite, TagRun
from workbench.storage.codec import dumps, from_lines, json_to_ignored, loads, to_lines
from workbench.storage.images import Image, Pair, block_of
from workbench.storage.loading import AMONG
from workbench.storage.tables import Row
from workbench.storage.tag_reader import Span, TagReader

_TAGGED = (
    "SELECT id, tags, scheme, ignored, entity_count, finding_count, edited FROM sentences"
    f" WHERE id {AMONG} ORDER BY id"
)
_ENTITIES = (
    'SELECT sentence_id, start, "end", label, text, origin, origin_name,'
    f" coalesce(score, '') FROM entities WHERE sentence_id {AMONG}"
)
_TOKENS = f"SELECT id, tokens, length FROM sentences WHERE id {AMONG}"
_IMPORTED = (str(OriginKind.IMPORT), "", "")

# Behind the number of the sentence: position, kind, tag and repair.
Found = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class _Step:
    """What becomes of one run; entities and findings by their places in it."""

    run: TagRun
    lines: str
    spans: tuple[Sequence[Span], Sequence[Span]]
    findings: tuple[Sequence[Found], Sequence[Found]]


@dataclass(slots=True)
class _Changes:
    """What changes in the sentences of one block, row by row."""

    ids: list[int] = field(default_factory=list)
    tags: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))
    entities: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    found: tuple[list[int], list[int]] = field(default_factory=lambda: ([], []))
    edited: list[int] = field(default_factory=list)
    findings: tuple[list[Row], list[Row]] = field(default_factory=lambda: ([], []))
    # The entities that go and come, by the number of the sentence.
    spans: dict[int, tuple[list[Span], list[Span]]] = field(default_factory=dict)


class Retagger:
    """Rewrites the runs of sentences; `applied` counts each run that was rewritten."""

    def __init__(self, connection: Connection, labels: frozenset[str], rewrite: Rewrite) -> None:
        self._connection = connection
        self._labels = labels
        self._rewrite = rewrite
        self.applied: Counter[TagRun] = Counter()
        self._runs: Callable[[str, str], _Runs] = cache(self._make_runs)

    def images(self, ids: Sequence[int], sequence: int) -> list[Image]:
        """What changes in some sentences; nothing is written yet."""
        blocks: dict[int, _Changes] = defaultdict(_Changes)
        for row in self._connection.exec_driver_sql(_TAGGED, (dumps(ids),)).all():
            self._add(blocks[block_of(row[0])], row)
        spans = {number: pair for some in blocks.values() for number, pair in some.spans.items()}
        entities = self._entities(spans)
        return [_image(some, entities, sequence) for some in blocks.values() if some.ids]

    def _make_runs(self, scheme: str, ignored: str) -> _Runs:
        kinds = json_to_ignored(loads(ignored))
        return _Runs(TagReader(scheme_of(scheme), self._labels), kinds, self._rewrite)

    def _add(self, changes: _Changes, row: Sequence[object]) -> None:
        number, tags, scheme, ignored, entities, findings, edited = row
        assert isinstance(number, int) and isinstance(tags, str)
        assert isinstance(entities, int) and isinstance(findings, int) and isinstance(edited, int)
        runs = self._runs(str(scheme), str(ignored))
        bordered = f"\n{tags}\n"
        parts: list[str] = []
        gone: list[Span] = []
        come: list[Span] = []
        done = place = counted = 0
        for found in runs.pattern.finditer(bordered):
            step = runs[found[0]]
            if step is None:
                continue
            start, end = found.span()
            place += bordered.count("\n", counted, start)
            counted = start
            parts += bordered[done:start], step.lines
            done = end
            self.applied[step.run] += 1
            gone += [(first + place, last + place, label) for first, last, label in step.spans[0]]
            come += [(first + place, last + place, label) for first, last, label in step.spans[1]]
            for rows, some in zip(changes.findings, step.findings, strict=True):
                rows += [(number, at + place, *rest) for at, *rest in some]
            findings += len(step.findings[1]) - len(step.findings[0])
        if not parts:
            return
        parts.append(bordered[done:])
        changes.ids.append(number)
        changes.tags[0].append(tags)
        changes.tags[1].append("".join(parts)[1:-1])
        changes.entities[0].append(entities)
        changes.entities[1].append(entities + len(come) - len(gone))
        changes.found[0].append(int(str(row[5])))
        changes.found[1].append(findings)
        changes.edited.append(edited)
        if gone != come:
            changes.spans[number] = gone, come

    def _entities(
        self, spans: Mapping[int, tuple[Sequence[Span], Sequence[Span]]]
    ) -> dict[int, tuple[list[Row], list[Row]]]:
        """The rows of entities that go and come, by sentence."""
        if not spans:
            return {}
        execute = self._connection.exec_driver_sql
        known: dict[int, dict[int, Row]] = defaultdict(dict)
        for row in execute(_ENTITIES, (dumps(list(spans)),)).all():
            known[row[0]][row[1]] = tuple(row)
        # The text of an entity that keeps its borders is there already.
        fresh = [number for number, (gone, come) in spans.items() if _borders(gone, come)]
        tokens = {
            number: from_lines(lines, length)
            for number, lines, length in execute(_TOKENS, (dumps(fresh),)).all()
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
            (self._reader.read(before)[0], self._reader.read(after)[0]),
            (self._find(run.tags), self._find(tags)),
        )

    def _find(self, tags: Sequence[str]) -> Sequence[Found]:
        return [
            (one.position, str(one.kind), one.tag, one.repair)
            for one in self._reader.find(tags)
            if one.kind not in self._ignored
        ]


def _borders(gone: Sequence[Span], come: Sequence[Span]) -> bool:
    """Whether entities come with borders that none had before."""
    were = [span[:2] for span in gone]
    return any(span[:2] not in were for span in come)


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
    same = set(before) & set(after)
    return [row for row in before if row not in same], [row for row in after if row not in same]


def _image(
    changes: _Changes, entities: Mapping[int, tuple[list[Row], list[Row]]], sequence: int
) -> Image:
    columns: dict[str, Pair] = {
        "tags": changes.tags,
        "entity_count": changes.entities,
        "finding_count": changes.found,
    }
    rows: dict[str, Pair] = {
        "entities": tuple(list(_chained(changes, entities, side)) for side in (0, 1)),  # type: ignore[dict-item]
        "findings": changes.findings,
    }
    kept = {name: pair for name, pair in columns.items() if pair[0] != pair[1]}
    kept["edited"] = changes.edited, [sequence] * len(changes.ids)
    return Image(
        changes.ids, kept, {name: pair for name, pair in rows.items() if pair[0] != pair[1]}
    )


def _chained(
    changes: _Changes, entities: Mapping[int, tuple[list[Row], list[Row]]], side: int
) -> Iterator[Row]:
    for number in changes.spans:
        yield from entities[number][side]
