"""Sentences to a folder that `datasets.load_from_disk` loads, with named tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split
from workbench.files import hash_file
from workbench.formats.arrow_rows import batches_of, written_schema
from workbench.formats.attributes import KEYS, SPLIT
from workbench.formats.base import (
    RAW,
    RawSentence,
    WriteOptions,
    pack_sentence,
    unpack_sentence,
)
from workbench.formats.spool import Spool
from workbench.formats.table_rows import TAGS

DATASETS, STATE, INFO = "dataset_dict.json", "state.json", "dataset_info.json"
_DATA = "data-00000-of-00001.arrow"
_KEYS = tuple(key for key in KEYS if key != SPLIT)
_FOLDERS: Mapping[Split | None, str] = {
    Split.TRAIN: "train",
    Split.DEV: "validation",
    Split.TEST: "test",
    None: "unsplit",
}


def write_dataset(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write a folder for each split, or one alone where no sentence has a split.

    The names of the tags come before the first sentence in a file, so that the sentences
    wait aside, on the disk, until all tags are known.
    """
    with closing(Spool(pack_sentence, unpack_sentence)) as aside:
        tags: set[str] = set()
        splits: set[Split | None] = set()
        for sentence in sentences:
            aside.append(sentence)
            tags.update(sentence.tags or ())
            splits.add(sentence.split)
        names = tag_names(tags, options)
        if splits <= {None}:
            _write_folder(aside, path, names, None)
            return
        folders = [folder for split, folder in _FOLDERS.items() if split in splits]
        for split, folder in _FOLDERS.items():
            if split in splits:
                chosen = (sentence for sentence in aside if sentence.split == split)
                _write_folder(chosen, path / folder, names, folder)
        _write_json(path / DATASETS, {"splits": folders})


def tag_names(tags: Iterable[str], options: WriteOptions) -> tuple[str, ...]:
    """The tags in the order of their numbers: outside, then label by label, then bad ones."""
    scheme = IOB2 if options.scheme == RAW else options.scheme
    order = {label: number for number, label in enumerate(options.labels)}

    def place(tag: str) -> tuple[int, int, str, str]:
        parsed = scheme.parse(tag)
        if parsed is None:
            return 2, 0, "", tag
        return int(bool(parsed.label)), order.get(parsed.label, len(order)), parsed.label, tag

    return tuple(sorted({scheme.outside, *tags}, key=place))


def _write_folder(
    sentences: Iterable[RawSentence], folder: Path, names: Sequence[str], split: str | None
) -> None:
    import pyarrow as pa

    folder.mkdir(parents=True)
    schema = written_schema(pa.int64(), _KEYS)
    features = _features(schema, names)
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    numbers = {name: number for number, name in enumerate(names)}
    with (
        (folder / _DATA).open("xb") as file,
        pa.ipc.new_stream(file, schema.with_metadata(metadata)) as writer,
    ):
        for batch in batches_of(sentences, schema, numbers):
            writer.write_batch(batch.replace_schema_metadata(metadata))
    _write_json(folder / INFO, {"features": features})
    _write_json(folder / STATE, _state(folder, split))


def _features(schema: Any, names: Sequence[str]) -> dict[str, Any]:
    """The columns in words that every version of `datasets` reads."""
    return {field.name: _feature(field.name, field.type, names) for field in schema}


def _feature(name: str, kind: Any, names: Sequence[str]) -> dict[str, Any]:
    import pyarrow as pa

    if pa.types.is_list(kind):
        return {"feature": _feature(name, kind.value_type, names), "_type": "Sequence"}
    if name == TAGS:
        return {"names": list(names), "_type": "ClassLabel"}
    return {"dtype": str(kind), "_type": "Value"}


def _state(folder: Path, split: str | None) -> dict[str, Any]:
    return {
        "_data_files": [{"filename": _DATA}],
        "_fingerprint": hash_file(folder / _DATA)[:16],
        "_format_columns": None,
        "_format_kwargs": {},
        "_format_type": None,
        "_output_all_columns": False,
        "_split": split,
    }


def _write_json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")
