"""Sentences to WebAnno TSV files that WebAnno and INCEpTION can import."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count
from pathlib import Path

from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import join_tokens
from workbench.formats.base import RawSentence, WriteOptions
from workbench.formats.offsets import offsets_of
from workbench.formats.segmentation import is_blank
from workbench.formats.visible import is_odd, unstorable_token
from workbench.formats.webanno_escapes import escape_text, escape_value
from workbench.formats.webanno_layers import ENTITY_FEATURE, ENTITY_LAYER

_HEADER_3 = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={ENTITY_LAYER}|identifier|{ENTITY_FEATURE}\n\n"
_HEADER_2 = f" # {ENTITY_LAYER} | {ENTITY_FEATURE}\n"
_BREAKS = "\t\r\n"
_END_OF_LINE = re.compile("[\r\n]")


def write_3(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write version 3.3; offsets count units of UTF-16, and one line feed between sentences."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(_HEADER_3)
        start, numbers = 0, count(1)
        for number, sentence in enumerate(sentences, 1):
            lines = [f"#Text={escape_text(line)}" for line in sentence.text.split("\n")]
            lines += _tokens_3(sentence, number, start, numbers)
            file.write("\n" + "\n".join(lines) + "\n")
            start += _units(sentence.text) + 1


def _tokens_3(
    sentence: RawSentence, number: int, start: int, numbers: Iterator[int]
) -> Iterator[str]:
    values = _values_3(sentence, numbers)
    text, position = sentence.text, 0
    for index, (token, offsets) in enumerate(
        zip(sentence.tokens, offsets_of(sentence), strict=True)
    ):
        start += _units(text[position : offsets[0]])
        position = offsets[1]
        end = start + _units(token)
        yield f"{number}-{index + 1}\t{start}-{end}\t{token}\t{values[index]}\t"
        start = end


def _values_3(sentence: RawSentence, numbers: Iterator[int]) -> list[str]:
    """The cells of both features; an entity over several tokens has a number on each."""
    values = ["_\t_"] * len(sentence.tokens)
    for entity in sentence.entities():
        mark = f"[{next(numbers)}]" if entity.end - entity.start > 1 else ""
        for position in entity.positions:
            values[position] = f"*{mark}\t{escape_value(entity.label)}{mark}"
    return values


def _units(text: str) -> int:
    """The length in units of UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def write_2(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write version 2, in which a token has the number of its sentence before its own."""
    _write_old(
        sentences,
        path,
        _HEADER_2,
        lambda number, index, token, tag: f"{number}-{index}\t{token}\t{tag}\t",
    )


def write_1(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write version 1: number, token, lemma, part of speech, entity, and dependencies."""
    _write_old(
        sentences,
        path,
        "",
        lambda number, index, token, tag: f"{index}\t{token}\t_\t_\t{tag}\tO\t_\t_\t_\t_",
    )


def _write_old(
    sentences: Iterable[RawSentence],
    path: Path,
    header: str,
    line: Callable[[int, int, str, str], str],
) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(header)
        for number, sentence in enumerate(sentences, 1):
            tags = entities_to_tags(sentence.entities(), len(sentence.tokens), IOB2)
            lines = [f"#id={number}", f"#text={_text_1(sentence)}"]
            lines += [
                line(number, index, token, tag)
                for index, (token, tag) in enumerate(zip(sentence.tokens, tags, strict=True), 1)
            ]
            file.write("\n".join(lines) + "\n\n")


def _text_1(sentence: RawSentence) -> str:
    """The text on one line; it must be made of the tokens and nothing else that is seen."""
    is_sound = not is_odd(sentence.text) and not _text_fault(sentence)
    return _END_OF_LINE.sub(" ", sentence.text if is_sound else join_tokens(sentence.tokens))


def refuses_3(sentence: RawSentence, options: WriteOptions) -> str:
    """What version 3 cannot hold: there, a sentence begins where its first token does."""
    if reason := _refused_token(sentence) or _refused_label(sentence, _BREAKS):
        return reason
    text = sentence.text
    if is_odd(text) or not text.startswith(sentence.tokens[0]):
        return f"the text {text!r}, which has a control character or no token at its beginning"
    return _text_fault(sentence)


def refuses_1(sentence: RawSentence, options: WriteOptions) -> str:
    """What versions 1 and 2 cannot hold: they have no escapes."""
    reason = _refused_token(sentence) or _refused_label(sentence, "|" + _BREAKS)
    return reason or next(
        (
            f"the label {entity.label!r}"
            for entity in sentence.entities()
            if entity.label == "_" or entity.label.startswith(ENTITY_LAYER)
        ),
        "",
    )


def _refused_token(sentence: RawSentence) -> str:
    bare = (f"the token {token!r}" for token in sentence.tokens if token != token.strip())
    return unstorable_token(sentence) or next(bare, "")


def _refused_label(sentence: RawSentence, reserved: str) -> str:
    for entity in sentence.entities():
        label = entity.label
        if is_odd(label) or not label.strip() or any(one in label for one in reserved):
            return f"the label {label!r}"
    return ""


def _text_fault(sentence: RawSentence) -> str:
    """Whether a text does not consist of its tokens, in words; "" where it does."""
    text, position = sentence.text, 0
    for token in sentence.tokens:
        start = text.find(token, position)
        if start < 0 or not is_blank(text[position:start] or " "):
            return f"the text {text!r}, which does not agree with its tokens"
        position = start + len(token)
    rest = text[position:]
    return (
        "" if not rest or is_blank(rest) else f"the text {text!r}, which goes on behind its tokens"
    )
