"""Hugging Face folders: every layout of names is read, splits are folders, paths stay inside."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.helpers import read_with
from tests.formats.whole_sentences import (
    OPTIONS,
    accepted,
    by_split,
    carried,
    refusal,
    sentences,
    written_and_read,
)
from workbench.domain.errors import CorpusError
from workbench.domain.schemes import BIOES
from workbench.domain.sentence import Split
from workbench.formats.base import RAW, RawSentence, Sample, Source, WriteOptions
from workbench.formats.huggingface import FORMAT
from workbench.formats.huggingface_writing import tag_names

NAMES = ["O", "B-PER", "I-PER"]
LABEL = {"names": NAMES, "_type": "ClassLabel"}
# How the versions of `datasets` wrote a list of named numbers.
LAYOUTS = {
    "1": {"feature": {"num_classes": 3, "names_file": None, "id": None, **LABEL}, "length": -1},
    "2": {"feature": LABEL, "_type": "Sequence"},
    "4": {"feature": LABEL, "_type": "List"},
    "large": {"feature": LABEL, "_type": "LargeList"},
    "plain list": [LABEL],
    "card": {"feature": {"names": {"0": "O", "1": "B-PER", "2": "I-PER"}, "_type": "ClassLabel"}},
}


def saved(folder: Path, feature: Any, numbers: list[Any], state: Any = None) -> Path:
    """A folder with one file of Arrow data, as `save_to_disk` makes it."""
    folder.mkdir(parents=True)
    table = pa.table({"tokens": [["Ada", "Lovelace"]], "ner_tags": [numbers]})
    with pa.ipc.new_stream(str(folder / "data.arrow"), table.schema) as writer:
        writer.write_table(table)
    info = {"features": {"ner_tags": feature}}
    (folder / "dataset_info.json").write_text(json.dumps(info), "utf-8")
    listed = {"_data_files": [{"filename": "data.arrow"}]} if state is None else state
    (folder / "state.json").write_text(json.dumps(listed), "utf-8")
    return folder


def read(folder: Path) -> list[RawSentence]:
    return list(read_with(FORMAT, folder).sentences)


@settings(max_examples=60)
@given(several=sentences())
def test_what_is_not_refused_comes_back(several: list[RawSentence]) -> None:
    """Everything is as it was, in the same order within each split."""
    chosen = accepted(FORMAT, several)
    with tempfile.TemporaryDirectory() as folder:
        back = written_and_read(FORMAT, chosen, Path(folder) / "a")
    assert by_split([carried(FORMAT, one) for one in back]) == by_split(
        [carried(FORMAT, one) for one in chosen]
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_of_tags_in_every_layout(tmp_path: Path, layout: str) -> None:
    """Numbers become the names that any version of `datasets` wrote down."""
    (sentence,) = read(saved(tmp_path / "a", LAYOUTS[layout], [1, 2]))
    assert sentence.tags == ("B-PER", "I-PER")


def test_names_in_the_schema_alone(tmp_path: Path) -> None:
    """Without dataset_info.json the names stand in the Arrow file itself."""
    features = {"info": {"features": {"ner_tags": LAYOUTS["4"]}}}
    table = pa.table({"tokens": [["Ada"]], "ner_tags": [[1]]})
    schema = table.schema.with_metadata({"huggingface": json.dumps(features)})
    path = tmp_path / "cache.arrow"
    with pa.ipc.new_file(str(path), schema) as writer:
        writer.write_table(table)
    (sentence,) = read(path)
    assert sentence.tags == ("B-PER",)


@pytest.mark.parametrize(
    ("numbers", "tags"),
    [
        (None, None),
        ([-1, -1], None),
        ([-100, None], None),
        ([1, -1], ("B-PER", "")),
    ],
)
def test_tags_that_are_not_known(tmp_path: Path, numbers: Any, tags: Any) -> None:
    """Null, -1 and -100 stand for no tag; a row of nothing else is untouched."""
    (sentence,) = read(saved(tmp_path / "a", LAYOUTS["2"], numbers))
    assert sentence.tags == tags


def test_a_number_without_a_name_rejects_its_row(tmp_path: Path) -> None:
    """A wrong tag is not made up."""
    file = read_with(FORMAT, saved(tmp_path / "a", LAYOUTS["2"], [1, 3]))
    assert [(one.line, one.code) for one in file.problems] == [(1, "bad-tag-number")]
    assert len(file.sentences) == 0


def test_each_folder_is_a_split(tmp_path: Path) -> None:
    """A folder of splits gives each sentence that of its folder; one alone gives none."""
    folder = tmp_path / "all"
    for name in ("train", "validation", "more"):
        saved(folder / name, LAYOUTS["2"], [1, 2])
    (folder / "dataset_dict.json").write_text('{"splits": ["train", "validation", "more"]}')
    assert [one.split for one in read(folder)] == [None, Split.TRAIN, Split.DEV]
    assert [one.split for one in read(folder / "train")] == [None]


def test_splits_are_written_as_folders(tmp_path: Path) -> None:
    """The folders have the names that `datasets` expects."""
    several = [
        RawSentence(("a",), ("O",), "d", 1, split=split) for split in (Split.DEV, Split.TRAIN, None)
    ]
    assert FORMAT.write is not None
    FORMAT.write(several, tmp_path / "a", OPTIONS)
    listed = json.loads((tmp_path / "a" / "dataset_dict.json").read_text("utf-8"))
    assert listed == {"splits": ["train", "validation", "unsplit"]}
    assert {one.name for one in (tmp_path / "a").iterdir() if one.is_dir()} == set(listed["splits"])


def test_without_splits_there_is_one_folder(tmp_path: Path) -> None:
    """A corpus without splits is a dataset, not a dictionary of them."""
    assert FORMAT.write is not None
    FORMAT.write([RawSentence(("a",), None, "d", 1)], tmp_path / "a", OPTIONS)
    assert not (tmp_path / "a" / "dataset_dict.json").exists()
    (sentence,) = read(tmp_path / "a")
    assert sentence.tags is None


def test_the_order_of_tag_names() -> None:
    """Outside is 0, then come the project's labels in their order, then tags that are bad."""
    tags = {"I-PER", "S-LOC", "B-ORG", "B-PER", "oops", "O"}
    options = WriteOptions(BIOES, labels=("PER", "LOC"))
    expected = ("O", "B-PER", "I-PER", "S-LOC", "B-ORG", "oops")
    assert tag_names(tags, options) == expected
    assert tag_names((), WriteOptions(RAW)) == ("O",)


@pytest.mark.parametrize(
    "state",
    [
        {"_data_files": [{"filename": "../outside.arrow"}]},
        {"_data_files": [{"filename": "missing.arrow"}]},
        {"_data_files": [7]},
        {"_data_files": 7},
    ],
)
def test_the_state_cannot_lead_outside(tmp_path: Path, state: Any) -> None:
    """Only files of the folder itself are opened."""
    saved(tmp_path / "other", LAYOUTS["2"], [1, 2])
    (tmp_path / "other" / "data.arrow").rename(tmp_path / "outside.arrow")
    with pytest.raises(CorpusError, match="NW-I31"):
        read(saved(tmp_path / "a", LAYOUTS["2"], [1, 2], state))


@pytest.mark.parametrize("content", ["[]", "{", "[" * 100_000, '{"features": 7}', '{"_data_files"'])
def test_bad_json_beside_the_data(tmp_path: Path, content: str) -> None:
    """Damaged descriptions leave the names out, and say so."""
    folder = saved(tmp_path / "a", LAYOUTS["2"], [1, 2])
    (folder / "dataset_info.json").write_text(content)
    (folder / "state.json").write_text(content)
    with pytest.raises(CorpusError, match="NW-I32"):
        read(folder)


@settings(max_examples=150)
@given(data=st.data())
def test_damaged_files_are_refused_in_words(data: st.DataObject) -> None:
    """Whatever bytes are changed or missing: sentences, or a refusal, and never a crash."""
    with tempfile.TemporaryDirectory() as folder:
        path = saved(Path(folder) / "a", LAYOUTS["2"], [1, 2]) / "data.arrow"
        content = bytearray(path.read_bytes())
        for _ in range(data.draw(st.integers(0, 3))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
        assert refusal(FORMAT, path.parent) in {"", "NW-I31", "NW-I32", "NW-I33"}


def test_recognised_by_what_lies_in_the_folder(tmp_path: Path) -> None:
    """A folder needs a state; an Arrow file speaks by its name."""
    folder = saved(tmp_path / "a", LAYOUTS["2"], [1, 2])
    for file, score in ((folder, 100), (folder / "data.arrow", 95), (tmp_path, 0)):
        assert FORMAT.matches(Sample(Source(file, file.name, file), b"", "")) == score
