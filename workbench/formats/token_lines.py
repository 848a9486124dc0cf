"""JSON Lines with a list of tokens and a list of tags in each record; our own lossless format."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.domain.sentence import join_tokens
from workbench.formats.attributes import EXTRAS, SUGGESTIONS, Attributes, values_to_attributes
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
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.own_keys import (
    OWN_KEYS,
    misplaced_token,
    not_understood,
    own_part,
    own_values,
    write_line,
)
from workbench.formats.record_values import Json, RecordFault, list_of, strings_of
from workbench.formats.records import Leftovers, read_records, sample_records
from workbench.formats.tag_names import (
    has_numbers,
    is_list_of_names,
    names_beside,
    names_in,
    tags_of,
)
from workbench.formats.visible import (
    unstorable_text,
    unstorable_token,
    visible_text,
    visible_tokens,
)

NAME = "token-lines"
_TOKENS, _TAGS, _TEXT = "tokens", "tags", "text"
_TOKEN_KEYS = (_TOKENS, "words")
# In the order in which they are looked for.
_TAG_KEYS = ("ner_tags", _TAGS, "labels", "ner", "ner_tag", "label")
# Under the other names stands something else as well.
_SURE_TAG_KEYS = _TAG_KEYS[:2]
_KEPT = OWN_KEYS | {_TEXT, EXTRAS}


def _matches(sample: Sample) -> int:
    return max(map(_likeness, sample_records(sample)), default=0)


def _likeness(record: Json) -> int:
    tokens = record.get(_token_key(record))
    if not isinstance(tokens, list) or not all(isinstance(one, str) for one in tokens):
        return 0
    return 95 if isinstance(record.get(_tag_key(record)), list) else 75


def _token_key(record: Json) -> str:
    return next((key for key in _TOKEN_KEYS if record.get(key) is not None), _TOKENS)


def _tag_key(record: Json) -> str:
    lists = (key for key in _TAG_KEYS if isinstance(record.get(key), list))
    named = (key for key in _SURE_TAG_KEYS if record.get(key) is not None)
    return next(chain(lists, named), "")


@dataclass
class _Reader:
    """Turns records into sentences; `names` are those of tags that are numbers."""

    source: Source
    sink: Sink
    leftovers: Leftovers = field(default_factory=Leftovers)
    names: tuple[str, ...] = ()
    keys: dict[str, None] = field(default_factory=dict)

    def add(self, line: int, record: Json) -> int:
        if is_list_of_names(record):
            self.names = names_in(record)
            return 1
        token_key, tag_key = _token_key(record), _tag_key(record)
        tokens = strings_of(record, token_key)
        tags = self._tags(record, tag_key, len(tokens))
        if not tokens:
            return 0
        if len(tokens) > LONGEST_SENTENCE:
            fault = f"has {len(tokens):,} tokens; the limit is {LONGEST_SENTENCE:,}"
            raise RecordFault(fault, "too-many-tokens")
        self.keys |= dict.fromkeys((token_key, tag_key) if tags else (token_key,))
        self._add_sentence(line, record, visible_tokens(tokens, line, self.sink), tags)
        return 1

    def _tags(self, record: Json, key: str, length: int) -> tuple[str, ...] | None:
        if not key:
            return None
        values = list_of(record, key)
        if len(values) != length:
            raise RecordFault(f"has {length:,} tokens, but {len(values):,} tags", "token-count")
        if not has_numbers(values):
            return tags_of(values, ())
        names = names_in(record) or self.names or names_beside(self.source.file, key)
        if not names:
            self._refuse_numbers(key)
        self.names = self.names or names
        return tags_of(values, names)

    def _refuse_numbers(self, key: str) -> NoReturn:
        raise CorpusError(
            "NW-I20",
            f"The tags in {self.source.name} are numbers, and no list of their names is given.",
            NOTHING_CHANGED,
            f'Put a line such as {{"names": ["O", "B-PER", "I-PER"]}} before the first record, '
            f"or write names into the key {key!r}.",
        )

    def _add_sentence(
        self, line: int, record: Json, tokens: tuple[str, ...], tags: tuple[str, ...] | None
    ) -> None:
        found = self._attributes(line, record, len(tokens))
        kept = _KEPT | {_token_key(record), _tag_key(record)}
        columns = tuple(_columns(record, kept, len(tokens)))
        self._note_leftovers(line, record, {*kept, *(name for name, _ in columns)})
        sentence = RawSentence(
            tokens,
            tags and tuple(visible_text(tag, line, self.sink) for tag in tags),
            found.document,
            line,
            self._source_text(line, record, tokens),
            found.split,
            found.status,
            found.flagged,
            found.note,
            found.suggestions,
            (*found.extras, *columns),
        )
        self.sink.sentence(sentence)

    def _attributes(self, line: int, record: Json, length: int) -> Attributes:
        own, document = own_part(record, self.source.name)
        found = values_to_attributes(own, document, length, line, self.sink)
        for key in found.unusable:
            self.leftovers.add(not_understood(key), line)
        return found

    def _source_text(self, line: int, record: Json, tokens: tuple[str, ...]) -> str:
        value = record.get(_TEXT)
        if not isinstance(value, str) or not value:
            return ""
        text = visible_text(value, line, self.sink)
        fault = misplaced_token(tokens, text)
        if fault:
            message = f"The text of the record was not kept: {fault}."
            self.sink.problem(line, "text-not-kept", message)
            return ""
        return text if text != join_tokens(tokens) else ""

    def _note_leftovers(self, line: int, record: Json, kept: set[str]) -> None:
        for key, value in record.items():
            if key not in kept and value not in (None, "", [], {}):
                self.leftovers.add(f"the key {key!r}", line)


def _columns(record: Json, kept: Iterable[str], length: int) -> Iterator[tuple[str, Any]]:
    """Lists with a string for each token, such as parts of speech."""
    for key, value in record.items():
        is_column = key not in kept and isinstance(value, list) and len(value) == length
        if is_column and all(isinstance(cell, str) for cell in value):
            yield key, tuple(value)


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    reader = _Reader(source, sink)
    file = read_records(source, options, sink, reader.add)
    reader.leftovers.report(sink)
    keys = " and ".join(reader.keys)
    return PlainLayout(NAME, file.encoding, f"JSON with the keys {keys}")


def _write(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for sentence in sentences:
            write_line(file, _to_values(sentence))


def _to_values(sentence: RawSentence) -> Json:
    values: Json = {_TOKENS: sentence.tokens}
    if sentence.tags is not None:
        values["ner_tags"] = sentence.tags
    if sentence.source:
        values[_TEXT] = sentence.source
    values |= own_values(sentence)
    if sentence.suggestions:
        values[SUGGESTIONS] = [
            [one.entity.start, one.entity.end, one.entity.label, one.suggester, one.score]
            for one in sentence.suggestions
        ]
    if sentence.extras:
        values[EXTRAS] = sentence.extras
    return values


def _refuses(sentence: RawSentence, options: WriteOptions) -> str:
    return (
        unstorable_token(sentence)
        or unstorable_text(sentence)
        or (misplaced_token(sentence.tokens, sentence.source) if sentence.source else "")
        or _odd_count(sentence)
    )


def _odd_count(sentence: RawSentence) -> str:
    length = len(sentence.tokens)
    if sentence.tags is not None and len(sentence.tags) != length:
        return f"{length:,} tokens with {len(sentence.tags):,} tags"
    for name, cells in sentence.extras:
        if len(cells) != length:
            return f"{length:,} tokens with {len(cells):,} cells in {name!r}"
    for one in sentence.suggestions:
        if one.entity.end > length or not math.isfinite(one.score):
            return f"the suggestion {one.entity.label!r}"
    return ""


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME, scheme=options.reading_scheme)


FORMAT = Format(
    NAME,
    "JSON Lines with tokens and tags",
    ".jsonl",
    frozenset(Carried),
    _matches,
    _read,
    _write,
    _refuses,
    _read_back,
    has_own_tags=True,
)
