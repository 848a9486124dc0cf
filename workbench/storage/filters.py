"""Filters as SQL conditions. Values are always bound, never written into the statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, not_, select, true

from workbench.domain.filters import Field, Filter, Order, Term
from workbench.storage.schema import ENTITIES, FINDINGS, SENTENCES, SUGGESTIONS

Condition = ColumnElement[bool]


def _words(value: str) -> Condition:
    return func.instr(func.folded(SENTENCES.c.text), value.casefold()) > 0


def _exact(value: str) -> Condition:
    return func.instr(SENTENCES.c.text, value) > 0


def _regex(value: str) -> Condition:
    return func.matches(value, SENTENCES.c.text) == 1


def _label(value: str) -> Condition:
    return exists().where(ENTITIES.c.sentence_id == SENTENCES.c.id, ENTITIES.c.label == value)


def _tag(value: str) -> Condition:
    # Tags are stored as lines; with one more break on either side each stands between two.
    return func.instr("\n" + SENTENCES.c.tags + "\n", f"\n{value}\n") > 0


def _text(value: str) -> Condition:
    return exists().where(
        ENTITIES.c.sentence_id == SENTENCES.c.id, ENTITIES.c.text.op("GLOB")(value)
    )


def _status(value: str) -> Condition:
    return SENTENCES.c.status == value


def _split(value: str) -> Condition:
    return SENTENCES.c.split.is_(None) if value == "none" else SENTENCES.c.split.is_(literal(value))


def _flag(_value: str) -> Condition:
    return SENTENCES.c.flagged.is_(True)


def _finding(value: str) -> Condition:
    if not value:
        return SENTENCES.c.finding_count > 0
    return exists().where(FINDINGS.c.sentence_id == SENTENCES.c.id, FINDINGS.c.kind == value)


def _suggested(value: str) -> Condition:
    if not value:
        return SENTENCES.c.suggestion_count > 0
    return exists().where(SUGGESTIONS.c.sentence_id == SENTENCES.c.id, SUGGESTIONS.c.label == value)


def _score(value: str) -> Condition:
    match = re.fullmatch(r"([<>]=?)\s*(.+)", value)
    assert match is not None, "the filter was checked when it was read"
    compared: Condition = SUGGESTIONS.c.score.op(match[1])(float(match[2]))
    return exists().where(SUGGESTIONS.c.sentence_id == SENTENCES.c.id, compared)


_CONDITIONS: Mapping[Field, Callable[[str], Condition]] = {
    Field.WORDS: _words,
    Field.EXACT: _exact,
    Field.REGEX: _regex,
    Field.LABEL: _label,
    Field.TAG: _tag,
    Field.TEXT: _text,
    Field.STATUS: _status,
    Field.SPLIT: _split,
    Field.FLAG: _flag,
    Field.FINDING: _finding,
    Field.SUGGESTED: _suggested,
    Field.SCORE: _score,
}

_ORDERS: Mapping[Order, tuple[ColumnElement[object], ...]] = {
    Order.POSITION: (SENTENCES.c.position,),
    Order.DOUBT: (SENTENCES.c.doubt.desc().nulls_last(), SENTENCES.c.position),
    Order.LENGTH: (SENTENCES.c.length.desc(), SENTENCES.c.position),
    Order.RECENT: (SENTENCES.c.edited.desc(), SENTENCES.c.position),
    Order.DISAGREEMENT: (
        SENTENCES.c.disagreement.desc().nulls_last(),
        SENTENCES.c.position,
    ),
}


def condition(wanted: Filter) -> Condition:
    """One condition that holds for the sentences a filter lets through."""
    return and_(true(), *(_term(term) for term in wanted.terms))


def _term(term: Term) -> Condition:
    found = _CONDITIONS[term.field](term.value)
    return not_(found) if term.negated else found


def ids_in_order(wanted: Filter) -> Select[tuple[int]]:
    """A statement for the ids of the sentences a filter lets through, in its order."""
    return select(SENTENCES.c.id).where(condition(wanted)).order_by(*_ORDERS[wanted.order])
