"""Running text to sentences and sentences to tokens, as offsets in code points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from workbench.formats.base import AUTO, ReadOptions, TokenChoice
from workbench.formats.offsets import Offsets

# A record with more tokens than this is no single sentence, unless somebody says so.
LONG_SENTENCE = 60

_LANGUAGE_SAMPLE = 2_000
# The tokens of short texts are remembered: their number is asked for before they are.
_REMEMBERED_LENGTH = 4_000

_LINE = re.compile(r"[^\r\n]+")
_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*(?:\Z|(?:\r\n?|\n)[^\S\r\n]*[\r\n]))", re.DOTALL)
_RUN = re.compile(r"\S+")
# White space as `str.isspace` has it; the `regex` library leaves the four separators out.
_SPACE = r"\s\x1c-\x1f"
# Scripts without spaces: there a name behind `@` or an address has no visible end.
_SPACELESS = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_LETTER = rf"[\w--[{_SPACELESS}]]"
_ADDRESS = rf"[[!-~{_LETTER}]--[\"<>]]"
_PUNCTUATION = "[.,;:!?'\")\\]}]"
# Tried in this order where a token starts. All repeats are bounded or cannot go back.
_WORD = (
    rf"(?:(?:https?|ftp)://|www\.){_ADDRESS}{{1,2000}}(?<!{_PUNCTUATION})",
    rf"[{_LETTER}.+\-]{{1,64}}+@{_LETTER}(?:[{_LETTER}\-]|\.(?={_LETTER})){{1,255}}+",
    rf"(?<!\w)[@#]{_LETTER}++",
    # Unicode's rule looks back over all flags before one, which takes for ever in a long row.
    r"[\U0001F1E6-\U0001F1FF]{2}",
    r"\.{2,}+|-{2,}+",
    rf"[^{_SPACE}]+?(?:\b|(?=[{_SPACE}])|\Z)",
)
_PATTERNS: Mapping[TokenChoice, str] = {
    AUTO: "|".join(_WORD),
    "words": "|".join(_WORD),
    "characters": rf"[\U0001F1E6-\U0001F1FF]{{2}}|(?![{_SPACE}])\X",
    "spaces": rf"[^{_SPACE}]++",
}
_INVISIBLE = r"\p{Default_Ignorable_Code_Point}\p{Cc}\uFFF9-\uFFFB"

# sentencex stops the program at some white space before a mark, and at lone surrogates.
_PLAIN_SPACE = re.compile(r"[^\S\n]")
_LONE = re.compile("[\ud800-\udfff]")


def sentence_offsets(text: str, options: ReadOptions) -> list[Offsets]:
    """Where the sentences of a text lie, without the white space around them.

    What lies between them cannot be seen. `auto` takes a text for one sentence unless it
    has line breaks or more than `LONG_SENTENCE` tokens.
    """
    pieces = _SENTENCES[options.sentences](text, options)
    trimmed = (_trimmed(text, start, end) for start, end in pieces)
    return [(start, end) for start, end in trimmed if not is_blank(text[start:end])]


def token_offsets(text: str, options: ReadOptions) -> list[Offsets]:
    """Where the tokens of a text lie: never empty, and never across white space.

    Between them is nothing but white space, and characters that cannot be seen where they
    stand by themselves; others that cannot be seen belong to the token beside them.
    """
    if len(text) > _REMEMBERED_LENGTH:
        return list(_token_offsets(text, options.tokens))
    return list(_remembered_token_offsets(text, options.tokens))


def is_blank(text: str) -> bool:
    """Whether nothing of a text can be seen."""
    return not text or text.isspace() or (not text.isalnum() and bool(_blank().fullmatch(text)))


def detect_language(text: str) -> str:
    """The two-letter code of the language that a text begins in."""
    return _language(_LONE.sub(" ", text[:_LANGUAGE_SAMPLE]))


@lru_cache(maxsize=256)
def _remembered_token_offsets(text: str, choice: TokenChoice) -> tuple[Offsets, ...]:
    return _token_offsets(text, choice)


def _token_offsets(text: str, choice: TokenChoice) -> tuple[Offsets, ...]:
    pieces = [match.span() for match in _pattern(choice).finditer(text)]
    if text.isascii() and text.isprintable():
        return tuple(pieces)
    return tuple(_all_visible(text, pieces) if _invisible().search(text) else pieces)


def _all_visible(text: str, pieces: list[Offsets]) -> list[Offsets]:
    """Let pieces that cannot be seen go with the one before, or else the one behind."""
    visible: list[Offsets] = []
    leading: Offsets | None = None
    for start, end in pieces:
        if not is_blank(text[start:end]):
            visible.append((leading[0] if leading and leading[1] == start else start, end))
            leading = None
        elif visible and visible[-1][1] == start:
            visible[-1] = (visible[-1][0], end)
        else:
            leading = (leading[0] if leading and leading[1] == start else start, end)
    return visible


def _trimmed(text: str, start: int, end: int) -> Offsets:
    piece = text[start:end]
    start = end - len(piece.lstrip())
    return start, max(start, start + len(piece.strip()))


def _lines(text: str, options: ReadOptions) -> Iterator[Offsets]:
    return (match.span() for match in _LINE.finditer(text))


def _whole(text: str, options: ReadOptions) -> Iterator[Offsets]:
    return iter([(0, len(text))])


def _running(text: str, options: ReadOptions) -> Iterator[Offsets]:
    language = _language_of(text, options)
    for paragraph in _PARAGRAPH.finditer(text):
        yield from _by_marks(text, paragraph.start(), paragraph.end(), language)


def _auto(text: str, options: ReadOptions) -> Iterator[Offsets]:
    for start, end in _lines(text, options):
        if _is_long(text[start:end], options):
            yield from _by_marks(text, start, end, _language_of(text, options))
        else:
            yield start, end


_SENTENCES: Mapping[str, Callable[[str, ReadOptions], Iterator[Offsets]]] = {
    AUTO: _auto,
    "line": _lines,
    "document": _whole,
    "running": _running,
}


def _is_long(text: str, options: ReadOptions) -> bool:
    return len(text) > LONG_SENTENCE and len(token_offsets(text, options)) > LONG_SENTENCE


def _by_marks(text: str, start: int, end: int, language: str) -> Iterator[Offsets]:
    """Break running text at the marks that end sentences in a language."""
    from sentencex import get_sentence_boundaries

    plain = _LONE.sub("\ufffd", _PLAIN_SPACE.sub(" ", text[start:end]))
    for found in get_sentence_boundaries(language, plain):
        yield start + found["start_index"], start + found["end_index"]


def _language_of(text: str, options: ReadOptions) -> str:
    return detect_language(text) if options.language == AUTO else options.language


@lru_cache(maxsize=16)
def _language(sample: str) -> str:
    from py3langid import classify

    return str(classify(sample)[0])


@cache
def _pattern(choice: TokenChoice) -> Any:
    import regex

    return regex.compile(rf"(?V1)(?w)(?:{_PATTERNS[choice]})")


@cache
def _blank() -> Any:
    import regex

    return regex.compile(rf"(?V1)[{_SPACE}{_INVISIBLE}]*+")


@cache
def _invisible() -> Any:
    import regex

    return regex.compile(rf"(?V1)[{_INVISIBLE}]")
