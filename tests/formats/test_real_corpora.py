"""The six real sets read exactly as their README counts them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.domain.sentence import Split
from workbench.formats.base import RAW, Format, WriteOptions
from workbench.formats.columns import CHARACTERS_FORMAT, COLUMNS_FORMAT
from workbench.formats.corpus import Corpus
from workbench.formats.reading import read_corpus

TRAIN, DEV, TEST = Split.TRAIN, Split.DEV, Split.TEST
Sizes = dict[Split | None, tuple[int, int, int]]
Labels = dict[str, tuple[int, ...]]

WNUT = ("wnut17/wnut17train.conll", "wnut17/emerging.dev.conll", "wnut17/emerging.test.annotated")

FIGURES: dict[str, tuple[tuple[str, ...], str, str, Sizes, Labels]] = {
    "weibo": (
        ("weibo",),
        "IOB2",
        "characters",
        {TRAIN: (1350, 73778, 1895), DEV: (270, 14509, 389), TEST: (270, 14842, 418)},
        {
            "PER.NOM": (772, 208, 172),
            "PER.NAM": (578, 90, 113),
            "GPE.NAM": (205, 26, 47),
            "ORG.NAM": (183, 47, 39),
            "LOC.NAM": (56, 6, 19),
            "LOC.NOM": (51, 6, 9),
            "ORG.NOM": (42, 5, 17),
            "GPE.NOM": (8, 1, 2),
        },
    ),
    "weibo, first edition": (
        ("weibo/first-edition",),
        "IOB2",
        "columns",
        {TRAIN: (1350, 73780, 1391), DEV: (270, 14509, 305), TEST: (270, 14844, 320)},
        {
            "PER.NAM": (531, 102, 100),
            "PER.NOM": (420, 125, 99),
            "GPE.NAM": (183, 25, 42),
            "ORG.NAM": (149, 43, 38),
            "LOC.NAM": (62, 5, 22),
            "LOC.NOM": (28, 2, 8),
            "ORG.NOM": (18, 3, 11),
        },
    ),
    "conll2002-es": (
        ("conll2002-es",),
        "IOB2",
        "columns",
        {TRAIN: (8323, 264715, 18798), DEV: (1915, 52923, 4352), TEST: (1517, 51533, 3559)},
        {
            "ORG": (7390, 1700, 1400),
            "LOC": (4914, 985, 1084),
            "PER": (4321, 1222, 735),
            "MISC": (2173, 445, 340),
        },
    ),
    "wikigold": (
        ("wikigold",),
        "IO",
        "columns",
        {None: (1696, 39007, 3558)},
        {"LOC": (1014,), "PER": (934,), "ORG": (898,), "MISC": (712,)},
    ),
    "un-ner": (
        ("un-ner",),
        "IO",
        "columns",
        {TRAIN: (3657, 92201, 3793), TEST: (2074, 53710, 2157)},
        {
            "LOC": (1657, 1020),
            "ORG": (1125, 578),
            "MISC": (851, 493),
            "PER": (158, 66),
            "PRG": (1, 0),
            "I-MISC": (1, 0),
        },
    ),
    "swedish-ner": (
        ("swedish-ner",),
        "BARE/0",
        "columns",
        {TRAIN: (6885, 113125, 4200), TEST: (2453, 42208, 1403)},
        {"PER": (1587, 612), "LOC": (1336, 355), "ORG": (880, 313), "MISC": (397, 123)},
    ),
    "wnut17": (
        WNUT,
        "IOB2",
        "columns",
        {TRAIN: (3394, 62730, 1975), DEV: (1009, 15733, 836), TEST: (1287, 23394, 1079)},
        {
            "person": (660, 470, 429),
            "location": (548, 74, 150),
            "group": (264, 39, 165),
            "creative-work": (140, 105, 142),
            "product": (142, 114, 127),
            "corporation": (221, 34, 66),
        },
    ),
}


@pytest.fixture(scope="module", params=FIGURES)
def case(request: pytest.FixtureRequest, shared_data: Path) -> Iterator[tuple[str, Corpus]]:
    """Each set, read once for all tests."""
    paths = FIGURES[request.param][0]
    with read_corpus([shared_data / path for path in paths]) as corpus:
        yield request.param, corpus


def test_sizes(case: tuple[str, Corpus]) -> None:
    """Sentences, tokens and entities of each split are those that were counted."""
    name, corpus = case
    sizes = FIGURES[name][3]
    assert sizes == {
        split: (counts.sentences, counts.tokens, counts.entities)
        for split, counts in corpus.splits.items()
    }
    assert corpus.counts.entities == sum(entities for _, _, entities in sizes.values())


def test_labels(case: tuple[str, Corpus]) -> None:
    """Entities of each label in each split are those that were counted."""
    name, corpus = case
    _, _, _, sizes, labels = FIGURES[name]
    found = {
        label: tuple(corpus.splits[split].labels.get(label, 0) for split in sizes)
        for label in corpus.counts.labels
    }
    assert found == labels


def test_scheme_and_format(case: tuple[str, Corpus]) -> None:
    """The scheme with its outside mark, and the layout, are named."""
    name, corpus = case
    assert (corpus.scheme.key, corpus.format) == FIGURES[name][1:3]


def test_every_line_is_accounted_for(case: tuple[str, Corpus]) -> None:
    """Each line with a token is kept: no set has a comment, some have hundreds of `#` lines."""
    name, corpus = case
    accounts = [account for file in corpus.files for account in file.accounts]
    assert {account.unit for account in accounts} == {"token lines"}
    assert all(account.balanced and account.reported == 0 for account in accounts)
    tokens = sum(tokens for _, tokens, _ in FIGURES[name][3].values())
    assert sum(account.kept for account in accounts) == tokens


WEIBO_ORDER = {
    "weiboNER_2nd_conll.train": (
        *(1266, 22000, 24537, 28617, 35046, 35119, 49249, 62980, 62990, 69376),
    ),
    "weiboNER_2nd_conll.test": (4450, 5021, 10279, 14155),
}
UN_BAD = {
    ("ID00378_2009_Argentina.txt", 1073, "unknown-label"),
    ("ID01524_2014_Bulgaria.txt", 1228, "bad-prefix"),
    ("ID01524_2014_Bulgaria.txt", 1520, "outside-mark"),
    ("ID01533_2007_Bulgaria.txt", 1015, "unknown-tag"),
    ("ID02358_2002_Colombia.txt", 1011, "outside-mark"),
    ("ID04992_2006_Iceland.txt", 873, "outside-mark"),
    ("ID06162_2007_Kuwait.txt", 899, "outside-mark"),
    ("ID08239_2003_Norway.txt", 951, "outside-mark"),
    ("ID08239_2003_Norway.txt", 1110, "outside-mark"),
    ("ID08239_2003_Norway.txt", 1242, "extra-cells"),
    ("ID08368_2007_Pakistan.txt", 601, "outside-mark"),
    ("ID10668_2015_Switzerland.txt", 11, "empty-type"),
    ("ID10668_2015_Switzerland.txt", 12, "empty-type"),
}
PROBLEMS = {
    "weibo": {
        (file, line, "type-switch" if line == 1266 else "orphan-inside")
        for file, lines in WEIBO_ORDER.items()
        for line in lines
    },
    "conll2002-es": {
        ("esp.train", 221619, "orphan-inside"),
        ("esp.testa", 30882, "orphan-inside"),
        ("esp.testb", 9291, "orphan-inside"),
    },
    "wikigold": set(),
    "un-ner": UN_BAD,
    "swedish-ner": {("train_corpus.txt", 90310, "missing-tag")},
    "wnut17": set(),
}


def test_problems(case: tuple[str, Corpus]) -> None:
    """Every line that the README lists is reported with file, line and code, and no other."""
    name, corpus = case
    if name in PROBLEMS:
        reported = [(problem.file, problem.line, problem.code) for problem in corpus.problems]
        assert sorted(reported) == sorted(PROBLEMS[name])


def test_halves_of_lost_emoji(shared_data: Path) -> None:
    """The first edition of weibo: each lone surrogate and each fault of order is reported."""
    corpus = read_corpus([shared_data / "weibo" / "first-edition"])
    codes = [(problem.file.rsplit(".")[-1], problem.code) for problem in corpus.problems]
    counted = {code: codes.count(code) for code in codes}
    assert counted == {
        ("train", "lone-surrogate"): 12,
        ("dev", "lone-surrogate"): 16,
        ("test", "lone-surrogate"): 16,
        ("train", "orphan-inside"): 21,
        ("dev", "orphan-inside"): 4,
        ("test", "orphan-inside"): 10,
    }
    assert not any(
        "\ud800" <= character <= "\udfff"
        for sentence in corpus.sentences
        for token in sentence.tokens
        for character in token
    )


def test_several_tags_in_one_cell(shared_data: Path) -> None:
    """All 297 lines with several tags are reported."""
    corpus = read_corpus([shared_data / "wnut17" / "emerging.test.conll"])
    assert [problem.code for problem in corpus.problems].count("several-tags") == 297


def test_text_to_predict_on(shared_data: Path) -> None:
    """A file of tokens only has sentences without tags, and is no fault."""
    corpus = read_corpus([shared_data / "wnut17" / "emerging.test"])
    assert (corpus.counts.sentences, corpus.counts.tokens) == (1287, 23394)
    assert {sentence.tags for sentence in corpus.sentences} == {None}
    assert list(corpus.problems) == []


def test_documents_of_wikigold(shared_data: Path) -> None:
    """145 marks end 145 documents."""
    corpus = read_corpus([shared_data / "wikigold" / "wikigold.conll.txt"])
    assert len({sentence.document for sentence in corpus.sentences}) == 145


@pytest.mark.parametrize(
    ("file", "known"),
    [("train", 45678), ("dev", 9026), ("test", 9131)],
)
def test_characters_of_weibo(shared_data: Path, file: str, known: int) -> None:
    """The index is taken off every token, and only the index."""
    path = shared_data / "weibo" / f"weiboNER_2nd_conll.{file}"
    cells = [line.split("\t")[0] for line in path.read_text(encoding="utf-8").split("\n") if line]
    tokens = [token for one in read_corpus([path]).sentences for token in one.tokens]
    pairs = list(zip(cells, tokens, strict=True))
    assert all(cell.startswith(token) and cell[len(token) :].isdecimal() for cell, token in pairs)
    assert sum(cell == f"{token}0" for cell, token in pairs) == known
    assert {len(token) for token in tokens if token != "\ufffd\ufffd"} == {1}


@pytest.mark.parametrize(
    ("path", "format_", "separator"),
    [
        ("conll2002-es/esp.testa", COLUMNS_FORMAT, " "),
        ("conll2002-es/esp.testb", COLUMNS_FORMAT, " "),
        ("weibo/weiboNER_2nd_conll.train", CHARACTERS_FORMAT, "\t"),
        ("weibo/weiboNER_2nd_conll.dev", CHARACTERS_FORMAT, "\t"),
        ("weibo/weiboNER_2nd_conll.test", CHARACTERS_FORMAT, "\t"),
        ("wnut17/emerging.dev.conll", COLUMNS_FORMAT, "\t"),
    ],
)
def test_what_was_read_is_written_byte_for_byte(
    shared_data: Path, tmp_path: Path, path: str, format_: Format, separator: str
) -> None:
    """Parts of speech, indexes of segments, bad tags: the same file comes out again."""
    copy = tmp_path / "copy.conll"
    assert format_.write is not None
    with read_corpus([shared_data / path]) as corpus:
        assert corpus.format == format_.name
        sentences = [replace(sentence, document="") for sentence in corpus.sentences]
    format_.write(sentences, copy, WriteOptions(scheme=RAW, separator=separator))
    assert copy.read_bytes() == (shared_data / path).read_bytes()
