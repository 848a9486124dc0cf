"""The second step over a corpus that was read: what its scheme says about its tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from heapq import heappop, heappush, merge

from workbench.domain.checks import Finding, FindingKind, are_sound, find
from workbench.domain.detection import Transitions
from workbench.domain.label_names import odd_labels
from workbench.domain.label_slips import trusted_labels
from workbench.domain.schemes import Scheme
from workbench.formats.base import Problem, RawSentence, pack_problem, unpack_problem
from workbench.formats.corpus import Corpus, CorpusFile, count
from workbench.formats.spool import Spool

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
# Problems of one piece of text come in no order, but never further apart than this.
_WINDOW = 50_000
_SHOWN = 80


def add_findings(corpus: Corpus, file: CorpusFile) -> CorpusFile:
    """The file with every bad tag among its problems, in the order of the lines.

    How tags follow each other was counted while reading: where all of it is sound, which is
    usual, no sentence is looked at again. Where the format fixes the scheme no tag is bad.
    """
    labels = trusted_labels(corpus.counts.labels)
    scheme = corpus.scheme_of(file)
    unsound = frozenset() if file.scheme else _unsound_steps(file, scheme, labels)
    odd = _odd_labels(corpus, file)
    if not unsound and not odd and not len(file.problems):
        return file
    found = _findings(file, scheme, labels, unsound) if unsound else iter(())
    return _with_problems(file, merge(_label_problems(file, scheme, odd), found, key=_line))


def _odd_labels(corpus: Corpus, file: CorpusFile) -> dict[str, str]:
    """The labels of this file whose names mislead beside all labels of the corpus."""
    odd = odd_labels(corpus.counts.labels)
    if not odd:
        return {}
    parts = [count(part, corpus.scheme_of(file)).labels for part in file.parts.values()]
    return {label: oddity for label, oddity in odd.items() if any(label in one for one in parts)}


def _label_problems(file: CorpusFile, scheme: Scheme, odd: Mapping[str, str]) -> Iterator[Problem]:
    """One problem for each odd label, on the line where it stands first."""
    left = dict(odd)
    for sentence in file.sentences if left else ():
        for entity in sentence.entities(scheme):
            if oddity := left.pop(entity.label, ""):
                line = _line_of(file, sentence, entity.start)
                message = f"The label {shorten(entity.label)} {oddity}."
                yield Problem(file.name, line, "odd-label", message)
        if not left:
            return


def _line(problem: Problem) -> int:
    return problem.line


def _line_of(file: CorpusFile, sentence: RawSentence, position: int) -> int:
    return sentence.line + position if file.layout.tokens_on_lines else sentence.line


def shorten(text: str) -> str:
    """A string as it is shown in a message, escapes and all, cut where it is very long."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}…"


def _unsound_steps(
    file: CorpusFile, scheme: Scheme, labels: frozenset[str]
) -> frozenset[tuple[str | None, str | None]]:
    """The pairs of neighbouring tags, None for a border, in which something is wrong."""
    steps: Transitions = Counter()
    for part in file.parts.values():
        steps.update(part.transitions)
    return frozenset(step for step in steps if not are_sound([step], scheme, labels))


def _findings(
    file: CorpusFile,
    scheme: Scheme,
    labels: frozenset[str],
    unsound: frozenset[tuple[str | None, str | None]],
) -> Iterator[Problem]:
    for sentence in file.sentences:
        tags = sentence.tags
        if tags is None or unsound.isdisjoint(zip((None, *tags), (*tags, None), strict=True)):
            continue
        for finding in find(tags, scheme, labels):
            line = _line_of(file, sentence, finding.position)
            yield _problem(file.name, line, sentence, finding)


def _problem(name: str, line: int, sentence: RawSentence, finding: Finding) -> Problem:
    token = shorten(sentence.tokens[finding.position])
    tag = f" {shorten(finding.tag)}" if finding.tag else ""
    better = finding.repair if finding.repair != finding.tag else ""
    proposal = f"; {shorten(better)} is proposed" if better else ""
    message = f"{token}{tag} {_MEANING[finding.kind]}{proposal}."
    return Problem(name, line, finding.kind.value, message)


def _with_problems(file: CorpusFile, found: Iterator[Problem]) -> CorpusFile:
    problems = Spool(pack_problem, unpack_problem)
    counts: Counter[str] = Counter()
    for problem in merge(_in_order(file.problems), found, key=_line):
        problems.append(problem)
        counts[problem.code] += 1
    file.problems.close()
    return replace(file, problems=problems, problem_counts=counts)


def _in_order(problems: Spool[Problem]) -> Iterator[Problem]:
    """Problems by their lines, those of one line as they came."""
    waiting: list[tuple[int, int, Problem]] = []
    for number, problem in enumerate(problems):
        heappush(waiting, (problem.line, number, problem))
        if len(waiting) > _WINDOW:
            yield heappop(waiting)[2]
    while waiting:
        yield heappop(waiting)[2]
