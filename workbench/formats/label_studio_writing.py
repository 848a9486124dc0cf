"""Sentences to tasks of Label Studio, and the labelling configuration that goes with them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.sentence import Status
from workbench.formats.base import RawSentence, ReadOptions, WriteOptions
from workbench.formats.label_studio_tasks import LABELS
from workbench.formats.offsets import Offsets, extent, offsets_of
from workbench.formats.own_keys import TOKENS, own_values
from workbench.formats.record_values import Json

NAME = "label-studio"
LEGACY_NAME = "label-studio-legacy"

_TEXT, _LABEL = "text", "label"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONFIG = """<View>
  <Labels name="{label}" toName="{text}">
{labels}  </Labels>
  <Text name="{text}" value="${text}"/>
</View>
"""


def companions(path: Path) -> tuple[Path, ...]:
    """The files that are written beside an export: its labelling configuration."""
    return (path.with_name(f"{path.stem}.config.xml"),)


def write(
    sentences: Iterable[RawSentence], path: Path, options: WriteOptions, legacy: bool
) -> None:
    """Write an array with one task a sentence, and the configuration beside it."""
    labels = dict.fromkeys(options.labels)
    separator = "[\n"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for sentence in sentences:
            file.write(separator)
            file.write(json.dumps(_to_task(sentence, legacy), ensure_ascii=False))
            labels |= dict.fromkeys(_labels_of(sentence))
            separator = ",\n"
        file.write("\n]\n" if separator == ",\n" else "[]\n")
    (config,) = companions(path)
    config.write_text(labels_to_config(labels), encoding="utf-8", newline="\n")


def read_back(options: WriteOptions, legacy: bool) -> ReadOptions:
    """How the written file is to be read."""
    return ReadOptions(format=LEGACY_NAME if legacy else NAME)


def labels_to_config(labels: Iterable[str]) -> str:
    """The labelling configuration for texts with these labels."""
    safe = (quoteattr(_NOT_IN_XML.sub("\ufffd", label)) for label in labels)
    lines = "".join(f"    <Label value={value}/>\n" for value in safe)
    return _CONFIG.format(label=_LABEL, text=_TEXT, labels=lines)


def _labels_of(sentence: RawSentence) -> Iterator[str]:
    yield from (one.label for one in sentence.entities())
    yield from (one.entity.label for one in sentence.suggestions)


def _to_task(sentence: RawSentence, legacy: bool) -> Json:
    offsets = offsets_of(sentence)
    task: Json = {"data": {_TEXT: sentence.text, TOKENS: offsets} | own_values(sentence)}
    if sentence.tags is not None:
        entities = sentence.entities()
        results = [
            _result(f"e{number}", one, sentence.text, offsets, legacy)
            for number, one in enumerate(entities, 1)
        ]
        cancelled = sentence.status is Status.REJECTED
        task["annotations"] = [{"result": results, "was_cancelled": cancelled}]
    if sentence.suggestions:
        task["predictions"] = list(_predictions(sentence, offsets, legacy))
    return task


def _predictions(sentence: RawSentence, offsets: Sequence[Offsets], legacy: bool) -> Iterator[Json]:
    by_suggester: dict[str, list[Suggestion]] = {}
    for one in sentence.suggestions:
        by_suggester.setdefault(one.suggester, []).append(one)
    for number, (suggester, several) in enumerate(by_suggester.items(), 1):
        results = [
            _result(f"p{number}-{place}", one.entity, sentence.text, offsets, legacy)
            | {"score": one.score}
            for place, one in enumerate(several, 1)
        ]
        mean = sum(one.score for one in several) / len(several)
        yield {"model_version": suggester, "score": mean, "result": results}


def _result(name: str, entity: Entity, text: str, offsets: Sequence[Offsets], legacy: bool) -> Json:
    start, end = extent(entity, tuple(offsets))
    own = text[start:end]
    value = {"start": start, "end": end - legacy, _TEXT: own, LABELS: [entity.label]}
    return {
        "id": name,
        "from_name": _LABEL,
        "to_name": _TEXT,
        "type": LABELS,
        "value": value,
    }
