"""What lies in a project file may be anything; one test for each row of docs/faults.md."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.faults import damaged_projects, migration_kills
from workbench import paths
from workbench.bootstrap import open_project, rescue_project
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.errors import DamagedError, StorageError
from workbench.domain.filters import Filter, parse_filter
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.examining import look
from workbench.operations import doctor, edit
from workbench.operations.store import NewSentence, Reader, Run, Transaction
from workbench.storage import opening
from workbench.storage.backups import folder, making, restoring
from workbench.storage.project import Project
from workbench.storage.view import View

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = 60
Break = Callable[[sqlite3.Connection], object]


def fill(transaction: Transaction) -> Changes:
    sentence = NewSentence(("Ada", "met", "Bo"), ("B-PER", "O", "O"), IOB2, Status.NEW, None, "d")
    transaction.add([sentence] * SENTENCES)
    return transaction.changes("fill")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed project of some sentences, made once."""
    path = tmp_path_factory.mktemp("made") / "a.nerproj"
    with Project.create(path, ["PER", "LOC"]) as project:
        project.submit(fill).result()
    return path


@pytest.fixture
def path(made: Path, tmp_path: Path) -> Path:
    """A copy that nobody has looked at before."""
    return Path(shutil.copy(made, tmp_path / "a.nerproj"))


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look files through in this process, which is quicker and shows the same."""
    monkeypatch.setattr(look, "examine_apart", look.examine)


def changed(path: Path, statement: str) -> None:
    """Change a closed project behind the program's back."""
    connection = sqlite3.connect(path)
    connection.executescript(statement)
    connection.close()


def code_of(path: Path) -> str:
    with pytest.raises(StorageError) as caught:
        open_project(path)
    return caught.value.code


def texts(path: Path) -> list[str]:
    with Project.open(path) as project:
        rows = project.ask(lambda reader: reader.rows(reader.ids(parse_filter("")))).result()
    return [row.text for row in rows]


def test_s09_a_log_that_was_left_behind_is_not_read_into_a_restored_project(path: Path) -> None:
    """Restoring puts it away under another name and never writes over a file."""
    with Project.open(path) as project:
        backup = project.back_up("regular")
        project.submit(edit.set_flag, [1], True).result()
        log = Path(shutil.copy(f"{path}-wal", path.parent / "kept"))
    target = path.with_name("back.nerproj")
    log.rename(f"{target}-wal")
    assert restoring.restore(backup, target).sentences == SENTENCES
    assert not Path(f"{target}-wal").exists()
    assert len(list(path.parent.glob("back.nerproj-wal.left-*"))) == 1
    assert len(texts(target)) == SENTENCES
    with pytest.raises(StorageError) as caught:
        restoring.restore(backup, target)
    assert caught.value.code == "NW-S21"


def files_of(path: Path) -> set[str]:
    """The project's own files, with what lies beside it by its name."""
    return {one.name for one in path.parent.iterdir() if one.is_file()}


@pytest.mark.usefixtures("in_process")
def test_s10_a_copy_without_its_log_is_told(path: Path) -> None:
    """From the first edit on it is refused and can be rescued; closed, one file is all."""
    copy, target = path.with_name("copy.nerproj"), path.with_name("rescued.nerproj")
    with Project.open(path) as project:
        project.submit(edit.set_note, 1, "süß").result()
        shutil.copy(path, copy)
        backup = project.back_up("regular")
    with pytest.raises(DamagedError) as caught:
        open_project(copy)
    assert (caught.value.code, caught.value.path) == ("NW-S10", copy)
    assert rescue_project(copy, target).sentences == SENTENCES
    copy.unlink()
    assert files_of(path) == {path.name, target.name}
    for whole in (Path(shutil.copy(path, copy)), Path(shutil.copy(backup, copy)), target):
        open_project(whole).close()


@pytest.mark.usefixtures("in_process")
def test_s10_a_project_that_was_killed_is_no_incomplete_copy(path: Path) -> None:
    """With its log it opens, moved or not; without it, its own place knows what is missing."""
    with Project.open(path) as project:
        project.submit(edit.set_note, 1, "killed").result()
        kept = [Path(shutil.copy(f"{path}{end}", f"{path}.kept{end}")) for end in ("", "-wal")]
    for name in ("moved.nerproj", path.name):
        for one, end in zip(kept, ("", "-wal"), strict=True):
            shutil.copy(one, path.with_name(f"{name}{end}"))
        with open_project(path.with_name(name)) as project:
            assert project.missing == 0
            assert project.ask(lambda reader: reader.sentence(1).note).result() == "killed"
    shutil.copy(kept[0], path)
    with open_project(path) as project:
        assert project.missing == 1


@pytest.mark.usefixtures("in_process")
def test_s11_a_file_that_was_cut_off_is_told_before_its_first_use(path: Path) -> None:
    """At each page and between: the missing bytes are counted, and the file is left alone."""
    whole = path.read_bytes()
    for end in (*range(4096, len(whole), 4096 * 7), len(whole) - 1):
        path.write_bytes(whole[:end])
        with pytest.raises(DamagedError) as caught:
            open_project(path)
        assert caught.value.code == "NW-S11"
        assert caught.value.path == path
        assert path.read_bytes() == whole[:end]


def test_s12_a_changed_letter_is_found_where_sqlite_finds_none(path: Path) -> None:
    """The sentence is not shown as if it were sound, and the doctor names it; others are read."""
    content = path.read_bytes()
    at = content.index(b"Ada\nmet")
    path.write_bytes(content[:at] + b"E" + content[at + 1 :])
    with Project.open(path) as project:
        damage = project.ask(lambda reader: [d for some in doctor.look(reader) for d in some])
        (number,) = {one.sentence for one in damage.result()}
        with pytest.raises(StorageError) as caught:
            project.ask(lambda reader: reader.sentence(number)).result()
        assert caught.value.code == "NW-S33"
        assert project.ask(lambda reader: reader.sentence(number - 1)).result().tokens[0] == "Ada"


def test_s12_damaged_projects_name_every_changed_annotation() -> None:
    """Some of the long run: `python -m tests.faults damaged-projects`."""
    outcome = damaged_projects.run(20)
    assert outcome.files == 20
    assert not outcome.crashes
    assert not outcome.unnamed


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0" * 99])
def test_s13_what_is_no_database_is_not_made_one(path: Path, content: bytes) -> None:
    """An empty file and a picture stay as they are."""
    path.write_bytes(content)
    assert code_of(path) == "NW-S13"
    assert path.read_bytes() == content


def test_s15_a_killed_migration_leaves_the_old_or_the_new_project() -> None:
    """Some statements of the long run: `python -m tests.faults migration-kills`."""
    outcome = migration_kills.kill_each(["0003"], step=13)
    assert outcome.kills >= 2
    assert outcome.broken == ()


@pytest.mark.usefixtures("in_process")
def test_s14_a_newer_project_is_refused_whole(path: Path) -> None:
    """Its tables may be others; it is not taken for a stranger's."""
    changed(path, "UPDATE alembic_version SET version_num = '9999'; CREATE TABLE later (a);")
    assert code_of(path) == "NW-S14"


def test_s16_a_file_that_may_only_be_read_is_told_so(path: Path) -> None:
    """SQLite's refusal becomes a sentence that says what to do."""
    from workbench.storage import failures

    error = sqlite3.OperationalError("attempt to write a readonly database")
    error.sqlite_errorcode = sqlite3.SQLITE_READONLY
    found = failures.sqlite_error(error, path)
    assert found.code == "NW-S16"
    assert "Copy the project" in found.next_step


def test_s16_what_may_only_be_read_is_shown_and_saved_elsewhere(path: Path) -> None:
    """What was killed is shown with its log; nothing is written to it, and a copy can be edited."""
    with Project.open(path) as project:
        project.submit(edit.set_note, 1, "in the log").result()
        killed = [Path(shutil.copy(f"{path}{end}", f"{path}.b{end}")) for end in ("", "-wal")]
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    left = Path(tempfile.mkdtemp(prefix=f"workbench-view-{ended.pid}-"))
    before, saved = [one.read_bytes() for one in killed], path.with_name("saved.nerproj")
    with View.of(killed[0]) as view:
        copy = view._path.parent
        assert view.read_only and not left.exists()
        assert view.path == killed[0]
        assert view.ask(lambda reader: reader.sentence(1).note).result() == "in the log"
        with pytest.raises(StorageError) as caught:
            view.submit(edit.set_note, 1, "b").result()
        assert caught.value.code == "NW-S42"
        view.save_as(saved).result()
    assert not copy.exists()
    assert [one.read_bytes() for one in killed] == before
    assert files_of(path) == {path.name, saved.name, *(one.name for one in killed)}
    with open_project(saved) as project:
        project.submit(edit.set_note, 2, "elsewhere").result()
        assert project.ask(lambda reader: reader.sentence(1).note).result() == "in the log"


LOOK_AT_IT = """
import sys
from pathlib import Path
from workbench.bootstrap import open_project, view_project
from workbench.domain.errors import ReadOnlyError
try:
    open_project(Path(sys.argv[1]))
except ReadOnlyError as error:
    print(error.code)
with view_project(Path(sys.argv[1])) as view:
    print(view.ask(lambda reader: reader.count()).result(), view.read_only)
"""
MOUNT = ["unshare", "-Urm", "sh", "-c", 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"']


def test_s16_a_file_system_that_may_only_be_read(path: Path) -> None:
    """It is refused with its own code and can be looked at, with the log of a kill as well."""
    with Project.open(path) as project:
        project.submit(edit.set_note, 1, "in the log").result()
        kept = [Path(shutil.copy(f"{path}{end}", f"{path}.b{end}")) for end in ("", "-wal")]
    for one, end in zip(kept, ("", "-wal"), strict=True):
        one.rename(f"{path}{end}")
    mount, folder = [*MOUNT[:-1], f'{MOUNT[-1]} && shift && exec "$@"'], str(path.parent)
    if not shutil.which("unshare") or subprocess.run([*MOUNT, "-", folder], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    done = subprocess.run(
        [*mount, "-", folder, sys.executable, "-c", LOOK_AT_IT, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    code, shown = done.stdout.splitlines()
    assert code == "NW-S16"
    assert shown.startswith(f"{SENTENCES} You may not write")


def test_s18_a_damaged_backup_is_passed_over(path: Path) -> None:
    """The next older one that reads as it was made is offered; without one that is said."""
    with Project.open(path) as project:
        made = [project.back_up("regular") for _ in range(3)]
    for one in made[1:]:
        one.write_bytes(one.read_bytes()[:-4096])
    backup, found = restoring.newest_whole(path)
    assert (backup.path, found.sentences) == (made[0], SENTENCES)
    with pytest.raises(StorageError) as caught:
        restoring.restore(made[2], path.with_name("b.nerproj"))
    assert caught.value.code == "NW-S31"
    made[0].unlink()
    with pytest.raises(StorageError) as caught:
        restoring.newest_whole(path)
    assert caught.value.code == "NW-S18"


def test_s18_a_backup_that_cannot_be_made_stops_no_edit(path: Path) -> None:
    """Where its folder cannot be, the operation goes on and the reason is kept."""
    paths.backups_folder(path).write_text("in the way", "utf-8")
    with Project.open(path) as project:
        keeper = project.keep_backups()
        project.submit(edit.set_flag, [1], True).result()
    assert keeper.failure is not None
    assert keeper.failure.code == "NW-S23"


STRANGE = (
    "CREATE VIEW evil AS SELECT randomblob(1000000000);",
    "CREATE TRIGGER evil AFTER UPDATE ON sentences BEGIN DELETE FROM sentences; END;",
    "CREATE VIRTUAL TABLE evil USING fts5(a);",
    "CREATE TABLE evil (a, b GENERATED ALWAYS AS (abs(a)));",
    "ALTER TABLE sentences ADD COLUMN evil GENERATED ALWAYS AS (upper(tokens));",
    "DROP TRIGGER search_note_move;",
    "DROP TRIGGER search_note_move; CREATE TRIGGER search_note_move AFTER UPDATE OF position"
    " ON sentences BEGIN DELETE FROM sentences; END;",
)


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("statement", STRANGE)
def test_x01_a_strangers_schema_is_never_opened(path: Path, statement: str) -> None:
    """It is refused object by object; a rescue takes the sentences over and nothing else."""
    changed(path, statement)
    before = path.read_bytes()
    assert code_of(path) == "NW-S32"
    target = path.with_name("new.nerproj")
    found = rescue_project(path, target)
    assert (found.sentences, found.changed, found.lost) == (SENTENCES, [], 0)
    assert path.read_bytes() == before
    assert look.examine(target, digests=True).ok


def test_x01_a_table_that_is_a_view_is_not_read(path: Path) -> None:
    """Rows come out of ordinary tables only: a view could compute for ever."""
    changed(path, "DROP TABLE labels; CREATE VIEW labels AS SELECT 'X' name, 1, 2, 3;")
    found = rescue_project(path, path.with_name("new.nerproj"))
    assert found.sentences == SENTENCES
    with Project.open(path.with_name("new.nerproj")) as project:
        assert project.ask(lambda reader: reader.labels().names).result() == ()


def test_x02_a_file_that_ends_its_process_is_a_damaged_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look at a file happens elsewhere: a crash there is an answer here."""
    ends = subprocess.CompletedProcess([], -11, b"", b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: ends)
    assert not look.examine_apart(path).ok


def test_x02_the_other_process_says_the_same(path: Path) -> None:
    """It is there at once, without the database library of the program."""
    assert look.examine_apart(path, digests=True) == look.examine(path, digests=True)


@pytest.mark.parametrize(
    "name", ["../../x", "/etc", "..", "", ".", "C:x", "\\\\host\\share", "a\\..\\b"]
)
def test_x03_a_run_cannot_name_a_folder_elsewhere(path: Path, name: str) -> None:
    """Whatever a project file says, a run's folder lies among its runs."""
    run = Run("run-1", "done", "run-1", "2026", {})
    with Project.open(path) as project:
        project.submit(_put_run, run).result()
    changed(path, f"UPDATE runs SET folder = '{name}'")
    with Project.open(path) as project:
        (found,) = project.ask(lambda reader: reader.runs()).result()
        damage = project.ask(lambda reader: [d for some in doctor.look(reader) for d in some])
        assert [one.kind.value for one in damage.result()] == ["path-outside"]
        folder_of_run = (project.runs_folder / found.folder).resolve()
        assert folder_of_run.parent == project.runs_folder.resolve()


def _put_run(transaction: Transaction, run: Run) -> Changes:
    transaction.put_run(run)
    return transaction.changes("run")


def _counted(reader: Reader, wanted: Filter) -> int:
    return reader.count(wanted)


@pytest.mark.parametrize("typed", ["%", "_", "' OR 1=1 --", "AND OR", "*", "NEAR(", "met'"])
def test_x05_signs_of_sql_are_searched_for_as_they_are(made: Path, typed: str) -> None:
    """No sentence holds them, so none is found, and no error is shown."""
    with Project.open(made) as project:
        quoted = '"' + typed.replace('"', "") + '"'
        for text in (typed.replace('"', ""), quoted):
            wanted = parse_filter(text or "%")
            found = project.ask(partial(_counted, wanted=wanted)).result()
            assert found in (0, SENTENCES)
    with Project.open(made) as project:
        assert project.ask(lambda reader: reader.count(parse_filter("%"))).result() == 0


def test_x07_signs_of_urls_in_a_path_name_that_file(tmp_path: Path, made: Path) -> None:
    """Opening, backing up and looking through all use the file of that very name."""
    path = Path(shutil.copy(made, tmp_path / "a?b#c%41 d.nerproj"))
    with open_project(path) as project:
        project.submit(edit.set_flag, [1], True).result()
        backup = project.back_up("regular")
    assert look.examine(backup, digests=True).ok
    assert {one.name for one in tmp_path.iterdir()} == {path.name, paths.backups_folder(path).name}


def test_c07_a_backup_bit_by_bit_is_of_one_moment(path: Path) -> None:
    """Edits go on while it is made; it holds as many as one of its moments had, whole."""
    with Project.open(path) as project:
        target = folder.next_backup(path, "regular", datetime.now(UTC)).path
        made: list[Path] = []
        copying = threading.Thread(
            target=lambda: made.append(making.copy(project._connection, target, pages=1))
        )
        copying.start()
        edits = 0
        while copying.is_alive():
            number = edits % SENTENCES + 1
            project.submit(edit.put_entity, number, Entity("LOC", 2, 3)).result()
            project.submit(edit.set_flag, [number], edits % 2 == 0).result()
            edits += 1
        copying.join()
        making.finish(made[0], target)
    found = look.examine(target, digests=True)
    assert (found.ok, found.sentences) == (True, SENTENCES)
    assert edits


def test_c08_the_live_file_is_never_opened_beside_the_connection(path: Path) -> None:
    """To close it would give up the locks: another process could write at the same time."""
    with Project.open(path) as project:
        with pytest.raises(StorageError) as caught:
            opening.check(path)
        assert caught.value.code == "NW-C01"
        with pytest.raises(StorageError):
            Project.open(path)
        script = (
            "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1], timeout=0)\n"
            "try:\n    c.execute('BEGIN IMMEDIATE')\n    print('wrote')\n"
            "except sqlite3.OperationalError as e:\n    print(e)\n"
        )
        done = subprocess.run(
            [sys.executable, "-S", "-c", script, str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        assert "locked" in done.stdout
        project.submit(edit.set_flag, [1], True).result()


def test_c08_storage_opens_no_file_in_other_ways() -> None:
    """Whoever reads a project's bytes is one of three places, which look whether it is open."""
    allowed = {"database.py", "opening.py", "look.py"}
    pattern = re.compile(r'(?:path|project|target|source)\.(?:open|read_bytes)\("?r?')
    found = {
        file.name
        for part in ("storage", "examining")
        for file in (ROOT / "workbench" / part).glob("*.py")
        if pattern.search(file.read_text("utf-8"))
    }
    assert found <= allowed
