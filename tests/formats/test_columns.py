"""Column files as they come."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.helpers import read_with
from workbench.domain.errors import CorpusError
from workbench.formats.base import ReadOptions, Sample, Source
from workbench.formats.column_sentences import SentenceBuilder
from workbench.formats.columns import (
    CHARACTERS_FORMAT,
    COLUMNS_FORMAT,
    EMPTY_TOKEN,
    LONGEST_SENTENCE,
    ColumnLayout,
)
from workbench.formats.corpus import CorpusFile
from workbench.formats.sniff import sniff
from workbench.formats.text import open_text

PLAIN = "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\nHon\tO\nsov\tO\n"


def sample_of(text: str) -> Sample:
    return Sample(Source(Path("a.conll"), "a.conll", Path("a.conll")), text.encode(), text)


def read(text: str, **options: object) -> CorpusFile:
    """Read as the importer would: with an index in the tokens where they have one."""
    chosen = ReadOptions(**options)  # type: ignore[arg-type]
    found = CHARACTERS_FORMAT.matches(sample_of(text)) > COLUMNS_FORMAT.matches(sample_of(text))
    indexed = found if chosen.format == "auto" else chosen.format == "characters"
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.conll")
        path.write_bytes(text.encode())
        return read_with(CHARACTERS_FORMAT if indexed else COLUMNS_FORMAT, path, chosen)


def layout_of(text: str, **options: object) -> ColumnLayout:
    layout = read(text, **options).layout
    assert isinstance(layout, ColumnLayout)
    return layout


def tokens(file: CorpusFile) -> list[str]:
    return [" ".join(sentence.tokens) for sentence in file.sentences]


def tags(file: CorpusFile) -> list[str | None]:
    return [
        None if sentence.tags is None else "|".join(sentence.tags) for sentence in file.sentences
    ]


def problems(file: CorpusFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in file.problems]


def comments(file: CorpusFile) -> int:
    account = file.accounts[0]
    assert account.unit == "token lines" and account.balanced
    assert account.kept == sum(len(sentence.tokens) for sentence in file.sentences)
    return account.reported


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        (PLAIN, "tab"),
        (PLAIN.replace("\t", " "), "spaces"),
        (PLAIN.replace("\t", "    "), "spaces"),
        (PLAIN.replace("sov\t", "sov   "), "mixed"),
        (PLAIN.rstrip("\n"), "tab"),
        (PLAIN.replace("\n\n", "\n\t \n"), "tab"),
        ("\n\n" + PLAIN.replace("\n\n", "\n\n\n") + "\n", "tab"),
        (PLAIN.replace("\n", "\r\n"), "tab"),
    ],
)
def test_separators_and_blank_lines(text: str, separator: str) -> None:
    """Tabs, runs of spaces and both in one file read alike, as do blank lines of any kind."""
    file = read(text)
    assert tokens(file) == ["Anna Berg sov", "Hon sov"]
    assert tags(file) == ["B-PER|I-PER|O", "O|O"]
    assert layout_of(text).separator == separator
    assert problems(file) == []


def test_line_numbers_lead_back_into_the_file() -> None:
    """A sentence knows the line of its first token, counted from 1."""
    file = read("\n# text = Anna sov\n" + PLAIN)
    assert [sentence.line for sentence in file.sentences] == [3, 7]
    assert comments(file) == 1


def test_the_tag_is_the_last_column_that_looks_like_tags() -> None:
    """Part-of-speech, chunk and index columns are not the tag."""
    spanish = "Sao NC B-LOC\nPaulo VMI I-LOC\n( Fpa O\n\nel DA O\nBrasil NC B-LOC\n"
    layout = layout_of(spanish)
    assert (layout.token, layout.tag, layout.columns) == (0, 2, 3)
    english = "EU NNP B-NP B-ORG\nrejects VBZ B-VP O\n. . O O\n"
    assert layout_of(english).tag == 3
    numbered = "1\tEU\tB-ORG\t_\n2\trejects\tO\t_\n3\tit\tO\t_\n"
    layout = layout_of(numbered)
    assert (layout.token, layout.tag) == (1, 2)


def test_bare_labels_with_a_digit_for_outside() -> None:
    """Labels without a prefix are recognised by their outside mark."""
    file = read("Inger   PER\nsov 0\n\nHej 0\n,   0\n")
    assert tags(file) == ["PER|0", "0|0"]


def test_columns_as_told() -> None:
    """Named columns win over what they look like; negative ones count from the end."""
    file = read("1\tAnna\tB-PER\tO\n2\tsov\tO\tO\n", token=1, tag=-2)
    assert (tokens(file), tags(file)) == (["Anna sov"], ["B-PER|O"])


@pytest.mark.parametrize("column", [2, -3])
def test_a_column_that_is_not_there(column: int) -> None:
    """A named column beyond the file's is refused, not ignored."""
    with pytest.raises(CorpusError, match="NW-I13"):
        read(PLAIN, token=0, tag=column)


def test_hash_tokens_are_tokens_and_comments_are_not() -> None:
    """`#` is a token wherever it has a token's shape; a comment has another one."""
    text = (
        "# sent_id = 7\n# text = # sale now\n#\tO\nsale\tO\n#now\tO\n\n# plain remark here\n#\tO\n"
    )
    file = read(text)
    assert tokens(file) == ["# sale #now", "#"]
    assert comments(file) == 3
    assert tokens(read("#\n#sale\nnow\n\n#\n")) == ["# #sale now", "#"]
    assert tokens(read("# O\n#sale O\nnow B-ORG\n\n# B-ORG\n")) == ["# #sale now", "#"]


def test_a_hash_line_inside_a_sentence_is_no_comment() -> None:
    """Comments stand before a sentence; inside one nothing is dropped."""
    file = read("Anna\tB-PER\n# odd thing here\nsov\tO\n")
    assert len(file.sentences[0].tokens) == 3


def test_lone_quotes_are_tokens() -> None:
    """There is no CSV quoting in column files."""
    file = read('"\tO\nAnna\tB-PER\n"\tO\n\n\'\tO\n')
    assert tokens(file) == ['" Anna "', "'"]


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\u2028", "\u200b", "\x85", "\x0b"])
def test_other_spaces_stay_in_their_token(space: str) -> None:
    """Only spaces and tabs separate cells, only line ends end lines."""
    file = read(f"10{space}000 O\nAnna B-PER\n")
    assert file.sentences[0].tokens[0] == f"10{space}000"


def test_a_token_with_a_space_in_a_file_of_tabs() -> None:
    """Where tabs separate, a space is part of the token."""
    file = read("New York\tB-LOC\nis\tO\nlarge here\nand O\nvery wide\n")
    assert file.sentences[0].tokens == ("New York", "is", "large here", "and", "very wide")
    assert tags(file) == ["B-LOC|O||O|"]


def test_documents_are_numbered() -> None:
    """-DOCSTART- is a border, whether it opens or closes a document, and no sentence."""
    opening = read("-DOCSTART- O\n\na O\n\nb O\n\n-DOCSTART- O\n\nc O\n")
    closing = read("a O\n\nb O\n\n-DOCSTART- O\n\nc O\n\n-DOCSTART- O\n")
    for file in (opening, closing):
        assert [s.document for s in file.sentences] == ["a.conll#1", "a.conll#1", "a.conll#2"]
    assert {sentence.document for sentence in read(PLAIN).sentences} == {"a.conll"}


def test_missing_tags() -> None:
    """One missing tag is empty; a sentence without any tag is untagged text."""
    file = read("Anna\tB-PER\nbn\nsov\tO\n\nHon\nsov\n\nbn\t\n\nJa\tO\n")
    assert tags(file) == ["B-PER||O", None, None, "O"]
    assert problems(file) == []


def test_untagged_text() -> None:
    """One cell a line is text to predict on."""
    file = read("Anna\nsov\n.\n\nHon\n")
    assert layout_of("Anna\nsov\n.\n\nHon\n").tag is None
    assert tags(file) == [None, None]


def test_extra_cells_are_reported_and_the_tag_taken_from_its_place() -> None:
    """Cells too many do not move the tag."""
    file = read("Anna\tB-PER\nISAF\tI-ORG\t\t\nsov\tO\n")
    assert tags(file) == ["B-PER|I-ORG|O"]
    assert problems(file) == [(2, "extra-cells")]
    spaced = read("Anna B-PER\nNew York B-LOC\nsov O\n")
    assert tokens(spaced) == ["Anna New York sov"]
    assert tags(spaced) == ["B-PER|B-LOC|O"]
    assert problems(spaced) == [(2, "extra-cells")]


def test_missing_cells_are_reported_and_the_tag_kept() -> None:
    """Where a middle cell is missing the last one is still the tag."""
    file = read("Sao NC B-LOC\nPaulo I-LOC\nel DA O\n")
    assert tags(file) == ["B-LOC|I-LOC|O"]
    assert problems(file) == [(2, "missing-cells")]


def test_empty_tokens_and_stray_spaces_are_reported() -> None:
    """A tag without a token keeps its place; spaces around a tag are told before they go."""
    file = read("Anna\tB-PER \n\tO\nsov\tO\n")
    assert file.sentences[0].tokens == ("Anna", EMPTY_TOKEN, "sov")
    assert tags(file) == ["B-PER|O|O"]
    assert problems(file) == [(1, "stray-space"), (2, "empty-token")]


def test_segment_index() -> None:
    """`科0` is 科; the index is all digits after the first character, `310` is 3 with index 10."""
    word = "".join(
        f"{character}{index}\tO\n" for index, character in enumerate("一二三四五六七八九十")
    )
    file = read(f"科0\tB-ORG\n技1\tI-ORG\n\n{word}310\tO\n\ufffd\ufffd0\tO\n 0\tO\n")
    assert file.layout.format == "characters"
    assert file.sentences[0].tokens == ("科", "技")
    assert file.sentences[1].tokens[-3:] == ("3", "\ufffd\ufffd", " ")


def test_segment_index_only_where_it_counts_up() -> None:
    """Tokens such as A4 or B12 are no characters with an index."""
    assert not layout_of("A4\tO\nB12\tO\nC7\tO\nD9\tO\nE3\tO\n").segment_index
    assert not layout_of("科0\tO\n技1\tO\n全0\tO\n好1\tO\n", format="columns").segment_index


def test_a_token_without_its_index_is_kept_and_reported() -> None:
    """In a character corpus an odd token stays as it is."""
    file = read("科0\tO\n技1\tO\nab\tO\n", format="characters")
    assert file.sentences[0].tokens == ("科", "技", "ab")
    assert problems(file) == [(3, "no-segment-index")]


@pytest.mark.parametrize(
    "text",
    [
        "This is a plain text of some length.\nIt has lines of many words\nand no tags.\n",
        '{"text": "Anna sov", "label": []}\n{"text": "Hon sov"}\n',
        '[{"text":"Anna"}]\n',
        "<?xml version='1.0'?>\n<a>\n</a>\n",
        "word,tag\nAnna,B-PER\nsov,O\n",
        "Anna\tNNP\nsov\tVBD\nhon\tPRP\n",
    ],
)
def test_what_is_no_corpus_is_refused(text: str) -> None:
    """Prose, JSON, XML, CSV and columns without tags are refused with what was seen."""
    with pytest.raises(CorpusError) as caught:
        read(text)
    assert caught.value.code == "NW-I11"
    assert "a.conll is no corpus" in caught.value.happened


def test_only_marks_and_comments() -> None:
    """A file without a single sentence is no empty success."""
    for text in ("-DOCSTART- O\n\n", "# a = b\n# c = d\n"):
        with pytest.raises(CorpusError, match=r"NW-I1[14]"):
            read(text)


def test_sentences_have_a_limit() -> None:
    """A forgotten blank line must not make a sentence of a whole book."""
    with pytest.raises(CorpusError, match=r"NW-I06.*line 3 "):
        read("a\tO\n\n" + "a\tO\n" * (LONGEST_SENTENCE + 1))
    assert len(read("a\tO\n" * LONGEST_SENTENCE).sentences[0].tokens) == LONGEST_SENTENCE


GERMEVAL = (
    "#\thttp://example.org/eins [2009-10-17]\n"
    "1\tDie\tO\tO\n2\tUni\tB-ORG\tO\n3\tBonn\tI-ORG\tB-LOC\n\n"
    "#\texample.org vom 26.02.2005 [2005-02-26]\n"
    "1\tBonn\tB-LOC\tO\n2\tUni\tB-ORG\tB-LOC\n\n"
)


@pytest.mark.parametrize(
    ("text", "tag", "nested"),
    [
        # No inner entity at all.
        ("1 Uni B-ORG O\n2 Bonn I-ORG O\n", 2, 0),
        # Gold and predicted tags, as conlleval has them.
        ("Uni NN B-ORG B-ORG\nBonn NE I-ORG O\nAnna NE B-PER B-PER\n", 2, 2),
        # Phrases and entities share no label, and phrases are no outer entities.
        ("EU NNP B-NP B-ORG\nruns VBZ B-VP O\n", 3, 0),
        ("It PRP B-NP O\nruns VBZ B-VP O\n", 3, 0),
        # Three layers of bare labels.
        ("Bonn LOC LOC O\nist O O O\nin O O O\nRom LOC O O\n", 1, 1),
        # Two different sets of labels: the last column is the one, as ever.
        ("Bonn B-LOC B-City\nist O O\n", 2, 0),
    ],
)
def test_which_of_several_columns_of_tags_is_read(text: str, tag: int, nested: int) -> None:
    """Layers of one label set count from the outside in; other sets from the right."""
    assert layout_of(text).tag == tag
    assert problems(read(text)).count((1, "nested-entity")) <= nested
    assert [code for _, code in problems(read(text))] == ["nested-entity"] * nested


def test_further_columns_are_kept() -> None:
    """Parts of speech and the like stay with their tokens, under the number of their column."""
    file = read("EU NNP B-NP B-ORG\nruns VBZ B-VP O\n\n. . O O\n")
    assert [sentence.extras for sentence in file.sentences] == [
        (("1", ("NNP", "VBZ")), ("2", ("B-NP", "B-VP"))),
        (("1", (".",)), ("2", ("O",))),
    ]


def test_further_columns_with_names() -> None:
    """A first line as CoNLL-U Plus has it names the columns, and is no comment."""
    text = "# global.columns = ID FORM UPOS NER\n1\tAnna\tPROPN\tB-PER\n2\tsov\tVERB\tO\n"
    file = read(text)
    assert [sentence.extras for sentence in file.sentences] == [(("UPOS", ("PROPN", "VERB")),)]
    assert comments(file) == 0
    assert problems(file) == []


def test_columns_that_say_nothing_are_not_kept() -> None:
    """Running numbers, empty cells and `_` tell nothing; other numbers do."""
    file = read("1\ta\t_\tO\n2\tb\t_\tO\n\n7\tc\tX\tO\n9\td\t_\tO\n")
    assert [sentence.extras for sentence in file.sentences] == [
        (),
        (("0", ("7", "9")), ("2", ("X", "_"))),
    ]


def test_an_odd_line_does_not_cost_its_sentence_the_further_columns() -> None:
    """Its own cells are reported, those of the other lines are kept."""
    file = read("Sao NC B-LOC\nPaulo I-LOC\nel DA O\n")
    assert [sentence.extras for sentence in file.sentences] == [(("1", ("NC", "", "DA")),)]
    assert problems(file) == [(2, "missing-cells")]


def test_comments_are_reported_with_their_text() -> None:
    """Nothing that is left out goes unsaid; `# newdoc` opens a document."""
    file = read("# sent_id = 7\nAnna\tB-PER\n\n# newdoc id = blog/3\n# text = sov\nsov\tO\n")
    assert comments(file) == 2
    assert [(problem.line, problem.code, problem.message) for problem in file.problems] == [
        (1, "comment", "'# sent_id = 7' is a comment."),
        (5, "comment", "'# text = sov' is a comment."),
    ]
    assert [sentence.document for sentence in file.sentences] == ["a.conll", "blog/3"]


def test_the_index_of_a_segment_is_kept() -> None:
    """What was in the cell can be rebuilt: the character and its index, regular or not."""
    cells = ["科0", "技1", "310", "全7", "\ufffd\ufffd00"]
    file = read("".join(f"{cell}\tO\n" for cell in cells) + "\n好0\tO\n", format="characters")
    first, second = file.sentences
    (name, indexes) = first.extras[0]
    assert name == "segment"
    assert [token + index for token, index in zip(first.tokens, indexes, strict=True)] == cells
    assert (second.tokens, second.extras) == (("好",), ())


def test_characters_without_an_index() -> None:
    """A character corpus need not have one."""
    file = read("科\tB-ORG\n技\tI-ORG\n\n好\tO\n", format="characters")
    assert tokens(file) == ["科 技", "好"]
    assert problems(file) == []


@pytest.mark.parametrize(
    ("text", "description"),
    [
        (PLAIN, "2 columns · token in column 1, tag in column 2 · tabs · utf-8"),
        ("a b c\n\n".replace(" ", "\n"), "one column · tabs · utf-8"),
        (GERMEVAL, "4 columns · token in column 2, tag in column 3 · tabs · utf-8"),
        (
            "科0 O\n技1 O\n全0 O\n好1 O\n",
            "2 columns · token in column 1, tag in column 2 · spaces · utf-8 · "
            "characters with a segment index",
        ),
    ],
)
def test_a_layout_in_words(text: str, description: str) -> None:
    """People are told what was recognised, with columns counted from 1."""
    assert layout_of(text).description == description
    assert layout_of(text).tokens_on_lines


@pytest.mark.parametrize(
    ("text", "columns", "characters"),
    [
        (PLAIN, 80, 0),
        (GERMEVAL, 80, 0),
        ("Inger PER\nsov 0\n", 80, 0),
        ("科0\tO\n技1\tO\n全0\tO\n好1\tO\n", 80, 85),
        ("科0\n技1\n全0\n好1\n\n一0\n", 30, 85),
        ("Anna\nsov\n.\n\nHon\n", 30, 0),
        ("<s>\tO\nAnna\tB-PER\n", 80, 0),
        ("Anna\nsov\n", 0, 0),
        ("These are words.\nAnd more of them.\n\nAnd more.\n", 0, 0),
        ('{"text": "Anna sov", "label": []}\n\n{"text": "Hon sov"}\n', 0, 0),
        ("[\n  {\n  }\n]\n", 0, 0),
        ("<?xml version='1.0'?>\n<a>\n\n</a>\n", 0, 0),
        ("word,tag\n\nAnna,B-PER\nsov,O\n", 0, 0),
        ("name\tage\nAnna\t34\nBerg\t41\n", 0, 0),
        ("", 0, 0),
        ("\n\n", 0, 0),
    ],
)
def test_what_looks_like_columns(text: str, columns: int, characters: int) -> None:
    """Tags make columns sure, single words with blank lines between are weak evidence."""
    assert COLUMNS_FORMAT.matches(sample_of(text)) == columns
    assert CHARACTERS_FORMAT.matches(sample_of(text)) == characters


def test_the_tags_of_a_large_file_need_not_be_at_its_beginning(tmp_path: Path) -> None:
    """The sample comes from all over the file."""
    path = tmp_path / "a.conll"
    untagged, tagged = f"{'den' * 99}\t_\n\n", "Anna\tB-PER\nsov\tO\n\n"
    path.write_text(untagged * 8_000 + tagged * 50_000, "utf-8")
    file = open_text(Source(path, path.name, path), ReadOptions())
    head = 2 << 20
    with pytest.raises(CorpusError, match="NW-I11"):
        sniff(path.read_text("utf-8")[:head].split("\n")[:-1], path.name, ReadOptions())
    assert sniff(file.sample(head), path.name, ReadOptions()).tag == 1


words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Mn")), min_size=1)
sentences = st.lists(
    st.lists(
        st.tuples(words, st.sampled_from(["O", "B-PER", "I-PER", "B-a-b"])), min_size=1, max_size=5
    ),
    min_size=1,
    max_size=4,
)


@given(sentences, st.sampled_from(["\t", " "]), st.sampled_from(["\n", "\r\n", "\r"]))
def test_any_words_are_read_as_written(
    written: list[list[tuple[str, str]]], separator: str, end: str
) -> None:
    """No word of letters, digits, signs or marks confuses separators, comments or columns."""
    lines = [separator.join(pair) + end for sentence in written for pair in [*sentence, ("", "")]]
    text = "".join(line if line.strip() else end for line in lines)
    file = read(text, format="columns")
    assert [s.tokens for s in file.sentences] == [tuple(t for t, _ in one) for one in written]
    assert [s.tags for s in file.sentences] == [tuple(t for _, t in one) for one in written]


_LINES = st.lists(
    st.sampled_from(
        [
            *("Anna\tB-PER", "sov\tO", "bn", "x\tO\t\t", "\tO", "a b\tO", "a\t O", "c\t"),
            *("", "", "", "\t", " ", "# sent_id = 1", "#\tO", "#\tdoc\t1", "-DOCSTART-\tO"),
            *("-DOCSTART-", "x-DOCSTART-\tO", "a\u2028b\tO", "\ufeffz\tO"),
        ]
    ),
    max_size=12,
)


@given(_LINES, st.sampled_from([1, 3, 7, 1 << 18]))
def test_the_short_ways_lead_to_the_same_place(lines: list[str], chunk: int) -> None:
    """Blocks of lines taken at once, or line by line, in pieces of any size, read alike."""
    text = PLAIN * 2 + "\n" + "\n".join(lines)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbench.formats.text.CHUNK", chunk)
        fast = read(text, format="columns")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SentenceBuilder, "_are_pairs", lambda *_: False)
        middle = read(text, format="columns")
        patch.setattr(SentenceBuilder, "_add_usual", lambda *_: False)
        slow = read(text, format="columns")
    for other in (fast, middle):
        assert list(other.sentences) == list(slow.sentences)
        assert sorted(problems(other)) == sorted(problems(slow))
        assert other.accounts == slow.accounts
        assert {split: part.tokens for split, part in other.parts.items()} == {
            split: part.tokens for split, part in slow.parts.items()
        }
