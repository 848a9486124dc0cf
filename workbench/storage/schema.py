"""The tables of a project file.

A sentence is one row. `entities` and `findings` are derived from it and kept by the same
transaction; they make search and counts quick. Tokens and tags are stored as lines, other
lists as JSON text.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    desc,
    text,
)

# "NERW" as SQLite's application id: tells our files from other SQLite files.
APPLICATION_ID = 0x4E455257
# The newest migration; a test keeps it equal to Alembic's head.
HEAD_REVISION = "0006"

METADATA = MetaData()


def _part_of(column: str) -> ForeignKey:
    """The row that a row belongs to, and goes with."""
    return ForeignKey(column, ondelete="CASCADE")


def _sparse_index(column: str) -> Index:
    """An index for an order in which most sentences have no place."""
    return Index(
        f"ix_sentences_{column}",
        desc(column),
        "position",
        sqlite_where=text(f"{column} IS NOT NULL"),
    )


# A sentence. `sourced` says that `text` is the source itself, not the tokens joined; `digest`
# is kept by `examining.digests`.
SENTENCES = Table(
    "sentences",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("document", Text, nullable=False),
    Column("tokens", Text, nullable=False),
    Column("tags", Text, nullable=False),
    Column("scheme", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("status", String, nullable=False),
    Column("split", String),
    Column("flagged", Boolean, nullable=False),
    Column("note", Text, nullable=False),
    Column("ignored", Text, nullable=False),
    Column("length", Integer, nullable=False),
    Column("entity_count", Integer, nullable=False),
    Column("suggestion_count", Integer, nullable=False),
    Column("finding_count", Integer, nullable=False),
    Column("doubt", Double),
    Column("edited", Integer, nullable=False),
    Column("sourced", Boolean, nullable=False),
    Column("extras", Text),
    Column("disagreement", Double),
    Column("digest", Integer, nullable=False),
    Index("ix_sentences_position", "position"),
    Index("ix_sentences_document", "document", "position"),
    Index("ix_sentences_state", "status", "split"),
    Index("ix_sentences_length", desc("length"), "position"),
    Index("ix_sentences_edited", desc("edited"), "position"),
    _sparse_index("doubt"),
    _sparse_index("disagreement"),
    sqlite_autoincrement=True,
)

ENTITIES = Table(
    "entities",
    METADATA,
    Column("sentence_id", Integer, _part_of("sentences.id"), primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("label", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("origin", String, nullable=False),
    Column("origin_name", String, nullable=False),
    Column("score", Double),
    Index("ix_entities_text", "text", "label"),
    Index("ix_entities_label", "label"),
    sqlite_with_rowid=False,
)

SUGGESTIONS = Table(
    "suggestions",
    METADATA,
    Column("sentence_id", Integer, _part_of("sentences.id"), primary_key=True),
    Column("suggester", String, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, primary_key=True),
    Column("label", String, primary_key=True),
    Column("score", Double, nullable=False),
    Index("ix_suggestions_label", "label"),
    sqlite_with_rowid=False,
)

FINDINGS = Table(
    "findings",
    METADATA,
    Column("sentence_id", Integer, _part_of("sentences.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("tag", String, nullable=False),
    Column("repair", String, nullable=False),
    Index("ix_findings_kind", "kind", "sentence_id"),
    sqlite_with_rowid=False,
)

LABELS = Table(
    "labels",
    METADATA,
    Column("name", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("colour", String, nullable=False),
    Column("key", String, nullable=False),
)

# One gesture of a person. `state` is done, undone or dropped (undone, then written over).
OPERATIONS = Table(
    "operations",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("time", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("state", String, nullable=False),
    Column("sentences", Integer, nullable=False),
    Column("added_first", Integer),
    Column("added_last", Integer),
    Column("labels_before", Text),
    Column("labels_after", Text),
    Column("details", Text),
    Index("ix_operations_state", "state"),
    sqlite_autoincrement=True,
)

# What an operation did to sentences, as `storage.images` packs it; later pages came later.
# `place` is the id of the sentence, or tells the block of sentences that share the page.
JOURNAL_PAGES = Table(
    "journal_pages",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("sequence", Integer, _part_of("operations.sequence"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_journal_pages_sequence", "sequence"),
    Index("ix_journal_pages_place", "place"),
)

# A value that the project keeps under a name, as JSON; a part of its history.
VALUES = Table(
    "project_values",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

# A value as it was before an operation, and after it; null where there is none.
VALUE_CHANGES = Table(
    "value_changes",
    METADATA,
    Column("sequence", Integer, _part_of("operations.sequence"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("before", Text),
    Column("after", Text),
    sqlite_with_rowid=False,
)

# A file that an operation took in, by the SHA-256 of its content.
IMPORTED_FILES = Table(
    "imported_files",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("sequence", Integer, _part_of("operations.sequence"), nullable=False),
    Column("digest", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("sentences", Integer, nullable=False),
    Index("ix_imported_files_digest", "digest"),
)

# How far the search index has come; there is one row.
# `indexed` sentences up to the id `indexed_to` are in it. `moved` says that the positions do
# not rise with the ids any more, `holes` that an indexed sentence may be gone.
SEARCH_STATE = Table(
    "search_state",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("indexed_to", Integer, nullable=False),
    Column("indexed", Integer, nullable=False),
    Column("moved", Boolean, nullable=False),
    Column("holes", Boolean, nullable=False),
)

# A word that occurs in some indexed sentence, or did.
SEARCH_WORDS = Table(
    "search_words",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("word", Text, nullable=False),
    Index("ix_search_words_word", "word", unique=True),
)

# A sentence that the index has otherwise: with this text, or not at all (null).
SEARCH_STALE = Table(
    "search_stale",
    METADATA,
    Column("sentence_id", Integer, primary_key=True),
    Column("text", Text),
)

RUNS = Table(
    "runs",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("state", String, nullable=False),
    Column("folder", String, nullable=False),
    Column("created", String, nullable=False),
    Column("seconds", Double),
    Column("spec", Text, nullable=False),
    Column("report", Text),
    Column("error", Text),
    sqlite_autoincrement=True,
)

# What to annotate next, in order of rank; replaced as a whole, and no part of the history.
QUEUE = Table(
    "queue",
    METADATA,
    Column("rank", Integer, primary_key=True),
    Column("sentence_id", Integer, _part_of("sentences.id"), nullable=False),
    Column("strategy", String, nullable=False),
    Column("score", Double),
    Column("reason", Text, nullable=False),
    Column("seconds", Double),
    Index("ix_queue_sentence_id", "sentence_id", unique=True),
)

SETTINGS = Table(
    "settings",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)


def _aside(table: Table) -> Table:
    """A table beside another one, with the same columns, for what an undone import had added."""
    columns = [
        Column(one.name, one.type, primary_key=one.primary_key, nullable=one.nullable)
        for one in table.columns
    ]
    # Long rows do not fit into the other kind of table.
    rowid = table is SENTENCES
    return Table(f"undone_{table.name}", METADATA, *columns, sqlite_with_rowid=rowid)


# Sentences first: the others depend on them.
ASIDE = {table: _aside(table) for table in (SENTENCES, ENTITIES, SUGGESTIONS, FINDINGS)}
