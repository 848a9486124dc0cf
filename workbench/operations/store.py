"""What operations and the window see of the store, as protocols.

`workbench.storage` fulfils them; nobody else needs to know how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, TypeVar

from workbench.domain.changes import Changes
from workbench.domain.checks import FindingKind
from workbench.domain.complaints import Damage
from workbench.domain.counts import FindingGroup, FoundFinding, LabelCounts, Statistics
from workbench.domain.entity import Suggestion
from workbench.domain.filters import Filter
from workbench.domain.labels import LabelSet
from workbench.domain.queueing import Pick, Queued, Twin
from workbench.domain.schemes import Scheme
from workbench.domain.sentence import Extras, Sentence, Split, Status
from workbench.operations.keeping import Keeping

P = ParamSpec("P")
T = TypeVar("T")


# The next two are tuples because millions of them pass by: a frozen dataclass takes four
# times as long to make.


class NewSentence(NamedTuple):
    """A sentence on its way into the project."""

    tokens: tuple[str, ...]
    tags: tuple[str, ...]
    scheme: Scheme
    status: Status
    split: Split | None
    document: str
    suggestions: tuple[Suggestion, ...] = ()
    source: str = ""
    flagged: bool = False
    note: str = ""
    extras: Extras = ()


class PlainSentence(NamedTuple):
    """A sentence without anything special; its tokens and tags are written as lines."""

    tokens: str
    tags: str
    scheme: Scheme
    status: Status
    split: Split | None
    document: str


class TagRun(NamedTuple):
    """Tags of neighbouring tokens between tags outside, and the kinds ignored in the sentence."""

    tags: tuple[str, ...]
    scheme: Scheme
    ignored: frozenset[FindingKind]


# What a person notes about a run is a journalled value under this and the run's name.
RUN_VALUE = "run:"

# The new tags of a run, one for each token. It may depend on nothing but the run.
Rewrite = Callable[[TagRun], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """What the sentence list shows of a sentence. `doubt` is 1 minus the lowest score."""

    id: int
    text: str
    status: Status
    split: Split | None
    flagged: bool
    entities: int
    suggestions: int
    findings: int
    doubt: float | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One operation of the journal; `time` is UTC, `details` the counts that it reported.

    What is `dropped` was undone and then written over: it cannot be redone.
    """

    sequence: int
    operation: str
    time: str
    actor: str
    sentences: int
    undone: bool
    details: Mapping[str, int] = field(default_factory=dict)
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What undo and redo would act on now; None where there is nothing."""

    undo: HistoryEntry | None = None
    redo: HistoryEntry | None = None


@dataclass(frozen=True, slots=True)
class SentenceVersion:
    """A sentence as an operation left it."""

    sequence: int
    operation: str
    time: str
    actor: str
    sentence: Sentence


@dataclass(frozen=True)
class Run:
    """A training: its name (`run-1`), state, folder, settings, and report once it has one.

    `state` is one of queued, running, stopping, done, stopped, cancelled, failed, lost.
    `folder` is relative to the project's folder of runs. `title` is the name that a person
    gave it; those that are `pinned` stand first.
    """

    name: str
    state: str
    folder: str
    created: str
    spec: Mapping[str, Any]
    seconds: float | None = None
    report: Mapping[str, Any] | None = None
    error: Mapping[str, str] | None = None
    title: str = ""
    pinned: bool = False


def run_value(name: str) -> str:
    """The name of the value that holds what a person noted about a run."""
    return f"{RUN_VALUE}{name}"


class Reader(Protocol):
    """Everything that can be asked of a project."""

    def count(self, wanted: Filter = ...) -> int: ...
    def ids(self, wanted: Filter = ...) -> Sequence[int]: ...
    def listing(self, wanted: Filter = ...) -> Iterator[Sequence[int]]:
        """What `ids` gives, in order, in batches; also a question in steps."""
        ...

    def rows(self, ids: Sequence[int]) -> list[Row]: ...
    def sentence(self, sentence_id: int) -> Sentence: ...
    def sentences(self, ids: Iterable[int]) -> Iterator[Sentence]: ...
    def neighbours(
        self, sentence_id: int, before: int, after: int
    ) -> tuple[list[Row], list[Row]]: ...
    def tokens(self, ids: Sequence[int]) -> list[tuple[int, tuple[str, ...]]]:
        """Sentences' numbers and tokens, in the order of `ids`; quicker than whole sentences."""
        ...

    def pattern_spans(self, pattern: str, text: str) -> list[tuple[int, int]]:
        """Where a regular expression matches in a text, empty matches left out.

        Raises UsageError NW-U27 where that takes too long.
        """
        ...

    def labels(self) -> LabelSet: ...
    def label_counts(self) -> Mapping[str, LabelCounts]:
        """How often each label occurs, whether it is in the set or not."""
        ...

    def statistics(self) -> Statistics: ...
    def statistics_in_steps(self) -> Iterator[Statistics]:
        """The counts of more and more sentences, at last of all; a question in steps."""
        ...

    def mention_labels(self, text: str) -> Mapping[str, int]: ...
    def finding_groups(self) -> list[FindingGroup]: ...
    def findings(
        self,
        kind: FindingKind,
        limit: int,
        offset: int = ...,
        after: tuple[int, int] = ...,
    ) -> list[FoundFinding]:
        """The next findings of a kind, in order; `after` is a sentence and a position in it.

        To go on `after` the last one is as quick anywhere; to skip by `offset` is not.
        """
        ...

    def history(self, limit: int = ..., before: int | None = ...) -> list[HistoryEntry]:
        """The latest operations, or the latest of those before one."""
        ...

    def history_totals(self) -> Mapping[str, int]:
        """The sums of the details of all operations that are not undone, by name."""
        ...

    def next_steps(self) -> NextSteps: ...
    def operation_sentences(self, sequence: int, limit: int | None = ...) -> Sequence[int]:
        """The ids of the sentences that an operation changed or added, in order, or the first."""
        ...

    def sentence_history(self, sentence_id: int) -> Iterator[SentenceVersion]:
        """The sentence after each operation that changed it, the latest first.

        The oldest is the sentence as it came into the project. Versions are read as they are
        asked for, and only until the next change.
        """
        ...

    def runs(self) -> list[Run]: ...
    def run(self, name: str) -> Run: ...
    def run_names(self) -> frozenset[str]:
        """The names of all runs that ever were; those of deleted runs stay taken."""
        ...

    def setting(self, name: str, default: Any = ...) -> Any: ...
    def value(self, name: str, default: Any = ...) -> Any:
        """What the project keeps under a name, as JSON; undo brings its past values back."""
        ...

    def matching(self, wanted: Filter, ids: Iterable[int]) -> list[int]:
        """Those of these sentences that a filter lets through."""
        ...

    def documents(self, limit: int = ...) -> list[str]:
        """The names of the first documents, in the order of the alphabet."""
        ...

    def suggesters(self) -> list[str]: ...
    def sentence_at(self, position: int) -> int | None:
        """The sentence at a position or the next one behind it; None behind the last one."""
        ...

    def is_imported(self, digest: str) -> bool:
        """Whether a file of this content was taken in by an operation that is not undone."""
        ...

    def queue(self) -> list[Queued]:
        """What to annotate next, in its order, with what became of it."""
        ...

    def same_words(self, ids: Sequence[int]) -> list[Twin]:
        """Every sentence with the words of one of these, those among them."""
        ...

    def damage(self) -> Iterator[list[Damage]]:
        """All that is wrong with the file, some of it at a time; a question in steps."""


class Transaction(Reader, Protocol):
    """A reader that can also change things; every change is journalled with it."""

    def in_background(self, operation: str) -> bool:
        """Say first that nobody asked for this; False where it would forestall a redo.

        Undo takes it back together with the operation before it, and redo does both again.
        """
        ...

    def need_room(self, size: int) -> None:
        """Raise StorageError NW-S25 where the disk has no room for so many bytes more."""
        ...

    def add(
        self,
        sentences: Iterable[NewSentence | PlainSentence],
        expected: int = 0,
        heartbeat: Callable[[], None] | None = None,
    ) -> Sequence[int]:
        """Add sentences at the end; their ids.

        Very many are added faster when it is told how many to expect. `heartbeat` is called
        several times a second while the store works on its own; what it raises ends that.
        """
        ...

    def note_file(self, digest: str, name: str, sentences: int) -> None:
        """Remember that this operation took a file in."""
        ...

    def put(self, sentence: Sentence) -> None: ...
    def put_all(self, ids: Iterable[int], **fields: Any) -> None:
        """Give very many sentences the same `status`, `split`, `flagged`, `note` or `document`.

        The same as to `put` each of them, but quick.
        """
        ...

    def retag(self, ids: Iterable[int], rewrite: Rewrite) -> Mapping[TagRun, int]:
        """Rewrite the tags of very many sentences, run by run; how often each run was rewritten.

        Each different run is asked for once. An entity that keeps its borders keeps its origin.
        """
        ...

    def put_labels(self, labels: LabelSet) -> None: ...
    def put_run(self, run: Run) -> None:
        """Keep a run; its title and its pin are journalled values and stay as they are."""
        ...

    def put_setting(self, name: str, value: Any) -> None: ...
    def put_value(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name; None takes it away."""
        ...

    def put_queue(self, picks: Sequence[Pick]) -> None:
        """Put other sentences into the queue; no part of the history."""
        ...

    def mend(self) -> Mapping[str, int]:
        """Repair what can be repaired of the damage; how often each kind was."""

    def undo(self) -> Changes: ...
    def redo(self) -> Changes: ...
    def changes(self, operation: str, **details: int) -> Changes: ...


class Store(Keeping, Protocol):
    """An open project. Each call runs in the one lane that owns the file, in order."""

    @property
    def path(self) -> Path: ...
    @property
    def runs_folder(self) -> Path: ...

    def submit(
        self,
        operation: Callable[Concatenate[Transaction, P], Changes],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[Changes]:
        """Run an operation in one transaction; the future ends after commit returned."""
        ...

    def ask(
        self,
        question: Callable[Concatenate[Reader, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        """Answer a question; nothing can be changed by it."""
        ...

    def ask_in_steps(
        self,
        question: Callable[Concatenate[Reader, P], Iterator[T]],
        found: Callable[[T], object],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[None]:
        """Answer a long question bit by bit; everything else goes first between two steps.

        `found` gets each answer, in the lane's thread. Cancelling the future ends the question.
        The project may change between two steps.
        """
        ...

    def close(self) -> None: ...
