"""The app is installed in several workspaces, in a browser, and nobody reads their tokens where they lie."""

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
import uvicorn
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from tests.app.surroundings import TINY
from tests.postgres import Server
from tests.slack.loopback.records import Team
from tests.slack.loopback.server import Loopback, serving

from courseware_core.clock import SystemClock
from courseware_core.errors import StoreError
from courseware_slack.asgi import Application
from courseware_slack.install import Installations, opened_installations
from courseware_slack.settings import Settings
from courseware_slack.tokens import EachWorkspace

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
TOKEN = "xoxb-" + 60 * "s"
REFRESH = "xoxe-1-" + 140 * "r"


def settings(record: str, *keys: str, **environment: str) -> Settings:
    """Settings of an app that workspaces install."""
    usual = {
        "SLACK_SIGNING_SECRET": "s",
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "secret",
        "COURSEWARE_SLACK_KEY": ",".join(keys or (NEW,)),
        "COURSEWARE_CONTENT": str(TINY),
        "COURSEWARE_STORE": record,
    }
    return Settings.read(usual | environment)


@pytest.fixture(params=["sqlite", "postgres"])
def record(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a record is kept."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/record.db"
    server = cast(Server, request.getfixturevalue("postgres"))
    return server.url(server.create_database())


@pytest.fixture
def new_database(postgres: Server) -> str:
    """The URL of a database in PostgreSQL that nobody has used."""
    return postgres.url(postgres.create_database())


def bot(team: str = "T1", **about: Any) -> Bot:
    """An installation whose token ends soon and can be replaced."""
    usual = {"bot_refresh_token": REFRESH, "bot_token_expires_at": 1, "installed_at": 1000.0}
    known: dict[str, Any] = {"app_id": "A", "bot_id": "B", "bot_user_id": "U", "bot_token": TOKEN}
    return Bot(team_id=team, **known | usual | about)


async def find(where: Installations, team: str = "T1") -> Bot | None:
    return await where.store.async_find_bot(enterprise_id=None, team_id=team)


async def as_kept(where: Installations) -> Sequence[str]:
    """What lies in the database, asked with a statement that knows nothing of keys."""
    asked = text("SELECT bot_token, bot_refresh_token FROM slack_bots")
    return await where.run(lambda connection: tuple(connection.execute(asked).one()))


async def test_tokens_are_kept_so_that_only_a_key_opens_them_and_an_old_key_can_go(record: str) -> None:
    async with opened_installations(settings(record, OLD)) as where:
        await where.store.async_save_bot(bot())
        before = await as_kept(where)
        assert not any("sss" in each or "rrr" in each for each in before)
    with pytest.raises(StoreError, match="COURSEWARE_SLACK_KEY does not open the tokens"):
        async with opened_installations(settings(record, NEW)):
            pass
    async with opened_installations(settings(record, NEW, OLD)) as where:
        assert await as_kept(where) != before
    async with opened_installations(settings(record, NEW)) as where:
        found = await find(where)
        assert found
        assert (found.bot_token, found.bot_refresh_token) == (TOKEN, REFRESH)
        state = await where.states.async_issue()
        assert [await where.states.async_consume(state) for _ in range(2)] == [True, False]
        await where.store.async_delete_all(enterprise_id=None, team_id="T1")
        assert await where.newest() == []


async def test_installations_that_cannot_be_read_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "record-slack.db").write_text("no database, though it is long enough to be looked at " * 9)
    with pytest.raises(StoreError, match=r"record-slack\.db cannot be used: file is not a database"):
        async with opened_installations(settings(f"sqlite:///{tmp_path}/record.db")):
            pass


async def test_a_token_that_ends_is_replaced_and_kept(tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    async def access(request: web.Request) -> web.Response:
        asked.append(dict(await request.post()))
        fresh = {"access_token": "xoxb-fresh", "refresh_token": "xoxe-fresh", "expires_in": 43200}
        return web.json_response({"ok": True, "token_type": "bot"} | fresh)

    there = web.Application()
    there.router.add_post("/api/oauth.v2.access", access)
    how = settings(f"sqlite:///{tmp_path}/record.db")
    async with TestServer(there) as server, opened_installations(how) as where:
        await where.store.async_save_bot(bot())
        client = AsyncWebClient(base_url=f"{server.make_url('/api')}/")
        for _ in range(2):
            each = EachWorkspace(where, how, client)
            context: Any = SimpleNamespace(is_enterprise_install=False)
            for _ in range(2):
                found = await each(context=context, enterprise_id=None, team_id="T1", user_id="U")
                assert found and found.bot_token == "xoxb-fresh"  # noqa: PT018
        assert await each(context=context, enterprise_id=None, team_id="T2", user_id="U") is None
    assert [(each["grant_type"], each["refresh_token"]) for each in asked] == [("refresh_token", REFRESH)]


async def test_programs_that_start_at_once_all_find_the_installations_on_postgresql(
    new_database: str,
) -> None:
    how = settings(new_database)

    async def starts() -> int:
        async with opened_installations(how) as where:
            return len(await where.newest())

    assert await asyncio.gather(*(starts() for _ in range(6))) == 6 * [0]


async def test_states_of_installations_that_nobody_finished_do_not_stay(record: str) -> None:
    async with opened_installations(settings(record)) as where:
        for _ in range(3):
            await where.states.async_issue()
        past = text("UPDATE slack_oauth_states SET expire_at = '2001-01-01 00:00:00' WHERE id < 3")
        await where.run(lambda connection: connection.execute(past))
        good = await where.states.async_issue()
        kept = text("SELECT count(*) FROM slack_oauth_states")
        assert await where.run(lambda connection: connection.execute(kept).scalar_one()) == 2
        assert await where.states.async_consume(good)


async def token(each: EachWorkspace, team: str = "T1") -> str:
    """With which token the app acts in a workspace."""
    context: Any = SimpleNamespace(is_enterprise_install=False)
    found = await each(context=context, enterprise_id=None, team_id=team, user_id="U")
    assert found
    return str(found.bot_token)


def in_an_hour() -> int:
    """A time, in seconds since 1970."""
    return int(SystemClock().now().timestamp()) + 3600


@asynccontextmanager
async def rotating(
    record: str, here: Loopback, **about: Any
) -> AsyncIterator[tuple[Installations, Settings]]:
    """The installations of two workspaces, one with a token that is to be replaced."""
    how = settings(record, **here.oauth_environment | {"SLACK_APP_TOKEN": ""})
    async with opened_installations(how) as where:
        await where.store.async_save_bot(bot("T1", **about))
        await where.store.async_save_bot(bot("T2", bot_token="xoxb-2", bot_refresh_token=None))
        yield where, how


@pytest.mark.parametrize("over", [False, True], ids=["works", "is over"])
async def test_nobody_elsewhere_waits_while_slack_replaces_a_token(tmp_path: Path, over: bool) -> None:
    ends = 1 if over else in_an_hour()
    async with (
        serving() as here,
        rotating(f"sqlite:///{tmp_path}/record.db", here, bot_token_expires_at=ends) as (where, how),
        aiohttp.ClientSession() as session,
    ):
        client = AsyncWebClient(base_url=here.api_url, session=session)
        each = EachWorkspace(where, how, client, wait_s=0.2)
        held = here.api.faults.holds("oauth.v2.access")
        first = asyncio.create_task(token(each))
        await here.pulse.until(lambda: here.api.sent("oauth.v2.access"), within_s=5)
        assert await token(each, "T2") == "xoxb-2"
        assert first.done() is not over
        if over:
            with pytest.raises(ConnectionError, match="the token of T1 is over"):
                await asyncio.wait_for(first, 5)
        else:
            assert await first == TOKEN
        held.release()
        await each.close()


@pytest.mark.parametrize("fault", ["reset", "lost", "status", "error"])
async def test_a_token_that_still_works_is_used_where_slack_gives_no_other_and_told_of(
    tmp_path: Path, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        serving() as here,
        rotating(f"sqlite:///{tmp_path}/record.db", here, bot_token_expires_at=in_an_hour()) as (
            where,
            how,
        ),
        aiohttp.ClientSession() as session,
    ):
        faults, method = here.api.faults, "oauth.v2.access"
        match fault:
            case "reset":
                faults.resets(method, times=9)
            case "lost":
                faults.loses_answer(method, times=9)
            case "status":
                faults.answers(503, method, times=9)
            case _:
                faults.refuses("internal_error", method, times=9)
        client = AsyncWebClient(base_url=here.api_url, session=session, retry_handlers=[])
        for _ in range(2):
            each = EachWorkspace(where, how, client)
            assert await token(each) == TOKEN
            await each.close()
    assert caplog.text.count("the token of T1 could not be replaced") == 2
    assert REFRESH not in caplog.text


async def test_a_new_token_that_comes_late_is_kept_and_used(tmp_path: Path) -> None:
    asked, answered = asyncio.Event(), asyncio.Event()

    async def access(_: web.Request) -> web.Response:
        asked.set()
        await answered.wait()
        fresh = {"access_token": "xoxb-fresh", "refresh_token": "xoxe-fresh", "expires_in": 43200}
        return web.json_response({"ok": True, "token_type": "bot"} | fresh)

    there = web.Application()
    there.router.add_post("/api/oauth.v2.access", access)
    how = settings(f"sqlite:///{tmp_path}/record.db")
    async with TestServer(there) as server, opened_installations(how) as where:
        await where.store.async_save_bot(bot(bot_token_expires_at=in_an_hour()))
        each = EachWorkspace(where, how, AsyncWebClient(base_url=f"{server.make_url('/api')}/"))
        before = await token(each)
        await asked.wait()
        answered.set()
        await each.close()
        assert (before, await token(each)) == (TOKEN, "xoxb-fresh")
        found = await find(where)
        assert found
        assert found.bot_refresh_token == "xoxe-fresh"


async def test_what_a_person_revokes_of_their_own_leaves_the_installation(tmp_path: Path) -> None:
    async with serving() as here, installable(here, tmp_path) as url:
        one = here.world.found("One", installed=False)
        await install(here, url, one)
        ada = here.person("Ada", team=one)
        here.world.happened(one, {"type": "tokens_revoked", "tokens": {"oauth": [ada.id], "bot": []}})
        await here.settled()
        (told,) = here.deliveries.of("tokens_revoked")
        assert told.acknowledged
        assert teams(tmp_path) == {one.id}
        await ada.slash("/learn")
        await ada.until(lambda screen: "Begin" in screen.labels)


@asynccontextmanager
async def installable(here: Loopback, folder: Path) -> AsyncIterator[str]:
    """The address of an app in this process that workspaces of this Slack can install."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    environment = here.oauth_environment | {"SLACK_PORT": str(port), "SLACK_APP_TOKEN": ""}
    application = Application(settings(f"sqlite:///{folder}/record.db", NEW, **environment))
    config = uvicorn.Config(application, port=port, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    serves = asyncio.create_task(server.serve())
    url = f"http://127.0.0.1:{port}"
    try:
        await here.app_listening(f"{url}/slack/events")
        yield url
    finally:
        server.should_exit = True
        await serves


async def install(here: Loopback, url: str, team: Team) -> str:
    """An administrator agrees in a browser; the page that they come to."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{url}/slack/install") as page:
            (link,) = (
                each for each in (await page.text()).split('"') if each.startswith("https://slack.com")
            )
            cookie = page.headers["Set-Cookie"].partition(";")[0]
        state = parse_qs(urlsplit(link.replace("&amp;", "&")).query)["state"][0]
        back = f"{url}/slack/oauth_redirect?state={state}&code={here.world.code(team)}"
        async with browser.get(back, headers={"Cookie": cookie}) as page:
            return await page.text()


async def test_workspaces_install_the_app_and_each_is_answered_with_its_own_token(tmp_path: Path) -> None:
    async with serving() as here, installable(here, tmp_path) as url:
        one, other = (here.world.found(name, installed=False) for name in ("One", "Other"))
        for team in one, other:
            assert f"slack://app?team={team.id}" in await install(here, url, team)
        ada, bea = here.person("Ada", team=one), here.person("Bea", team=other)
        for each in ada, bea:
            await each.opens_messages()
            await each.until(lambda screen: "Begin" in screen.labels)
        assert {call.token for call in here.api.sent("chat.postMessage")} == {one.token, other.token}
        with closing(sqlite3.connect(tmp_path / "record-slack.db")) as connection:
            assert "xoxb-" not in "\n".join(connection.iterdump())
        here.world.uninstall(other)
        await here.settled()
        (told, *_) = here.deliveries.of("app_uninstalled")
        assert teams(tmp_path) == {one.id}
        await install(here, url, other)
        told.body["event_time"] -= 10
        here.deliveries.again(told)
        await here.settled()
        assert teams(tmp_path) == {one.id, other.id}


def teams(folder: Path) -> set[str]:
    """The workspaces whose tokens are kept."""
    with closing(sqlite3.connect(folder / "record-slack.db")) as connection:
        found = {name: connection.execute(f"SELECT team_id FROM {name}") for name in TABLES}
        bots, installations = ({team for (team,) in rows} for rows in found.values())
    assert bots == installations
    return bots


TABLES = ("slack_bots", "slack_installations")
