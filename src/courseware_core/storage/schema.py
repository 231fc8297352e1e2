"""The tables of the record, for SQLite and PostgreSQL alike.

Times are whole microseconds since 1970 in UTC: exact, ordered like time on every database, and free
of the time zones and text formats in which databases differ. Marks are "n/d", JSON is text.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    literal_column,
)

REVISIONS = ("0001",)
"""Every revision of the schema that this software knows, oldest first; the last is `metadata`."""

REVISION_TABLE = "courseware_revision"
"""Holds the revision of a database. A database without it is none of ours, or empty."""

metadata = MetaData()


def _owner(*, key: bool = False) -> tuple[Column[str], ...]:
    return tuple(
        Column(name, Text, primary_key=key, nullable=False) for name in ("surface", "tenant", "user")
    )


facts = Table(
    "facts",
    metadata,
    Column("session", Text, primary_key=True, nullable=False),
    Column("seq", Integer, primary_key=True, nullable=False),
    Column("at", BigInteger, nullable=False),
    *_owner(),
    Column("type", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    # A stream is read whole and in order: without a row id its facts lie side by side.
    sqlite_with_rowid=False,
)
FIRST = facts.c.seq == literal_column("1")
"""The first fact of a stream, whose actor owns it. A literal, or no planner would use the index."""
Index(
    "facts_by_owner",
    facts.c.surface,
    facts.c.tenant,
    facts.c.user,
    sqlite_where=FIRST,
    postgresql_where=FIRST,
)

deliveries = Table(
    "deliveries",
    metadata,
    *_owner(key=True),
    Column("session", Text, primary_key=True, nullable=False),
    Column("id", Text, primary_key=True, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

bodies = Table(
    "bodies",
    metadata,
    Column("digest", Text, primary_key=True, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

learners = Table("learners", metadata, Column("learner", Text, primary_key=True, nullable=False))

identities = Table(
    "identities",
    metadata,
    *_owner(key=True),
    Column("learner", Text, ForeignKey("learners.learner"), nullable=False),
    sqlite_with_rowid=False,
)

Index("identities_by_learner", identities.c.learner)

heads = Table(
    "heads",
    metadata,
    Column("session", Text, primary_key=True, nullable=False),
    *_owner(),
    Column("kind", Text, nullable=False),
    Column("activity", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("deadline", BigInteger),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("score", Text),
    Column("out_of", Integer),
    Column("passed", Boolean),
    Column("mark", Text, nullable=False),
    Column("mark_by", Text, nullable=False),
    Column("version", Integer, nullable=False),
    sqlite_with_rowid=False,
)
Index("heads_by_owner", heads.c.surface, heads.c.tenant, heads.c.user, heads.c.activity)

responses = Table(
    "responses",
    metadata,
    Column("session", Text, primary_key=True, nullable=False),
    Column("question", Text, primary_key=True, nullable=False),
    Column("position", Integer, nullable=False),
    Column("activity", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

item_counts = Table(
    "item_counts",
    metadata,
    Column("item", Text, primary_key=True, nullable=False),
    Column("digest", Text, primary_key=True, nullable=False),
    Column("option", Text, primary_key=True, nullable=False),
    Column("first", Boolean, primary_key=True, nullable=False),
    Column("month", Text, primary_key=True, nullable=False),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)
