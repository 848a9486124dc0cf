"""The words of a project, held in memory as two long strings, to find those with a part."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from sqlalchemy import Connection

from workbench.storage.search_words import Place

_PAGE = 4000
_EDGES = {
    Place.WHOLE: (b"\n", b"\n"),
    Place.BEGIN: (b"\n", b""),
    Place.END: (b"", b"\n"),
    Place.INSIDE: (b"", b""),
}


class Vocabulary:
    """Grows with the table of words; a word stays there once it occurred."""

    def __init__(self) -> None:
        self._last = 0
        self._exact = _Lines()
        self._folded = _Lines()

    @classmethod
    def of(cls, connection: Connection) -> Vocabulary:
        """The one of an open file."""
        found: Vocabulary = connection.info.setdefault("vocabulary", cls())
        return found

    def refresh(self, connection: Connection) -> Iterator[None]:
        """Read the words that came since, in steps."""
        statement = "SELECT id, word FROM search_words WHERE id > ? ORDER BY id LIMIT ?"
        while rows := connection.exec_driver_sql(statement, (self._last, _PAGE)).all():
            self._last = rows[-1][0]
            words = "\n".join([word for _, word in rows])
            self._exact.add(words)
            self._folded.add(words.casefold())
            if len(rows) < _PAGE:
                return
            yield

    def forget(self) -> None:
        self.__init__()  # type: ignore[misc]

    def find(self, part: str, place: Place, folded: bool, most: int) -> list[str] | None:
        """The words with a part at a place; None where there are too many."""
        lines = self._folded if folded else self._exact
        found = lines.find(part.encode(), place, most)
        return None if found is None else [self._exact.line(number) for number in found]


class _Lines:
    def __init__(self) -> None:
        self._text = bytearray(b"\n")
        self._starts = array("I")

    def add(self, words: str) -> None:
        start = len(self._text)
        for word in words.encode().split(b"\n"):
            self._starts.append(start)
            start += len(word) + 1
        self._text += words.encode() + b"\n"

    def find(self, part: bytes, place: Place, most: int) -> list[int] | None:
        before, behind = _EDGES[place]
        wanted = before + part + behind
        found: list[int] = []
        at = self._text.find(wanted)
        while at >= 0:
            number = bisect_right(self._starts, at + len(before)) - 1
            if len(found) == most:
                return None
            found.append(number)
            end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._text)
            # The break before the next word is a part of what is looked for.
            at = self._text.find(wanted, end - 1)
        return found

    def line(self, number: int) -> str:
        start = self._starts[number]
        return self._text[start : self._text.index(b"\n", start)].decode()
