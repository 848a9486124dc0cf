"""A random walk over everything that changes a project, with its invariants after each step.

`python -m tests.faults.walk [STEPS [SEED]]` runs it by itself; the default is 10,000 steps.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.faults import invariants
from workbench.domain import editing
from workbench.domain.changes import Changes
from workbench.domain.checks import POLICIES, FindingKind
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL
from workbench.domain.schemes import BIOES, IO, IOB1, IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import clean, edit, history, label, split, suggest
from workbench.operations.store import NewSentence, PlainSentence, Reader, Transaction
from workbench.storage.project import Project
from workbench.storage.recovery.rebuild import rebuild

LABELS = ("PER", "LOC", "ORG")
NAMES = (*LABELS, "MISC", "X", "per")
TAGS = ("O", "O", "O", "B-PER", "I-PER", "I-LOC", "E-LOC", "S-ORG", "0", "VPER", "B-", "I-X", "")
WORDS = ("Ada", "met", "Bo", "in", "東京", "ß", "a", "-")
SCHEMES = (IOB2, IO, IOB1, BIOES)
# Steps of one walk; each walk begins with a new project.
LENGTH = 50

numbers = st.integers(0, 1 << 16)
names = st.sampled_from(NAMES)
Operation = Callable[[Transaction], Changes]


class Walk(RuleBasedStateMachine):
    """A project beside the list of the states it was in."""

    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="walk-"))
        self.path = self.folder / "a.nerproj"
        self.project = Project.create(self.path, LABELS)
        self.states = [self.project.ask(invariants.dump).result()]
        self.sequences = [0]
        self.whole: list[dict[int, Sentence]] = [{}]
        self.at = 0
        self.step = 0
        self.finished = 0

    def teardown(self) -> None:
        """Back to the beginning and forth again, to the byte."""
        try:
            last = self.states[self.at]
            before = self.at
            self.run(lambda tx: history.undo_to(tx, 0), to=0)
            assert self.finished == 0
            for _ in range(before):
                self.run(history.redo, to=self.at + 1)
            assert self.project.ask(invariants.dump).result() == last
            self._recover(last)
        finally:
            self.project.close()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _recover(self, last: invariants.Dump) -> None:
        """From the side journal alone, the project being lost: the same, to the byte."""
        self.project.close()
        self.path.unlink()
        rebuild(self.path, self.folder / "rebuilt")
        with Project.open(self.folder / "rebuilt") as rebuilt:
            assert rebuilt.ask(invariants.dump).result() == last

    # How a step goes.

    def run(self, operation: Operation, to: int | None = None) -> None:
        """Do an operation; `to` is the state that it leads to, None for a new one."""
        changes = self.project.submit(operation).result()
        self.finished += changes.finished
        found = self.project.ask(invariants.dump).result()
        if to is not None:
            self.at = to
        elif changes.sequence:
            self.at += 1
            del self.states[self.at :], self.sequences[self.at :], self.whole[self.at :]
            self.states.append(found)
            self.sequences.append(changes.sequence)
            self.whole.append(self.project.ask(invariants.sentences).result())
            self._compare(changes)
        assert found == self.states[self.at]

    def _compare(self, changes: Changes) -> None:
        """The changes name every sentence that is different."""
        before, after = self.whole[self.at - 1], self.whole[self.at]
        assert changes.membership == (set(before) != set(after))
        assert {one for one in before if before[one] != after.get(one)} <= changes.sentences

    def ask(self, question: Callable[[Reader], object]) -> None:
        self.project.ask(question).result()

    def one(self, number: int) -> Sentence:
        every = list(self.whole[self.at].values())
        return every[number % len(every)]

    def some(self, number: int) -> list[int]:
        lots = random.Random(number)
        return [one for one in self.whole[self.at] if lots.random() < 0.5]

    def label(self, number: int) -> str:
        known = [row[0] for row in self.states[self.at]["labels"]]
        return str(known[number % len(known)]) if known else "PER"

    @property
    def filled(self) -> bool:
        return bool(self.whole[self.at])

    # Imports.

    @initialize(number=numbers)
    def begin(self, number: int) -> None:
        self.run(lambda tx: _import(tx, number, 9))

    @rule(number=numbers)
    def take_in(self, number: int) -> None:
        self.run(lambda tx: _import(tx, number, 1 + number % 3))

    # Edits of one sentence.

    @precondition(lambda self: self.filled)
    @rule(number=numbers, name=names, start=numbers, length=st.integers(1, 3))
    def put_entity(self, number: int, name: str, start: int, length: int) -> None:
        one = self.one(number)
        start %= len(one.tokens)
        entity = Entity(name, start, min(start + length, len(one.tokens)))
        self.run(lambda tx: edit.put_entity(tx, one.id, entity))

    @precondition(lambda self: self.filled)
    @rule(number=numbers, start=numbers)
    def clear(self, number: int, start: int) -> None:
        one = self.one(number)
        start %= len(one.tokens)
        self.run(lambda tx: edit.clear_tokens(tx, one.id, start, start + 1))

    @precondition(lambda self: self.filled)
    @rule(number=numbers, note=st.sampled_from(("", "ü", "later")))
    def note(self, number: int, note: str) -> None:
        self.run(lambda tx: edit.set_note(tx, self.one(number).id, note))

    @precondition(lambda self: self.filled)
    @rule(number=numbers)
    def join_tokens(self, number: int) -> None:
        """Tokens change too: the first two become one."""
        one = self.one(number)
        joined = replace(one, tokens=("".join(one.tokens[:2]), *one.tokens[2:]), tags=one.tags[1:])
        joined = replace(joined, origins=(), suggestions=(), extras=())
        if len(one.tokens) > 1:
            self.run(lambda tx: _put_twice(tx, joined))

    @precondition(lambda self: self.filled)
    @rule(number=numbers, threshold=st.sampled_from((0.0, 0.5, 0.9)))
    def accept(self, number: int, threshold: float) -> None:
        self.run(lambda tx: edit.accept_sentence(tx, self.one(number).id, threshold))

    @precondition(lambda self: self.filled)
    @rule(number=numbers, accepted=st.booleans())
    def answer(self, number: int, accepted: bool) -> None:
        """Accept or reject one suggestion."""
        one = next((one for one in self.whole[self.at].values() if one.suggestions), None)
        if one is not None:
            suggestion = one.suggestions[number % len(one.suggestions)]
            done = edit.accept_suggestion if accepted else edit.reject_suggestion
            self.run(lambda tx: done(tx, one.id, suggestion))

    @precondition(lambda self: self.filled)
    @rule(number=numbers, version=numbers)
    def restore(self, number: int, version: int) -> None:
        one = self.one(number)
        versions = self.project.ask(lambda reader: list(reader.sentence_history(one.id))).result()
        sequence = versions[version % len(versions)].sequence
        self.run(lambda tx: history.restore(tx, one.id, sequence))

    # Many sentences at once.

    @rule(number=numbers, status=st.sampled_from(Status))
    def set_status(self, number: int, status: Status) -> None:
        self.run(lambda tx: edit.set_status(tx, self.some(number), status))

    @rule(number=numbers, chosen=st.sampled_from((None, *Split)))
    def set_split(self, number: int, chosen: Split | None) -> None:
        self.run(lambda tx: edit.set_split(tx, self.some(number), chosen))

    @rule(number=numbers, flagged=st.booleans())
    def set_flag(self, number: int, flagged: bool) -> None:
        self.run(lambda tx: edit.set_flag(tx, self.some(number), flagged))

    @rule(number=numbers)
    def draw_splits(self, number: int) -> None:
        self.run(lambda tx: split.draw_splits(tx, seed=number))

    @rule(number=numbers, score=st.floats(0, 1))
    def suggest(self, number: int, score: float) -> None:
        by = f"run-{number % 3}"
        found = {
            one: [Suggestion(Entity(NAMES[(one + number) % 6], 0, 1), by, score)]
            for one in self.some(number)
        }
        self.run(lambda tx: suggest.put_suggestions(tx, by, found))

    @rule(number=numbers)
    def drop_suggestions(self, number: int) -> None:
        by = ("", "run-0", "run-1")[number % 3]
        self.run(lambda tx: suggest.drop_suggestions(tx, by))

    @rule(number=numbers, kinds=st.sets(st.sampled_from(FindingKind), min_size=1))
    def clean(self, number: int, kinds: set[FindingKind]) -> None:
        lots = random.Random(number)
        policy = {kind: lots.choice(choices) for kind, choices in POLICIES.items()}
        ids = None if number % 2 else self.some(number)
        self.run(lambda tx: clean.clean(tx, kinds, policy if number % 3 else None, ids))

    @rule(number=numbers, kind=st.sampled_from(FindingKind))
    def ignore(self, number: int, kind: FindingKind) -> None:
        self.run(lambda tx: clean.ignore(tx, kind, self.some(number)))

    @rule(number=numbers, name=names)
    def retag_after_an_import(self, number: int, name: str) -> None:
        """One operation adds sentences, changes them and others, labels and a value."""
        self.run(lambda tx: _everything(tx, number, name))

    # Labels and values.

    @rule(name=names)
    def add_label(self, name: str) -> None:
        self.run(lambda tx: label.add_labels(tx, [name]))

    @rule(number=numbers, name=names, how=st.sampled_from(("rename", "merge", "delete")))
    def change_label(self, number: int, name: str, how: str) -> None:
        old = self.label(number)
        ways: dict[str, Operation] = {
            "rename": lambda tx: label.rename(tx, old, name),
            "merge": lambda tx: label.merge(tx, old, name),
            "delete": lambda tx: label.delete(tx, old),
        }
        try:
            self.run(ways[how])
        except UsageError:
            self.unchanged()

    @rule(number=numbers, name=names)
    def put_value(self, number: int, name: str) -> None:
        wanted = f"label:{name} -tag:B-{name}"
        values = (
            ("guideline", {"": str(number), name: "how"}),
            ("saved_filters", [{"name": "a", "text": wanted, "order": "position"}]),
            ("guideline", None),
        )
        self.run(lambda tx: _put_value(tx, *values[number % len(values)]))

    # Time.

    @rule()
    def undo(self) -> None:
        self.run(history.undo, to=max(self.at - 1, 0))

    @rule()
    def undo_again(self) -> None:
        self.run(history.undo, to=max(self.at - 1, 0))

    @rule()
    def redo(self) -> None:
        self.run(history.redo, to=min(self.at + 1, len(self.states) - 1))

    @rule(number=numbers)
    def undo_to(self, number: int) -> None:
        to = number % (self.at + 1) if number % 4 == 0 else max(self.at - 2, 0)
        sequence = self.sequences[to]
        self.run(lambda tx: history.undo_to(tx, sequence), to=to)

    # Restarts, failures and kills.

    @rule()
    def reopen(self) -> None:
        self.project.close()
        self.project = Project.open(self.path)
        self.unchanged()

    @rule()
    def kill(self) -> None:
        """Go on with the file and its log as they lie there, while nobody has closed them."""
        killed = self._copy("killed")
        self.project.close()
        for name in ("", "-wal", "-shm"):
            Path(f"{self.path}{name}").unlink(missing_ok=True)
        for name in ("", "-wal"):
            if Path(f"{killed}{name}").exists():
                shutil.move(f"{killed}{name}", f"{self.path}{name}")
        self.project = Project.open(self.path)
        self.unchanged()

    @rule(number=numbers)
    def kill_in_an_operation(self, number: int) -> None:
        """What was written before the commit is not there for whoever opens the file then."""

        def operation(transaction: Transaction) -> Changes:
            _everything(transaction, number, "X")
            self._copy("broken")
            raise _StopError

        try:
            self.project.submit(operation).result()
        except _StopError:
            self.unchanged()
        with Project.open(self.folder / "broken") as broken:
            assert broken.ask(invariants.dump).result() == self.states[self.at]

    def _copy(self, name: str) -> Path:
        copy = self.folder / name
        for ending in ("", "-wal"):
            source = Path(f"{self.path}{ending}")
            Path(f"{copy}{ending}").unlink(missing_ok=True)
            if source.exists():
                shutil.copy(source, f"{copy}{ending}")
        return copy

    def unchanged(self) -> None:
        assert self.project.ask(invariants.dump).result() == self.states[self.at]

    # What is always true.

    @invariant()
    def everything_agrees(self) -> None:
        Walk.steps += 1
        self.step += 1
        self.ask(invariants.check)
        done = [one for one in self.whole[self.at].values() if one.status is Status.DONE]
        assert self.finished == len(done)
        if self.filled:
            number = self.one(self.step).id
            states = list(zip(self.sequences, self.whole, strict=True))[: self.at + 1]
            self.ask(lambda reader: invariants.check_history(reader, number, states))


class _StopError(Exception):
    """An operation breaks off."""


def _import(transaction: Transaction, number: int, count: int) -> Changes:
    transaction.put_labels(transaction.labels().with_names([NAMES[number % len(NAMES)]]))
    lots = random.Random(number)
    transaction.add((_sentence(lots) for _ in range(count)), count)
    return transaction.changes("import", sentences=count)


def _sentence(lots: random.Random) -> NewSentence | PlainSentence:
    length = lots.randint(1, 5)
    tokens = tuple(lots.choices(WORDS, k=length))
    tags = tuple(lots.choices(TAGS, k=length))
    scheme, status = lots.choice(SCHEMES), lots.choice(list(Status))
    chosen = lots.choice((None, *Split))
    if lots.random() < 0.5:
        return PlainSentence("\n".join(tokens), "\n".join(tags), scheme, status, chosen, "d")
    suggestions = (Suggestion(Entity(lots.choice(NAMES), 0, 1), "run-1", lots.random()),)
    return NewSentence(
        tokens,
        tags,
        scheme,
        status,
        chosen,
        lots.choice("de"),
        suggestions * lots.randint(0, 1),
        lots.choice(("", "  ".join(tokens))),
        lots.random() < 0.5,
        lots.choice(("", "süß")),
        lots.choice(((), (("pos", ("X",) * length),))),
    )


def _put_value(transaction: Transaction, name: str, value: Any) -> Changes:
    transaction.put_value(name, value)
    return transaction.changes("value")


def _put_twice(transaction: Transaction, sentence: Sentence) -> Changes:
    transaction.put(sentence)
    edit.set_flag(transaction, [sentence.id], True)
    transaction.put(replace(transaction.sentence(sentence.id), note="twice"))
    return transaction.changes("join tokens")


def _everything(transaction: Transaction, number: int, name: str) -> Changes:
    lots = random.Random(number)
    transaction.put_labels(transaction.labels().with_names([name]))
    added = transaction.add([_sentence(lots) for _ in range(2)])
    for sentence in transaction.sentences([*transaction.ids(ALL)[-4:], *added]):
        transaction.put(editing.put_entity(sentence, Entity(name, 0, 1)))
    transaction.put_all(transaction.ids(ALL), status=Status.DRAFT, flagged=True)
    transaction.retag(added, lambda run: [run.scheme.outside for _ in run.tags])
    transaction.put_labels(transaction.labels().without("PER"))
    transaction.put_value("guideline", {name: str(number)})
    return transaction.changes("everything", sentences=2)


def quick(steps: int = 200) -> settings:
    """As many steps as are asked for, in walks of some length."""
    return settings(
        max_examples=max(steps // LENGTH, 1),
        stateful_step_count=LENGTH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        # To look for the shortest walk that fails takes hours; the seed finds it again.
        phases=(Phase.generate,),
        database=None,
    )


def main(steps: int, number: int) -> None:
    """Walk until so many steps were taken; the seed tells how to take them again."""
    print(f"seed {number}", flush=True)
    begun = time.perf_counter()
    while Walk.steps < steps:
        walk = seed(number)(Walk)
        run_state_machine_as_test(walk, settings=quick(min(steps - Walk.steps, 1000) + LENGTH))
        number += 1
        print(f"{Walk.steps} steps, {time.perf_counter() - begun:.0f} s", flush=True)


if __name__ == "__main__":
    arguments = [int(argument) for argument in sys.argv[1:]]
    main(
        arguments[0] if arguments else 10_000,
        arguments[1] if len(arguments) > 1 else random.randrange(1 << 32),
    )
