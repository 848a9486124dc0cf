"""A project: opened, asked, changed, closed, and refused where it must be."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, OriginKind
from workbench.domain.errors import StorageError, UsageError, WorkbenchError
from workbench.domain.filters import Order, parse_filter
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations import edit
from workbench.operations.store import NewSentence, Reader, Transaction
from workbench.storage.project import Project
from workbench.storage.schema import APPLICATION_ID, HEAD_REVISION


def words(project: Project, typed: str, order: Order = Order.POSITION) -> list[int]:
    return list(project.ask(lambda reader: reader.ids(parse_filter(typed, order))).result())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", [1, 2, 3, 4]),
        ("ROME", [2]),
        ('"In Rome"', [2]),
        ('"in rome"', []),
        ("/^A.a/", [1]),
        ("label:PER", [1]),
        ("-label:PER", [2, 3, 4]),
        ("tag:I-PER", [1]),
        ("tag:PER", []),
        ("tag:0", [3]),
        ("tag:VORG", [3]),
        ("text:B*", [1]),
        ("status:new", [4]),
        ("split:none", [4]),
        ("split:dev status:done", [2]),
        ("finding:", [3]),
        ("finding:outside-mark", [3]),
        ("suggested:", [4]),
        ("suggested:LOC", [4]),
        ("score:<0.8", [4]),
        ("score:<0.7", []),
        ("100%_", []),
    ],
)
def test_filters_find_what_they_say(project: Project, typed: str, found: list[int]) -> None:
    """Each term of the filter language, alone, negated and combined."""
    assert words(project, typed) == found
    assert project.ask(lambda reader: reader.count(parse_filter(typed))).result() == len(found)


def test_an_endless_pattern_is_given_up(project: Project) -> None:
    """A pattern of repeats inside of repeats ends in words, and the project goes on."""

    def add_long(transaction: Transaction) -> Changes:
        transaction.add([NewSentence(("a" * 60 + "!",), ("O",), IOB2, Status.NEW, None, "d")])
        return transaction.changes("add")

    project.submit(add_long).result()
    with pytest.raises(UsageError) as caught:
        words(project, "/(a|aa)+$/")
    assert caught.value.code == "NW-U27"
    assert words(project, "ROME") == [2]


def test_the_most_doubtful_comes_first(project: Project) -> None:
    """Sentences without suggestions come last, in their order."""
    assert words(project, "", Order.DOUBT) == [4, 1, 2, 3]


def test_rows_keep_the_order_asked_for(project: Project) -> None:
    """Ids that are gone are left out."""
    rows = project.ask(lambda reader: reader.rows([3, 99, 1])).result()
    assert [(row.id, row.entities, row.findings) for row in rows] == [(3, 0, 2), (1, 2, 0)]


def test_neighbours_stay_in_the_document(project: Project) -> None:
    """Context never reaches into another document."""
    before, after = project.ask(lambda reader: reader.neighbours(2, 2, 2)).result()
    assert [row.text for row in before] == ["Ada met Bo"]
    assert after == []


def test_an_entity_keeps_its_origin(project: Project) -> None:
    """Accepted suggestions remember suggester and score, imported entities their import."""
    suggestion = project.ask(lambda reader: reader.sentence(4)).result().suggestions[0]
    project.submit(edit.accept_suggestion, 4, suggestion).result()
    sentence = project.ask(lambda reader: reader.sentence(4)).result()
    (gold,) = sentence.gold
    assert (gold.origin.kind, gold.origin.name, gold.origin.score) == (
        OriginKind.MODEL,
        "run-1",
        0.75,
    )
    assert sentence.suggestions == ()
    first = project.ask(lambda reader: reader.sentence(1)).result()
    assert {gold.origin.kind for gold in first.gold} == {OriginKind.IMPORT}


def test_a_failed_operation_changes_nothing(project: Project) -> None:
    """What an operation did before it failed is not in the file, nor in the history."""

    def half(transaction: Transaction) -> Changes:
        edit.put_entity(transaction, 1, Entity("ORG", 1, 2))
        return edit.put_entity(transaction, 99, Entity("ORG", 0, 1))

    before = project.ask(lambda reader: reader.history()).result()
    with pytest.raises(UsageError):
        project.submit(half).result()
    assert project.ask(lambda reader: reader.sentence(1)).result().tags == ("I-PER", "O", "I-PER")
    assert project.ask(lambda reader: reader.history()).result() == before


def test_a_closed_project_is_one_file(
    tmp_path: Path, add_sentences: Callable[[Transaction], Changes]
) -> None:
    """The log is folded into the file, which opens again with everything in it."""
    path = tmp_path / "one.nerproj"
    with Project.create(path) as project:
        project.submit(add_sentences).result()
        project.submit(edit.set_status, [1], Status.REJECTED).result()
    assert list(tmp_path.iterdir()) == [path]
    with Project.open(path) as again:
        assert again.ask(lambda reader: reader.sentence(1)).result().status is Status.REJECTED


def test_the_pragmas_are_those_of_the_architecture(project: Project) -> None:
    """Read back from the connection that writes."""

    def pragma(name: str) -> object:
        answer = project._lane.run(
            lambda: project._connection.execute(text(f"PRAGMA {name}")).scalar()
        )
        project._lane.run(project._connection.rollback).result()
        return answer.result()

    names = ("journal_mode", "synchronous", "locking_mode", "foreign_keys", "trusted_schema")
    assert [pragma(name) for name in names] == ["wal", 2, "exclusive", 1, 0]
    assert pragma("application_id") == APPLICATION_ID


def _write(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _foreign_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (a)")
    connection.close()


def _newer(path: Path) -> None:
    Project.create(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "NW-S20"),
        (_write(b""), "NW-S13"),
        (_write(b"\x89PNG" * 100), "NW-S13"),
        (_foreign_database, "NW-S13"),
        (_newer, "NW-S14"),
    ],
)
def test_what_is_no_project_is_refused(
    tmp_path: Path, make: Callable[[Path], None], code: str
) -> None:
    """Each with its own code, and the file stays byte for byte as it was."""
    path = tmp_path / "x.nerproj"
    make(path)
    before = path.read_bytes() if path.exists() else None
    with pytest.raises(StorageError) as caught:
        Project.open(path)
    assert caught.value.code == code
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_project_has_one_writer(path: Path, project: Project) -> None:
    """A second opening is refused while the first goes on."""
    with pytest.raises(StorageError) as caught:
        Project.open(path)
    assert caught.value.code == "NW-C01"
    project.submit(edit.set_flag, [1], True).result()


def test_a_moved_file_is_not_called_saved(path: Path, project: Project) -> None:
    """An edit is not acknowledged when the file is no longer where it was."""
    away = path.with_name("away")
    path.rename(away)
    with pytest.raises(StorageError) as caught:
        project.submit(edit.set_flag, [1], True).result()
    assert caught.value.code == "NW-S08"
    away.rename(path)
    project.submit(edit.set_flag, [2], True).result()


def test_an_existing_file_is_never_made_anew(path: Path, project: Project) -> None:
    """`create` refuses a name that is taken."""
    with pytest.raises(WorkbenchError) as caught:
        Project.create(path)
    assert caught.value.code == "NW-S21"


def test_a_backup_opens_alone(tmp_path: Path, project: Project) -> None:
    """It holds everything that was saved when it was made."""
    copy = tmp_path / "copy.nerproj"
    project.backup(copy)
    with Project.open(copy) as other:
        assert other.ask(lambda reader: reader.count()).result() == 4


def test_the_newest_version_is_that_of_the_migrations() -> None:
    """`HEAD_REVISION` saves Alembic's import on each opening; it must not drift."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from workbench import paths

    config = Config()
    config.set_main_option("script_location", str(paths.migrations()))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD_REVISION


def test_a_backup_replaces_only_an_older_copy(tmp_path: Path, project: Project) -> None:
    """Neither the project itself nor a file of another kind is written over."""
    notes = tmp_path / "notes.txt"
    notes.write_text("mine", "utf-8")
    for target in (project.path, notes, tmp_path):
        with pytest.raises(StorageError) as caught:
            project.backup(target)
        assert caught.value.code == "NW-S21"
    assert notes.read_text("utf-8") == "mine"
    for _ in range(2):
        project.backup(tmp_path / "copy.nerproj")


def test_a_place_that_does_not_take_a_project_is_named(tmp_path: Path, project: Project) -> None:
    """For a new project as for a backup; nothing is left behind."""
    file = tmp_path / "file"
    file.write_text("mine", "utf-8")
    for make in (Project.create, project.backup):
        with pytest.raises(StorageError) as caught:
            make(file / "new.nerproj")
        assert caught.value.code == "NW-S23"
    assert not [one for one in tmp_path.iterdir() if one.name.endswith(".part")]


def test_a_damaged_version_table_is_told(tmp_path: Path) -> None:
    """The first page that is read after the header."""
    path = tmp_path / "damaged.nerproj"
    Project.create(path).close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StorageError) as caught:
        Project.open(path)
    assert caught.value.code == "NW-S12"


def test_a_name_too_long_is_no_project(tmp_path: Path) -> None:
    """The system's refusal to look is no reason to break off."""
    with pytest.raises(StorageError) as caught:
        Project.open(tmp_path / ("x" * 300))
    assert caught.value.code == "NW-S20"


def test_a_question_in_steps_lets_everything_else_go_first(project: Project) -> None:
    """An edit that is given between two steps is done before the next one."""
    first, go_on = threading.Event(), threading.Event()
    seen: list[str] = []

    def question(reader: Reader) -> Iterator[str]:
        yield reader.sentence(1).note
        yield reader.sentence(1).note

    def found(note: str) -> None:
        seen.append(note)
        first.set()
        assert go_on.wait(10)

    steps = project.ask_in_steps(question, found)
    assert first.wait(10)
    edited = project.submit(edit.set_note, 1, "between")
    go_on.set()
    edited.result(10)
    steps.result(10)
    assert seen == ["", "between"]


def test_a_cancelled_question_in_steps_ends(project: Project) -> None:
    """No further step is taken, and the project goes on answering."""
    seen: list[int] = []

    def endless(_reader: Reader) -> Iterator[int]:
        while True:
            yield len(seen)

    steps = project.ask_in_steps(endless, seen.append)
    while len(seen) < 3:
        project.ask(lambda reader: reader.count()).result()
    assert steps.cancel()
    project.ask(lambda reader: reader.count()).result()
    ended = len(seen)
    project.ask(lambda reader: reader.count()).result()
    assert len(seen) == ended


def test_a_question_in_steps_that_fails_says_so(project: Project) -> None:
    """Its error arrives in the future; the lane lives on."""

    def failing(reader: Reader) -> Iterator[int]:
        yield reader.count()
        raise ValueError("no more")

    seen: list[int] = []
    with pytest.raises(ValueError, match="no more"):
        project.ask_in_steps(failing, seen.append).result(10)
    assert seen == [4]
    assert project.ask(lambda reader: reader.count()).result() == 4
