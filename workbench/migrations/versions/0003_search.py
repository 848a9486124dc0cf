"""the orders and the search of the sentence list."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Every character of ASCII that is no letter, no digit and no space belongs to a word.
_IN_WORDS = "".join(chr(code) for code in range(1, 128) if not chr(code).isalnum() and code != 32)

_POSTINGS = (
    "CREATE VIRTUAL TABLE search_postings USING fts5(words, content='', columnsize=0,"
    " tokenize=\"ascii tokenchars '{}'\")"
).format(_IN_WORDS.replace("'", "''").replace('"', '""'))
_NOTE_TEXT = """
CREATE TRIGGER search_note_text AFTER UPDATE OF text ON sentences
WHEN old.text <> new.text AND old.id <= (SELECT indexed_to FROM search_state)
BEGIN
    INSERT OR IGNORE INTO search_stale (sentence_id, text) VALUES (old.id, old.text);
END
"""
_NOTE_MOVE = """
CREATE TRIGGER search_note_move AFTER UPDATE OF position ON sentences
WHEN old.position <> new.position
BEGIN
    UPDATE search_state SET moved = 1;
END
"""
_NOTE_HOLE = """
CREATE TRIGGER search_note_hole AFTER DELETE ON sentences
WHEN (SELECT NOT holes FROM search_state)
BEGIN
    UPDATE search_state SET holes = 1;
END
"""


def upgrade() -> None:
    op.add_column("sentences", sa.Column("disagreement", sa.Double(), nullable=True))
    op.create_index("ix_sentences_length", "sentences", [sa.text("length DESC"), "position"])
    op.create_index("ix_sentences_edited", "sentences", [sa.text("edited DESC"), "position"])
    for name in ("doubt", "disagreement"):
        op.create_index(
            f"ix_sentences_{name}",
            "sentences",
            [sa.text(f"{name} DESC"), "position"],
            sqlite_where=sa.text(f"{name} IS NOT NULL"),
        )
    op.drop_index("ix_entities_text", table_name="entities")
    op.create_index("ix_entities_text", "entities", ["text", "label"])
    op.create_index("ix_entities_label", "entities", ["label"])
    op.create_table(
        "search_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indexed_to", sa.Integer(), nullable=False),
        sa.Column("indexed", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("holes", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "search_words",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_search_words_word", "search_words", ["word"], unique=True)
    op.create_table(
        "search_stale",
        sa.Column("sentence_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("sentence_id"),
    )
    connection = op.get_bind()
    connection.exec_driver_sql("INSERT INTO search_state VALUES (1, 0, 0, 0, 0)")
    for statement in (_POSTINGS, _NOTE_TEXT, _NOTE_MOVE, _NOTE_HOLE):
        connection.exec_driver_sql(statement)
