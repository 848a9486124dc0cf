"""Parquet files with one sentence, or one token, a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from workbench.formats.arrow_columns import find_columns
from workbench.formats.arrow_features import features_of_schema
from workbench.formats.arrow_rows import (
    RowBatches,
    batches_of,
    damage_refused,
    written_schema,
)
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
from workbench.formats.table_rows import unwritable

NAME = "parquet"
_MAGIC = b"PAR1"
_READ = 1_000
# Without it, a column is read as a whole, for as many rows as its group has.
_BUFFER = 1 << 20
_WRITTEN = 10_000


def _matches(sample: Sample) -> int:
    return 100 if sample.head.startswith(_MAGIC) else 0


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    import pyarrow.parquet as pq

    with damage_refused(source.name), source.file.open("rb") as file:
        table = pq.ParquetFile(file, buffer_size=_BUFFER, pre_buffer=False)
        schema = table.schema_arrow
        columns = find_columns(schema, features_of_schema(schema.metadata), options, source.name)
        rows = RowBatches(source, options, sink)
        for batch in _batches(table, columns.needed, source, sink):
            rows.add(batch, columns)
        rows.finish()
    return PlainLayout(NAME, "", columns.description)


def _batches(table: Any, columns: list[str], source: Source, sink: Sink) -> Iterator[Any]:
    """The rows, few at a time.

    Nothing is asked of single columns' metadata: pyarrow ends the program where those are
    damaged.
    """
    size, total, rows = source.file.stat().st_size, table.metadata.num_rows, 0
    for batch in table.iter_batches(_READ, columns=columns):
        rows += batch.num_rows
        sink.at(min(size, size * rows // max(total, 1)))
        yield batch


def _write(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = written_schema(pa.string())
    with pq.ParquetWriter(path, schema) as writer:
        for batch in batches_of(sentences, schema, size=_WRITTEN):
            writer.write_batch(batch)


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME)


FORMAT = Format(
    name=NAME,
    title="Parquet table (.parquet)",
    suffix=".parquet",
    carries=frozenset(Carried),
    matches=_matches,
    read=_read,
    write=_write,
    refuses=unwritable,
    read_back=_read_back,
    has_own_tags=True,
)
