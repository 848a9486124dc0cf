"""Files come in and go out with their tags exactly as they are."""

from __future__ import annotations

from pathlib import Path

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.filters import ALL
from workbench.domain.sentence import Sentence, Split, Status
from workbench.formats.reading import read_corpus
from workbench.formats.writing import RAW, export_columns
from workbench.operations.clean import clean
from workbench.operations.exchange import export_sentences, import_corpus
from workbench.operations.history import undo
from workbench.storage.project import Project

MESSY = "Ada\tI-PER\nof\t0\nCERN\tI-ORG\nx\tVORG\n\nno\ntags\n\nBo\tI-Per\nsings\tO\n\n" + (
    "Eve\tI-PER\nat\tO\nESA\tI-ORG\n\n" * 9
)


def read(project: Project, path: Path, text: str, as_gold: bool = True) -> list[Sentence]:
    path.write_text(text, "utf-8")
    project.submit(import_corpus, read_corpus([path]), as_gold).result()
    return project.ask(lambda reader: list(reader.sentences(reader.ids(ALL)))).result()


def test_tags_are_kept_as_they_are(project: Project, tmp_path: Path) -> None:
    """Bad tags too; untagged sentences are new, and slips stay out of the label set."""
    sentences = read(project, tmp_path / "train.txt", MESSY)
    assert sentences[0].tags == ("I-PER", "0", "I-ORG", "VORG")
    assert [one.status for one in sentences[:3]] == [Status.DONE, Status.NEW, Status.DONE]
    assert {one.split for one in sentences} == {Split.TRAIN}
    assert set(project.ask(lambda reader: reader.labels().names).result()) == {"PER", "ORG"}


def test_tags_can_come_as_suggestions(project: Project, tmp_path: Path) -> None:
    """Then nothing is gold, and every sentence is new."""
    sentences = read(project, tmp_path / "a.txt", "Ada\tB-PER\n\nx\tO\n", as_gold=False)
    assert sentences[0].tags == ("O",)
    assert sentences[0].suggestions == (Suggestion(Entity("PER", 0, 1), "a.txt", 1.0),)
    assert {one.status for one in sentences} == {Status.NEW}


def test_clean_and_undo_leave_the_export_byte_for_byte(project: Project, tmp_path: Path) -> None:
    """Raw export, repair, undo, raw export: the two files are the same."""
    read(project, tmp_path / "a.txt", MESSY)
    first, second, third = (tmp_path / name for name in ("1", "2", "3"))

    def export(path: Path) -> bytes:
        export_columns(path, project.ask(export_sentences, ALL).result(), RAW)
        return path.read_bytes()

    before = export(first)
    assert project.submit(clean).result().details["changed_tags"] == 3
    assert export(second) != before
    project.submit(undo).result()
    assert export(third) == before


def test_untouched_sentences_leave_without_tags(project: Project, tmp_path: Path) -> None:
    """What nobody has tagged is not claimed to hold no entity."""
    read(project, tmp_path / "a.txt", MESSY)
    export_columns(tmp_path / "out", project.ask(export_sentences, ALL).result())
    again = read_corpus([tmp_path / "out"])
    assert [one.tags for one in again.sentences][1] is None
