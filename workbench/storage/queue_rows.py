"""The queue as rows, and sentences of the same words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from workbench.domain.queueing import Pick, Queued, Twin
from workbench.domain.sentence import Split, Status
from workbench.storage.schema import QUEUE, SENTENCES

_PICK = (QUEUE.c.sentence_id, QUEUE.c.reason, QUEUE.c.score, QUEUE.c.seconds, QUEUE.c.strategy)
# Compared as a set that is made once: one look at each sentence of the project.
_SAME_WORDS = """
SELECT id, tokens, split FROM sentences
WHERE tokens IN (SELECT tokens FROM sentences WHERE id IN (SELECT value FROM json_each(?)))
ORDER BY id
"""


def queue(connection: Connection) -> list[Queued]:
    """The queue in its order, with the status of each sentence."""
    rows = connection.execute(
        select(*_PICK, SENTENCES.c.status)
        .join(SENTENCES, SENTENCES.c.id == QUEUE.c.sentence_id)
        .order_by(QUEUE.c.rank)
    )
    return [Queued(Pick(*pick), Status(status)) for *pick, status in rows]


def put_queue(connection: Connection, picks: Sequence[Pick]) -> None:
    """Put other sentences into the queue, in this order, in place of those that are there."""
    connection.execute(delete(QUEUE))
    rows = [
        {
            "rank": rank,
            "sentence_id": pick.sentence,
            "strategy": pick.strategy,
            "score": pick.score,
            "reason": pick.reason,
            "seconds": pick.seconds,
        }
        for rank, pick in enumerate(picks, 1)
    ]
    if rows:
        connection.execute(insert(QUEUE), rows)


def same_words(connection: Connection, ids: Sequence[int]) -> list[Twin]:
    """Every sentence that has the words of one of these, those among them."""
    rows = connection.exec_driver_sql(_SAME_WORDS, (json.dumps(list(ids)),))
    return [Twin(one, words, Split(split) if split else None) for one, words, split in rows]
