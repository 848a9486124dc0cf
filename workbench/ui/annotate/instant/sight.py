"""Which sentences a person sees, or will see next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice

from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.list.sentence_panel import SentencePanel

# Behind the one that is open.
NEXT = 20
# Sentences that a view can hold at most, whatever its height.
MOST_VISIBLE = 100
# Sentences out of sight that are looked at in one step.
MOST_LOOKED_AT = 1000


def in_sight(panel: SentencePanel, desk: Desk) -> Sequence[int]:
    """The sentence that is open, those that the list shows, and the next ones; each once."""
    ids, table = panel.model.ids, panel.table
    row = max(table.currentIndex().row(), 0)
    first = max(table.rowAt(0), 0)
    last = table.rowAt(table.viewport().height() - 1)
    end = last + 1 if last >= 0 else len(ids)
    opened = [desk.sentence_id] if desk.sentence_id is not None else []
    shown = ids[first : min(end, first + MOST_VISIBLE)]
    return list(dict.fromkeys((*opened, *shown, *ids[row : row + NEXT + 1])))


def rest(panel: SentencePanel, without: Collection[int]) -> Sequence[int]:
    """The next sentences of the list but these."""
    return list(islice((one for one in panel.model.ids if one not in without), MOST_LOOKED_AT))
