"""Project files of the first version of the program open with everything they hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from alembic import command

from workbench.domain.entity import HUMAN, Entity, Suggestion
from workbench.domain.filters import ALL, parse_filter
from workbench.domain.schemes import IO, IOB2
from workbench.domain.sentence import Sentence, Split, Status
from workbench.operations.history import redo, undo
from workbench.operations.store import Reader
from workbench.storage import database, migration
from workbench.storage.project import Project
from workbench.storage.schema import APPLICATION_ID, HEAD_REVISION

BESIDE = (
    "INSERT INTO labels VALUES ('PER', 0, '#2f6f8f', '1')",
    "INSERT INTO operations VALUES"
    " (1, 'import', '2025-01-01T00:00:00+00:00', 'ada', 'done', 3, 1, 3, NULL, NULL),"
    " (2, 'set PER', '2025-01-02T00:00:00+00:00', 'ada', 'done', 1, NULL, NULL, NULL, NULL),"
    " (3, 'import', '2025-01-03T00:00:00+00:00', 'ada', 'undone', 1, 4, 4, NULL, NULL)",
    "INSERT INTO entities VALUES (1, 0, 1, 'PER', 'Ada', 'human', '', NULL),"
    " (2, 0, 1, 'PER', '東京', 'import', '', NULL)",
    "INSERT INTO findings VALUES (3, 0, 'unknown-tag', 'VMISC', 'O')",
    "INSERT INTO suggestions VALUES (3, 'run-1', 0, 1, 'PER', 0.25)",
)
ROW = "INSERT INTO sentences VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
CHANGE = "INSERT INTO operation_changes VALUES (?,?,?,?)"
OLD_SENTENCES = (
    (1, 1, "d", ["Ada", 'said "x, y"'], ["B-PER", "O"], "IOB2", 'Ada said "x, y"', "done",
     "train", 0, "", "[]", 2, 1, 0, 0, None, 2),
    (2, 2, "d", ["東京", ""], ["I-PER", ""], "IO", "東京 ", "draft", None, 1, "süß",
     '["missing-tag"]', 2, 1, 0, 0, None, 1),
    (3, 3, "e", ["line\nbreak"], ["VMISC"], "IOB2", "line\nbreak", "new", "dev", 0, "", "[]", 1,
     0, 1, 1, 0.75, 1),
)  # fmt: skip
WHOLE = {
    "tokens": ["z"], "tags": ["O"], "scheme": "IOB2", "status": "done", "split": None,
    "flagged": False, "note": "", "document": "z", "position": 4, "origins": [],
    "suggestions": [], "ignored": [],
}  # fmt: skip
NEW_SENTENCES = [
    Sentence(
        1,
        ("Ada", 'said "x, y"'),
        ("B-PER", "O"),
        IOB2,
        Status.DONE,
        Split.TRAIN,
        document="d",
        position=1,
        origins=((Entity("PER", 0, 1), HUMAN),),
    ),
    Sentence(
        2, ("東京", ""), ("I-PER", ""), IO, Status.DRAFT, None, True, "süß", "d", 2
    ),
    Sentence(
        3,
        ("line␊break",),
        ("VMISC",),
        IOB2,
        Status.NEW,
        Split.DEV,
        document="e",
        position=3,
        suggestions=(Suggestion(Entity("PER", 0, 1), "run-1", 0.25),),
    ),
]  # fmt: skip


def make_first_version(path: Path) -> None:
    """A project as the first version of the program left it, with a past and a future."""
    Path(path).touch()
    connection = database.connect(path)
    with connection.begin():
        config = migration._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for row in OLD_SENTENCES:
            lists = [json.dumps(one, ensure_ascii=False) for one in row[3:5]]
            connection.exec_driver_sql(ROW, (*row[:3], *lists, *row[5:]))
        for statement in BESIDE:
            connection.exec_driver_sql(statement)
        before, after = (
            {"tags": ["O", "O"], "origins": []},
            {
                "tags": ["B-PER", "O"],
                "origins": [["PER", 0, 1, "human", "", None]],
            },
        )
        connection.exec_driver_sql(CHANGE, (2, 1, json.dumps(before), json.dumps(after)))
        connection.exec_driver_sql(CHANGE, (3, 4, None, json.dumps(WHOLE)))
        connection.exec_driver_sql("UPDATE sqlite_sequence SET seq = 4 WHERE name = 'sentences'")
    raw = connection.connection.cursor()
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.close()
    database.close(connection)


def version_of(path: Path) -> str:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    connection.close()
    return str(version)


def everything(reader: Reader) -> list[Sentence]:
    return list(reader.sentences(reader.ids(ALL)))


def search(reader: Reader, typed: str) -> Sequence[int]:
    return reader.ids(parse_filter(typed))


def test_a_project_of_the_first_version_opens_with_all_it_had(tmp_path: Path) -> None:
    """Sentences, findings, search, counts and history; a line break in a token shows as a sign."""
    path = tmp_path / "old.nerproj"
    make_first_version(path)
    with Project.open(path) as project:
        found = project.ask(everything).result()
        ignored = found[1].ignored
        assert [one.value for one in ignored] == ["missing-tag"]
        assert [replace(one, ignored=frozenset()) for one in found] == NEW_SENTENCES
        for typed, ids in (("tag:VMISC", [3]), ("label:PER", [1, 2]), ("finding:", [3])):
            assert list(project.ask(search, typed).result()) == ids
        statistics = project.ask(lambda reader: reader.statistics()).result()
        assert statistics.tags == {"B-PER": 1, "O": 1, "I-PER": 1, "": 1, "VMISC": 1}
        history = project.ask(lambda reader: reader.history()).result()
        assert [(one.sequence, one.undone) for one in history] == [
            (3, True), (2, False), (1, False),
        ]  # fmt: skip
        assert not project.ask(lambda reader: reader.is_imported("d1")).result()
    assert version_of(path.with_name(f"old.nerproj.before-{HEAD_REVISION}")) == "0001"
    assert version_of(path) == HEAD_REVISION


def test_the_journal_of_the_first_version_goes_on(tmp_path: Path) -> None:
    """Its undone import can be done again, and its operations can be undone, to the first."""
    path = tmp_path / "old.nerproj"
    make_first_version(path)
    with Project.open(path) as project:
        project.submit(redo).result()
        assert [one.tokens for one in project.ask(everything).result()][3:] == [("z",)]
        for _ in range(2):
            project.submit(undo).result()
        assert project.ask(lambda reader: reader.sentence(1)).result().tags == ("O", "O")
        project.submit(undo).result()
        assert project.ask(everything).result() == []
        for _ in range(2):
            project.submit(redo).result()
        found = project.ask(everything).result()
        assert [replace(one, ignored=frozenset()) for one in found] == NEW_SENTENCES
