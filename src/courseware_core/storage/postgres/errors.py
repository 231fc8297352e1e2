"""What PostgreSQL's errors mean for whoever runs the software."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import asyncpg
from sqlalchemy.exc import DBAPIError

from courseware_core.errors import (
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreOutdated,
    StoreReadOnly,
    StoreUnreachable,
)


class Unsure(Exception):
    """The connection was lost while something was saved: it may have been saved or not."""


FAILURES = (
    *(asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError),
    *(OSError, DBAPIError, Unsure),
)
"""What the driver raises. A time that ran out is an OSError."""

_GONE = {"57P01", "57P02", "57P03", "57P05", "25P03"}
"""The server stops, has crashed, is only starting, or has closed a connection that was idle too long."""

_IN_EACH_OTHERS_WAY = {"23505", "40001", "40P01"}
"""Two wrote the same row, or waited for each other. Who decides again sees what the other wrote."""


def is_conflict(error: BaseException) -> bool:
    """Whether another transaction came first, and this one may be decided again."""
    return _state(_cause(error)) in _IN_EACH_OTHERS_WAY


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, and another one may do."""
    cause = _cause(error)
    if isinstance(cause, TimeoutError | Unsure):
        return isinstance(cause, Unsure)
    if isinstance(cause, asyncpg.InterfaceError):
        return "closed" in str(cause)
    # The driver may stumble over what the server says last, and is out of step from then on.
    return isinstance(cause, OSError | asyncpg.InternalClientError) or _is_gone(_state(cause))


@contextmanager
def saving(*, again: bool) -> Iterator[None]:
    """Raises Unsure when the connection is lost inside, unless what is saved may be done `again`.

    What has a delivery may: the delivery is known then, if it was saved.
    """
    try:
        yield
    except FAILURES as error:
        if again or not is_lost(error):
            raise
        raise Unsure from error


def raise_explained(error: BaseException, location: str) -> NoReturn:
    """Raises what `error` means for the database at `location`; itself when it says nothing about it.

    Raises:
        StoreError: the database cannot be used.
        ValueError: a text is one that PostgreSQL cannot hold.
    """
    told = _told(_cause(error), location)
    if told is None:
        raise error
    # What the driver says of a text may repeat it.
    raise told from None if isinstance(told, ValueError) else error


def _cause(error: BaseException) -> BaseException:
    """The driver's own error: Alembic's comes wrapped twice."""
    return error.orig.__cause__ or error.orig if isinstance(error, DBAPIError) and error.orig else error


def _state(cause: BaseException) -> str:
    """The SQLSTATE of an error; empty when it is none of the server's."""
    return getattr(cause, "sqlstate", None) or ""


def _words(cause: BaseException) -> str:
    """What it says, without the details, in which rows are quoted."""
    return getattr(cause, "message", None) or str(cause)


def _is_gone(state: str) -> bool:
    return state.startswith("08") or state in _GONE


def _told(cause: BaseException, location: str) -> Exception | None:
    if isinstance(cause, Unsure):
        return StoreUnreachable(
            f"The connection to {location} was lost while something was saved, so that it may have been "
            "saved or not; nothing was acknowledged. Look how it stands before you do it again."
        )
    if isinstance(cause, TimeoutError):
        return StoreUnreachable(
            f"The database {location} did not answer in time; nothing was acknowledged. Try again; if it "
            "stays so, see whether the server and the way to it are overloaded."
        )
    if is_lost(cause):
        return StoreUnreachable(
            f"The database {location} could not be reached; nothing was acknowledged. See that the server "
            f"runs and that its address is right, then try again. ({_words(cause)})"
        )
    return _told_by_server(_state(cause), cause, location)


def _told_by_server(state: str, cause: BaseException, location: str) -> Exception | None:
    match state[:2], state:
        case _, "53100":
            return StoreFull(
                f"{location} could not be written, so nothing was saved: the server's disk is full. Make "
                "room there, then try again."
            )
        case _, "53300":
            return StoreBusy(
                f"The server of {location} takes no more connections. Try again; if it stays so, raise its "
                "max_connections or run fewer workers."
            )
        case "40" | "53" | "54" | "55" | "57", _:
            return StoreBusy(
                f"{location} is busy ({_words(cause)}), so nothing was saved. Try again; if it stays so, "
                "find out what holds the database up."
            )
        case _, "23505":
            return StoreBusy(
                f"Others kept writing to the same place in {location}, so nothing was saved. Try again."
            )
        case _, "25006":
            return StoreReadOnly(
                f"{location} may be read but not written, so nothing was saved: it is a standby, or set to "
                "be read only. Name the server that may be written."
            )
        case _, "3D000":
            return StoreError(f"There is no database {location}. Create it, or name another one.")
        case "28", _:
            return StoreError(
                f"The server refused the user or the password of {location}. Correct the URL, or what the "
                "server's pg_hba.conf allows."
            )
        case _, "42501":
            return StoreError(
                f"The user of {location} may not do what courseware needs ({_words(cause)}). Grant it, or "
                "make the user the owner of the tables."
            )
        case _, "42P01" | "42703":
            return StoreOutdated(
                f"{location} has not the tables of this version of courseware. Run `courseware db upgrade`."
            )
        case _, "42P07":
            return StoreCorrupt(
                f"{location} holds tables of another program ({_words(cause)}), and was left as it is. Give "
                "courseware a database of its own."
            )
        case _, "42704":
            return StoreError(
                f"The URL of {location} names an option that the server does not know ({_words(cause)})."
            )
        case "22", _:
            return ValueError("a text has a character that PostgreSQL cannot hold")
        case "58" | "XX", _:
            return StoreCorrupt(
                f"The server of {location} reports damage ({_words(cause)}), so nothing was saved. "
                "Look into its log; restore a backup if it stays so."
            )
    return None
