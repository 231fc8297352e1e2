"""`courseware discord --check`: what is missing, found at a Discord on this machine, in sentences."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from discord.http import Route
from tests.app.surroundings import TINY

from courseware_core.app import Courseware, upgrade_record
from courseware_discord.check import INVITED, PERMISSIONS, check, findings
from courseware_discord.settings import Settings

TOKEN = "good.token"
MESSAGE_CONTENT = 1 << 18
USER = {"id": "7", "username": "teapot", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION: dict[str, Any] = {
    "id": "42",
    "name": "Tea",
    "description": "",
    "icon": None,
    "verify_key": "0",
    "owner": USER,
    "bot_public": True,
    "bot_require_code_grant": False,
    "flags": 0,
    "summary": "",
    "integration_types_config": {"0": {}, "1": {}},
}


@dataclass
class Discord:
    """The few addresses that a check asks, and what they answer."""

    user: dict[str, Any] = field(default_factory=lambda: dict(USER))
    application: dict[str, Any] = field(default_factory=lambda: dict(APPLICATION))
    servers: list[dict[str, Any]] = field(default_factory=list)
    hello: object = field(default_factory=lambda: {"op": 10, "d": {"heartbeat_interval": 1}})
    remaining: int = 1000
    base: str = ""
    gateway: str = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Discord"]:
        """Itself, while it answers."""
        app = web.Application()
        for path, answer in {
            "/users/@me": lambda: self.user,
            "/oauth2/applications/@me": lambda: self.application,
            "/users/@me/guilds": lambda: self.servers,
            "/gateway/bot": self._bot_gateway,
        }.items():
            app.router.add_get(f"/api{path}", self._answering(answer))
        app.router.add_get("/gateway", self._hello)
        async with TestServer(app) as server:
            self.base = str(server.make_url("/api"))
            self.gateway = str(server.make_url("/gateway")).replace("http", "ws")
            yield self

    def settings(self, **environment: str) -> Settings:
        """Settings that lead here."""
        usual = {
            "DISCORD_TOKEN": TOKEN,
            "DISCORD_API_BASE": self.base,
            "COURSEWARE_CONTENT": str(TINY),
            "COURSEWARE_STORE": "memory:",
        }
        return Settings.read(usual | environment)

    def _bot_gateway(self) -> dict[str, Any]:
        limit = {"total": 1000, "remaining": self.remaining, "reset_after": 0, "max_concurrency": 1}
        return {"url": self.gateway, "shards": 1, "session_start_limit": limit}

    def _answering(self, answer: Any) -> Any:
        async def handle(request: web.Request) -> web.Response:
            if request.headers["Authorization"] != f"Bot {TOKEN}":
                return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
            return web.Response(body=json.dumps(answer()), headers={"Content-Type": "application/json"})

        return handle

    async def _hello(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json(self.hello)
        await socket.close()
        return socket


@pytest.fixture(autouse=True)
def same_base_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests in this process ask the API where they did before."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)


def alone(store: str) -> Settings:
    """Settings with that record, where no Discord answers."""
    return Discord(base="http://127.0.0.1:9/api").settings(COURSEWARE_STORE=store)


def everything_in(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


async def missing(settings: Settings) -> list[str]:
    return [each.sentence async for each in findings(settings) if each.ok is False]


async def said(settings: Settings) -> str:
    return "\n".join([str(each) async for each in findings(settings)])


async def test_nothing_is_missing_where_all_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    async with Discord().running() as there:
        assert await check(there.settings()) == 0
    told = capsys.readouterr().out
    assert "Discord knows the bot as teapot" in told
    assert "The gateway answers; 1 shard will be used." in told
    assert "1 course in" in told
    assert TOKEN not in told


async def test_the_invite_link_has_the_permissions_as_a_number_and_as_a_list() -> None:
    async with Discord().running() as there:
        told = await said(there.settings())
    assert f"client_id=42&scope=bot+applications.commands&permissions={INVITED.value}" in told
    assert "client_id=42&scope=applications.commands&integration_type=1." in told
    assert "View Channels, Send Messages, Send Messages in Threads, Create Private Threads" in told


def test_the_document_for_operators_has_the_same_permissions() -> None:
    told = (Path(__file__).parents[2] / "docs" / "discord.md").read_text(encoding="utf-8")
    assert f"permissions={INVITED.value}\n" in told
    assert f"{INVITED.value} is these permissions and no others" in told
    assert all(f"| {name} |" in told for name in PERMISSIONS.values())
    assert discord.Permissions(**dict.fromkeys(PERMISSIONS, True)) == INVITED


async def test_a_token_that_discord_does_not_know_is_not_repeated() -> None:
    async with Discord().running() as there:
        told = await said(there.settings(DISCORD_TOKEN="revoked.secret"))
    assert "missing  Discord does not know DISCORD_TOKEN. It may have been reset" in told
    assert "revoked.secret" not in told


async def test_an_api_that_cannot_be_reached_is_named() -> None:
    settings = Discord(base="http://127.0.0.1:9/api").settings()
    (sentence,) = await missing(settings)
    assert sentence.startswith("Discord cannot be reached at http://127.0.0.1:9/api: no connection to")
    assert "ssl" not in sentence


async def test_an_address_without_the_path_of_the_api_is_told_which_one_it_needs() -> None:
    async with Discord().running() as there:
        host = there.base.removesuffix("/api")
        (sentence,) = await missing(there.settings(DISCORD_API_BASE=host))
    assert (
        f"it answered 404; DISCORD_API_BASE needs the path of the API as well, as in {host}/api/v10."
        in sentence
    )


async def test_what_is_no_api_is_told_of() -> None:
    async with Discord(user={}).running() as there:
        (sentence,) = await missing(there.settings())
    assert sentence.startswith(f"What answers at {there.base} is no API of Discord")


async def test_a_gateway_that_cannot_be_reached_is_named() -> None:
    async with Discord().running() as there:
        (sentence,) = await missing(there.settings(DISCORD_GATEWAY="ws://127.0.0.1:9"))
    assert sentence.startswith("The gateway at ws://127.0.0.1:9 cannot be reached:")


@pytest.mark.parametrize("hello", [{"op": 1}, [], "hi"])
async def test_what_is_no_gateway_is_told_of(hello: object) -> None:
    async with Discord(hello=hello).running() as there:
        (sentence,) = await missing(there.settings())
    assert "is no gateway of Discord" in sentence


async def test_a_bot_that_was_started_too_often_is_told_when_it_may_start_again() -> None:
    async with Discord(remaining=0).running() as there:
        (sentence,) = await missing(there.settings())
    assert "within 24 hours" in sentence


@pytest.mark.parametrize("limited", [0, 1])
async def test_the_message_content_intent_is_missing_only_where_it_is_wanted(limited: int) -> None:
    async with Discord().running() as there:
        assert await missing(there.settings()) == []
        (sentence,) = await missing(there.settings(DISCORD_MESSAGE_CONTENT="1"))
        assert "the Message Content Intent is not, and the gateway will refuse the bot" in sentence
        there.application["flags"] = MESSAGE_CONTENT << limited
        assert await missing(there.settings(DISCORD_MESSAGE_CONTENT="1")) == []


async def test_what_keeps_presses_away_from_the_bot_is_told_of() -> None:
    async with Discord().running() as there:
        there.application |= {
            "interactions_endpoint_url": "https://x.example",
            "bot_require_code_grant": True,
        }
        presses, grant = await missing(there.settings())
    assert "Interactions Endpoint URL" in presses
    assert "code grant" in grant


async def test_a_server_where_the_bot_lacks_a_permission_is_named() -> None:
    servers = [
        {"id": "1", "name": "Tea", "permissions": "0"},
        {"id": "2", "name": "Coffee", "permissions": str(INVITED.value)},
        {"id": "3", "name": "Admin", "permissions": "8"},
    ]
    async with Discord(servers=servers).running() as there:
        (sentence,) = await missing(there.settings())
    assert sentence.startswith("In the server 'Tea' the bot may not: View Channels,")


async def test_courses_and_a_record_that_cannot_be_used_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("id: [")
    (tmp_path / "record").write_text("no database at all, though it is long enough to be looked at " * 9)
    async with Discord().running() as there:
        (content,) = await missing(there.settings(COURSEWARE_CONTENT=str(tmp_path)))
        (store,) = await missing(there.settings(COURSEWARE_STORE=f"sqlite:///{tmp_path}/record"))
    assert "course.yaml" in content
    assert "record" in store


@pytest.mark.parametrize("begun", [False, True])
async def test_a_record_is_looked_at_without_making_anything(tmp_path: Path, begun: bool) -> None:
    store = f"sqlite:///{tmp_path}/data/x.db"
    if begun:
        await upgrade_record(store)
    before = everything_in(tmp_path)
    told = await said(alone(store))
    assert everything_in(tmp_path) == before
    found = "ok       The record can be used:" if begun else "note     There is no record yet. One is begun"
    assert found in told
    assert f"{tmp_path}/data/x.db." in told
    assert ("The folder is made, too" in told) is not begun


async def test_a_record_that_could_not_be_made_is_told_of(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    store, _ = await missing(alone(f"sqlite:///{file}/x.db"))
    assert f"nothing can be written in {file}." in store


async def test_a_record_that_is_served_is_told_of(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/x.db"
    async with Courseware.open(content=TINY, store=store, serving=True):
        assert "note     The record is in use by another program." in await said(alone(store))


async def test_every_setting_that_cannot_be_meant_is_told_of_and_the_rest_is_looked_at() -> None:
    settings, wrong = Settings.looked_up(
        {
            "DISCORD_TOKEN": "",
            "DISCORD_API_BASE": "nowhere",
            "COURSEWARE_CONTENT": "/nope",
            "COURSEWARE_BUDGET_LAB": "much",
            "COURSEWARE_STORE": "sqlite:",
        }
    )
    told = [each.sentence async for each in findings(settings, wrong) if each.ok is False]
    names = ("DISCORD_TOKEN", "DISCORD_API_BASE", "COURSEWARE_CONTENT", "COURSEWARE_BUDGET_LAB", "sqlite:")
    assert [name for name in names if not any(name in each for each in told)] == []
    assert len(told) == len(names)


async def test_a_password_in_the_address_of_the_record_is_not_shown() -> None:
    async with Discord().running() as there:
        told = await said(there.settings(COURSEWARE_STORE="postgresql://me:secret@127.0.0.1:9/tea"))
    assert "secret" not in told


async def test_a_model_is_looked_at_where_one_is_named() -> None:
    async with Discord().running() as there:
        assert "The model openai/one is set" in await said(there.settings(COURSEWARE_MODEL="openai/one"))
        (sentence,) = await missing(there.settings(COURSEWARE_MODEL="openai/"))
    assert "'openai/' does not name a model" in sentence
