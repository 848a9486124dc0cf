"""What comes into a project and what goes out of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.domain.checks import trusted_labels
from workbench.domain.entity import Suggestion
from workbench.domain.filters import Filter
from workbench.domain.schemes import tags_to_entities
from workbench.domain.sentence import Sentence, Status
from workbench.formats.base import Corpus, CorpusFile, RawSentence
from workbench.operations.store import NewSentence, Reader, Transaction

# A tag that was imported as a suggestion was never scored; it counts as sure.
_IMPORTED_SCORE = 1.0


def import_corpus(transaction: Transaction, corpus: Corpus, as_gold: bool = True) -> Changes:
    """Add a corpus; its tags become gold exactly as they are, or suggestions.

    Labels that look like slips stay out of the label set, so that the checks find them.
    """
    transaction.put_labels(transaction.labels().with_names(_new_labels(transaction, corpus)))
    added = transaction.add(_new_sentences(corpus, as_gold))
    return transaction.changes("import", sentences=len(added))


def _new_labels(reader: Reader, corpus: Corpus) -> list[str]:
    """Labels to add, the most frequent first; what is known already counts as frequent."""
    counts = Counter(corpus.counts.labels)
    for name in reader.labels().names:
        counts[name] += corpus.counts.entities
    trusted = trusted_labels(counts)
    return [label for label in corpus.counts.labels if label in trusted]


def _new_sentences(corpus: Corpus, as_gold: bool) -> Iterator[NewSentence]:
    for file in corpus.files:
        for sentence in file.sentences:
            yield _new_sentence(corpus, file, sentence, as_gold)


def _new_sentence(
    corpus: Corpus, file: CorpusFile, sentence: RawSentence, as_gold: bool
) -> NewSentence:
    outside = (corpus.scheme.outside,) * len(sentence.tokens)
    is_gold = as_gold and sentence.tags is not None
    return NewSentence(
        sentence.tokens,
        sentence.tags if is_gold and sentence.tags is not None else outside,
        corpus.scheme,
        Status.DONE if is_gold else Status.NEW,
        file.split,
        sentence.document,
        () if as_gold else _suggestions(corpus, file, sentence),
    )


def _suggestions(corpus: Corpus, file: CorpusFile, sentence: RawSentence) -> tuple[Suggestion, ...]:
    entities = tags_to_entities(sentence.tags or (), corpus.scheme)
    return tuple(Suggestion(entity, file.name, _IMPORTED_SCORE) for entity in entities)


def export_sentences(reader: Reader, wanted: Filter) -> tuple[Sentence, ...]:
    """The sentences to export, in order; untouched ones go out without tags, as text."""
    return tuple(
        replace(sentence, tags=("",) * len(sentence.tokens))
        if sentence.status is Status.NEW
        else sentence
        for sentence in reader.sentences(reader.ids(wanted))
    )
