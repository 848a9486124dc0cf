"""The names that a filter may hold, and sentences by their position; quick at any size."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from workbench.storage.schema import SENTENCES, SUGGESTIONS

# Steps from each document to the next one in the index, instead of reading all rows.
_DOCUMENTS = text(
    """
    WITH RECURSIVE found(name) AS (
        SELECT min(document) FROM sentences
        UNION ALL
        SELECT (SELECT min(document) FROM sentences WHERE document > name)
        FROM found WHERE name IS NOT NULL
        LIMIT :most
    )
    SELECT name FROM found WHERE name IS NOT NULL AND name != ''
    """
)
# No index tells suggesters apart; so many suggestions are looked at.
_LOOKED_AT = 20_000


def documents(connection: Connection, limit: int) -> list[str]:
    """The names of the first documents, in the order of the alphabet."""
    # One more for the sentences of no document, and one for the end.
    return list(connection.scalars(_DOCUMENTS, {"most": limit + 2}))[:limit]


def suggesters(connection: Connection) -> list[str]:
    """Who has made suggestions that are still open."""
    looked_at = select(SUGGESTIONS.c.suggester).limit(_LOOKED_AT).subquery()
    return sorted(connection.scalars(select(looked_at.c.suggester).distinct()))


def sentence_at(connection: Connection, position: int) -> int | None:
    """The sentence at a position, or the next one behind it; None behind the last one."""
    statement = (
        select(SENTENCES.c.id)
        .where(SENTENCES.c.position >= position)
        .order_by(SENTENCES.c.position)
        .limit(1)
    )
    return connection.scalar(statement)
