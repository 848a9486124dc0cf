"""Batches of Arrow data to sentences, and sentences to batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.domain.sentence import Split
from workbench.formats.arrow_columns import SENTENCE, TAG, WORD, ArrowColumns
from workbench.formats.attributes import FLAGGED, KEYS, SPLIT, sentence_to_values
from workbench.formats.base import RawSentence, ReadOptions, Sink, Source
from workbench.formats.table_rows import TAGS, TEXT, TOKENS, Row, RowReader
from workbench.formats.token_table import TokenRow, TokenTable

# Rows that are Python values at one time.
_SLICE = 256
# Rows in a written batch; who reads it must hold it as a whole.
_BATCH = 1_000

Batch = Any


class RowBatches:
    """Hands the rows of batches, which may come from several files, to a sink."""

    def __init__(self, source: Source, options: ReadOptions, sink: Sink) -> None:
        self.source, self.options, self.sink = source, options, sink
        self._reader = RowReader(source, options, sink)
        self._table = TokenTable(source, sink)
        self._ignored: dict[str, None] = {}
        self._rows = 0

    def add(self, batch: Batch, columns: ArrowColumns, split: Split | None = None) -> None:
        """Add a batch, which needs to have the columns that are used and no others."""
        self._ignored.update(dict.fromkeys(columns.ignored))
        self._reader.names = columns.names
        for values in _rows(batch, columns):
            self._rows += 1
            if columns.tokens_in_rows:
                self._table.add(_token_row(self._rows, values, columns.names))
            else:
                self._reader.add(Row(self._rows, values | ({SPLIT: split} if split else {})))

    def finish(self) -> None:
        self._table.end_sentence()
        self._reader.finish(tuple(self._ignored), self._rows)


def _rows(batch: Batch, columns: ArrowColumns) -> Iterator[dict[str, Any]]:
    # What is not checked here may make pyarrow read outside of its memory.
    batch.validate(full=True)
    keys = tuple(columns.used)
    for start in range(0, batch.num_rows, _SLICE):
        piece = batch.slice(start, _SLICE)
        lists = [piece.column(columns.used[key]).to_pylist() for key in keys]
        for values in zip(*lists, strict=True):
            yield dict(zip(keys, values, strict=True))


def _token_row(number: int, values: Mapping[str, Any], names: Sequence[str]) -> TokenRow:
    sentence, tag = values.get(SENTENCE), values.get(TAG)
    if isinstance(tag, int):
        tag = names[tag] if 0 <= tag < len(names) else ""
    return TokenRow(
        number, "" if sentence is None else str(sentence), values[WORD] or "", tag or None
    )


@contextmanager
def damage_refused(name: str) -> Iterator[None]:
    """Turn what pyarrow says about damaged data into CorpusError NW-I31."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, OverflowError, MemoryError) as error:
        raise damaged(name, str(error)) from error
    except OSError as error:
        # A failure of the system has a number; pyarrow's own complaints have none.
        if error.errno is not None:
            raise
        raise damaged(name, str(error)) from error


def damaged(name: str, reason: str) -> CorpusError:
    """The refusal of a binary file that cannot be taken apart."""
    first = reason.strip().partition("\n")[0].rstrip(".") or "its end is missing"
    return CorpusError(
        "NW-I31",
        f"{name} is damaged, or not what its name says: {first:.200}.",
        NOTHING_CHANGED,
        "Write it again with the program that it came from.",
    )


def written_schema(tag: Any, keys: Sequence[str] = KEYS) -> Any:
    """The schema of our own files; `tag` is the type of one tag."""
    import pyarrow as pa

    fields = [
        pa.field(TOKENS, pa.list_(pa.string())),
        pa.field(TAGS, pa.list_(tag)),
        pa.field(TEXT, pa.string()),
    ]
    own = [pa.field(key, pa.bool_() if key == FLAGGED else pa.string()) for key in keys]
    return pa.schema([*fields, *own])


def batches_of(
    sentences: Iterable[RawSentence],
    schema: Any,
    numbers: Mapping[str, int] | None = None,
    size: int = _BATCH,
) -> Iterator[Batch]:
    """Sentences as batches of rows; `numbers` are those of tags, else tags are strings."""
    import pyarrow as pa

    rows: list[dict[str, Any]] = []
    for sentence in sentences:
        rows.append(_written_row(sentence, numbers))
        if len(rows) == size:
            yield pa.RecordBatch.from_pylist(rows, schema)
            rows = []
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema)


def _written_row(sentence: RawSentence, numbers: Mapping[str, int] | None) -> dict[str, Any]:
    tags: Sequence[Any] | None = sentence.tags
    if tags is not None and numbers is not None:
        tags = [numbers[tag] for tag in tags]
    own = sentence_to_values(sentence)
    return {TOKENS: sentence.tokens, TAGS: tags, TEXT: sentence.text} | own
