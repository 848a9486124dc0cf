"""Folders that Hugging Face `datasets` saves: Arrow files, or a folder of them for each split."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from workbench.domain.sentence import Split
from workbench.formats.arrow_columns import ArrowColumns, find_columns
from workbench.formats.arrow_features import features_of_folder, features_of_schema
from workbench.formats.arrow_rows import RowBatches, damage_refused, damaged
from workbench.formats.base import (
    Carried,
    Format,
    Layout,
    PlainLayout,
    ReadOptions,
    Sample,
    Sink,
    Source,
    WriteOptions,
)
from workbench.formats.huggingface_writing import DATASETS, STATE, write_dataset
from workbench.formats.splits import split_of_name
from workbench.formats.table_rows import unwritable

NAME = "huggingface"
_SUFFIX = ".arrow"
_FILE_MAGIC = b"ARROW1"
_LARGEST_STATE = 16 << 20


@dataclass(frozen=True)
class _Part:
    """One Arrow file; `split` is set where several splits are read as one."""

    file: Path
    split: Split | None
    size: int


def _matches(sample: Sample) -> int:
    file = sample.source.file
    if file.is_file():
        return 95 if file.suffix == _SUFFIX else 0
    return 100 if (file / STATE).is_file() or (file / DATASETS).is_file() else 0


def _read(source: Source, options: ReadOptions, sink: Sink) -> Layout:
    descriptions: dict[str, None] = {}
    batches = RowBatches(source, options, sink)
    before = 0
    with damage_refused(source.name):
        for part in _parts(source):
            columns = _read_part(part, batches, before)
            descriptions[columns.description] = None
            before += part.size
    batches.finish()
    return PlainLayout(NAME, "", " / ".join(descriptions))


def _read_part(part: _Part, batches: RowBatches, before: int) -> ArrowColumns:
    source, options = batches.source, batches.options
    with part.file.open("rb") as file:
        schema = _schema(file)
        features = features_of_folder(part.file.parent) or features_of_schema(schema.metadata)
        columns = find_columns(schema, features, options, source.name)
        for batch in _batches(file, [schema.names.index(one) for one in columns.needed]):
            batches.sink.at(before + min(file.tell(), part.size))
            batches.add(batch, columns, part.split)
    return columns


def _parts(source: Source) -> Iterator[_Part]:
    """A folder of several splits gives each sentence the split that its folder names."""
    if not (source.file / DATASETS).is_file():
        files = [source.file] if source.file.is_file() else _data_files(source.file, source.name)
        yield from (_Part(file, None, file.stat().st_size) for file in files)
        return
    for folder in sorted(one.parent for one in source.file.glob(f"*/{STATE}")):
        for file in _data_files(folder, f"{source.name}/{folder.name}"):
            yield _Part(file, split_of_name(folder.name), file.stat().st_size)


def _data_files(folder: Path, name: str) -> list[Path]:
    """The files that the folder's state lists, in that order; else all that lie there."""
    listed = _json(folder / STATE).get("_data_files")
    try:
        names = [str(one["filename"]) for one in listed or ()]
    except (TypeError, KeyError) as error:
        raise damaged(f"{name}/{STATE}", "its list of files cannot be read") from error
    if not names:
        return sorted(folder.glob(f"*{_SUFFIX}"))
    for one in names:
        if Path(one).name != one or not (folder / one).is_file():
            raise damaged(name, f"its file {one!r} is not there")
    return [folder / one for one in names]


def _json(path: Path) -> Mapping[str, Any]:
    if not path.is_file() or path.stat().st_size > _LARGEST_STATE:
        return {}
    try:
        value = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, Mapping) else {}


def _schema(file: BinaryIO) -> Any:
    import pyarrow as pa

    file.seek(0)
    is_file = file.read(len(_FILE_MAGIC)) == _FILE_MAGIC
    file.seek(0)
    return (pa.ipc.open_file(file) if is_file else pa.ipc.open_stream(file)).schema


def _batches(file: BinaryIO, fields: list[int]) -> Iterator[Any]:
    """The batches of a stream, which `datasets` writes, or of a file; of some fields only."""
    import pyarrow as pa

    options = pa.ipc.IpcReadOptions(included_fields=fields, use_threads=False)
    file.seek(0)
    is_file = file.read(len(_FILE_MAGIC)) == _FILE_MAGIC
    file.seek(0)
    if is_file:
        reader = pa.ipc.open_file(file, options=options)
        yield from (reader.get_batch(number) for number in range(reader.num_record_batches))
    else:
        yield from pa.ipc.open_stream(file, options=options)


def _read_back(options: WriteOptions) -> ReadOptions:
    return ReadOptions(format=NAME)


# Splits come back, and the order within each; the order across splits does not.
FORMAT = Format(
    name=NAME,
    title="Hugging Face dataset (folder)",
    suffix="",
    carries=frozenset(Carried),
    matches=_matches,
    read=_read,
    write=write_dataset,
    refuses=unwritable,
    read_back=_read_back,
    is_folder=True,
    has_own_tags=True,
)
