"""journalled values, details of operations, the history of a sentence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("operations", sa.Column("details", sa.Text(), nullable=True))
    op.create_table(
        "project_values",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "value_changes",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sequence"], ["operations.sequence"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sequence", "name"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_operation_changes_sentence", "operation_changes", ["sentence_id"])
