"""Tables with one token a row and the number of its sentence in a column of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import RawSentence, Sink, Source
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.visible import visible_line, visible_text, visible_tokens

UNIT = "token lines"
# Names of columns, the likeliest first, in small letters.
SENTENCE_NAMES = (
    "sentence #",
    "sentence_id",
    "sentence id",
    "sentence_idx",
    "sentence_number",
    "sentence_no",
    "sent_id",
    "sentence#",
    "sentenceid",
    "sentence",
    "sent",
)
WORD_NAMES = ("word", "token", "words", "tokens", "form")
TAG_NAMES = ("tag", "ner_tag", "ner", "ner_tags", "tags", "label", "labels", "entity", "iob")


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token; `sentence` is "" where the row goes on with the sentence of the one before."""

    number: int
    sentence: str
    token: str
    tag: str | None
    extras: Mapping[str, str] = field(default_factory=dict)


@dataclass
class TokenTable:
    """Gathers rows into sentences; a sentence ends where another number stands."""

    source: Source
    sink: Sink
    _sentence: str = ""
    _rows: list[TokenRow] = field(default_factory=list)

    def add(self, row: TokenRow) -> None:
        self.sink.read(UNIT)
        if row.sentence and row.sentence != self._sentence:
            self.end_sentence()
            self._sentence = row.sentence
        self._rows.append(row)
        if len(self._rows) > LONGEST_SENTENCE:
            raise _too_long(self.source.name, self._rows[0].number)

    def end_sentence(self) -> None:
        """Hand the rows gathered so far over as a sentence."""
        if self._rows:
            self.sink.sentence(self._gathered())
            self.sink.keep(UNIT, len(self._rows))
            self._rows = []

    def _gathered(self) -> RawSentence:
        rows, line = self._rows, self._rows[0].number
        tags = tuple(visible_line(row.tag or "", row.number, self.sink) for row in rows)
        return RawSentence(
            _visible(rows, self.sink),
            tags if any(tags) else None,
            self.source.name,
            line,
            extras=tuple(
                (name, tuple(visible_text(row.extras[name], row.number, self.sink) for row in rows))
                for name in rows[0].extras
            ),
        )


def _visible(rows: Sequence[TokenRow], sink: Sink) -> tuple[str, ...]:
    """The tokens; each one's problems stand on its own line."""
    return tuple(token for row in rows for token in visible_tokens((row.token,), row.number, sink))


def _too_long(name: str, line: int) -> CorpusError:
    return CorpusError(
        "NW-I06",
        f"The sentence that starts in row {line} of {name} has more than "
        f"{LONGEST_SENTENCE:,} tokens.",
        NOTHING_CHANGED,
        "Give each sentence a number of its own in the column of sentences.",
    )
