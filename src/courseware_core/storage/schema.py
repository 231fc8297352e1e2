"""The tables of the record, for SQLite and PostgreSQL alike.

Times are whole microseconds since 1970 in UTC: exact, ordered like time on every database, and free
of the time zones and text formats in which databases differ. Days are "2026-11-21", marks "n/d", JSON is
text.
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

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""Every revision of the schema that this software knows, oldest first; the last is `metadata`."""

REVISION_TABLE = "courseware_revision"
"""Holds the revision of a database. A database without it is none of ours, or empty."""

metadata = MetaData()

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Text in the order of its characters' numbers, as SQLite and Python have it. PostgreSQL's own order is
the system's, and when an update of the system changes that, indexes fail."""


def _owner(*, key: bool = False) -> tuple[Column[str], ...]:
    return tuple(
        Column(name, TEXT, primary_key=key, nullable=False) for name in ("surface", "tenant", "user")
    )


facts = Table(
    "facts",
    metadata,
    Column("session", TEXT, primary_key=True, nullable=False),
    Column("seq", Integer, primary_key=True, nullable=False),
    Column("at", BigInteger, nullable=False),
    *_owner(),
    Column("type", TEXT, nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", TEXT, nullable=False),
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
    Column("session", TEXT, primary_key=True, nullable=False),
    Column("id", TEXT, primary_key=True, nullable=False),
    Column("outcome", TEXT, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

bodies = Table(
    "bodies",
    metadata,
    Column("digest", TEXT, primary_key=True, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)

editions = Table(
    "editions",
    metadata,
    Column("course", TEXT, primary_key=True, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("version", TEXT, nullable=False),
    Column("manifest", TEXT, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("publisher", TEXT, nullable=False),
    sqlite_with_rowid=False,
)
"""The newest edition of each course that was ever published. An empty manifest is that of a withdrawn one."""

learners = Table("learners", metadata, Column("learner", TEXT, primary_key=True, nullable=False))

identities = Table(
    "identities",
    metadata,
    *_owner(key=True),
    Column("learner", TEXT, ForeignKey("learners.learner"), nullable=False),
    sqlite_with_rowid=False,
)

Index("identities_by_learner", identities.c.learner)

heads = Table(
    "heads",
    metadata,
    Column("session", TEXT, primary_key=True, nullable=False),
    *_owner(),
    Column("kind", TEXT, nullable=False),
    Column("activity", TEXT, nullable=False),
    Column("digest", TEXT, nullable=False),
    Column("status", TEXT, nullable=False),
    Column("scope", TEXT, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("deadline", BigInteger),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("score", TEXT),
    Column("out_of", Integer),
    Column("passed", Boolean),
    Column("mark", TEXT, nullable=False),
    Column("mark_by", TEXT, nullable=False),
    Column("version", Integer, nullable=False),
    Column("waiting", Integer, server_default="0", nullable=False),
    sqlite_with_rowid=False,
)
Index("heads_by_owner", heads.c.surface, heads.c.tenant, heads.c.user, heads.c.activity)

responses = Table(
    "responses",
    metadata,
    Column("session", TEXT, primary_key=True, nullable=False),
    Column("question", TEXT, primary_key=True, nullable=False),
    Column("position", Integer, nullable=False),
    Column("activity", TEXT, nullable=False),
    Column("options", TEXT, nullable=False),
    Column("outcome", TEXT, nullable=False),
    Column("mark", TEXT, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("hints", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

item_counts = Table(
    "item_counts",
    metadata,
    Column("item", TEXT, primary_key=True, nullable=False),
    Column("digest", TEXT, primary_key=True, nullable=False),
    Column("option", TEXT, primary_key=True, nullable=False),
    Column("first", Boolean, primary_key=True, nullable=False),
    Column("month", TEXT, primary_key=True, nullable=False),
    Column("n", Integer, nullable=False),
    sqlite_with_rowid=False,
)

calls = Table(
    "calls",
    metadata,
    Column("session", TEXT, primary_key=True, nullable=False),
    Column("id", TEXT, nullable=False),
    *_owner(),
    Column("model", TEXT, nullable=False),
    Column("day", TEXT, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""The replies that models are writing now, one for a session at most."""

budgets = Table(
    "budgets",
    metadata,
    Column("scope", TEXT, primary_key=True, nullable=False),
    Column("day", TEXT, primary_key=True, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
"""Tokens spent or set aside: by `surface:tenant:user` and by `surface:tenant` on a day, and by a session,
whose day is empty. Their numbers of colons tell the three apart."""

usage = Table(
    "usage",
    metadata,
    Column("day", TEXT, primary_key=True, nullable=False),
    Column("surface", TEXT, primary_key=True, nullable=False),
    Column("tenant", TEXT, primary_key=True, nullable=False),
    Column("model", TEXT, primary_key=True, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("prompt_tokens", BigInteger, nullable=False),
    Column("reply_tokens", BigInteger, nullable=False),
    Column("estimated", Integer, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("unpriced", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""Calls that have ended. `cost` is in billionths of a dollar, of the calls whose price is known; `estimated`
and `unpriced` are numbers of calls."""

record = Table("record", metadata, Column("id", TEXT, primary_key=True, nullable=False))
"""One row, made by chance with the tables: two databases are two records, however much they look alike."""
