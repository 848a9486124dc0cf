"""What comes into a project and what goes out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from workbench.domain.backups import backed_up
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.filters import Filter
from workbench.domain.label_slips import trusted_labels
from workbench.domain.schemes import Scheme, convert
from workbench.domain.sentence import Sentence, Status
from workbench.formats.base import (
    PlainLines,
    Progress,
    RawSentence,
    TargetScheme,
    plain_lines,
    unpack_sentence,
)
from workbench.formats.corpus import Corpus, CorpusFile
from workbench.operations.store import NewSentence, PlainSentence, Reader, Transaction

# A tag that was imported as a suggestion was never scored; it counts as sure.
_IMPORTED_SCORE = 1.0
# Sentences between two steps of the progress.
_STEP = 1000
# How many sentences of a file tell the size of the others, and what each needs besides.
_SAMPLE = 500
_BESIDE = 200


@backed_up("before import")
def import_corpus(
    transaction: Transaction,
    corpus: Corpus,
    as_gold: bool = True,
    *,
    again: bool = False,
    progress: Progress | None = None,
) -> Changes:
    """Add a corpus; its tags become gold exactly as they are, or suggestions.

    Files that were imported before are left out, unless `again`. `details` of the result
    count the `sentences` that were added and those `known`. Labels that look like slips stay
    out of the label set, so that the checks find them. `progress` may raise Cancelled; then
    nothing is added, as with StorageError NW-S25 where there is no room.
    """
    files = [file for file in corpus.files if again or not _is_known(transaction, file)]
    total = sum(len(file.sentences) for file in files)
    known = sum(len(file.sentences) for file in corpus.files) - total
    if not files:
        return transaction.changes("import", sentences=0, known=known)
    transaction.need_room(sum(_size(file) for file in files))
    transaction.put_labels(transaction.labels().with_names(_new_labels(transaction, corpus)))
    step = _beat(progress, total)
    sentences = _new_sentences(corpus, files, as_gold)
    added = transaction.add(_in_steps(sentences, step), total, lambda: step(total))
    for file in files:
        if file.digest:
            transaction.note_file(file.digest, file.name, len(file.sentences))
    return transaction.changes("import", sentences=len(added), known=known)


def _is_known(reader: Reader, file: CorpusFile) -> bool:
    return bool(file.digest) and reader.is_imported(file.digest)


def _size(file: CorpusFile) -> int:
    """About how many bytes the sentences of a file need in a project."""
    sample = file.sentences.first(_SAMPLE)
    size = sum(
        2 * len(one.text.encode(errors="replace")) + len("\n".join(one.tags or ())) + _BESIDE
        for one in sample
    )
    return size * len(file.sentences) // max(len(sample), 1)


def _new_labels(reader: Reader, corpus: Corpus) -> list[str]:
    """Labels to add, the most frequent first; what is known already counts as frequent."""
    counts = Counter(corpus.counts.labels)
    for name in reader.labels().names:
        counts[name] += corpus.counts.entities
    trusted = trusted_labels(counts)
    return [label for label in corpus.counts.labels if label in trusted]


def _beat(progress: Progress | None, total: int) -> Callable[[int], None]:
    if progress is None:
        return lambda _done: None
    return lambda done: progress(done, total)


def _in_steps(
    sentences: Iterable[NewSentence | PlainSentence], step: Callable[[int], None]
) -> Iterator[NewSentence | PlainSentence]:
    for number, sentence in enumerate(sentences):
        if number % _STEP == 0:
            step(number)
        yield sentence


def _new_sentences(
    corpus: Corpus, files: Sequence[CorpusFile], as_gold: bool
) -> Iterator[NewSentence | PlainSentence]:
    for file in files:
        scheme = corpus.scheme_of(file)
        for packed in file.sentences.packed():
            plain = plain_lines(packed) if as_gold else None
            if plain is None:
                yield _new_sentence(unpack_sentence(packed), file, scheme, as_gold)
            else:
                yield _plain_sentence(plain, file, scheme)


def _plain_sentence(lines: PlainLines, file: CorpusFile, scheme: Scheme) -> PlainSentence:
    tokens, tags, document, _ = lines
    if tags is None:
        outside = "\n".join([scheme.outside] * (tokens.count("\n") + 1))
        return PlainSentence(tokens, outside, scheme, Status.NEW, file.split, document)
    return PlainSentence(tokens, tags, scheme, Status.DONE, file.split, document)


def _new_sentence(
    sentence: RawSentence, file: CorpusFile, scheme: Scheme, as_gold: bool
) -> NewSentence:
    outside = (scheme.outside,) * len(sentence.tokens)
    is_gold = as_gold and sentence.tags is not None
    suggestions = sentence.suggestions
    if not as_gold:
        entities = sentence.entities(scheme)
        suggestions += tuple(Suggestion(one, file.name, _IMPORTED_SCORE) for one in entities)
    return NewSentence(
        sentence.tokens,
        sentence.tags if is_gold and sentence.tags is not None else outside,
        scheme,
        _status(sentence, as_gold),
        sentence.split or file.split,
        sentence.document,
        _without_repeats(suggestions),
        sentence.source,
        sentence.flagged,
        sentence.note,
        sentence.extras,
    )


def _status(sentence: RawSentence, as_gold: bool) -> Status:
    if not as_gold:
        return Status.NEW
    return sentence.status or (Status.NEW if sentence.tags is None else Status.DONE)


def _without_repeats(suggestions: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Of suggestions that differ in their score only, the surest."""
    best: dict[tuple[str, Entity], Suggestion] = {}
    for one in suggestions:
        key = one.suggester, one.entity
        if key not in best or best[key].score < one.score:
            best[key] = one
    return tuple(best.values())


def ids_to_export(reader: Reader, wanted: Filter) -> Sequence[int]:
    """The ids of the sentences that a filter lets through, in order."""
    return reader.ids(wanted)


def exported(reader: Reader, ids: Iterable[int], scheme: TargetScheme) -> Iterator[RawSentence]:
    """Sentences as the writers of formats take them."""
    return (to_raw(sentence, scheme) for sentence in reader.sentences(ids))


def to_raw(sentence: Sentence, scheme: TargetScheme) -> RawSentence:
    """A sentence with its tags in a scheme, or as they are; None where nobody has set any."""
    return RawSentence(
        sentence.tokens,
        None if sentence.status is Status.NEW else _tags_in(sentence, scheme),
        sentence.document,
        0,
        sentence.source,
        sentence.split,
        sentence.status,
        sentence.flagged,
        sentence.note,
        sentence.suggestions,
        sentence.extras,
    )


def _tags_in(sentence: Sentence, scheme: TargetScheme) -> tuple[str, ...]:
    if not isinstance(scheme, Scheme):
        return sentence.tags
    return convert(sentence.tags, sentence.scheme, scheme)
