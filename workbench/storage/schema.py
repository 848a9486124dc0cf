"""The tables of a project file.

A sentence is one row. `entities` and `findings` are derived from it and kept by the same
transaction; they make search and counts quick. Tokens and tags are stored as lines, other
lists as JSON text.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, MetaData, Table, Text, desc, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# "NERW" as SQLite's application id: tells our files from other SQLite files.
APPLICATION_ID = 0x4E455257
# The newest migration; a test keeps it equal to Alembic's head.
HEAD_REVISION = "0004"


class Base(DeclarativeBase):
    metadata = MetaData()


def _sparse_index(column: str) -> Index:
    """An index for an order in which most sentences have no place."""
    return Index(
        f"ix_sentences_{column}",
        desc(column),
        "position",
        sqlite_where=text(f"{column} IS NOT NULL"),
    )


class SentenceRow(Base):
    """A sentence. `sourced` says that `text` is the source itself, not the tokens joined."""

    __tablename__ = "sentences"
    __table_args__ = (
        Index("ix_sentences_position", "position"),
        Index("ix_sentences_document", "document", "position"),
        Index("ix_sentences_state", "status", "split"),
        Index("ix_sentences_length", desc("length"), "position"),
        Index("ix_sentences_edited", desc("edited"), "position"),
        _sparse_index("doubt"),
        _sparse_index("disagreement"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    tokens: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    scheme: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str]
    split: Mapped[str | None]
    flagged: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    ignored: Mapped[str] = mapped_column(Text)
    length: Mapped[int]
    entity_count: Mapped[int]
    suggestion_count: Mapped[int]
    finding_count: Mapped[int]
    doubt: Mapped[float | None]
    edited: Mapped[int]
    sourced: Mapped[bool]
    extras: Mapped[str | None] = mapped_column(Text)
    disagreement: Mapped[float | None]


class EntityRow(Base):
    __tablename__ = "entities"
    __table_args__ = (
        Index("ix_entities_text", "text", "label"),
        Index("ix_entities_label", "label"),
        {"sqlite_with_rowid": False},
    )
    sentence_id: Mapped[int] = mapped_column(
        ForeignKey("sentences.id", ondelete="CASCADE"), primary_key=True
    )
    start: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int]
    label: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    origin: Mapped[str]
    origin_name: Mapped[str]
    score: Mapped[float | None]


class SuggestionRow(Base):
    __tablename__ = "suggestions"
    __table_args__ = (
        Index("ix_suggestions_label", "label"),
        {"sqlite_with_rowid": False},
    )
    sentence_id: Mapped[int] = mapped_column(
        ForeignKey("sentences.id", ondelete="CASCADE"), primary_key=True
    )
    suggester: Mapped[str] = mapped_column(primary_key=True)
    start: Mapped[int] = mapped_column(primary_key=True)
    end: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[float]


class FindingRow(Base):
    __tablename__ = "findings"
    __table_args__ = (
        Index("ix_findings_kind", "kind", "sentence_id"),
        {"sqlite_with_rowid": False},
    )
    sentence_id: Mapped[int] = mapped_column(
        ForeignKey("sentences.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    tag: Mapped[str]
    repair: Mapped[str]


class LabelRow(Base):
    __tablename__ = "labels"
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    colour: Mapped[str]
    key: Mapped[str]


class OperationRow(Base):
    """One gesture of a person. `state` is done, undone or dropped (undone, then written over)."""

    __tablename__ = "operations"
    __table_args__ = (Index("ix_operations_state", "state"), {"sqlite_autoincrement": True})
    sequence: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    time: Mapped[str]
    actor: Mapped[str]
    state: Mapped[str]
    sentences: Mapped[int]
    added_first: Mapped[int | None]
    added_last: Mapped[int | None]
    labels_before: Mapped[str | None] = mapped_column(Text)
    labels_after: Mapped[str | None] = mapped_column(Text)
    details: Mapped[str | None] = mapped_column(Text)


class JournalPageRow(Base):
    """What an operation did to sentences, as `storage.images` packs it; later pages came later.

    `place` is the id of the sentence, or tells the block of sentences that share the page.
    """

    __tablename__ = "journal_pages"
    __table_args__ = (
        Index("ix_journal_pages_sequence", "sequence"),
        Index("ix_journal_pages_place", "place"),
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("operations.sequence", ondelete="CASCADE"))
    place: Mapped[int]
    content: Mapped[bytes]


class ValueRow(Base):
    """A value that the project keeps under a name, as JSON; a part of its history."""

    __tablename__ = "project_values"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class ValueChangeRow(Base):
    """A value as it was before an operation, and after it; null where there is none."""

    __tablename__ = "value_changes"
    __table_args__ = ({"sqlite_with_rowid": False},)
    sequence: Mapped[int] = mapped_column(
        ForeignKey("operations.sequence", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[str | None] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)


class ImportedFileRow(Base):
    """A file that an operation took in, by the SHA-256 of its content."""

    __tablename__ = "imported_files"
    __table_args__ = (Index("ix_imported_files_digest", "digest"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("operations.sequence", ondelete="CASCADE"))
    digest: Mapped[str]
    name: Mapped[str] = mapped_column(Text)
    sentences: Mapped[int]


class SearchStateRow(Base):
    """How far the search index has come; there is one row.

    `indexed` sentences up to the id `indexed_to` are in it. `moved` says that the positions do
    not rise with the ids any more, `holes` that an indexed sentence may be gone.
    """

    __tablename__ = "search_state"
    id: Mapped[int] = mapped_column(primary_key=True)
    indexed_to: Mapped[int]
    indexed: Mapped[int]
    moved: Mapped[bool]
    holes: Mapped[bool]


class SearchWordRow(Base):
    """A word that occurs in some indexed sentence, or did."""

    __tablename__ = "search_words"
    __table_args__ = (Index("ix_search_words_word", "word", unique=True),)
    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(Text)


class SearchStaleRow(Base):
    """A sentence that the index has otherwise: with this text, or not at all (null)."""

    __tablename__ = "search_stale"
    sentence_id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str | None] = mapped_column(Text)


class RunRow(Base):
    __tablename__ = "runs"
    __table_args__ = ({"sqlite_autoincrement": True},)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str]
    folder: Mapped[str]
    created: Mapped[str]
    seconds: Mapped[float | None]
    spec: Mapped[str] = mapped_column(Text)
    report: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)


class SettingRow(Base):
    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)


def _table(row: type[Base]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)
    return table


SENTENCES = _table(SentenceRow)
ENTITIES = _table(EntityRow)
SUGGESTIONS = _table(SuggestionRow)
FINDINGS = _table(FindingRow)
LABELS = _table(LabelRow)
OPERATIONS = _table(OperationRow)
JOURNAL_PAGES = _table(JournalPageRow)
VALUES = _table(ValueRow)
VALUE_CHANGES = _table(ValueChangeRow)
IMPORTED_FILES = _table(ImportedFileRow)
RUNS = _table(RunRow)
SETTINGS = _table(SettingRow)


def _aside(table: Table) -> Table:
    """A table beside another one, with the same columns, for what an undone import had added."""
    columns = [
        Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable)
        for one in table.columns
    ]
    # Long rows do not fit into the other kind of table.
    rowid = table is SENTENCES
    return Table(f"undone_{table.name}", Base.metadata, *columns, sqlite_with_rowid=rowid)


# Sentences first: the others depend on them.
ASIDE = {table: _aside(table) for table in (SENTENCES, ENTITIES, SUGGESTIONS, FINDINGS)}
