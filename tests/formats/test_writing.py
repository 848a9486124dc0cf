"""Column files as they are written, and that they come back as they were."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from tests.formats.helpers import raw_sentences, read_with
from workbench.domain.errors import ExportError
from workbench.domain.schemes import BARE, with_outside
from workbench.formats.base import RAW, Carried, Format, RawSentence, WriteOptions
from workbench.formats.columns import CHARACTERS_FORMAT, COLUMNS_FORMAT, LONGEST_SENTENCE
from workbench.formats.corpus import CorpusFile
from workbench.formats.germeval import FORMAT as GERMEVAL

TABS, SPACES = WriteOptions(), WriteOptions(separator=" ")
Extras = tuple[tuple[str, tuple[str, ...]], ...]


def sentence(text: str, tags: str | None, document: str = "", extras: Extras = ()) -> RawSentence:
    found = None if tags is None else tuple(tags.split("|"))
    return RawSentence(tuple(text.split()), found, document, 1, extras=extras)


ANNA = sentence("Anna Berg sov", "B-PER|I-PER|O")
BAD = sentence("War on sov bn", "I-|VMISC|0|")
POS = (("1", ("NP", "VB")), ("2", ("x", "_")))


def written(
    sentences: list[RawSentence], format_: Format = COLUMNS_FORMAT, options: WriteOptions = TABS
) -> str:
    """The text of the file that a format writes."""
    assert format_.write is not None
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.conll")
        format_.write(sentences, path, options)
        return path.read_bytes().decode()


def read_back(
    text: str, format_: Format = COLUMNS_FORMAT, options: WriteOptions = TABS
) -> CorpusFile:
    assert format_.read_back is not None
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.conll")
        path.write_bytes(text.encode())
        return read_with(format_, path, format_.read_back(options))


def refused(
    one: RawSentence, format_: Format = COLUMNS_FORMAT, options: WriteOptions = TABS
) -> str:
    assert format_.refuses is not None
    return format_.refuses(one, options)


def test_tabs_and_spaces() -> None:
    """Token and tag, with a tab or a space between them, and a blank line after each sentence."""
    assert written([ANNA]) == "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\n"
    assert written([ANNA], options=SPACES) == "Anna B-PER\nBerg I-PER\nsov O\n\n"


def test_marks_stand_between_documents_only_where_there_are_several() -> None:
    """-DOCSTART- opens each of several documents, in the shape of the other lines."""
    one, two = sentence("a", "O", "one"), sentence("b", "O", "two")
    assert written([one, one]) == "a\tO\n\na\tO\n\n"
    text = written([one, one, two, one])
    assert text.count("-DOCSTART-\tO\n\n") == 3
    documents = [one.document for one in read_back(text).sentences]
    assert documents == ["x.conll#1", "x.conll#1", "x.conll#2", "x.conll#3"]
    marked = [sentence("a b", "O|O", "one", POS), sentence("a b", "O|O", "two")]
    assert "-DOCSTART-\t_\t_\tO\n\n" in written(marked)
    bare = WriteOptions(scheme=with_outside(BARE, "0"))
    assert written([one, two], options=bare).startswith("-DOCSTART-\t0\n\n")


def test_raw_tags_survive() -> None:
    """Bad and empty tags are written as they are, an untouched sentence without any."""
    text = written([BAD, sentence("a b", None), ANNA], options=WriteOptions(scheme=RAW))
    assert text.startswith("War\tI-\non\tVMISC\nsov\t0\nbn\t\n\na\t\nb\t\n\n")
    assert [one.tags for one in read_back(text).sentences] == [BAD.tags, None, ANNA.tags]


def test_further_columns_stand_between_token_and_tag() -> None:
    """Columns 1, 2, ... need no name; a sentence without them has `_` there, and none again."""
    with_columns = sentence("a b", "O|B-PER", extras=POS)
    text = written([ANNA, with_columns])
    assert text.startswith("Anna\t_\t_\tB-PER\n")
    assert text.endswith("a\tNP\tx\tO\nb\tVB\t_\tB-PER\n\n")
    assert [one.extras for one in read_back(text).sentences] == [(), POS]


def test_further_columns_with_names() -> None:
    """Names that are not the columns' numbers stand in a first line, and come back."""
    named = (("lemma", ("a", "be")), ("xpos", ("N", "V")))
    sentences = [sentence("a b", "O|O", extras=named[1:]), sentence("a b", "O|O", extras=named)]
    text = written(sentences)
    assert text.startswith("# global.columns = FORM lemma xpos NER\na\t_\tN\tO\n")
    file = read_back(text)
    assert [one.extras for one in file.sentences] == [one.extras for one in sentences]
    assert not file.problems
    assert [one.extras for one in read_back(written(sentences, options=SPACES)).sentences] == [
        one.extras for one in sentences
    ]


def test_further_columns_in_another_order_are_refused() -> None:
    """Where one order cannot serve all sentences, nothing is written in a wrong one."""
    one = sentence("a", "O", extras=(("x", ("1",)), ("y", ("2",))))
    two = sentence("a", "O", extras=(("y", ("1",)), ("x", ("2",))))
    with pytest.raises(ExportError, match="NW-E02"):
        written([one, two])


def test_characters_have_their_index_again() -> None:
    """An index is written as it came, and as 0 where there was none."""
    word = sentence("全 3 技", "O|O|O", extras=(("segment", ("0", "10", "1")),))
    text = written([word, sentence("科 \ufffd\ufffd", "O|O")], CHARACTERS_FORMAT)
    assert text == "全0\tO\n310\tO\n技1\tO\n\n科0\tO\n\ufffd\ufffd0\tO\n\n"
    file = read_back(text, CHARACTERS_FORMAT)
    assert [(one.tokens, one.extras) for one in file.sentences] == [
        (word.tokens, word.extras),
        (("科", "\ufffd\ufffd"), ()),
    ]
    assert not file.problems


@pytest.mark.parametrize("token", ["", " ", "a\tb", "a\nb", "a\rb", "a\0b", "\ud83d"])
def test_tokens_that_no_column_can_carry_are_refused(token: str) -> None:
    """The refusal names the token, and comes before anything is written."""
    one = RawSentence(("x", token), ("O", "O"), "", 1)
    assert refused(one) == f"the token {token!r}"
    assert refused(one, GERMEVAL) == f"the token {token!r}"


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (sentence("-DOCSTART-", "O"), "the token '-DOCSTART-'"),
        (RawSentence(("-DOCSTART- x",), ("O",), "", 1), "the token '-DOCSTART- x'"),
        (sentence("a b", "|"), "its tags, which are all empty"),
        (sentence("a b", "O| O"), "the tag ' O'"),
        (sentence("a b", "O|\n"), "the tag '\\n'"),
        (sentence("a b", "O"), "that it has 2 tokens and 1 tags"),
        (RawSentence((), (), "", 1), "the number of its tokens, 0"),
        (sentence("a " * (LONGEST_SENTENCE + 1), None), "the number of its tokens, 10,001"),
        (sentence("a" * 1_000_001, "O"), "more than 1,000,000 characters"),
        (sentence("a", "O", extras=(("a b", ("x",)),)), "the name 'a b' of a further column"),
        (sentence("a", "O", extras=(("1", ("_",)),)), "the further column '1', which says nothing"),
        (sentence("a", "O", extras=(("1", ("x",)),) * 2), "two further columns of one name"),
        (sentence("a", "O", extras=(("1", ("x\ty",)),)), "the cell 'x\\ty'"),
    ],
)
def test_what_columns_cannot_carry_is_named(one: RawSentence, reason: str) -> None:
    """Each refusal says what it is about."""
    assert refused(one) == reason


def test_what_only_spaces_cannot_carry() -> None:
    """Between spaces no cell can be empty or hold a space."""
    for one in (
        sentence("a b", None),
        sentence("a b", "|O"),
        RawSentence(("a b",), ("O",), "", 1),
        sentence("a", "O", extras=(("1", ("x y",)),)),
    ):
        assert refused(one) == ""
        assert refused(one, options=SPACES) != ""


def test_what_is_no_character_is_refused() -> None:
    """Words, clusters of several code points and foreign indexes do not fit a character corpus."""
    assert refused(sentence("ab", "O"), CHARACTERS_FORMAT) == "the token 'ab'"
    assert refused(sentence("e\u0301", "O"), CHARACTERS_FORMAT) == "the token 'e\u0301'"
    for index in ("", "x", "-1", "0"):
        extras = (("segment", (index,)),)
        assert "index" in refused(sentence("a", "O", extras=extras), CHARACTERS_FORMAT)


def test_ordinary_words_are_never_refused() -> None:
    """The refusal is for what cannot be carried, not for what is merely odd."""
    odd = (
        "#",
        '"',
        "\u00a0",
        "New York",
        "\ufeffx",
        "a\u2028b",
        "科0",
        "-DOCSTART-s",
        "\U0001f48b",
    )
    one = RawSentence(odd, ("O",) * len(odd), "", 1)
    assert refused(one) == ""
    assert [back.tokens for back in read_back(written([one])).sentences] == [odd]


def test_a_first_token_that_looks_like_a_byte_order_mark() -> None:
    """It is no mark: it comes back."""
    one = RawSentence(("\ufeffAnna", "\ufeff"), ("O", "O"), "", 1)
    assert [back.tokens for back in read_back(written([one])).sentences] == [one.tokens]


_CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M", "Z", "Cf")))
_ODD = st.sampled_from(["#", "# ", "-DOCSTART-", "O", "_", "a\tb", "\n", "0", "1", "科0", "\ufeff"])
_TAGS = st.one_of(_CELLS, _ODD, st.sampled_from(["O", "B-PER", "I-PER", ""]))


@st.composite
def any_sentence(draw: st.DrawFn) -> RawSentence:
    """Any tokens, tags and further cells at all."""
    rows = draw(st.lists(st.tuples(st.one_of(_CELLS, _ODD), _TAGS), min_size=1, max_size=4))
    tokens, tags = zip(*rows, strict=True)
    names = draw(st.sampled_from([(), ("1",), ("1", "2"), ("2",), ("lemma", "x"), ("segment",)]))
    index = st.sampled_from(["0", "1", "12", "_", "", "x y"])
    row = st.lists(index, min_size=len(tokens), max_size=len(tokens)).map(tuple)
    extras = tuple((name, draw(row)) for name in names)
    document = draw(st.sampled_from(["", "a", "b", "O", "x y"]))
    return RawSentence(tokens, draw(st.sampled_from([None, tags])), document, 1, extras=extras)


def carried(one: RawSentence, format_: Format) -> tuple[object, ...]:
    """What of a sentence the format says it carries."""
    found: list[object] = [one.tokens, one.tags]
    if Carried.EXTRAS in format_.carries:
        found.append(one.extras)
    if Carried.DOCUMENTS in format_.carries:
        found.append(one.document)
    return tuple(found)


def check(sentences: list[RawSentence], format_: Format, options: WriteOptions) -> None:
    chosen = [one for one in sentences if not refused(one, format_, options)]
    event(f"{len(chosen)} written")
    if not chosen:
        return
    file = read_back(written(chosen, format_, options), format_, options)
    back = list(file.sentences)
    assert [carried(one, format_) for one in back] == [carried(one, format_) for one in chosen]
    assert {problem.code for problem in file.problems} <= {"odd-line-break"}
    borders = [one.document != two.document for one, two in pairwise(chosen)]
    found = [one.document != two.document for one, two in pairwise(back)]
    assert found == borders


@pytest.mark.parametrize("options", [TABS, SPACES], ids=["tabs", "spaces"])
@pytest.mark.parametrize("format_", [COLUMNS_FORMAT, GERMEVAL], ids=lambda one: one.name)
@given(sentences=st.lists(any_sentence(), min_size=1, max_size=4))
def test_what_is_written_reads_back_or_is_refused(
    format_: Format, options: WriteOptions, sentences: list[RawSentence]
) -> None:
    """Any tokens, tags, cells and documents at all: the very same come back, or are refused."""
    check(sentences, format_, options)


@pytest.mark.parametrize("options", [TABS, SPACES], ids=["tabs", "spaces"])
@pytest.mark.parametrize("format_", [COLUMNS_FORMAT, GERMEVAL], ids=lambda one: one.name)
@given(sentences=raw_sentences())
def test_usual_sentences_come_back(
    format_: Format, options: WriteOptions, sentences: list[RawSentence]
) -> None:
    """Sentences with valid tags or none come back, whatever characters their tokens hold."""
    check(sentences, format_, options)


_CHARACTER = st.one_of(st.characters(codec="utf-8"), st.sampled_from(["\ufffd\ufffd", "0", "#"]))


@st.composite
def any_characters(draw: st.DrawFn) -> RawSentence:
    """Characters with or without an index, now and then an odd one."""
    tokens = tuple(draw(st.lists(_CHARACTER, min_size=1, max_size=6)))
    index = st.sampled_from(["0", "1", "2", "10", "00"])
    row = st.lists(index, min_size=len(tokens), max_size=len(tokens)).map(tuple)
    extras = draw(st.sampled_from([(), ("segment",), ("segment", "1")]))
    tags = draw(st.sampled_from([None, ("O",) * len(tokens), ("",) * (len(tokens) - 1) + ("x",)]))
    return RawSentence(tokens, tags, "", 1, extras=tuple((name, draw(row)) for name in extras))


@pytest.mark.parametrize("options", [TABS, SPACES], ids=["tabs", "spaces"])
@given(sentences=st.lists(any_characters(), min_size=1, max_size=4))
def test_characters_read_back_or_are_refused(
    options: WriteOptions, sentences: list[RawSentence]
) -> None:
    """Any characters with any index: the very same come back, or are refused."""
    check(sentences, CHARACTERS_FORMAT, options)
