"""Strings out of binary and quoted files, made fit to be stored and shown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.formats.base import RawSentence, Sink
from workbench.formats.columns import EMPTY_TOKEN, LONGEST_SENTENCE
from workbench.formats.text import describe_odd, show_odd

# A token stands on one line, with nothing that would break it in two.
_BREAKS = re.compile("[\t\n\r]")
_BLANKS = re.compile(r"\s")


def visible_text(text: str, line: int, sink: Sink) -> str:
    """The text with visible signs for odd characters, one for one; they are reported."""
    shown, found = show_odd(text)
    for character in found:
        sink.problem(line, *describe_odd(character))
    return shown


def visible_line(text: str, line: int, sink: Sink) -> str:
    """The same for what must stand on one line, such as a tag: breaks and tabs count as odd."""
    for character in sorted(set(_BREAKS.findall(text))):
        sink.problem(line, *describe_odd(character))
    return visible_text(_BREAKS.sub(_visible_break, text), line, sink)


def visible_tokens(tokens: tuple[str, ...], line: int, sink: Sink) -> tuple[str, ...]:
    """Tokens that can be seen, stand on one line and can be stored; changes are reported."""
    joined = "".join(tokens)
    if all(tokens) and not _BLANKS.search(joined) and not is_odd(joined):
        return tokens
    return tuple(_visible_token(token, line, sink) for token in tokens)


def visible_tags(tags: tuple[str, ...], line: int, sink: Sink) -> tuple[str, ...]:
    """Tags that stand on one line and can be stored; changes are reported."""
    joined = "".join(tags)
    if not _BREAKS.search(joined) and not is_odd(joined):
        return tags
    return tuple(visible_line(tag, line, sink) for tag in tags)


def _visible_token(token: str, line: int, sink: Sink) -> str:
    if not token.strip():
        message = f"The token {token!r} is blank; it is shown as {EMPTY_TOKEN}."
        sink.problem(line, "empty-token", message)
        return EMPTY_TOKEN
    return visible_line(token, line, sink)


def _visible_break(match: re.Match[str]) -> str:
    return chr(0x2400 + ord(match[0]))


def unstorable_token(sentence: RawSentence) -> str:
    """What in the tokens would not be read back as it is, in words; "" for nothing."""
    tokens = sentence.tokens
    if not 0 < len(tokens) <= LONGEST_SENTENCE:
        return f"the number of its tokens, {len(tokens):,}"
    for token in tokens:
        if not token.strip() or _BREAKS.search(token) or is_odd(token):
            return f"the token {token!r}"
    return ""


def unstorable_text(sentence: RawSentence) -> str:
    """The same for all strings of a sentence but its tokens."""
    for name, text in _lines(sentence):
        if is_odd(text) or _BREAKS.search(text):
            return f"{name} {text!r}"
    for name, text in _texts(sentence):
        if is_odd(text):
            return f"{name} {text!r}"
    return ""


def is_odd(text: str) -> bool:
    """Whether a reader would change the text."""
    return show_odd(text)[0] != text


def _lines(sentence: RawSentence) -> Iterable[tuple[str, str]]:
    yield from (("the tag", tag) for tag in sentence.tags or ())
    yield from (("the suggested label", one.entity.label) for one in sentence.suggestions)


def _texts(sentence: RawSentence) -> Iterable[tuple[str, str]]:
    yield "the document", sentence.document
    yield "the note", sentence.note
    yield "the text", sentence.source
    yield from (("the suggester", one.suggester) for one in sentence.suggestions)
    for name, cells in sentence.extras:
        yield "the column", name
        yield from (("the cell", cell) for cell in cells)
