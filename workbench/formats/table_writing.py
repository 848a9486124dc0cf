"""Sentences to a table with a text and its spans in each row."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workbench.formats.attributes import EXTRAS, KEYS, sentence_to_values
from workbench.formats.base import RawSentence, ReadOptions, WriteOptions
from workbench.formats.delimited import LONGEST_CELL, LONGEST_RECORD
from workbench.formats.offsets import extent, offsets_of
from workbench.formats.own_keys import refuses_spans

NAME = "table"
_KEYS = tuple(key for key in KEYS if key != EXTRAS)
_HEADER = ("text", "entities", "tokens", *_KEYS)


def write_table(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write comma-separated values, all of them quoted.

    A cell that begins with `=` is not changed, or it would not read back as it was: a
    spreadsheet may take it for a formula.
    """
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        writer.writerow(_HEADER)
        writer.writerows(_cells(sentence) for sentence in sentences)


def refuses(sentence: RawSentence, options: WriteOptions) -> str:
    """What in a sentence cannot be written; "" when all can."""
    reason = refuses_spans(sentence, options)
    if reason:
        return reason
    cells = _cells(sentence)
    # Every end of a line is read as a line feed.
    if any("\r" in cell for cell in cells):
        return "a carriage return"
    if max(map(len, cells)) > LONGEST_CELL or sum(map(len, cells)) * 2 > LONGEST_RECORD:
        return f"its length, of {len(sentence.text):,} characters"
    return ""


def read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME, text_column="text")


def _cells(sentence: RawSentence) -> list[str]:
    offsets = offsets_of(sentence)
    entities = [(*extent(entity, offsets), entity.label) for entity in sentence.entities()]
    values = sentence_to_values(sentence)
    return [
        sentence.text,
        "" if sentence.tags is None else _to_json(entities),
        _to_json(offsets),
        *(_cell(values[key]) for key in _KEYS),
    ]


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else ""
    return value or ""


def _to_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
