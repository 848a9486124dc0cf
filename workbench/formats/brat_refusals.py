"""What of a sentence would not come back from brat's files, found out by a trial."""

from __future__ import annotations

from workbench.formats.base import RawSentence, ReadOptions, WriteOptions
from workbench.formats.brat_labels import escape_label, unescape_label
from workbench.formats.brat_writing import sentence_to_line, spans_of
from workbench.formats.columns import LONGEST_SENTENCE
from workbench.formats.segmentation import is_blank
from workbench.formats.spans import Record, add_record
from workbench.formats.text import BYTE_ORDER_MARK
from workbench.formats.visible import is_odd, unstorable_token

_READ_BACK = ReadOptions(sentences="line", spans="split")


class _Taken:
    """The sentences that reading a line gives."""

    def __init__(self) -> None:
        self.sentences: list[RawSentence] = []
        self.sentence = self.sentences.append

    def read(self, unit: str, number: int = 1) -> None: ...
    def keep(self, unit: str, number: int = 1) -> None: ...
    def lose(self, unit: str, line: int, code: str, message: str) -> None: ...
    def problem(self, line: int, code: str, message: str) -> None: ...
    def at(self, position: int) -> None: ...


def refuses(sentence: RawSentence, options: WriteOptions) -> str:
    """What of a sentence would not come back; entities are tried out, as a reader reads them."""
    if reason := unstorable_token(sentence):
        return reason
    line = sentence_to_line(sentence)
    if is_odd(sentence.text) or is_blank(line) or line.startswith(BYTE_ORDER_MARK):
        return f"the text {sentence.text!r}"
    try:
        spans = spans_of(sentence)
    except ValueError:
        return f"the text {sentence.text!r}, which does not agree with its tokens"
    for span in spans:
        if unescape_label(escape_label(span.label)) != span.label or not span.label.strip():
            return f"the label {span.label!r}"
    if spans or len(line) > LONGEST_SENTENCE:
        return _lost(sentence, line)
    return ""


def _lost(sentence: RawSentence, line: str) -> str:
    """What reading the line with its spans would change, in words."""
    taken = _Taken()
    add_record(Record(line, 1, "", tuple(spans_of(sentence))), _READ_BACK, taken)
    if len(taken.sentences) != 1:
        return f"the number of its tokens, which a reader of {line[:60]!r} finds to be too large"
    found = _traces(taken.sentences[0])
    for trace in _traces(sentence):
        if trace not in found:
            start, end, label, _ = trace
            return (
                f"the entity {line[start:end]!r} {label!r}, whose tokens cannot all be told apart"
            )
    return ""


def _traces(sentence: RawSentence) -> list[tuple[int, int, str, str]]:
    """Each entity's place in the line, its label, and what can be seen of its tokens."""
    entities, spans = sentence.entities(), spans_of(sentence)
    letters = ("".join(sentence.tokens[one.start : one.end]).split() for one in entities)
    return [
        (*span.offsets, span.label, "".join(one)) for span, one in zip(spans, letters, strict=True)
    ]
