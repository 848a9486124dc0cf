"""Writing of whole sentences with everything derived from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete

from workbench.domain.sentence import Sentence
from workbench.operations.store import NewSentence, PlainSentence
from workbench.storage.rows import (
    ENTITY,
    FINDING,
    IMPORTED,
    PLAIN,
    SENTENCE,
    SUGGESTION,
    RowMaker,
    Rows,
)
from workbench.storage.schema import FINDINGS, SENTENCES
from workbench.storage.tables import Row

_NAMES = [column.name for column in SENTENCE.columns]
# Written with each change: the findings of a sentence depend on more than the sentence.
_ALWAYS = frozenset({_NAMES.index("finding_count"), _NAMES.index("edited")})


class SentenceWriter:
    """Writes sentences, their entities, suggestions and findings in one go.

    `sequence` is the operation that writes; `labels` is the label set the findings are
    looked up with.
    """

    def __init__(self, connection: Connection, sequence: int, labels: frozenset[str]) -> None:
        self._connection = connection
        self._maker = RowMaker(sequence, labels)

    def insert(self, sentences: Iterable[Sentence]) -> None:
        """Insert sentences that have their numbers."""
        self._insert(self._rows(sentences))

    def insert_new(
        self, sentences: Iterable[NewSentence | PlainSentence], number: int, position: int
    ) -> None:
        """Insert sentences under the numbers and at the positions from these on."""
        rows = Rows()
        for place, sentence in enumerate(sentences):
            if isinstance(sentence, PlainSentence):
                self._maker.add_plain(rows, number + place, position + place, sentence)
            else:
                self._maker.add(rows, _numbered(sentence, number + place, position + place))
        self._insert(rows)

    def update(self, pairs: Sequence[tuple[Sentence, Sentence]]) -> None:
        """Write sentences as they are now; only what differs from before is touched."""
        before = self._rows(old for old, _ in pairs)
        after = self._rows(new for _, new in pairs)
        self._update_sentences(before.sentences, after.sentences)
        for writing, old, new in (
            (ENTITY, before.entities, after.entities),
            (SUGGESTION, before.suggestions, after.suggestions),
        ):
            was, now = set(old), set(new)
            writing.delete(self._connection, [row for row in old if row not in now])
            writing.insert(self._connection, [row for row in new if row not in was])
        ids = [new.id for _, new in pairs]
        self._connection.execute(delete(FINDINGS).where(FINDINGS.c.sentence_id.in_(ids)))
        FINDING.insert(self._connection, after.findings)

    def delete(self, ids: Sequence[int]) -> None:
        self._connection.execute(delete(SENTENCES).where(SENTENCES.c.id.in_(ids)))

    def _rows(self, sentences: Iterable[Sentence]) -> Rows:
        rows = Rows()
        for sentence in sentences:
            self._maker.add(rows, sentence)
        return rows

    def _insert(self, rows: Rows) -> None:
        connection = self._connection
        SENTENCE.insert(connection, rows.sentences)
        PLAIN.insert_values(connection, rows.plain)
        ENTITY.insert(connection, rows.entities)
        IMPORTED.insert_values(connection, rows.imported)
        SUGGESTION.insert(connection, rows.suggestions)
        FINDING.insert(connection, rows.findings)

    def _update_sentences(self, before: Sequence[Row], after: Sequence[Row]) -> None:
        """SQLite updates the indexes of each column that is set, changed or not."""
        groups: dict[tuple[int, ...], list[Row]] = defaultdict(list)
        for old, new in zip(before, after, strict=True):
            changed = {i for i, value in enumerate(new) if value != old[i]}
            groups[tuple(sorted(changed | _ALWAYS))].append(new)
        for columns, rows in groups.items():
            SENTENCE.update(self._connection, columns, rows)


def _numbered(sentence: NewSentence, number: int, position: int) -> Sentence:
    return Sentence(
        number,
        sentence.tokens,
        sentence.tags,
        sentence.scheme,
        sentence.status,
        sentence.split,
        sentence.flagged,
        sentence.note,
        sentence.document,
        position,
        suggestions=tuple(sorted(sentence.suggestions)),
        source=sentence.source,
        extras=sentence.extras,
    )
