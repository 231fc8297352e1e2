"""The first schema."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - Alembic runs this file

revision = "0001"
down_revision = None

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Creates every table."""
    op.create_table(
        "facts",
        sa.Column("session", TEXT, primary_key=True, nullable=False),
        sa.Column("seq", sa.Integer, primary_key=True, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        *_texts("surface", "tenant", "user", "type"),
        sa.Column("version", sa.Integer, nullable=False),
        *_texts("payload"),
        sqlite_with_rowid=False,
    )
    first = sa.text("seq = 1")
    op.create_index(
        "facts_by_owner", "facts", ["surface", "tenant", "user"], sqlite_where=first, postgresql_where=first
    )
    op.create_table(
        "deliveries",
        *_keys("surface", "tenant", "user", "session", "id"),
        *_texts("outcome"),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bodies",
        *_keys("digest"),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table("learners", *_keys("learner"))
    op.create_table(
        "identities",
        *_keys("surface", "tenant", "user"),
        sa.Column("learner", TEXT, sa.ForeignKey("learners.learner"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("identities_by_learner", "identities", ["learner"])
    op.create_table(
        "heads",
        *_keys("session"),
        *_texts("surface", "tenant", "user", "kind", "activity", "digest", "status", "scope"),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
        sa.Column("closed_at", sa.BigInteger),
        sa.Column("deadline", sa.BigInteger),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("score", TEXT),
        sa.Column("out_of", sa.Integer),
        sa.Column("passed", sa.Boolean),
        *_texts("mark", "mark_by"),
        sa.Column("version", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("heads_by_owner", "heads", ["surface", "tenant", "user", "activity"])
    op.create_table(
        "responses",
        *_keys("session", "question"),
        sa.Column("position", sa.Integer, nullable=False),
        *_texts("activity", "options", "outcome", "mark"),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("hints", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "item_counts",
        *_keys("item", "digest", "option"),
        sa.Column("first", sa.Boolean, primary_key=True, nullable=False),
        *_keys("month"),
        sa.Column("n", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _keys(*names: str) -> Sequence[sa.Column[Any]]:
    return [sa.Column(name, TEXT, primary_key=True, nullable=False) for name in names]


def _texts(*names: str) -> Sequence[sa.Column[Any]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]
