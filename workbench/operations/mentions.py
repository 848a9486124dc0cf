"""Find every place where a text occurs, and tag those that a person chose."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from workbench.domain import editing
from workbench.domain.backups import backed_up
from workbench.domain.changes import Changes
from workbench.domain.entity import HUMAN, Entity
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.mentions import (
    Hit,
    Matcher,
    Search,
    Span,
    TermList,
    checked_pattern,
    fragments,
    hits_in,
    place_tokens,
    touched,
)
from workbench.domain.schemes import IOB2, OUTSIDE
from workbench.domain.sentence import Sentence
from workbench.formats.base import ReadOptions, Source
from workbench.formats.text import open_text
from workbench.operations.store import Reader, Transaction

# More hits than these nobody looks at.
LIMIT = 100_000
# More terms than these are looked for in one go through all sentences.
MANY_TERMS = 40
MOST_TERMS = 200_000
_FRAGMENTS = 3
# Sentences of one step, so that it takes some milliseconds: an expression may be slow on each
# of them, a candidate of a few terms most often has a hit, any sentence most often none.
_PATTERN_PAGE, _CANDIDATES_PAGE, _ANY_PAGE = 16, 64, 128
_LISTS = "term_lists"

Look = Callable[[Sequence[int]], Iterable[tuple[Sentence, list[Span]]]]


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of one step; `share` (0..1) says how far the search is, `full` that it gave up."""

    hits: tuple[Hit, ...]
    share: float
    full: bool = False


def find(reader: Reader, search: Search, limit: int = LIMIT) -> Iterator[Found]:
    """Look for all hits, step by step; UsageError where there is nothing to look for."""
    look = _look(reader, search)
    left = limit
    for share, ids in _pages(reader, search):
        found = [hit for sentence, spans in look(ids) for hit in hits_in(sentence, spans)]
        yield Found(tuple(found[:left]), share, len(found) > left)
        left -= len(found)
        if left < 0:
            return


def _look(reader: Reader, search: Search) -> Look:
    if search.pattern:
        pattern = checked_pattern(search.pattern)
        return partial(_matches, reader, _with_flags(search, pattern), search.whole)
    if not search.terms or len(search.terms) > MOST_TERMS:
        raise _no_terms(len(search.terms))
    return partial(_terms, reader, Matcher(search.terms, search.case, search.whole))


def _matches(
    reader: Reader, pattern: str, whole: bool, ids: Sequence[int]
) -> Iterator[tuple[Sentence, list[Span]]]:
    for sentence in list(reader.sentences(ids)):
        text, places = place_tokens(sentence)
        yield sentence, touched(places, reader.pattern_spans(pattern, text), whole)


def _terms(
    reader: Reader, matcher: Matcher, ids: Sequence[int]
) -> Iterator[tuple[Sentence, list[Span]]]:
    """Whole sentences take long to read; only those with a hit are."""
    spans = {number: matcher.spans(tokens) for number, tokens in reader.tokens(ids)}
    for sentence in list(reader.sentences([one for one in ids if spans.get(one)])):
        yield sentence, spans[sentence.id]


def candidates(search: Search) -> list[Filter]:
    """Filters that together let through every sentence with a hit, and some without."""
    if search.pattern:
        return [_within(search, [Term(Field.REGEX, _with_flags(search, search.pattern))])]
    if len(search.terms) > MANY_TERMS:
        return [search.within]
    field = Field.EXACT if search.case else Field.WORDS
    pieces = dict.fromkeys(fragments(term)[:_FRAGMENTS] for term in search.terms)
    return [_within(search, [Term(field, piece) for piece in some]) for some in pieces]


def _with_flags(search: Search, pattern: str) -> str:
    return pattern if search.case else f"(?i){pattern}"


def _within(search: Search, terms: Sequence[Term]) -> Filter:
    return Filter((*search.within.terms, *terms))


def _pages(reader: Reader, search: Search) -> Iterator[tuple[float, list[int]]]:
    """Sentences that may hold a hit, each once, with how far this is."""
    wanted = candidates(search)
    size = _page_size(search)
    total = max(reader.count(), 1)
    seen: set[int] = set()
    for number, one in enumerate(wanted):
        share = number / len(wanted)
        for batch in reader.listing(replace(one, order=Filter().order)):
            # The batch took its time; edits go before its first page.
            yield share, []
            fresh = [sentence for sentence in batch if sentence not in seen]
            for page in _bundles(fresh, size):
                # Sentences stand about as their numbers say.
                share = max(share, (number + min(page[-1] / total, 1.0)) / len(wanted))
                yield share, page
            if len(wanted) > 1:
                seen.update(fresh)


def _page_size(search: Search) -> int:
    if search.pattern:
        return _PATTERN_PAGE
    return _CANDIDATES_PAGE if len(search.terms) <= MANY_TERMS else _ANY_PAGE


def _bundles(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    remaining = iter(ids)
    while bundle := list(islice(remaining, size)):
        yield bundle


@backed_up("before bulk")
def tag(transaction: Transaction, label: str, hits: Iterable[Hit]) -> Changes:
    """Put a label on hits; whatever overlaps them is replaced. One undo takes all of it back.

    `details` count hits that were `tagged`, entities that were `replaced` by that, hits that
    were `kept` because they had the label, and hits that are `gone`: the sentence has other
    tokens there by now. UsageError NW-U35 for a label that the set lacks.
    """
    _check_label(transaction, label)
    wanted: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        wanted[hit.sentence].append(hit)
    counts = Counter(tagged=0, replaced=0, kept=0, gone=sum(map(len, wanted.values())))
    for sentence in transaction.sentences(sorted(wanted)):
        transaction.put(_tagged(sentence, label, wanted[sentence.id], counts))
    return transaction.changes(f"tag mentions {label}", **counts)


def _tagged(sentence: Sentence, label: str, hits: Iterable[Hit], counts: Counter[str]) -> Sentence:
    for hit in hits:
        if sentence.tokens[hit.start : hit.end] != hit.tokens:
            continue
        counts["gone"] -= 1
        fresh = Entity(label, hit.start, hit.end)
        present = sentence.entities
        if fresh in present:
            counts["kept"] += 1
            continue
        counts["tagged"] += 1
        counts["replaced"] += sum(entity.overlaps(fresh) for entity in present)
        sentence = _with_entity(sentence, fresh)
    return sentence


def _with_entity(sentence: Sentence, entity: Entity) -> Sentence:
    """The sentence with an entity; what a suggester proposed likewise keeps origin and score."""
    alike = [one for one in sentence.suggestions if one.entity == entity]
    if alike:
        return editing.accept_suggestion(sentence, max(alike, key=lambda one: one.score))
    free = sentence.scheme is IOB2 and not any(
        tag != OUTSIDE for tag in sentence.tags[entity.start : entity.end]
    )
    if free and not sentence.suggestions:
        # The usual case, several times as quick.
        return editing.edited(editing.with_entities(sentence, [(entity, HUMAN)]))
    return editing.put_entity(sentence, entity)


def term_lists(reader: Reader) -> tuple[TermList, ...]:
    """The lists of terms that are kept in the project, by name."""
    return tuple(
        TermList(row["name"], row["label"], tuple(row["terms"])) for row in reader.value(_LISTS, [])
    )


def save_term_list(transaction: Transaction, terms: TermList) -> Changes:
    """Keep a list of terms in the project; one of the same name is replaced."""
    if not terms.name.strip() or not terms.terms:
        raise _no_terms(len(terms.terms))
    kept = [one for one in term_lists(transaction) if one.name != terms.name]
    _put_lists(transaction, [*kept, terms])
    return transaction.changes(f"save terms {terms.name}")


def delete_term_list(transaction: Transaction, name: str) -> Changes:
    """Forget a list of terms."""
    _put_lists(transaction, [one for one in term_lists(transaction) if one.name != name])
    return transaction.changes(f"delete terms {name}")


def _put_lists(transaction: Transaction, lists: Iterable[TermList]) -> None:
    ordered = sorted(lists, key=lambda one: one.name.casefold())
    transaction.put_value(_LISTS, [asdict(one) for one in ordered])


def read_term_file(path: Path) -> str:
    """The text of a file of terms; CorpusError where it is no text or cannot be read."""
    source = Source(path, path.name, path)
    return "\n".join(open_text(source, ReadOptions()).plain_lines())


def _check_label(reader: Reader, label: str) -> None:
    names = reader.labels().names
    if label not in names:
        raise UsageError(
            "NW-U35",
            f"There is no label {label} to tag with.",
            NOTHING_CHANGED,
            f"Labels are: {', '.join(names) or 'none yet'}.",
        )


def _no_terms(number: int) -> UsageError:
    happened = "There is nothing to look for." if not number else f"{number:,} terms are too many."
    return UsageError(
        "NW-U37", happened, NOTHING_CHANGED, f"Give 1 to {MOST_TERMS:,} terms, one a line."
    )
