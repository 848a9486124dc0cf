"""Column files as they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import CorpusError
from workbench.formats.base import ReadOptions
from workbench.formats.columns import EMPTY_TOKEN, LONGEST_SENTENCE, ColumnFile, read_columns

PLAIN = "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\nHon\tO\nsov\tO\n"


def read(text: str, **options: object) -> ColumnFile:
    return read_columns(text.encode(), "a.conll", ReadOptions(**options))  # type: ignore[arg-type]


def tokens(file: ColumnFile) -> list[str]:
    return [" ".join(sentence.tokens) for sentence in file.sentences]


def tags(file: ColumnFile) -> list[str | None]:
    return [
        None if sentence.tags is None else "|".join(sentence.tags) for sentence in file.sentences
    ]


def problems(file: ColumnFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in file.problems]


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
    assert file.layout.separator == separator
    assert problems(file) == []


def test_line_numbers_lead_back_into_the_file() -> None:
    """A sentence knows the line of its first token, counted from 1."""
    file = read("\n# text = Anna sov\n" + PLAIN)
    assert [sentence.line for sentence in file.sentences] == [3, 7]
    assert file.comment_lines == 1


def test_the_tag_is_the_last_column_that_looks_like_tags() -> None:
    """Part-of-speech, chunk and index columns are not the tag."""
    spanish = "Sao NC B-LOC\nPaulo VMI I-LOC\n( Fpa O\n\nel DA O\nBrasil NC B-LOC\n"
    file = read(spanish)
    assert (file.layout.token, file.layout.tag, file.layout.columns) == (0, 2, 3)
    english = "EU NNP B-NP B-ORG\nrejects VBZ B-VP O\n. . O O\n"
    assert read(english).layout.tag == 3
    numbered = "1\tEU\tB-ORG\t_\n2\trejects\tO\t_\n3\tit\tO\t_\n"
    layout = read(numbered).layout
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
    assert file.comment_lines == 3
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
    assert file.layout.tag is None
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
    assert file.layout.segment_index
    assert file.sentences[0].tokens == ("科", "技")
    assert file.sentences[1].tokens[-3:] == ("3", "\ufffd\ufffd", " ")


def test_segment_index_only_where_it_counts_up() -> None:
    """Tokens such as A4 or B12 are no characters with an index."""
    assert not read("A4\tO\nB12\tO\nC7\tO\nD9\tO\nE3\tO\n").layout.segment_index
    assert not read("科0\tO\n技1\tO\n全0\tO\n好1\tO\n", format="columns").layout.segment_index


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
