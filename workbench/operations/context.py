"""Document context: what stands before and after a sentence in its document."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.training import Example
from workbench.operations.store import Reader

Tokens = tuple[str, ...]
# A sentence's number, its document, and its tokens.
Piece = tuple[int, str, Tokens]


@dataclass
class _Document:
    """The last tokens of a document so far, and the sentences that still want some more."""

    last: deque[str]
    waiting: list[tuple[int, Tokens, list[str]]] = field(default_factory=list)

    def read(self, sentence: int | None, tokens: Tokens, size: int) -> Iterator[_Found]:
        """Go on by one sentence; give those whose context is whole by now."""
        for _, _, after in self.waiting:
            after.extend(tokens[: size - len(after)])
        yield from self.give(size)
        if sentence is not None:
            self.waiting.append((sentence, tuple(self.last), []))
        self.last.extend(tokens)

    def give(self, size: int) -> Iterator[_Found]:
        """Give the sentences that have `size` tokens behind them, and keep the others."""
        whole = [one for one in self.waiting if len(one[2]) >= size]
        self.waiting = [one for one in self.waiting if len(one[2]) < size]
        for sentence, before, after in whole:
            yield sentence, (before, tuple(after))


_Found = tuple[int, tuple[Tokens, Tokens]]


def neighbours(pieces: Iterable[Piece], wanted: frozenset[int], size: int) -> Iterator[_Found]:
    """At most `size` tokens before and after each wanted sentence, within its document.

    `pieces` are all sentences in the order of the project; documents may be interleaved.
    """
    documents: dict[str, _Document] = {}
    for number, name, tokens in pieces:
        document = documents.setdefault(name, _Document(deque(maxlen=size)))
        yield from document.read(number if number in wanted else None, tokens, size)
    for document in documents.values():
        yield from document.give(0)


def with_context(reader: Reader, examples: Sequence[Example], size: int) -> tuple[Example, ...]:
    """The examples with the tokens around them, whatever split or status these have."""
    if size <= 0 or not examples:
        return tuple(examples)
    sentences = reader.sentences(reader.ids())
    pieces = ((one.id, one.document, one.tokens) for one in sentences)
    found = dict(neighbours(pieces, frozenset(one.id for one in examples), size))
    nothing: tuple[Tokens, Tokens] = ((), ())
    around = ((one, found.get(one.id, nothing)) for one in examples)
    return tuple(replace(one, before=before, after=after) for one, (before, after) in around)
