"""What was published of each course, for every process that uses the record."""

import sqlalchemy as sa
from alembic import op  # noqa: TID253 - Alembic runs this file

revision = "0004"
down_revision = "0003"

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Creates the table, empty: nothing is published."""
    op.create_table(
        "editions",
        sa.Column("course", TEXT, primary_key=True, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("version", TEXT, nullable=False),
        sa.Column("manifest", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("publisher", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
