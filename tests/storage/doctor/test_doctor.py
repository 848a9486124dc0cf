"""The doctor names damage, mends it in one step, and finds nothing afterwards."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from workbench.domain.changes import Changes
from workbench.domain.complaints import Complaint
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import WorkbenchError
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations import doctor, edit, history
from workbench.operations.store import NewSentence, Transaction
from workbench.storage.doctor import looking
from workbench.storage.project import Project


def fill(transaction: Transaction) -> Changes:
    tokens, tags = ("Ada", "met", "Bo"), ("B-PER", "O", "O")
    offered = (Suggestion(Entity("LOC", 1, 2), "instant", 0.5),)
    sentence = NewSentence(tokens, tags, IOB2, Status.NEW, None, "d", offered)
    transaction.add([sentence] * 12)
    return transaction.changes("fill")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project with a backup, and an edit that the backup lacks."""
    path = tmp_path / "a.nerproj"
    with Project.create(path, ["PER", "LOC"]) as project:
        project.submit(fill).result()
        project.back_up("regular")
        project.submit(edit.put_entity, 2, Entity("LOC", 2, 3)).result()
    return path


def changed(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(statement)
    connection.close()


def kinds(project: Project) -> dict[str, int]:
    found = project.ask(lambda reader: [one for some in doctor.look(reader) for one in some])
    return dict(Counter(one.kind.value for one in found.result()))


def sentence(project: Project, number: int) -> Sentence:
    return project.ask(lambda reader: reader.sentence(number)).result()


def test_a_sound_project_has_no_complaint(path: Path) -> None:
    """Nothing is found, and a repair changes nothing."""
    with Project.open(path) as project:
        assert kinds(project) == {}
        assert project.submit(doctor.repair).result().nothing


DAMAGES = {
    "UPDATE sentences SET tags = 'B-PEX' || char(10) || 'O' || char(10) || 'O' WHERE id = 2": (
        "changed-outside"
    ),
    "UPDATE sentences SET tokens = CAST(x'41ff' AS TEXT) WHERE id = 2": "unreadable",
    "UPDATE sentences SET tags = 'O' WHERE id = 2": "unreadable",
    "UPDATE sentences SET status = 'nwe', scheme = 'X', ignored = '{' WHERE id = 2": "unreadable",
    "UPDATE sentences SET split = 'tset' WHERE id = 2": "unreadable",
    "UPDATE entities SET label = 'ORG' WHERE sentence_id = 2": "out-of-step",
    "UPDATE entities SET origin = 'nobody' WHERE sentence_id = 2": "unreadable",
    "DELETE FROM entities WHERE sentence_id = 2": "out-of-step",
    "UPDATE sentences SET entity_count = 9 WHERE id = 2": "out-of-step",
    "INSERT INTO entities VALUES (99, 0, 1, 'PER', 'x', 'import', '', NULL)": "without-sentence",
    "UPDATE suggestions SET label = CAST(x'4cff' AS TEXT) WHERE sentence_id = 2": "unreadable",
    "UPDATE runs SET folder = '' ; UPDATE sentences SET digest = 1 WHERE id = 2": "changed-outside",
}


@pytest.mark.parametrize(("statement", "kind"), DAMAGES.items())
def test_each_damage_is_named_and_mended_once(path: Path, statement: str, kind: str) -> None:
    """A second look finds nothing, and a second repair is none."""
    changed(path, statement)
    with Project.open(path) as project:
        assert kind in kinds(project)
        project.submit(doctor.repair).result()
        assert kinds(project) == {}
        assert project.submit(doctor.repair).result().nothing
        assert len(sentence(project, 2).tokens) == len(sentence(project, 2).tags)


def without_an_entry(path: Path, index: str, statement: str) -> None:
    """Change rows behind the back of an index, as bytes of it that are lost would."""
    read = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master WHERE name = ?"
    with closing(sqlite3.connect(path)) as connection:
        hidden = connection.execute(read, (index,)).fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("DELETE FROM sqlite_master WHERE name = ?", (index,))
        connection.commit()
    changed(path, statement)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", hidden)
        connection.commit()


def test_a_sentence_that_an_index_lacks_is_named_and_listed_again(path: Path) -> None:
    """Lists are read from an index; what it says otherwise than the table is made anew."""
    index = "ix_sentences_edited"
    without_an_entry(path, index, "UPDATE sentences SET edited = 77 WHERE id = 2")
    with Project.open(path) as project:
        found = project.ask(lambda reader: [one for some in doctor.look(reader) for one in some])
        named = {one.sentence for one in found.result() if one.kind is Complaint.INDEX}
        assert 2 in named and index in found.result()[0].detail
        assert project.submit(doctor.repair).result().details["damaged-index"] > 0
        assert kinds(project) == {}


def test_a_step_of_the_history_with_other_names_is_told(path: Path) -> None:
    """Its letters were changed: undo ends there in words, and everything else goes on."""
    changed(path, "UPDATE journal_pages SET content = replace(content, 'columns', 'coluTns')")
    with Project.open(path) as project:
        assert set(kinds(project)) == {"unreadable-history"}
        for ask in (
            lambda: project.ask(lambda reader: list(reader.sentence_history(2))).result(),
            lambda: project.submit(history.undo).result(),
        ):
            with pytest.raises(WorkbenchError) as caught:
                ask()
            assert caught.value.code == "NW-S35"
        assert sentence(project, 2).tags == ("B-PER", "O", "B-LOC")


def test_one_part_that_cannot_be_read_hides_no_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The doctor goes on behind a page that SQLite refuses to read."""
    changed(path, "UPDATE sentences SET tags = 'O' WHERE id = 2")
    monkeypatch.setattr(looking, "ORPHANS", "SELECT nothing FROM {table}")
    with Project.open(path) as project:
        assert set(kinds(project)) == {"damaged-file", "changed-outside", "unreadable"}


def test_what_the_digest_proves_is_exactly_restored(path: Path) -> None:
    """The words come from the backup, the tags of today stay: no edit is lost, no flag set."""
    changed(path, "UPDATE sentences SET tokens = replace(tokens, 'Ada', 'Ida') WHERE id = 2")
    with Project.open(path) as project:
        project.submit(doctor.repair).result()
        found = sentence(project, 2)
        assert (found.tokens, found.tags) == (("Ada", "met", "Bo"), ("B-PER", "O", "B-LOC"))
        assert not found.flagged


def test_what_cannot_be_proven_is_flagged(path: Path) -> None:
    """Tags that were edited since the backup and damaged then are those of the backup."""
    changed(path, "UPDATE sentences SET tags = replace(tags, 'LOC', 'LOX') WHERE id = 2")
    with Project.open(path) as project:
        project.submit(doctor.repair).result()
        assert sentence(project, 2).tags == ("B-PER", "O", "O")
        assert sentence(project, 2).flagged


def test_without_a_backup_what_is_there_stays_with_a_flag(path: Path) -> None:
    """Nothing is thrown away."""
    for backup in path.with_name("a.backups").iterdir():
        backup.unlink()
    changed(path, "UPDATE sentences SET tags = replace(tags, 'LOC', 'LOX') WHERE id = 2")
    with Project.open(path) as project:
        project.submit(doctor.repair).result()
        assert sentence(project, 2).tags == ("B-PER", "O", "B-LOX")
        assert sentence(project, 2).flagged


def test_a_repair_can_be_undone_and_done_again(path: Path) -> None:
    """Undo brings the damage back as it was, and redo mends it as before."""
    changed(path, "UPDATE sentences SET tags = replace(tags, 'LOC', 'LOX') WHERE id < 9")
    with Project.open(path) as project:
        before = kinds(project)
        project.submit(doctor.repair).result()
        project.submit(history.undo).result()
        assert kinds(project) == before
        project.submit(history.redo).result()
        assert kinds(project) == {}


def test_control_characters_become_visible(path: Path) -> None:
    """They came in by an older version or by another program."""
    with Project.open(path) as project:
        project.submit(_put_bell).result()
        assert kinds(project) == {"control-characters": 1}
        project.submit(doctor.repair).result()
        assert kinds(project) == {}
        assert sentence(project, 3).tokens == ("A␇a", "met", "Bo")


def _put_bell(transaction: Transaction) -> Changes:
    from dataclasses import replace

    transaction.put(replace(transaction.sentence(3), tokens=("A\x07a", "met", "Bo")))
    return transaction.changes("bell")


def test_an_edit_makes_no_damage_good(path: Path) -> None:
    """What is written beside a damaged column leaves the digest wrong."""
    changed(path, "UPDATE sentences SET tokens = replace(tokens, 'Ada', 'Ida') WHERE id = 2")
    with Project.open(path) as project:
        project.submit(edit.set_split, [2], Split.TEST).result()
        assert "changed-outside" in kinds(project)
