"""Running text becomes sentences and tokens, and nothing that can be seen is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.base import ReadOptions, SentenceChoice, TokenChoice
from workbench.formats.segmentation import (
    LONG_SENTENCE,
    detect_language,
    is_blank,
    sentence_offsets,
    token_offsets,
)

LANGUAGES = ("en", "de", "es", "sv", "zh", "ja", "ar", "hy", "xx")
TEXTS = st.text(
    st.one_of(
        st.sampled_from("aB1 .!?。！？؟\n\r\t\"'«»()[]-@#_:/,"),
        st.sampled_from("\u00a0\u3000\u2009\u2028\u0085\x0b\x1c\x00\u200b\u200d\u00ad\ufeff\ud800"),
        st.sampled_from("é\u0301😀🇩🇪北京タワーקاİ"),
        st.characters(),
    ),
    max_size=60,
)


def tokens(text: str, choice: TokenChoice = "auto") -> list[str]:
    offsets = token_offsets(text, ReadOptions(tokens=choice))
    return [text[start:end] for start, end in offsets]


def sentences(text: str, choice: SentenceChoice = "auto", language: str = "en") -> list[str]:
    offsets = sentence_offsets(text, ReadOptions(sentences=choice, language=language))
    return [text[start:end] for start, end in offsets]


def assert_only_blanks_between(text: str, offsets: list[tuple[int, int]]) -> None:
    position = 0
    for start, end in offsets:
        assert position <= start < end
        assert is_blank(text[position:start])
        position = end
    assert position <= len(text)
    assert is_blank(text[position:])


@given(TEXTS, st.sampled_from(("auto", "line", "document", "running")), st.sampled_from(LANGUAGES))
def test_sentences_hold_all_that_can_be_seen(
    text: str, choice: SentenceChoice, language: str
) -> None:
    """Sentences lie in order, and between them is nothing to be seen."""
    options = ReadOptions(sentences=choice, language=language)
    offsets = sentence_offsets(text, options)
    assert_only_blanks_between(text, offsets)
    assert all(text[start:end] == text[start:end].strip() for start, end in offsets)


@given(TEXTS, st.sampled_from(("auto", "words", "characters", "spaces")))
def test_tokens_hold_all_that_can_be_seen(text: str, choice: TokenChoice) -> None:
    """Each token can be seen and has no white space; between tokens is nothing to be seen."""
    offsets = token_offsets(text, ReadOptions(tokens=choice))
    assert_only_blanks_between(text, offsets)
    for start, end in offsets:
        assert not is_blank(text[start:end])
        assert not any(character.isspace() for character in text[start:end])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't l'homme half-life", ["don't", "l'homme", "half", "-", "life"]),
        ("3.5 1,000.50 50% $5", ["3.5", "1,000.50", "50", "%", "$", "5"]),
        ("U.S. wait... no!!", ["U.S", ".", "wait", "...", "no", "!", "!"]),
        ("北京 タワー", ["北", "京", "タワー"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("👩\u200d👩\u200d👧😀🇩🇪🇫🇷", ["👩\u200d👩\u200d👧", "😀", "🇩🇪", "🇫🇷"]),
        ("e\u0301a", ["e\u0301a"]),
        ("(see https://a.b/c?d=e).", ["(", "see", "https://a.b/c?d=e", ")", "."]),
        ("http://a.b/Köln我来", ["http://a.b/Köln", "我", "来"]),
        ("to me@x-y.org.", ["to", "me@x-y.org", "."]),
        ("@user #tag #1 @北", ["@user", "#tag", "#1", "@", "北"]),
        ("10\u00a0000\u202f€", ["10", "000", "€"]),
        ("a\u2028b\u0085c\x0bd\x1ce", ["a", "b", "c", "d", "e"]),
    ],
)
def test_words_are_those_of_unicode_with_addresses_whole(text: str, expected: list[str]) -> None:
    """The default rule of UAX 29, with addresses, mentions and dots kept together."""
    assert tokens(text) == expected
    assert tokens(text, "words") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u200bb", ["a\u200b", "b"]),
        ("\ufeffa b", ["\ufeffa", "b"]),
        ("a\u200b\u200d b", ["a\u200b\u200d", "b"]),
        ("a \u200b b", ["a", "b"]),
        ("\u200b", []),
        ("x\u00ady", ["x\u00ady"]),
    ],
)
def test_what_cannot_be_seen_is_no_token(text: str, expected: list[str]) -> None:
    """It belongs to the token beside it; by itself it is as good as white space."""
    assert tokens(text) == expected


def test_characters_are_clusters() -> None:
    """Each visible cluster stands by itself, accents and joined signs included."""
    assert tokens("e\u0301ß 北🇩🇪\u200b", "characters") == ["e\u0301", "ß", "北", "🇩🇪\u200b"]


def test_spaces_break_at_white_space_only() -> None:
    """As `str.split` does."""
    text = "Well, don't  (go)\u3000now.\n"
    assert tokens(text, "spaces") == text.split()


def test_a_long_row_of_flags_takes_no_time() -> None:
    """Unicode's rule for flags looks back over all of them; two always make a token."""
    assert len(tokens("🇩🇪" * 20_000)) == len(tokens("🇩🇪" * 20_000, "characters")) == 20_000


def test_running_text_is_broken_at_marks_only() -> None:
    """Not at abbreviations, nor at the ends of lines within a paragraph."""
    text = "Hallo Dr. Müller. Wie\ngeht es? Gut.\n \nEnde"
    expected = ["Hallo Dr. Müller.", "Wie\ngeht es?", "Gut.", "Ende"]
    assert sentences(text, "running", "de") == expected


@pytest.mark.parametrize("language", ["zh", "ja", "xx", "auto"])
def test_marks_of_other_scripts_end_sentences(language: str) -> None:
    """Full-width marks do, without a space behind them, whatever the language is said to be."""
    text = "我来了。你好！是吗？好"
    assert sentences(text, "running", language) == ["我来了。", "你好！", "是吗？", "好"]


def test_the_arabic_question_mark_ends_a_sentence() -> None:
    """So does `؟`."""
    assert sentences("مرحبا؟ كيف؟ جيد.", "running", "ar") == ["مرحبا؟", "كيف؟", "جيد."]


@pytest.mark.parametrize("space", ["\u0085", "\u00a0", "\u2028", "\u3000", "\x0b", "\ud800"])
def test_odd_white_space_before_a_mark_is_harmless(space: str) -> None:
    """The library stops the program at `B`, wide white space and a full stop."""
    text = f"Yes, B{space}. That is it. No."
    assert sentences(text, "running")[-2:] == ["That is it.", "No."]


def test_a_short_text_is_one_sentence() -> None:
    """Without line breaks nothing is broken, marks or not."""
    assert sentences(" One. Two. ") == ["One. Two."]


def test_line_breaks_end_sentences() -> None:
    """LF, CR LF and CR do; U+2028 and its kin do not."""
    assert sentences("a\r\n\r\nb. c\rd\u2028e\n") == ["a", "b. c", "d\u2028e"]


def test_a_long_line_is_running_text() -> None:
    """More tokens than a sentence usually has are broken at their marks."""
    sentence = "It goes on and on."
    text = " ".join([sentence] * LONG_SENTENCE)
    assert sentences(text) == [sentence] * LONG_SENTENCE
    assert sentences(text, "line") == sentences(text, "document") == [text]


def test_the_language_is_found() -> None:
    """By the first words of a text."""
    german = "Der Hund läuft schnell über die Straße und die Kinder freuen sich sehr."
    assert detect_language(german) == "de"
    assert detect_language("\ud800") != ""
