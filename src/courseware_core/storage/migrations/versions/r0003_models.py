"""What models are doing, what they used, and what counts against budgets."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - Alembic runs this file

revision = "0003"
down_revision = "0002"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Creates the three tables, empty."""
    op.create_table(
        "calls",
        sa.Column("session", TEXT, primary_key=True, nullable=False),
        *(
            sa.Column(name, TEXT, nullable=False)
            for name in ("id", "surface", "tenant", "user", "model", "day")
        ),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "budgets",
        sa.Column("scope", TEXT, primary_key=True, nullable=False),
        sa.Column("day", TEXT, primary_key=True, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage",
        *(
            sa.Column(name, TEXT, primary_key=True, nullable=False)
            for name in ("day", "surface", "tenant", "model")
        ),
        sa.Column("calls", sa.Integer, nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger, nullable=False),
        sa.Column("reply_tokens", sa.BigInteger, nullable=False),
        sa.Column("estimated", sa.Integer, nullable=False),
        sa.Column("cost", sa.BigInteger, nullable=False),
        sa.Column("unpriced", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )
