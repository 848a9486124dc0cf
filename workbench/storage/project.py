"""An open project: one file, one connection, one lane."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workbench import paths
from workbench.domain.backups import reason_for_backup
from workbench.domain.changes import Changes
from workbench.domain.errors import StorageError, WorkbenchError
from workbench.domain.labels import LabelSet
from workbench.operations.store import Reader, Transaction
from workbench.storage import database, failures, opening, owner
from workbench.storage.identity import Identity
from workbench.storage.lane import Lane, Step
from workbench.storage.reader import StoredReader
from workbench.storage.recovery.foreign import put_away_foreign_wal
from workbench.storage.recovery.side import Mark, Record, SideJournal
from workbench.storage.search_index import Indexer
from workbench.storage.suspicion import ODD, explained

if TYPE_CHECKING:
    from workbench.storage.backups.keeper import Keeper
    from workbench.storage.transaction import StoredTransaction

P = ParamSpec("P")
T = TypeVar("T")


class Project:
    """See `workbench.operations.store.Store`."""

    def __init__(self, path: Path, connection: Connection, lane: Lane, side: SideJournal) -> None:
        self._path = path
        self._connection = connection
        self._lane = lane
        self._identity = Identity.of(path)
        self._side = side
        # Not after the disk has failed, until the file was opened anew.
        self._sound = True
        # Whether the file says itself that what is written from here on is in its log.
        self._in_use = False
        # What makes backups, where somebody asked for that.
        self._keeper: Keeper | None = None
        # The work on the search index, done or not; nobody needs to wait for it.
        self.indexing: Future[None] | None = None
        self._index_soon()

    @classmethod
    def open(cls, path: Path) -> Project:
        """Open a project file; StorageError says why where it cannot be."""
        path = path.absolute()
        lane = Lane(f"project {path.name}")
        try:
            connection, side = lane.run(lambda: _open(path)).result()
            owner.note(path)
            return cls(path, connection, lane, side)
        except BaseException:
            lane.close()
            raise

    @classmethod
    def create(cls, path: Path, labels: Sequence[str] = ()) -> Project:
        """Make a project file with these labels, and open it."""
        database.create(path.absolute())
        project = cls.open(path)
        if labels:
            project._lane.run(lambda: project._set_first_labels(labels)).result()
        return project

    @property
    def path(self) -> Path:
        return self._path

    @property
    def read_only(self) -> str:
        """Why nothing can be changed; empty where it can."""
        return ""

    @property
    def runs_folder(self) -> Path:
        return paths.runs_folder(self._path)

    def submit(
        self,
        operation: Callable[Concatenate[Transaction, P], Changes],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[Changes]:
        return self._lane.run(lambda: self._operate(operation, *args, **kwargs))

    def ask(
        self,
        question: Callable[Concatenate[Reader, P], T],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[T]:
        return self._lane.run(lambda: self._answer(question, *args, **kwargs))

    def ask_in_steps(
        self,
        question: Callable[Concatenate[Reader, P], Iterator[T]],
        found: Callable[[T], object],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Future[None]:
        answers: Iterator[T] | None = None

        def step(reader: Reader) -> bool:
            nonlocal answers
            if answers is None:
                answers = question(reader, *args, **kwargs)
            for answer in answers:
                found(answer)
                return True
            return False

        return self._lane.run_in_steps(lambda: self._answer(step))

    def backup(self, target: Path) -> None:
        """Copy the project as it is now into another file; only an older copy is replaced."""
        same = Identity.of(target) == self._identity
        if same or (target.exists() and not database.is_project(target)):
            raise failures.existing_project(target)
        self._lane.run(lambda: database.backup(self._connection, target)).result()

    def keep_backups(self, at_close: bool = True) -> Keeper:
        """Make backups by themselves from now on, in the folder beside the project."""
        from workbench.storage.backups.keeper import Keeper

        self._keeper = Keeper(self._path, lambda: self._connection, at_close)
        return self._keeper

    @property
    def backup_failure(self) -> StorageError | None:
        """Why the last backup that should have been made by itself was not."""
        return self._keeper.failure if self._keeper is not None else None

    @property
    def journal_failure(self) -> StorageError | None:
        """Why the last change is not in the side journal."""
        problem = self._side.problem
        return failures.no_side_journal(problem) if problem is not None else None

    def copy_as_it_is(self, reason: str) -> Path:
        """Copy the project beside itself, damaged or not; where the copy lies."""
        from workbench.storage.backups import making

        return self._lane.run(
            lambda: making.copy_as_it_is(self._connection, self._path, reason)
        ).result()

    def back_up(self, reason: str) -> Path:
        """Make a backup among the others, read back; StorageError where that fails."""
        keeper = self._keeper or self.keep_backups(at_close=False)
        return self._lane.run(lambda: keeper.make(reason)).result()

    def save_as(self, target: Path) -> Future[None]:
        """Copy everything into a new file, also where the project's own lost its name."""
        return self._lane.run(lambda: self._save_as(target))

    @property
    def missing(self) -> int:
        """How many changes were called saved, and are not in this file."""
        return len(self._side.missing)

    def recover(self) -> Future[Changes]:
        """Do again what is missing, all or nothing."""
        return self._lane.run(self._recover)

    def replay(self, records: Sequence[Record]) -> Future[Changes]:
        """Do what a side journal says, from the state of this file on."""
        return self._lane.run(lambda: self._replay(records))

    def leave_missing(self) -> Future[None]:
        """Go on without what is missing."""
        return self._lane.run(self._side.leave_missing)

    def close(self) -> None:
        """Finish what was asked for, then let go of the file; safe to call twice."""
        if self._lane.closed:
            return
        try:
            self._lane.give_up_steps()
            self._lane.run(self._let_go).result()
        finally:
            self._lane.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _operate(
        self,
        operation: Callable[Concatenate[Transaction, P], Changes],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Changes:
        self._check_sound()
        if self._keeper is not None:
            self._keeper.before(reason_for_backup(operation))
        try:
            with database.roomy(self._connection), self._noted(), self._connection.begin():
                transaction = self._transaction()
                before = database.written(self._connection)
                changes = operation(transaction, *args, **kwargs)
                if database.written(self._connection) > before:
                    self._side.note(self._connection, changes.operation, transaction.record())
        except DBAPIError as error:
            raise self._failed(error) from error
        except ODD as error:
            raise explained(self._connection, error) from error
        # SQLite goes on writing into a file that lost its name; that edit would be gone.
        if Identity.of(self._path) != self._identity:
            raise failures.moved_project(self._path)
        if changes.membership or changes.sentences:
            self._index_soon()
        if self._keeper is not None:
            self._keeper.changed()
        return changes

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Around a transaction: what it noted in the side journal is kept if it commits."""
        self._mark_in_use()
        try:
            yield
        except BaseException:
            self._side.drop()
            raise
        self._side.keep(self._connection)

    def _mark_in_use(self) -> None:
        """Before the first change: a copy of the file alone can be told from a whole one."""
        if not self._in_use:
            self._side.before_change(self._connection)
            database.mark_in_use(self._connection)
            self._side.was_folded()
            self._in_use = True

    def _failed(self, error: DBAPIError) -> WorkbenchError:
        """The error in words; after one of the disk the file is opened anew."""
        if failures.is_of_disk(error):
            self._sound = False
            with suppress(WorkbenchError):
                self._check_sound()
        return failures.storage_error(error, self._path)

    def _check_sound(self) -> None:
        """Open the file anew if that is still to be done; StorageError where it cannot be."""
        if self._sound:
            return
        # A file that lost its name is held by the handle alone.
        if Identity.of(self._path) != self._identity:
            raise failures.moved_project(self._path)
        try:
            database.reopen(self._connection)
        except (DBAPIError, sqlite3.Error) as error:
            raise failures.broken_project(self._path) from error
        self._sound = True
        self._index_soon()

    def _save_as(self, target: Path) -> None:
        if os.path.lexists(target):
            raise failures.existing_project(target)
        try:
            database.backup(self._connection, target)
        except DBAPIError as error:
            # Only where there is no handle any more, and none to be had.
            raise failures.broken_project(self._path) from error
        # What is written from here on into a file without a name is in no other.
        if Identity.of(self._path) != self._identity:
            self._side.end()

    def _recover(self) -> Changes:
        records = self._side.missing
        if not self._side.waits:
            return self._replay(records)
        from workbench.storage.recovery import merging

        found = merging.difference(self._path, self._side.waiting_base, records)
        changes = self._operate(merging.take_in, found)
        self._side.leave_missing()
        return replace(changes, details={**changes.details, "recovered": len(records)})

    def _replay(self, records: Sequence[Record]) -> Changes:
        if not records:
            return Changes("nothing to recover")
        from workbench.storage.recovery.records import replay

        self._check_sound()
        try:
            self._mark_in_use()
            with database.roomy(self._connection), self._connection.begin():
                for record in records:
                    replay(self._connection, record["events"])
                mark = Mark.after(self._side.mark, records[-1])
                mark.put(self._connection)
        except DBAPIError as error:
            raise self._failed(error) from error
        self._side.caught_up(mark)
        self._index_soon()
        details = {"recovered": len(records)}
        return Changes("recover", membership=True, labels=True, runs=True, details=details)

    def _let_go(self) -> None:
        if self._keeper is not None:
            self._keeper.close()
        self._side.close()
        owner.forget(self._path)
        database.close(self._connection)
        opening.remember(self._path)

    def _transaction(self) -> StoredTransaction:
        # What writes is loaded by the first operation: a window that opens only reads.
        from workbench.storage.transaction import StoredTransaction

        return StoredTransaction(self._connection, owner.user_name(), self._path)

    def _index_soon(self) -> None:
        """Bring the search index up to date when there is nothing else to do."""
        if self.indexing is None or self.indexing.done():
            self.indexing = self._lane.run_in_steps(self._index_step(), idle=True)

    def _index_step(self) -> Step:
        indexer = Indexer(self._connection)

        def step() -> bool:
            # On a full disk or a broken one the index stays where it is; nothing needs it.
            with suppress(DBAPIError), database.unsynchronised(self._connection):
                return indexer.step()
            return False

        return step

    def _answer(
        self,
        question: Callable[Concatenate[Reader, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        self._check_sound()
        try:
            with self._connection.begin():
                return question(StoredReader(self._connection), *args, **kwargs)
        except DBAPIError as error:
            raise self._failed(error) from error
        except sqlite3.Error as error:
            # The doctor and the search ask the driver itself.
            raise failures.sqlite_error(error, self._path) from error
        except ODD as error:
            raise explained(self._connection, error) from error

    def _set_first_labels(self, labels: Sequence[str]) -> None:
        """Labels a project is made with are no operation: there is nothing to undo."""
        try:
            with self._noted(), self._connection.begin():
                transaction = self._transaction()
                transaction.set_labels_silently(LabelSet().with_names(labels))
                self._side.note(self._connection, "first labels", transaction.record())
        except DBAPIError as error:
            raise self._failed(error) from error


def _open(path: Path) -> tuple[Connection, SideJournal]:
    database.check_header(path)
    with suppress(OSError):
        put_away_foreign_wal(path)
    connection = database.connect(path)
    try:
        database.upgrade(connection, path)
        with connection.begin():
            mark = Mark.of(connection)
        return connection, SideJournal(path, mark)
    except DBAPIError as error:
        database.close(connection)
        raise failures.storage_error(error, path) from error
    except BaseException:
        database.close(connection)
        raise
