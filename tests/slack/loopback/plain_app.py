"""The plainest app there is, for tests of the Slack of these tests itself."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from tests.slack.loopback.server import Loopback
from tests.slack.loopback.signed_http import SIGNING_SECRET
from tests.slack.loopback.web_api import APP_TOKEN


def plain(text: str) -> dict[str, Any]:
    """Text as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(text: str) -> dict[str, Any]:
    """A paragraph."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def buttons(*labels: str, confirm: str = "") -> dict[str, Any]:
    """A row of buttons; what each is called is also its action id."""
    asks = {"title": plain(confirm), "text": plain(confirm), "confirm": plain("Yes"), "deny": plain("No")}
    made = [{"type": "button", "text": plain(each), "action_id": each, "value": each} for each in labels]
    return {"type": "actions", "elements": [each | ({"confirm": asks} if confirm else {}) for each in made]}


def choice(kind: str, label: str, *options: str, initial: str | None = None) -> dict[str, Any]:
    """An input block in which one or several options are chosen."""
    offered: list[dict[str, Any]] = [{"text": plain(each), "value": each[0]} for each in options]
    element: dict[str, Any] = {"type": kind, "action_id": label, "options": offered}
    if initial is not None:
        element["initial_option"] = next(each for each in offered if each["text"]["text"] == initial)
    return {"type": "input", "label": plain(label), "element": element}


def modal(title: str, *blocks: dict[str, Any]) -> dict[str, Any]:
    """A modal that can be sent."""
    return {
        "type": "modal",
        "callback_id": title,
        "title": plain(title),
        "submit": plain("Send"),
        "blocks": [*blocks],
    }


def field(name: str) -> dict[str, Any]:
    """An input block to write in."""
    element = {"type": "plain_text_input", "action_id": name, "max_length": 20}
    return {"type": "input", "block_id": name, "label": plain(name), "element": element}


def app_of(here: Loopback, session: aiohttp.ClientSession, **how: Any) -> AsyncApp:
    """An app that is installed there and listens to nothing yet."""
    client = AsyncWebClient(token=here.team.token, base_url=here.api_url, session=session)
    return AsyncApp(client=client, signing_secret=SIGNING_SECRET, process_before_response=True, **how)


@asynccontextmanager
async def by_socket(app: AsyncApp, here: Loopback) -> AsyncIterator[AsyncSocketModeHandler]:
    """The app is connected by Socket Mode."""
    handler: Any = AsyncSocketModeHandler(app, APP_TOKEN, web_client=app.client, ping_interval=0.2)
    await handler.connect_async()
    try:
        await here.app_online()
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def by_http(app: AsyncApp, here: Loopback) -> AsyncIterator[str]:
    """The app listens at an address, which Slack knows."""
    async with listening(AsyncSlackRequestHandler(app), here) as url:
        yield url


@asynccontextmanager
async def listening(asgi: Any, here: Loopback) -> AsyncIterator[str]:
    """An ASGI app listens at an address, which Slack knows."""
    server = uvicorn.Server(uvicorn.Config(asgi, log_level="error", lifespan="off"))
    listening = socket.create_server(("127.0.0.1", 0))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
    try:
        await here.app_listening(url)
        yield url
    finally:
        server.should_exit = True
        await running
