"""Files of the real libraries are read here, and ours are read there: the same entities.

The libraries are loaded by the tests that need them, for they take seconds each.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.entity import Entity
from workbench.domain.schemes import BIOES, IOB2, Scheme, convert
from workbench.domain.sentence import Split
from workbench.formats.base import RawSentence, ReadOptions, WriteOptions
from workbench.formats.exporting import export
from workbench.formats.offsets import extent, offsets_of
from workbench.formats.planning import prepare
from workbench.formats.reading import read_corpus
from workbench.formats.registry import FORMATS

LABELS = ("PER", "LOC", "creative-work")
# To flair, a line that begins with `# ` is a comment; `#1` is a token to all.
# Emoji take two UTF-16 units, and Chinese has no spaces: offsets would show it.
CORPUS = (
    RawSentence(
        ("Ada", "Lovelace", "left", "😀", "London", "."),
        ("B-PER", "I-PER", "O", "O", "B-LOC", "O"),
        "a",
        1,
        split=Split.TRAIN,
    ),
    RawSentence(("北", "京", "很", "大"), ("B-LOC", "I-LOC", "O", "O"), "a", 2, split=Split.TRAIN),
    RawSentence(
        ("Ada", "Grace", "wrote", '"', "Notes", "#1", '"'),
        ("B-PER", "B-PER", "O", "B-creative-work", "I-creative-work", "I-creative-work", "O"),
        "a",
        3,
        split=Split.DEV,
    ),
    RawSentence(("Nobody", "came", "."), ("O", "O", "O"), "a", 4, split=Split.TEST),
)
TAGS = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-creative-work", "I-creative-work")
# A sentence as tokens and entities, whatever library it came through.
Found = tuple[tuple[str, ...], tuple[Entity, ...]]

EXPECTED: list[Found] = [(one.tokens, one.entities()) for one in CORPUS]


def tokens_and_tags(sentences: Iterable[RawSentence] = CORPUS) -> dict[str, list[list[str]]]:
    """The corpus as columns of lists."""
    return {
        "tokens": [list(one.tokens) for one in sentences],
        "ner_tags": [list(one.tags or ()) for one in sentences],
    }


def texts_and_spans() -> dict[str, list[Any]]:
    """The corpus as texts with spans of characters."""
    return {
        "text": [one.text for one in CORPUS],
        "entities": [
            [[*extent(entity, offsets_of(one)), entity.label] for entity in one.entities()]
            for one in CORPUS
        ],
    }


def imported(*paths: Path, **options: Any) -> list[Found]:
    """What the importer finds by itself."""
    with read_corpus(paths, ReadOptions(**options)) as corpus:
        return [
            (sentence.tokens, corpus.entities(file, sentence))
            for file in corpus.files
            for sentence in file.sentences
        ]


def exported(
    format_name: str,
    path: Path,
    options: WriteOptions | None = None,
    sentences: Sequence[RawSentence] = CORPUS,
) -> Path:
    """Export the corpus, which verifies that it reads back."""
    options = options or WriteOptions(labels=LABELS)
    export(prepare(sentences, FORMATS[format_name], options), path)
    return path


def found(tokens: Iterable[str], tags: Iterable[str]) -> Found:
    """What a library gives as tokens and tags."""
    sentence = RawSentence(tuple(tokens), tuple(tags), "", 0)
    return sentence.tokens, sentence.entities()


def surfaces(several: Iterable[Found]) -> list[list[tuple[str, str]]]:
    """Labels and what they cover, for readers that make tokens of their own."""
    return [
        [(one.label, "".join(tokens[one.start : one.end])) for one in entities]
        for tokens, entities in several
    ]


@pytest.fixture
def datasets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Hugging Face `datasets` without progress bars, and without a thread that watches them."""
    library = pytest.importorskip("datasets")
    monkeypatch.setattr("tqdm.std.tqdm.monitor_interval", 0)
    library.disable_progress_bars()
    yield library
    library.enable_progress_bars()


@pytest.fixture(scope="module")
def spacy() -> Any:
    return pytest.importorskip("spacy")


@pytest.fixture(scope="module")
def flair() -> Any:
    pytest.importorskip("flair.datasets")
    return pytest.importorskip("flair")


@pytest.fixture(scope="module")
def pandas() -> Any:
    return pytest.importorskip("pandas")


def dataset(datasets: Any, sentences: Sequence[RawSentence] = CORPUS) -> Any:
    """A dataset with named numbers as tags."""
    features = datasets.Features(
        {
            "tokens": datasets.Sequence(datasets.Value("string")),
            "ner_tags": datasets.Sequence(datasets.ClassLabel(names=list(TAGS))),
        }
    )
    columns: dict[str, Any] = tokens_and_tags(sentences)
    columns["ner_tags"] = [[TAGS.index(tag) for tag in tags] for tags in columns["ner_tags"]]
    return datasets.Dataset.from_dict(columns, features=features)


def test_datasets_saved_on_disk(datasets: Any, tmp_path: Path) -> None:
    """A folder of `save_to_disk` is imported with the names of its tags."""
    dataset(datasets).save_to_disk(tmp_path / "corpus")
    assert imported(tmp_path / "corpus") == EXPECTED


def test_datasets_saved_with_splits(datasets: Any, tmp_path: Path) -> None:
    """The splits of a DatasetDict are ours."""
    folders = {"train": Split.TRAIN, "validation": Split.DEV, "test": Split.TEST}
    several = {
        name: dataset(datasets, [one for one in CORPUS if one.split == split])
        for name, split in folders.items()
    }
    datasets.DatasetDict(several).save_to_disk(tmp_path / "corpus")
    with read_corpus([tmp_path / "corpus"]) as corpus:
        counted = {split: counts.sentences for split, counts in corpus.splits.items()}
    assert counted == {Split.TRAIN: 2, Split.DEV: 1, Split.TEST: 1}
    assert sorted(imported(tmp_path / "corpus")) == sorted(EXPECTED)


def test_datasets_in_many_batches(datasets: Any, tmp_path: Path) -> None:
    """Several files with several batches each are read in their order."""
    dataset(datasets, CORPUS * 700).save_to_disk(tmp_path / "corpus", num_shards=3)
    assert imported(tmp_path / "corpus") == EXPECTED * 700


def test_datasets_as_parquet(datasets: Any, tmp_path: Path) -> None:
    """Names of tags are found in the Parquet file itself."""
    dataset(datasets).to_parquet(tmp_path / "a.parquet")
    assert imported(tmp_path / "a.parquet") == EXPECTED


def test_datasets_as_json_lines(datasets: Any, tmp_path: Path) -> None:
    """Lists of tokens and of tags are imported from JSON Lines."""
    made = datasets.Dataset.from_dict(tokens_and_tags())
    made.to_json(tmp_path / "a.jsonl", force_ascii=False)
    assert imported(tmp_path / "a.jsonl") == EXPECTED


def test_datasets_with_spans(datasets: Any, tmp_path: Path) -> None:
    """Texts with lists of spans are imported, too."""
    columns = texts_and_spans()
    columns["spans"] = [
        [{"start": start, "end": end, "label": label} for start, end, label in spans]
        for spans in columns.pop("entities")
    ]
    datasets.Dataset.from_dict(columns).save_to_disk(tmp_path / "corpus")
    assert surfaces(imported(tmp_path / "corpus")) == surfaces(EXPECTED)


@pytest.mark.parametrize("scheme", [IOB2, BIOES], ids=lambda one: one.name)
def test_datasets_load_an_export(datasets: Any, tmp_path: Path, scheme: Scheme) -> None:
    """Splits and tags of an exported folder have the names that `datasets` gives them."""
    tagged = [replace(one, tags=convert(one.tags or (), IOB2, scheme)) for one in CORPUS]
    folder = exported("huggingface", tmp_path / "corpus", WriteOptions(scheme, LABELS), tagged)
    loaded = datasets.load_from_disk(folder)
    names = loaded["train"].features["ner_tags"].feature.names
    rows = [row for part in loaded.values() for row in part]
    back = [convert([names[tag] for tag in row["ner_tags"]], scheme, IOB2) for row in rows]
    assert list(loaded) == ["train", "validation", "test"]
    assert names[0] == "O" and names[1].endswith("-PER")
    assert [found(row["tokens"], tags) for row, tags in zip(rows, back, strict=True)] == EXPECTED


def test_datasets_save_an_export_again(datasets: Any, tmp_path: Path) -> None:
    """What was exported, loaded and saved is the same corpus."""
    loaded = datasets.load_from_disk(exported("huggingface", tmp_path / "one"))
    loaded.save_to_disk(tmp_path / "two")
    assert sorted(imported(tmp_path / "two")) == sorted(EXPECTED)


@pytest.mark.parametrize(("name", "builder"), [("parquet", "parquet"), ("token-lines", "json")])
def test_datasets_load_exported_files(
    datasets: Any, tmp_path: Path, name: str, builder: str
) -> None:
    """`load_dataset` reads exported Parquet and JSON Lines."""
    path = exported(name, tmp_path / f"a{FORMATS[name].suffix}")
    loaded = datasets.load_dataset(
        builder, data_files=str(path), cache_dir=str(tmp_path / "cache"), split="train"
    )
    assert [found(row["tokens"], row["ner_tags"]) for row in loaded] == EXPECTED


def test_spacy_documents(spacy: Any, tmp_path: Path) -> None:
    """Documents with words, spaces and entities are imported as they are."""
    vocab = spacy.vocab.Vocab()
    docs = [
        spacy.tokens.Doc(
            vocab,
            words=list(one.tokens),
            spaces=[one.text[end : end + 1] == " " for _, end in offsets_of(one)],
            ents=list(one.tags or ()),
        )
        for one in CORPUS
    ]
    spacy.tokens.DocBin(docs=docs).to_disk(tmp_path / "a.spacy")
    assert imported(tmp_path / "a.spacy") == EXPECTED


def test_spacy_document_of_several_sentences(spacy: Any, tmp_path: Path) -> None:
    """Sentences that spaCy found are sentences here."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp("Ada Lovelace left London. Nobody came.")
    doc.ents = [spacy.tokens.Span(doc, 0, 2, "PER"), spacy.tokens.Span(doc, 3, 4, "LOC")]
    spacy.tokens.DocBin(docs=[doc]).to_disk(tmp_path / "a.spacy")
    assert imported(tmp_path / "a.spacy") == [
        found(("Ada", "Lovelace", "left", "London", "."), ("B-PER", "I-PER", "O", "B-LOC", "O")),
        found(("Nobody", "came", "."), ("O", "O", "O")),
    ]


def test_spacy_loads_an_export(spacy: Any, tmp_path: Path) -> None:
    """The same tokens, texts and entities stand in the documents that spaCy loads."""
    path = exported("spacy", tmp_path / "a.spacy")
    docs = list(spacy.tokens.DocBin().from_disk(path).get_docs(spacy.blank("xx").vocab))
    back = [
        (
            tuple(token.text for token in doc),
            tuple(Entity(span.label_, span.start, span.end) for span in doc.ents),
        )
        for doc in docs
    ]
    assert [doc.text for doc in docs] == [one.text for one in CORPUS]
    assert back == EXPECTED


def test_spacy_trains_from_an_export(spacy: Any, tmp_path: Path) -> None:
    """spaCy's own reader of training data takes it."""
    from spacy.training import Corpus

    examples = list(Corpus(exported("spacy", tmp_path / "a.spacy"))(spacy.blank("xx")))
    entities = [len(example.reference.ents) for example in examples]
    assert entities == [len(one.entities()) for one in CORPUS]


def flair_corpus(flair: Any, path: Path) -> list[Found]:
    """What flair's ColumnCorpus makes of a file."""
    corpus = flair.datasets.ColumnCorpus(
        path.parent, {0: "text", 1: "ner"}, train_file=path.name, sample_missing_splits=False
    )
    return [
        (
            tuple(token.text for token in sentence),
            tuple(
                Entity(span.get_label("ner").value, span[0].idx - 1, span[-1].idx)
                for span in sentence.get_spans("ner")
            ),
        )
        for sentence in corpus.train
    ]


@pytest.mark.parametrize("scheme", [IOB2, BIOES], ids=lambda one: one.name)
def test_flair_and_we_read_a_file_alike(flair: Any, tmp_path: Path, scheme: Scheme) -> None:
    """A file for ColumnCorpus has the same entities for both."""
    lines = []
    for one in CORPUS:
        tags = convert(one.tags or (), IOB2, scheme)
        lines += [f"{token} {tag}" for token, tag in zip(one.tokens, tags, strict=True)] + [""]
    path = tmp_path / "train.txt"
    path.write_text("\n".join(lines), "utf-8")
    assert flair_corpus(flair, path) == imported(path) == EXPECTED


@pytest.mark.parametrize("separator", ["\t", " "])
def test_flair_loads_an_export(flair: Any, tmp_path: Path, separator: str) -> None:
    """ColumnCorpus reads exported columns, whatever separates them."""
    options = WriteOptions(labels=LABELS, separator=separator)
    path = exported("columns", tmp_path / "train.txt", options)
    assert flair_corpus(flair, path) == EXPECTED


def test_pandas_lists_in_parquet(pandas: Any, tmp_path: Path) -> None:
    """A frame with columns of lists is imported from Parquet."""
    pandas.DataFrame(tokens_and_tags()).to_parquet(tmp_path / "a.parquet")
    assert imported(tmp_path / "a.parquet") == EXPECTED


@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "Python"])
def test_pandas_spans_in_csv(pandas: Any, tmp_path: Path, as_json: bool) -> None:
    """Spans in a cell are read, and pandas' own column of numbers does no harm."""
    frame = pandas.DataFrame(texts_and_spans())
    if as_json:
        frame["entities"] = frame["entities"].map(json.dumps)
    frame.to_csv(tmp_path / "a.csv")
    assert surfaces(imported(tmp_path / "a.csv")) == surfaces(EXPECTED)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_pandas_token_a_row(pandas: Any, tmp_path: Path, separator: str) -> None:
    """A frame with one token a row and the number of its sentence is imported."""
    rows = [
        (number, token, tag)
        for number, one in enumerate(CORPUS)
        for token, tag in zip(one.tokens, one.tags or (), strict=True)
    ]
    frame = pandas.DataFrame(rows, columns=["sentence_id", "word", "tag"])
    frame.to_csv(tmp_path / "a.csv", sep=separator, index=False)
    assert imported(tmp_path / "a.csv") == EXPECTED


@pytest.mark.parametrize("columns", [tokens_and_tags, texts_and_spans])
def test_pandas_json_lines(pandas: Any, tmp_path: Path, columns: Any) -> None:
    """Records in JSON Lines are imported, with tokens or with spans."""
    frame = pandas.DataFrame(columns())
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True, force_ascii=False)
    assert surfaces(imported(tmp_path / "a.jsonl")) == surfaces(EXPECTED)


def test_pandas_column_of_texts(pandas: Any, tmp_path: Path) -> None:
    """A column of texts beside others is found."""
    frame = pandas.DataFrame({"text": [one.text for one in CORPUS], "score": [1, 2, 3, None]})
    frame.to_csv(tmp_path / "a.tsv", sep="\t", index=False)
    with read_corpus([tmp_path / "a.tsv"]) as corpus:
        assert [one.text for one in corpus.sentences] == [one.text for one in CORPUS]


def test_pandas_loads_exported_parquet(pandas: Any, tmp_path: Path) -> None:
    """Tokens, tags, texts and splits are columns of the frame."""
    frame = pandas.read_parquet(exported("parquet", tmp_path / "a.parquet"))
    rows = zip(frame["tokens"], frame["ner_tags"], strict=True)
    assert [found(tokens, tags) for tokens, tags in rows] == EXPECTED
    assert list(frame["text"]) == [one.text for one in CORPUS]
    assert list(frame["split"]) == ["train", "train", "dev", "test"]


def test_pandas_loads_an_exported_table(pandas: Any, tmp_path: Path) -> None:
    """Texts are cells, and spans are JSON in cells."""
    frame = pandas.read_csv(exported("table", tmp_path / "a.csv"))
    assert list(frame["text"]) == [one.text for one in CORPUS]
    assert [json.loads(cell) for cell in frame["entities"]] == texts_and_spans()["entities"]


def test_pandas_loads_exported_token_lines(pandas: Any, tmp_path: Path) -> None:
    """Tokens and tags are lists."""
    frame = pandas.read_json(exported("token-lines", tmp_path / "a.jsonl"), lines=True)
    rows = zip(frame["tokens"], frame["ner_tags"], strict=True)
    assert [found(tokens, tags) for tokens, tags in rows] == EXPECTED


def test_pandas_loads_exported_spans(pandas: Any, tmp_path: Path) -> None:
    """Texts are strings, and spans are lists of start, end and label."""
    frame = pandas.read_json(exported("doccano", tmp_path / "a.jsonl"), lines=True)
    assert list(frame["text"]) == [one.text for one in CORPUS]
    assert list(frame["label"]) == texts_and_spans()["entities"]
