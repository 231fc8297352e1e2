"""A database that cannot be used is an error that names it and says what to do, and nothing is lost."""

import asyncio
import importlib.util
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from importlib.machinery import ModuleSpec

import asyncpg
import pytest
from tests.postgres import Server, name_of, serving, url_at
from tests.storage.proxy import Proxy, between

from courseware_core.engine.facts import LabStarted, MessageSent
from courseware_core.errors import (
    NotInstalled,
    StoreBusy,
    StoreCorrupt,
    StoreError,
    StoreFull,
    StoreOutdated,
    StoreReadOnly,
    StoreUnreachable,
)
from courseware_core.ports import Delivery
from courseware_core.storage import open_store, upgrade_store
from courseware_core.storage.postgres.store import PostgresStore
from courseware_core.testing.stores.samples import ANN, decision, deliver, head, loaded, texts, write

SECRET = "open%2Fsesame"


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The URL of a database of the test's own, for it to spoil."""
    name = postgres.create_database()
    yield postgres.url(name)
    postgres.drop_database(name)


@pytest.fixture
async def store(database: str) -> AsyncIterator[PostgresStore]:
    """A store with one fact, that does not wait long."""
    store = await PostgresStore.open(database, timeout_s=1)
    await write(store, "s1", MessageSent("one"))
    yield store
    await store.close()


@pytest.fixture
async def proxy(postgres: Server) -> AsyncIterator[Proxy]:
    async with between(postgres.socket) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def other() -> Iterator[Server]:
    """Another server."""
    with serving() as server:
        yield server


@pytest.fixture
async def guarded(postgres: Server, database: str) -> AsyncIterator[str]:
    """The URL of somebody who may only look at the facts."""
    name = name_of(database)
    await postgres.execute("DROP ROLE IF EXISTS reader")
    await postgres.execute("CREATE ROLE reader LOGIN")
    await postgres.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", name)
    yield url_at(postgres.folder, name, user="reader")
    await postgres.execute("DROP OWNED BY reader", name)


@pytest.mark.parametrize(
    ("url", "kind", "says"),
    [
        (f"postgresql://ann:{SECRET}@127.0.0.1:1/courses", StoreUnreachable, "could not be reached"),
        (f"postgres://ann:{SECRET}@no.such.host.invalid/courses", StoreUnreachable, "could not be reached"),
        (f"postgresql:///courses?host=/no/such/folder&password={SECRET}", StoreUnreachable, "reached"),
        ("postgresql://ann:open/sesame@host/courses", StoreError, "cannot be read"),
        (f"postgresql://ann:{SECRET}@one:1,two:2,three/courses", StoreError, "cannot be read"),
        (f"postgresql://ann:{SECRET}@host:port/courses", StoreError, "cannot be read"),
        (f"postgresql://ann:{SECRET}@127.0.0.1/courses?sslmode=maybe", StoreError, "cannot be read"),
        (f"postgresql:ann:{SECRET}@host/courses", StoreError, "no store of the kind postgresql"),
        (f"postgresql+asyncpg://ann:{SECRET}@host/courses", StoreError, "postgresql://USER@HOST/DATABASE"),
    ],
)
@pytest.mark.parametrize("use", [open_store, upgrade_store])
async def test_what_leads_to_no_database_is_refused_without_saying_the_password(
    url: str, kind: type[StoreError], says: str, use: Callable[[str], Awaitable[object]]
) -> None:
    with pytest.raises(kind, match=says) as refused:
        await use(url)
    told = "".join(traceback.format_exception(refused.value))
    assert "sesame" not in told + repr(refused.value.__cause__)


async def test_a_location_is_the_url_without_its_password(postgres: Server, database: str) -> None:
    store = await open_store(database.replace("courseware@", "courseware:sesame@") + "&password=sesame")
    assert store.location == database.replace("courseware@", "courseware:***@")
    await store.close()


async def test_a_wrong_password_or_user_is_named(postgres: Server, database: str) -> None:
    for user, says in (
        ("guarded:wrong", "refused the user or the password"),
        ("stranger", "user or the pass"),
    ):
        with pytest.raises(StoreError, match=says) as refused:
            await open_store(database.replace("courseware@", f"{user}@"))
        assert "wrong" not in str(refused.value)


async def test_a_database_that_does_not_exist_is_named(postgres: Server) -> None:
    for use in (open_store, upgrade_store):
        with pytest.raises(StoreError, match=r"There is no database .*nowhere"):
            await use(postgres.url("nowhere"))


@pytest.mark.parametrize("missing", ["asyncpg", "greenlet"])
async def test_a_missing_extra_is_named(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def find_all_but_one(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == missing else find(name, package)

    monkeypatch.setattr("courseware_core.storage.find_spec", find_all_but_one)
    for use in (open_store, upgrade_store):
        with pytest.raises(NotInstalled, match=r"courseware-core\[postgres\]"):
            await use("postgresql://host/courses")


@pytest.mark.parametrize(
    ("state", "kind", "says"),
    [
        ("53100", StoreFull, "disk is full"),
        ("53300", StoreBusy, "no more connections"),
        ("53200", StoreBusy, "busy"),
        ("55006", StoreBusy, "busy"),
        ("57014", StoreBusy, "busy"),
        ("40001", StoreBusy, "busy"),
        ("23505", StoreBusy, "same place"),
        ("25006", StoreReadOnly, "may be read but not written"),
        ("42501", StoreError, "may not do"),
        ("42703", StoreOutdated, "courseware db upgrade"),
        ("58030", StoreCorrupt, "damage"),
        ("XX001", StoreCorrupt, "damage"),
        ("57P01", StoreUnreachable, "could not be reached"),
    ],
)
async def test_what_the_server_cannot_do_is_said_and_leaves_nothing(
    postgres: Server, database: str, store: PostgresStore, state: str, kind: type[StoreError], says: str
) -> None:
    name = name_of(database)
    await postgres.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'the reason' USING ERRCODE = '{state}'; END $$",
        name,
    )
    await postgres.execute(
        "CREATE TRIGGER fail BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION fail()", name
    )
    answers = (("s1", Delivery(ANN, "s1", "1")), ("s2", Delivery(ANN, "", "2")))
    for session, delivery in answers:
        with pytest.raises(kind, match=says) as refused:
            await deliver(
                store, session, decision(session, MessageSent("two"), heads=(head(session),)), delivery
            )
        assert type(refused.value) is kind
        assert store.location in str(refused.value)
    assert await texts(store) == ["one"]
    assert await store.sessions() == ("s1",)
    assert await store.heads(ANN) == ()

    await postgres.execute("DROP TRIGGER fail ON deliveries", name)
    for session, delivery in answers:
        await deliver(store, session, decision(session, MessageSent("two")), delivery)
    assert await texts(store) == ["one", "two"]


async def test_a_database_that_is_read_only_can_be_read(
    postgres: Server, database: str, store: PostgresStore
) -> None:
    name = name_of(database)
    await postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    standby = await PostgresStore.open(database)
    assert await texts(standby) == ["one"]
    for attempt in (write(standby, "s1", MessageSent("two")), standby.erase([ANN])):
        with pytest.raises(StoreReadOnly, match="may be read but not written"):
            await attempt
    await standby.close()


async def test_a_user_who_may_not_write_is_told_so(store: PostgresStore, guarded: str) -> None:
    reader = await PostgresStore.open(guarded)
    assert await texts(reader) == ["one"]
    with pytest.raises(StoreError, match="permission denied"):
        await write(reader, "s1", MessageSent("two"))
    await reader.close()
    assert await texts(store) == ["one"]


async def test_who_waits_too_long_for_a_lock_is_told_so(database: str, store: PostgresStore) -> None:
    connection = await asyncpg.connect(database)
    async with connection.transaction():
        await connection.execute("SELECT FROM facts FOR UPDATE")
        with pytest.raises(StoreBusy, match="Try again"):
            await write(store, "s1", MessageSent("two"))
    await connection.close()
    await write(store, "s1", MessageSent("three"))
    assert await texts(store) == ["one", "three"]


async def test_a_server_that_falls_silent_is_not_waited_for_for_ever(proxy: Proxy, database: str) -> None:
    store = await PostgresStore.open(proxy.url(name_of(database)), timeout_s=1.0)
    await write(store, "s1", MessageSent("one"))
    proxy.passing.clear()
    attempts = (write(store, "s1", MessageSent("two")), store.stream("s1"), store.erase([ANN]))
    async with asyncio.timeout(60):
        became = await asyncio.gather(*attempts, return_exceptions=True)
        proxy.drop()
        proxy.passing.set()
    assert [type(each) for each in became] == [StoreUnreachable] * 3
    assert all("did not answer in time; nothing was acknowledged" in str(each) for each in became)
    await write(store, "s1", MessageSent("three"))
    assert (await texts(store))[-1] == "three"
    await store.close()


async def test_connections_that_were_dropped_are_made_again(proxy: Proxy, database: str) -> None:
    store = await PostgresStore.open(proxy.url(name_of(database)))
    for number in range(5):
        await asyncio.gather(*(write(store, f"s{each}", MessageSent(str(number))) for each in range(8)))
        proxy.drop()
    assert [await texts(store, f"s{each}") for each in range(8)] == [["0", "1", "2", "3", "4"]] * 8
    await store.close()


@pytest.mark.parametrize("content", ["nothing", "no tables", "another record"])
async def test_another_database_at_the_same_address_is_refused_and_left_as_it_is(
    proxy: Proxy, database: str, other: Server, content: str
) -> None:
    name = name_of(database)
    store = await PostgresStore.open(proxy.url(name))
    await write(store, "s1", LabStarted("a1", "d1"))
    if content != "nothing":
        await other.execute(f"CREATE DATABASE {name}")
    if content == "another record":
        await upgrade_store(other.url(name))
    there, proxy.target = proxy.target, other.socket
    proxy.drop()
    says = "There is no database" if content == "nothing" else "Another database answered"
    for attempt in (
        write(store, "s1", MessageSent("two")),
        write(store, "s2", MessageSent("two")),
        store.stream("s1"),
        store.erase([ANN]),
    ):
        with pytest.raises(StoreError, match=says):
            await attempt
    if content == "another record":
        empty = await PostgresStore.open(other.url(name))
        assert await empty.sessions() == ()
        await empty.close()

    proxy.target = there
    proxy.drop()
    await write(store, "s1", MessageSent("three"))
    assert await texts(store) == ["three"]
    await store.close()


async def test_only_texts_of_learners_may_hold_the_character_that_postgres_cannot(
    store: PostgresStore,
) -> None:
    await write(store, "s1", MessageSent("before\0after"))
    assert await texts(store) == ["one", "before\0after"]
    decided = decision("s1", MessageSent("two"))
    for attempt in (
        store.transact(["s1"], lambda _: decided, actor=ANN, delivery=Delivery(ANN, "s1", "1\0")),
        loaded(store, "s\0"),
        store.stream("s\0"),
        store.transact(["s1"], lambda _: decided, actor=ANN, delivery=Delivery(ANN, "s1", "\ud800 secret")),
    ):
        with pytest.raises(ValueError, match="PostgreSQL cannot hold") as refused:
            await attempt
        assert "secret" not in "".join(traceback.format_exception(refused.value))
    assert (await store.stream("s1")).version == 2


async def test_a_turn_that_is_cancelled_leaves_the_store_usable(database: str, store: PostgresStore) -> None:
    connection = await asyncpg.connect(database)
    async with connection.transaction():
        await connection.execute("SELECT FROM facts FOR UPDATE")
        waiting = [asyncio.create_task(write(store, "s1", MessageSent("two"))) for _ in range(20)]
        await asyncio.sleep(0.05)
        for task in waiting:
            task.cancel()
        became = await asyncio.gather(*waiting, return_exceptions=True)
    assert all(isinstance(each, asyncio.CancelledError) for each in became)
    await connection.close()
    await write(store, "s1", MessageSent("three"))
    assert await texts(store) == ["one", "three"]
