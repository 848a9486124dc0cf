"""An open project: one file, one connection, one lane."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from workbench import paths
from workbench.domain.changes import Changes
from workbench.domain.labels import LabelSet
from workbench.operations.store import Reader, Transaction
from workbench.storage import database, failures
from workbench.storage.lane import Lane, Step
from workbench.storage.reader import StoredReader
from workbench.storage.search_index import Indexer

if TYPE_CHECKING:
    from workbench.storage.transaction import StoredTransaction

P = ParamSpec("P")
T = TypeVar("T")


class Project:
    """See `workbench.operations.store.Store`."""

    def __init__(self, path: Path, connection: Connection, lane: Lane) -> None:
        self._path = path
        self._connection = connection
        self._lane = lane
        self._identity = database.Identity.of(path)
        # The work on the search index, done or not; nobody needs to wait for it.
        self.indexing: Future[None] | None = None
        self._index_soon()

    @classmethod
    def open(cls, path: Path) -> Project:
        """Open a project file; StorageError says why where it cannot be."""
        path = path.absolute()
        lane = Lane(f"project {path.name}")
        try:
            return cls(path, lane.run(lambda: _open(path)).result(), lane)
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
        same = database.Identity.of(target) == self._identity
        if same or (target.exists() and not database.is_project(target)):
            raise failures.existing_project(target)
        self._lane.run(lambda: database.backup(self._connection, target)).result()

    def close(self) -> None:
        """Finish what was asked for, then let go of the file."""
        try:
            self._lane.give_up_steps()
            self._lane.run(lambda: database.close(self._connection)).result()
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
        try:
            with database.roomy(self._connection), self._connection.begin():
                transaction = self._transaction()
                changes = operation(transaction, *args, **kwargs)
        except DBAPIError as error:
            raise failures.storage_error(error, self._path) from error
        # SQLite goes on writing into a file that lost its name; that edit would be gone.
        if database.Identity.of(self._path) != self._identity:
            raise failures.moved_project(self._path)
        if changes.membership or changes.sentences:
            self._index_soon()
        return changes

    def _transaction(self) -> StoredTransaction:
        # What writes is loaded by the first operation: a window that opens only reads.
        from workbench.storage.transaction import StoredTransaction

        return StoredTransaction(self._connection, _user_name(), self._path)

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
        try:
            with self._connection.begin():
                return question(StoredReader(self._connection), *args, **kwargs)
        except DBAPIError as error:
            raise failures.storage_error(error, self._path) from error

    def _set_first_labels(self, labels: Sequence[str]) -> None:
        """Labels a project is made with are no operation: there is nothing to undo."""
        with self._connection.begin():
            transaction = self._transaction()
            transaction.set_labels_silently(LabelSet().with_names(labels))


def _open(path: Path) -> Connection:
    database.check_header(path)
    connection = database.connect(path)
    try:
        database.upgrade(connection, path)
    except BaseException:
        database.close(connection)
        raise
    return connection


@cache
def _user_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
