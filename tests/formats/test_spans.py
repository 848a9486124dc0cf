"""Character spans become entities over tokens, and each that does not is accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Split, Status
from workbench.formats.base import PlainLayout, RawSentence, ReadOptions, Source
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.corpus import CorpusFile
from workbench.formats.segmentation import is_blank
from workbench.formats.sink import CorpusSink
from workbench.formats.spans import Record, ScoredSpan, TextSpan, add_record

TEXTS = st.text(st.sampled_from("aB1. \n\t\u2028😀北é\u0301\u200b\x00,'"), max_size=40)
SPANS = st.lists(
    st.builds(TextSpan, st.integers(-2, 42), st.integers(-2, 42), st.sampled_from(("P", "Q", ""))),
    max_size=8,
).map(tuple)
OFFSETS = st.lists(st.tuples(st.integers(-1, 41), st.integers(-1, 41)), max_size=8).map(
    lambda found: tuple(sorted(found))
)
OPTIONS = st.builds(
    ReadOptions,
    spans=st.sampled_from(("widen", "split")),
    sentences=st.sampled_from(("auto", "line", "document", "running")),
    tokens=st.sampled_from(("words", "characters", "spaces")),
    language=st.just("en"),
)


def add(record: Record, options: ReadOptions | None = None) -> CorpusFile:
    """Read one record; that all spans are accounted for is checked by `finish`."""
    sink = CorpusSink(Source(Path("a"), "a", Path("a")))
    number = add_record(record, options or ReadOptions(), sink)
    file = sink.finish(PlainLayout("test", "utf-8"), None, "")
    assert number == len(file.sentences)
    return file


def record(text: str, *spans: tuple[int, int, str], **more: Any) -> Record:
    return Record(text, 7, "a", tuple(TextSpan(*span) for span in spans), **more)


def codes(file: CorpusFile) -> dict[str, int]:
    return dict(file.problem_counts)


def entities(file: CorpusFile) -> list[tuple[str, str]]:
    """Text and label of each entity."""
    return [
        (" ".join(sentence.tokens[one.start : one.end]), one.label)
        for sentence in file.sentences
        for one in sentence.entities()
    ]


def tokens(file: CorpusFile) -> list[tuple[str, ...]]:
    return [sentence.tokens for sentence in file.sentences]


def _places(sentence: RawSentence) -> list[tuple[int, int]]:
    text, found, position = sentence.text, [], 0
    for token in sentence.tokens:
        start = text.index(token, position)
        assert is_blank(text[position:start])
        position = start + len(token)
        found.append((start, position))
    return found


@given(
    TEXTS,
    st.one_of(st.none(), SPANS),
    SPANS,
    st.one_of(st.none(), OFFSETS),
    st.one_of(st.none(), OFFSETS),
    OPTIONS,
)
def test_any_record_is_accounted_for(
    text: str,
    spans: tuple[TextSpan, ...] | None,
    proposed: tuple[TextSpan, ...],
    given_tokens: tuple[tuple[int, int], ...] | None,
    given_sentences: tuple[tuple[int, int], ...] | None,
    options: ReadOptions,
) -> None:
    """Whatever the offsets are: every span is kept or reported, all text that shows is kept."""
    suggestions = tuple(ScoredSpan(one, f"m{i % 2}", i / 8) for i, one in enumerate(proposed))
    file = add(Record(text, 1, "a", spans, given_tokens, given_sentences, suggestions), options)
    for sentence in file.sentences:
        assert (sentence.tags is None) == (spans is None)
        assert is_blank(sentence.text[_places(sentence)[-1][1] :])
    seen = "".join("".join(sentence.tokens) for sentence in file.sentences)
    shown = "".join(text.replace("\x00", "\u2400").replace("\u200b", "").split())
    assert "".join(seen.replace("\u200b", "").split()) == shown


@given(TEXTS, SPANS, OPTIONS)
def test_kept_spans_are_covered(
    text: str, spans: tuple[TextSpan, ...], options: ReadOptions
) -> None:
    """Each entity has the label of a span whose text it holds whole."""
    file = add(Record(text, 1, "a", spans), options)
    originals = {
        (text[one.start : one.end].strip().replace("\x00", "\u2400"), one.label) for one in spans
    }
    for sentence in file.sentences:
        places = _places(sentence)
        for entity in sentence.entities():
            found = sentence.text[places[entity.start][0] : places[entity.end - 1][1]]
            assert any(whole in found and entity.label == label for whole, label in originals)


def test_spans_on_tokens_come_back_as_they_are() -> None:
    """White space at their ends is no matter; nothing is reported."""
    file = add(record("Johann Kepler  lives in Berlin.", (0, 15, "PER"), (24, 30, "LOC")))
    assert entities(file) == [("Johann Kepler", "PER"), ("Berlin", "LOC")]
    assert not codes(file)
    assert file.accounts[0].kept == 2


@pytest.mark.parametrize(
    ("choice", "text", "token", "code"),
    [
        ("widen", "Bonns", ("in", "Bonns", "Rathaus"), "span-widened"),
        ("split", "Bonn", ("in", "Bonn", "s", "Rathaus"), "token-split"),
    ],
)
def test_a_span_within_a_token(choice: Any, text: str, token: tuple[str, ...], code: str) -> None:
    """It becomes the whole token, or the token is split; the report has line and text."""
    file = add(record("in Bonns Rathaus", (3, 7, "LOC")), ReadOptions(spans=choice))
    assert entities(file) == [(text, "LOC")]
    assert tokens(file) == [token]
    (problem,) = file.problems
    assert (problem.line, problem.code) == (7, code)
    assert "'Bonn'" in problem.message
    assert "'Bonns'" in problem.message


def test_the_outermost_of_nested_spans_is_kept() -> None:
    """The others are reported, and name the one that is in their way."""
    file = add(record("New York Times", (0, 8, "LOC"), (0, 14, "ORG"), (9, 14, "X")))
    assert entities(file) == [("New York Times", "ORG")]
    assert codes(file) == {"overlapping-span": 2}
    assert all("'New York Times' 'ORG'" in problem.message for problem in file.problems)


def test_spans_that_overlap_only_when_widened() -> None:
    """Two halves of one token cannot both be kept, unless tokens are split."""
    halves = record("unhappy", (0, 2, "A"), (2, 7, "B"))
    widened = add(halves)
    assert entities(widened) == [("unhappy", "A")]
    assert codes(widened) == {"overlapping-span": 1, "span-widened": 1}
    assert entities(add(halves, ReadOptions(spans="split"))) == [("un", "A"), ("happy", "B")]


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ((3, 3, "P"), "ends where it starts"),
        ((5, 2, "P"), "ends where it starts"),
        ((-1, 2, "P"), "does not lie in the text"),
        ((0, 99, "P"), "does not lie in the text"),
        ((1, 2, "P"), "nothing but white space"),
        ((0, 1, ""), "has no label"),
        ((0, 1, " "), "has no label"),
        ((4, 5, "P"), "nothing that can be seen"),
    ],
)
def test_a_span_that_means_nothing_is_reported(span: tuple[int, int, str], words: str) -> None:
    """It is lost with its line and what is wrong with it; the text is kept."""
    file = add(record("a b \u200b c", span))
    assert tokens(file) == [("a", "b", "c")]
    (problem,) = file.problems
    assert (problem.line, problem.code) == (7, "bad-span")
    assert words in problem.message


def test_the_same_span_twice_is_reported() -> None:
    """The first is kept."""
    file = add(record("a b", (0, 1, "P"), (0, 2, "P")))
    assert entities(file) == [("a", "P")]
    assert codes(file) == {"repeated-span": 1}


def test_no_span_is_cut_by_the_end_of_a_sentence() -> None:
    """Sentences that a span reaches over are one."""
    text = "One two.\nThree four.\nFive."
    assert len(add(record(text)).sentences) == 3
    file = add(record(text, (4, 14, "P")))
    assert entities(file) == [("two . Three", "P")]
    assert tokens(file)[1] == ("Five", ".")


def test_a_suggestion_is_not_cut_either() -> None:
    """What holds for gold spans holds for those of a model."""
    proposal = (ScoredSpan(TextSpan(0, 3, "P"), "m", 0.5),)
    (sentence,) = add(Record("a\nb", 1, "a", suggestions=proposal)).sentences
    assert sentence.tags is None
    assert sentence.suggestions == (Suggestion(Entity("P", 0, 2), "m", 0.5),)


def test_suggesters_may_overlap_each_other() -> None:
    """But none itself; the order of the file stays."""
    spans = (
        ScoredSpan(TextSpan(2, 3, "P"), "b", 0.5),
        ScoredSpan(TextSpan(0, 3, "Q"), "a", 0.4),
        ScoredSpan(TextSpan(0, 1, "P"), "b", 0.3),
        ScoredSpan(TextSpan(0, 1, "P"), "a", 0.2),
    )
    file = add(Record("a b", 1, "a", suggestions=spans))
    (sentence,) = file.sentences
    assert [(one.suggester, one.score) for one in sentence.suggestions] == [
        ("b", 0.5),
        ("a", 0.4),
        ("b", 0.3),
    ]
    assert codes(file) == {"overlapping-span": 1}
    assert {one.unit: (one.read, one.kept) for one in file.accounts}["suggested spans"] == (4, 3)


@pytest.mark.parametrize(("score", "kept"), [(7, 1.0), (-0.1, 0.0), (float("nan"), 0.0)])
def test_a_score_outside_of_its_range_is_reported(score: float, kept: float) -> None:
    """Confidence lies in 0..1."""
    span = ScoredSpan(TextSpan(0, 1, "P"), "m", score)
    file = add(Record("a", 1, "a", suggestions=(span,)))
    assert file.sentences[0].suggestions[0].score == kept
    assert codes(file) == {"odd-score": 1}


def test_tokens_of_the_file_are_used() -> None:
    """White space among them is left out without a word."""
    file = add(record("isn't  it", tokens=((0, 2), (2, 5), (5, 7), (7, 9))))
    assert tokens(file) == [("is", "n't", "it")]
    assert not codes(file)


@pytest.mark.parametrize("given_tokens", [((0, 3), (2, 4)), ((0, 99),), ((2, 1),), ((0, 5),)])
def test_tokens_that_cannot_be_are_made_anew(given_tokens: tuple[tuple[int, int], ...]) -> None:
    """Overlapping ones, ones out of the text, and ones with a line break."""
    file = add(record("ab\ncd", tokens=given_tokens))
    assert tokens(file) == [("ab",), ("cd",)]
    assert codes(file) == {"bad-tokens": 1}


def test_text_without_tokens_gets_some() -> None:
    """What the file's own tokens leave out is told and kept."""
    file = add(record("a b c d", tokens=((0, 1), (6, 7))))
    assert tokens(file) == [("a", "b", "c", "d")]
    assert codes(file) == {"untokenised-text": 1}


def test_sentences_of_the_file_are_used() -> None:
    """Whatever the options say; text outside of them makes sentences of its own."""
    file = add(record("a. b. c. d.", sentences=((0, 5), (6, 8))), ReadOptions(sentences="document"))
    assert tokens(file) == [("a", ".", "b", "."), ("c", "."), ("d", ".")]
    assert codes(file) == {"text-outside-sentences": 1}


def test_a_span_over_the_files_own_sentences_is_told() -> None:
    """They are joined, as others are, but somebody had drawn that border."""
    file = add(record("a b", (0, 3, "P"), sentences=((0, 1), (2, 3))))
    assert entities(file) == [("a b", "P")]
    assert codes(file) == {"sentences-joined": 1}


def test_sentences_that_cannot_be_are_made_anew() -> None:
    """Overlapping ones are."""
    file = add(record("a b", sentences=((0, 2), (1, 3))))
    assert tokens(file) == [("a", "b")]
    assert codes(file) == {"bad-sentences": 1}


def test_the_text_of_a_sentence_is_kept_where_tokens_do_not_tell_it() -> None:
    """Spaces are joined by rule; anything else is remembered."""
    assert add(record("a b c")).sentences[0].source == ""
    assert add(record(" a  b. ")).sentences[0].source == "a  b."


def test_what_is_said_of_a_record_is_said_of_its_sentences() -> None:
    """Split, status, flag and note go to each."""
    file = add(
        record("a\nb", split=Split.DEV, status=Status.DRAFT, flagged=True, note="look again")
    )
    for sentence in file.sentences:
        assert sentence.split is Split.DEV
        assert sentence.status is Status.DRAFT
        assert (sentence.flagged, sentence.note, sentence.document) == (True, "look again", "a")


def test_control_characters_become_visible() -> None:
    """One for one, so that offsets stay right, in labels too; each is reported."""
    file = add(record("a\x00 b", (3, 4, "P\x01")))
    assert tokens(file) == [("a", "␀", "b")]
    assert entities(file) == [("b", "P␁")]
    assert codes(file) == {"control-character": 2}


def test_an_overlong_sentence_is_cut_beside_its_spans() -> None:
    """At the limit, or before a span that lies over it; a span longer than that is lost."""
    text = "x " * (2 * LONGEST_SENTENCE + 5)
    over = 2 * LONGEST_SENTENCE
    file = add(record(text, (over - 10, over + 10, "P")))
    assert [len(one) for one in tokens(file)] == [LONGEST_SENTENCE - 5, LONGEST_SENTENCE, 10]
    assert entities(file) == [("x x x x x x x x x x", "P")]
    assert codes(file) == {"sentence-cut": 1}
    longer = add(record(text, (0, over + 10, "P")))
    assert codes(longer) == {"sentence-cut": 1, "overlong-span": 1}
