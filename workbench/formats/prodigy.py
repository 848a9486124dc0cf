"""JSON Lines as Prodigy keeps them: tokens, spans, and an answer to each task."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from workbench.domain.entity import Entity
from workbench.domain.sentence import Status
from workbench.formats.alignment import outermost
from workbench.formats.attributes import DOCUMENT, STATUS
from workbench.formats.base import (
    Carried,
    Format,
    Layout,
    PlainLayout,
    RawSentence,
    ReadOptions,
    Sample,
    Sink,
    Source,
    WriteOptions,
)
from workbench.formats.offsets import Offsets, extent, offsets_of
from workbench.formats.own_keys import (
    OWN_KEYS,
    TOKENS,
    own_suggestions,
    own_values,
    refuses_spans,
    with_own_values,
    write_line,
)
from workbench.formats.record_values import (
    Json,
    RecordFault,
    integer_of,
    kind_of,
    number_of,
    objects_of,
    text_of,
)
from workbench.formats.records import Leftovers, read_records, sample_records
from workbench.formats.spans import SPANS, Record, ScoredSpan, TextSpan, add_record

NAME = "prodigy"
_TEXT, _SPANS, _ANSWER = "text", "spans", "answer"
_ACCEPT, _REJECT, _IGNORE = "accept", "reject", "ignore"
_BINARY = "_is_binary"
_HASHES = ("_input_hash", "_task_hash", "_view_id")
_KEPT = OWN_KEYS | {_TEXT, _SPANS, _ANSWER, TOKENS, _BINARY}
_STATUSES: Mapping[str, Status] = {_ACCEPT: Status.DONE, _REJECT: Status.REJECTED}


def _matches(sample: Sample) -> int:
    return max(map(_likeness, sample_records(sample)), default=0)


def _likeness(record: Json) -> int:
    if not isinstance(record.get(_TEXT), str):
        return 0
    tokens = record.get(TOKENS)
    has_tokens = isinstance(tokens, list) and tokens and isinstance(tokens[0], dict)
    is_answered = record.get(_ANSWER) in (_ACCEPT, _REJECT, _IGNORE)
    return 95 if is_answered or has_tokens or any(key in record for key in _HASHES) else 0


@dataclass
class _Reader:
    """Turns tasks into sentences."""

    name: str
    options: ReadOptions
    sink: Sink
    leftovers: Leftovers = field(default_factory=Leftovers)

    def add(self, line: int, task: Json) -> int:
        spans = objects_of(task, _SPANS)
        record = Record(text_of(task, _TEXT), line, self.name, tokens=_tokens(task))
        answer = _answer(task)
        record = replace(record, status=_STATUSES.get(answer))
        not_gold: Sequence[TextSpan] = ()
        if _is_gold(task, answer):
            record = replace(record, spans=tuple(_span(one, line) for one in spans))
        elif answer:
            not_gold = [_span(one, line) for one in spans]
        else:
            proposed = tuple(self._suggestion(one, task, line) for one in spans)
            record = replace(record, suggestions=proposed)
        self._lose(not_gold, answer)
        record = self._binary(record, task)
        own = {key: value for key, value in task.items() if key != TOKENS}
        record = with_own_values(record, own, self.sink, self.leftovers)
        if record.tokens and DOCUMENT in task:
            # Prodigy has no such key: it is ours, and we write one sentence a task.
            record = replace(record, sentences=((0, len(record.text)),))
        self._note_leftovers(line, task)
        return add_record(record, self.options, self.sink)

    def _suggestion(self, span: Json, task: Json, line: int) -> ScoredSpan:
        suggester = span.get("source")
        name = suggester if isinstance(suggester, str) else self.name
        score = number_of(span, "score", number_of(task, "score", 1.0))
        return ScoredSpan(_span(span, line), name, score)

    def _lose(self, spans: Sequence[TextSpan], answer: str) -> None:
        self.sink.read(SPANS, len(spans))
        for span in spans:
            message = f"The span {span.start}–{span.end} {span.label!r} is no gold: {answer!r}."
            self.sink.lose(SPANS, span.line, "not-gold", message)

    def _binary(self, record: Record, task: Json) -> Record:
        """An answer about one span says nothing about the rest of the text."""
        if not task.get(_BINARY) or record.spans is None:
            return record
        message = "The answer is about one span only; the sentence is a draft."
        self.sink.problem(record.line, "binary-answer", message)
        return replace(record, status=Status.DRAFT)

    def _note_leftovers(self, line: int, task: Json) -> None:
        for key, value in task.items():
            if key in _KEPT or value in (None, "", [], {}):
                continue
            if key.startswith("_"):
                self.leftovers.add("Prodigy's own bookkeeping (keys with a low line)", line)
            elif key == "relations" and isinstance(value, list):
                self.leftovers.add("a relation", line, len(value))
            else:
                self.leftovers.add(f"the key {key!r}", line)


def _answer(task: Json) -> str:
    answer = task.get(_ANSWER)
    if answer is None:
        return ""
    if answer not in (_ACCEPT, _REJECT, _IGNORE):
        shown = repr(answer) if isinstance(answer, str) else kind_of(answer)
        raise RecordFault(f"has {shown} as its answer")
    return str(answer)


def _is_gold(task: Json, answer: str) -> bool:
    # A rejected sentence of ours may have tags all the same; its status tells it from others'.
    is_ours = answer == _REJECT and _SPANS in task and isinstance(task.get(STATUS), str)
    return answer == _ACCEPT or is_ours


def _tokens(task: Json) -> tuple[Offsets, ...] | None:
    tokens = objects_of(task, TOKENS)
    return tuple((integer_of(one, "start"), integer_of(one, "end")) for one in tokens) or None


def _span(span: Json, line: int) -> TextSpan:
    label: Any = span.get("label", "")
    if not isinstance(label, str):
        raise RecordFault(f"has {kind_of(label)} as the label of a span")
    return TextSpan(integer_of(span, "start"), integer_of(span, "end"), label, line)


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    reader = _Reader(source.name, options, sink)
    file = read_records(source, options, sink, reader.add)
    reader.leftovers.report(sink)
    description = "accepted answers are gold; spans without an answer are suggestions"
    return PlainLayout(NAME, file.encoding, description)


def _write(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for sentence in sentences:
            write_line(file, _to_task(sentence))


def _to_task(sentence: RawSentence) -> Json:
    offsets = offsets_of(sentence)
    task: Json = {_TEXT: sentence.text, TOKENS: list(_token_objects(sentence, offsets))}
    if sentence.tags is not None:
        task[_SPANS] = [_span_object(one, offsets) for one in sentence.entities()]
        task |= own_suggestions(sentence, offsets)
    elif _may_be_shown(sentence):
        task[_SPANS] = [
            _span_object(one.entity, offsets) | {"source": one.suggester, "score": one.score}
            for one in sentence.suggestions
        ]
    else:
        task |= own_suggestions(sentence, offsets)
    if sentence.status is Status.REJECTED:
        task[_ANSWER] = _REJECT
    elif sentence.tags is not None:
        task[_ANSWER] = _ACCEPT
    return task | own_values(sentence)


def _may_be_shown(sentence: RawSentence) -> bool:
    """Whether the suggestions can be the spans of a task that awaits its answer."""
    ranges = [(one.entity.start, one.entity.end) for one in sentence.suggestions]
    awaits = sentence.status is not Status.REJECTED
    return awaits and bool(ranges) and not any(over is not None for over in outermost(ranges))


def _token_objects(sentence: RawSentence, offsets: Sequence[Offsets]) -> Iterator[Json]:
    text = sentence.text
    for number, (token, (start, end)) in enumerate(zip(sentence.tokens, offsets, strict=True)):
        followed = text.startswith(" ", end)
        yield {_TEXT: token, "start": start, "end": end, "id": number, "ws": followed}


def _span_object(entity: Entity, offsets: Sequence[Offsets]) -> Json:
    start, end = extent(entity, tuple(offsets))
    return {
        "start": start,
        "end": end,
        # Unlike `end`, the number of the last token itself.
        "token_start": entity.start,
        "token_end": entity.end - 1,
        "label": entity.label,
    }


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME)


FORMAT = Format(
    NAME,
    "Prodigy JSON Lines (what has no answer is suggested)",
    ".jsonl",
    frozenset(Carried) - {Carried.RAW_TAGS, Carried.EXTRAS},
    _matches,
    _read,
    _write,
    refuses_spans,
    _read_back,
    is_text=True,
)
