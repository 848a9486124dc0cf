"""Pages of the journal as versions of the program before 0004 wrote them, carried over.

They hold the fields of one sentence `before` and `after`, or a `whole` sentence that an undone
operation had added. All that follows from the fields is made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from workbench.domain.sentence import Sentence
from workbench.storage.codec import json_to_sentence, with_fields
from workbench.storage.images import Image
from workbench.storage.journal import Journal

if TYPE_CHECKING:
    from workbench.storage.writer import SentenceWriter

_WHOLE = b'{"whole"'
_FORGET = "DELETE FROM journal_pages WHERE sequence = ? AND substr(content, 1, 8) = ?"


def is_old(content: Any) -> bool:
    """Whether a page was written by an older version."""
    return "fields" in content or "whole" in content


def earlier(content: Any, sentence: Sentence) -> Sentence:
    """The sentence before the change."""
    return with_fields(sentence, content["fields"][0])


def images(content: Any, sentence: Sentence, back: bool, writer: SentenceWriter) -> list[Image]:
    """What gives a sentence the fields from before (back) or after the change."""
    fields = content["fields"][0 if back else 1]
    return writer.images([(sentence, with_fields(sentence, fields))])


def add_whole(connection: Connection, sequence: int, writer: SentenceWriter) -> None:
    """Add the sentences again that an operation of an older version had added."""
    for page in list(Journal(connection).pages(sequence, back=False)):
        writer.insert(_whole(page))
    connection.exec_driver_sql(_FORGET, (sequence, _WHOLE))


def _whole(page: Iterable[Any]) -> Iterator[Sentence]:
    for content in page:
        if "whole" in content:
            yield json_to_sentence(content["id"], content["whole"])
