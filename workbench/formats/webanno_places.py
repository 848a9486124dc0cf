"""Where the units of a WebAnno TSV sentence stand in its text, in code points."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workbench.domain.sentence import join_tokens
from workbench.formats.base import Sink
from workbench.formats.offsets import Offsets
from workbench.formats.text import describe_odd, show_odd
from workbench.formats.webanno_escapes import unescape_text, unescape_value
from workbench.formats.webanno_lines import LINES, TsvSentence, Unit

# From an offset of the file, counted from the sentence's first token, to code points.
_Conversion = Callable[[int], int | None]
# The text that was chosen, and where each unit stands in it.
_Found = tuple[str, list[Offsets | None]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence's text and the units that lie in it, with their offsets in code points."""

    line: int
    text: str
    units: tuple[tuple[Unit, Offsets], ...]

    @property
    def tokens(self) -> tuple[Offsets, ...]:
        return tuple(offsets for unit, offsets in self.units if not unit.is_part)

    @property
    def begin(self) -> int:
        return self.units[0][0].begin if self.units else 0

    @property
    def end(self) -> int:
        return self.units[-1][0].end if self.units else 0


def place(sentence: TsvSentence, readings: Iterable[Callable[[str], str]], sink: Sink) -> Placed:
    """Find the units in the text, by the file's offsets if there are any and they fit.

    Each of `readings` is a way to read the escapes of the text; the one that agrees with
    the tokens is taken. Keeps or loses each unit of `token lines`.
    """
    texts = dict(_text(sentence, reading) for reading in readings)
    text, offsets = _find(list(texts), sentence, sink)
    for character in texts.get(text, ()):
        sink.problem(sentence.line, *describe_odd(character))
    placed = []
    for unit, found in zip(sentence.units, offsets, strict=True):
        if found is None:
            message = f"{unit.form!r} is no part of the token before it."
            sink.lose(LINES, unit.line, "bad-line", message)
        else:
            sink.keep(LINES)
            placed.append((unit, found))
    return Placed(sentence.line, text, tuple(placed))


def _text(sentence: TsvSentence, reading: Callable[[str], str]) -> tuple[str, tuple[str, ...]]:
    """The text as it is shown; its escapes may stand for characters that must not be stored."""
    text = "\n".join(reading(text) for text in sentence.texts)
    shown, found = show_odd(text)
    return shown, tuple(character for character in found if character not in shown)


def _find(texts: Sequence[str], sentence: TsvSentence, sink: Sink) -> _Found:
    if not sentence.units:
        sink.problem(sentence.line, "no-tokens", "This sentence has no tokens; they were made.")
        return texts[0], []
    return _by_offsets(texts, sentence.units) or _by_forms(texts, sentence, sink)


def _by_offsets(texts: Sequence[str], units: Sequence[Unit]) -> _Found | None:
    """WebAnno counts in units of UTF-16; others who write its format often do not."""
    base = units[0].begin
    if units[-1].end <= base:
        return None
    for text in texts:
        for convert in (_from_utf_16(text), _from_code_points(text)):
            ranges = [(convert(unit.begin - base), convert(unit.end - base)) for unit in units]
            found = [(start, end) for start, end in ranges if start is not None and end is not None]
            if len(found) == len(units) and all(map(_Fits(text), units, found)):
                return text, list(found)
    return None


class _Fits:
    """Whether a unit's own form stands at its place."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __call__(self, unit: Unit, offsets: Offsets) -> bool:
        found = self._text[slice(*offsets)]
        form = unit.form
        return found == form or found in (unescape_text(form), unescape_value(form))


def _from_code_points(text: str) -> _Conversion:
    length = len(text)
    return lambda offset: offset if 0 <= offset <= length else None


def _from_utf_16(text: str) -> _Conversion:
    wide = [number for number, character in enumerate(text) if character > "\uffff"]
    if not wide:
        return _from_code_points(text)
    # Where each wide character starts, counted in units of UTF-16.
    starts = [number + before for before, number in enumerate(wide)]
    plain = _from_code_points(text)

    def convert(offset: int) -> int | None:
        # An offset into the middle of a character cannot matter: the form is compared.
        return plain(offset - bisect_left(starts, offset))

    return convert


def _by_forms(texts: Sequence[str], sentence: TsvSentence, sink: Sink) -> _Found:
    units = sentence.units
    has_offsets = units[-1].end > 0
    for text in texts:
        found = _search(text, units)
        if found:
            if has_offsets:
                message = "Its offsets do not fit its text; the tokens were looked up in it."
                sink.problem(sentence.line, "offsets-differ", message)
            return text, found
    if sentence.has_text:
        message = "Its text is not made of its tokens; it was put together from them."
        sink.problem(sentence.line, "text-differs", message)
    joined = join_tokens(tuple(unit.form for unit in units if not unit.is_part))
    return joined, _search(joined, units) or [None] * len(units)


def _search(text: str, units: Sequence[Unit]) -> list[Offsets | None] | None:
    """Look the tokens up one after the other; None where one is not there."""
    found: list[Offsets | None] = []
    token, start, end = units[0], 0, 0
    for unit in units:
        if unit.is_part:
            found.append(_search_part(text[start:end], unit, start, unit.begin - token.begin))
            continue
        token, start = unit, text.find(unit.form, end)
        if start < 0:
            return None
        end = start + len(unit.form)
        found.append((start, end))
    return found


def _search_part(token: str, part: Unit, start: int, offset: int) -> Offsets | None:
    fits = offset >= 0 and token.startswith(part.form, offset)
    place = offset if fits else token.find(part.form)
    return (start + place, start + place + len(part.form)) if place >= 0 else None
