"""The second step over a corpus that was read: what its scheme says about its tags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.domain.checks import Finding, FindingKind, find, trusted_labels
from workbench.domain.schemes import Scheme
from workbench.formats.base import Corpus, CorpusFile, Problem, RawSentence

_MEANING: Mapping[FindingKind, str] = {
    FindingKind.MISSING_TAG: "has no tag",
    FindingKind.OUTSIDE_MARK: "has another mark for outside than the rest of the corpus",
    FindingKind.EMPTY_TYPE: "has a tag without a label",
    FindingKind.SEVERAL_TAGS: "has several tags in one cell",
    FindingKind.BAD_PREFIX: "has a tag with a bad prefix",
    FindingKind.LABEL_CASE: "has a label that is otherwise written in another case",
    FindingKind.UNKNOWN_LABEL: "has a label that looks like a slip",
    FindingKind.UNKNOWN_TAG: "has something that is no tag",
    FindingKind.ORPHAN_INSIDE: "goes on with an entity that nothing began",
    FindingKind.TYPE_SWITCH: "goes on with an entity of another label",
    FindingKind.UNCLOSED_ENTITY: "leaves an entity without its proper end",
}


def find_problems(corpus: Corpus) -> dict[str, tuple[Problem, ...]]:
    """Every bad tag of each file, by the file's name, in the order of its lines."""
    labels = trusted_labels(corpus.counts.labels)
    return {file.name: tuple(_of_file(file, corpus.scheme, labels)) for file in corpus.files}


def _of_file(file: CorpusFile, scheme: Scheme, labels: frozenset[str]) -> Iterator[Problem]:
    for sentence in file.sentences:
        tags = sentence.tags
        if tags is not None and tags.count(scheme.outside) < len(tags):
            for finding in find(tags, scheme, labels):
                yield _problem(file.name, sentence, finding)


def _problem(name: str, sentence: RawSentence, finding: Finding) -> Problem:
    token = sentence.tokens[finding.position]
    tag = f" {finding.tag!r}" if finding.tag else ""
    better = finding.repair if finding.repair != finding.tag else ""
    proposal = f"; {better!r} is proposed" if better else ""
    message = f"{token!r}{tag} {_MEANING[finding.kind]}{proposal}."
    return Problem(name, sentence.line + finding.position, finding.kind.value, message)
