"""What a person does with a project, small, for tests in which a call fails or the disk is full.

Run as a child under the shim, because a call of the system can only fail there.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.faults import invariants
from tests.faults.import_driver import made_corpus, numbered
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.errors import WorkbenchError
from workbench.domain.filters import parse_filter
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status
from workbench.formats.base import RAW
from workbench.formats.exporting import export
from workbench.formats.registry import format_named
from workbench.operations import clean, edit, history
from workbench.operations.exchange import import_corpus
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.project import Project
from workbench.workflow.exchange import plan_export

SENTENCES, IMPORTED = 30, 60
PROJECT, COPY, OTHER, EXPORT = "a.nerproj", "copy.nerproj", "other.nerproj", "out.conll"
OLD_EXPORT = "an older export\n"
Sentences = Mapping[int, Sentence]


def fill(transaction: Transaction) -> Changes:
    """Sentences with a bad tag each."""
    sentence = NewSentence(("Ada", "met", "Bo"), ("I-PER", "0", "O"), IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * SENTENCES)
    return transaction.changes("fill")


def prepare_folder(folder: Path) -> None:
    """A project, an older copy of it and an older export."""
    folder.mkdir(parents=True)
    with Project.create(folder / PROJECT, ["PER", "ORG"]) as project:
        project.submit(fill).result()
        project.backup(folder / COPY)
    (folder / EXPORT).write_text(OLD_EXPORT, "utf-8")


@dataclass(frozen=True)
class Feature:
    """Something to do, and how much of it can be seen afterwards: 0, all, or part of it."""

    do: Callable[[Project], object]
    # Of sentences and the folder: True when it was done, False when not, None for a half.
    done: Callable[[Sentences, Path], bool | None]


def entity_of(number: int) -> Entity:
    return Entity("ORG", 0, 1 + number % 3)


def put(project: Project, number: int) -> None:
    project.submit(edit.put_entity, number, entity_of(number)).result()


def _take_in(project: Project) -> None:
    with made_corpus(numbered(IMPORTED), "made") as corpus:
        project.submit(import_corpus, corpus).result()


def _set_all(project: Project) -> None:
    project.submit(edit.set_status, range(10, SENTENCES + 1), Status.DONE).result()


def _clean(project: Project) -> None:
    project.submit(clean.clean, sentence_ids=range(10, SENTENCES + 1)).result()


def _export(project: Project) -> None:
    plan = plan_export(project, parse_filter(""), format_named("columns"), RAW)
    export(plan, project.path.with_name(EXPORT), lossy=True)


def _whole(yes: int, no: int) -> bool | None:
    return None if yes and no else bool(yes)


def _is_imported(found: Sentences, _folder: Path) -> bool | None:
    return {SENTENCES: False, SENTENCES + IMPORTED: True}.get(len(found))


def _is_clean(found: Sentences, _folder: Path) -> bool | None:
    repaired = [found[one].tags[1] == "O" for one in range(10, SENTENCES + 1)]
    return _whole(repaired.count(True), repaired.count(False))


def _is_done(found: Sentences, _folder: Path) -> bool | None:
    done = [found[one].status is Status.DONE for one in range(10, SENTENCES + 1)]
    return _whole(done.count(True), done.count(False))


def _is_undone(found: Sentences, _folder: Path) -> bool | None:
    return entity_of(2) not in found[2].entities


def _is_copied(name: str) -> Callable[[Sentences, Path], bool | None]:
    def done(_found: Sentences, folder: Path) -> bool | None:
        if not (folder / name).exists():
            return False
        with suppress(WorkbenchError), Project.open(folder / name) as project:
            copied = project.ask(invariants.sentences).result()
            project.ask(invariants.check_file).result()
            return entity_of(2) in copied[2].entities
        return None

    return done


def _is_exported(_found: Sentences, folder: Path) -> bool | None:
    content = (folder / EXPORT).read_text("utf-8")
    if content == OLD_EXPORT:
        return False
    # Each sentence has three tokens, and a line between it and the next.
    return True if content.count("\n") >= 4 * SENTENCES - 1 else None


FEATURES: Mapping[str, Feature] = {
    "annotate": Feature(lambda project: put(project, 5), lambda found, _: _has(found, 5)),
    "import": Feature(_take_in, _is_imported),
    "clean": Feature(_clean, _is_clean),
    "status": Feature(_set_all, _is_done),
    "undo": Feature(lambda project: project.submit(history.undo).result(), _is_undone),
    "backup": Feature(
        lambda project: project.backup(project.path.with_name(COPY)), _is_copied(COPY)
    ),
    "save-as": Feature(
        lambda project: project.save_as(project.path.with_name(OTHER)).result(),
        _is_copied(OTHER),
    ),
    "export": Feature(_export, _is_exported),
}


def _has(found: Sentences, number: int) -> bool:
    return entity_of(number) in found[number].entities


class Session:
    """A project in use: what was called saved, what was refused, and what went wrong.

    It is opened, edited twice, the feature is used, it is edited twice more, and closed.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._feature = FEATURES[name]
        self.saved: set[str] = set()
        self.refused: dict[str, str] = {}
        self.broken: list[str] = []

    def use(self, relieve: Callable[[], None]) -> None:
        """Do it all; whatever was refused is done again once, after `relieve`."""
        project = self._open("open")
        if project is None:
            relieve()
            project = self._open("open again")
        if project is None:
            self.broken.append(f"it cannot be opened: {self.refused['open again']}")
            return
        steps: dict[str, Callable[[], object]] = {
            "1": partial(put, project, 1),
            "2": partial(put, project, 2),
            "feature": partial(self._feature.do, project),
            "3": partial(put, project, 3),
            "4": partial(put, project, 4),
        }
        for name, step in steps.items():
            self._step(name, step, relieve)
        self._attempt("close", project.close)

    def _open(self, name: str) -> Project | None:
        found = self._attempt(name, lambda: Project.open(self._folder / PROJECT))
        return found if isinstance(found, Project) else None

    def _step(self, name: str, step: Callable[[], object], relieve: Callable[[], None]) -> None:
        if self._attempt(name, step) is not None:
            return
        if name == "feature" and self._name == "undo":
            # Whether it was undone is not known; to do it again may undo another edit.
            return
        relieve()
        if self._attempt(f"{name} again", step) is not None:
            self.saved.add(name)
        else:
            self.broken.append(f"{name} is refused again: {self.refused[f'{name} again']}")

    def _attempt(self, name: str, step: Callable[[], object]) -> object | None:
        """What a step gives; None where it was refused in words."""
        try:
            found = step()
        except WorkbenchError as error:
            self.refused[name] = f"[{error.code}] {error.happened}"
            return None
        except Exception as error:  # noqa: BLE001 - anything but words is what this looks for
            self.refused[name] = "a traceback"
            self.broken.append(f"{name}: {type(error).__name__}: {error}")
            return None
        self.saved.add(name)
        return True if found is None else found

    def look(self) -> list[str]:
        """Open the project anew, and name everything that is not as it was called."""
        try:
            with Project.open(self._folder / PROJECT) as project:
                project.ask(invariants.check).result()
                found = project.ask(invariants.sentences).result()
        except (WorkbenchError, AssertionError) as error:
            return [*self.broken, f"the project is unreadable: {error}"]
        faults = list(self.broken)
        undone = self._name == "undo" and self._feature.done(found, self._folder)
        for number in (1, 2, 3, 4):
            is_there = _has(found, number) or (number == 2 and undone)
            if str(number) in self.saved and not is_there:
                faults.append(f"edit {number} was called saved and is not there")
        done = self._feature.done(found, self._folder)
        if done is None:
            faults.append("half of it is there")
        if "feature" in self.saved and not done:
            faults.append("it was called done and is not there")
        faults += [f"{one.name} was left" for one in self._folder.iterdir() if ".part" in one.name]
        return faults


def fresh(template: Path, folder: Path) -> None:
    """Let a folder be a copy of another one."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)
