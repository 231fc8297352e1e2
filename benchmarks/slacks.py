"""Apps in Slack that are pressed at, with Slack itself in a process of its own.

The floor is an app that commits a row and changes the message, with Bolt and sqlite3 alone, as Bolt's
documents have it. It hears of the same as ours and shows messages as large, a question and what is said to
an answer in turn; all its calls share a session. Bolt would look every 10 ms for an acknowledgement, unless
it is told to process before the response.
"""

import asyncio
import gc
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
import uvicorn
from benchmarks import records
from benchmarks.floors_sqlite import Writer, connect
from benchmarks.measuring import Sample
from benchmarks.playing import PRESSES, Play, playing
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.app import Courseware
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_slack.modes import connected
from courseware_slack.settings import Mode, Settings

P99 = "p99 ms"
"""The name of a sample's 99th percentile among what it counts."""

_APART_S = 60.0
"""Between signs of life of a connection: here it is not to be measured."""

_PROGRAM = "workplace.py"
_HEAD = "LLM Course \N{MIDDLE DOT} Module 6 \N{MIDDLE DOT} Lesson 1 \N{MIDDLE DOT} Quiz"
_FAR = f"{3 * chr(0x25B0)}{5 * chr(0x25B1)} Question 2 of 3"
_QUESTION = "Why did people prefer the answers of a small model to those of one many times its size?"
_OPTIONS = (
    "A) It was a compressed copy of the larger model",
    "B) It held more knowledge in fewer parameters",
    "C) It was trained on newer text, which made it better informed",
    "D) It had learned from human examples and rankings to follow requests",
)
_GIVEN = "Your answer: It was trained on newer text, which made it better informed"
_SAID = (
    "Newer text would explain better facts, but people compared how well each model did what they had asked.",
    "Think about what was added to the small model after it had read its texts.",
    "To read again: From Examples to Rankings",
)

Json = dict[str, Any]
Serving = Callable[[dict[str, str]], AbstractAsyncContextManager[None]]
"""Serves what is pressed at, with these settings."""


async def _run(serving: Serving, mode: Mode, at_once: int, times: int, *, a_second: int = 0) -> Sample:
    async with playing(_PROGRAM, at_once * times, SLACK_MODE=mode) as (play, settings):
        gc.collect()
        gc.freeze()  # as `warm_up` does; and the floor need not look through what is ours
        thresholds = gc.get_threshold()
        async with serving(settings):
            sample = await _measured(play, at_once, times, a_second)
        gc.set_threshold(*thresholds)  # which `warm_up` changes
        return sample


async def _measured(play: Play, at_once: int, times: int, a_second: int) -> Sample:
    assert await play.said() == "ready"
    return await play.measured(at_once, times, a_second=a_second)


def ours(
    at_once: int, times: int = 1, *, mode: Mode = "socket", others: int = 0, a_second: int = 0
) -> Sample:
    """Presses at the product's app; with so many `others` who are in a session each."""

    async def go(path: Path) -> Sample:
        async with Courseware.open(store=f"sqlite:///{path}", profile=SLACK_MESSAGE, serving=True) as app:

            @asynccontextmanager
            async def serving(environment: dict[str, str]) -> AsyncIterator[None]:
                settings = Settings.read(environment)
                async with connected(app, settings) as at_slack:
                    by = at_slack.by_socket if mode == "socket" else at_slack.by_http
                    taking = asyncio.create_task(by())
                    yield
                    taking.cancel()
                    await asyncio.wait([taking])

            return await _run(serving, mode, at_once, times, a_second=a_second)

    with records.record() as path:
        records.fill(path, others, 1)
        return asyncio.run(go(path))


def at_pace(people: int, a_second: int) -> Sample:
    """Presses at the product's app, so many a second, with how long the slowest of a hundred took."""
    sample = ours(people, a_second=a_second)
    return replace(sample, counted={**sample.counted, P99: 1000 * quantiles(sample.latencies_s, n=100)[-1]})


def floor(at_once: int, times: int = 1, *, mode: Mode = "socket") -> Sample:
    """Presses at the floor's app."""

    async def go(path: Path) -> Sample:
        writer = Writer(connect(path))

        @asynccontextmanager
        async def serving(environment: dict[str, str]) -> AsyncIterator[None]:
            async with aiohttp.ClientSession() as session:
                client = AsyncWebClient(
                    environment["SLACK_BOT_TOKEN"], base_url=environment["SLACK_API_URL"], session=session
                )
                app = AsyncApp(
                    client=client,
                    signing_secret=environment["SLACK_SIGNING_SECRET"],
                    process_before_response=True,
                )
                _listen(app, writer)
                async with _by_socket(app, environment) if mode == "socket" else _by_http(app, environment):
                    yield

        try:
            return await _run(serving, mode, at_once, times)
        finally:
            writer.close()

    first_press = 1
    with records.record(at_once * times, PRESSES + first_press) as path:
        return asyncio.run(go(path))


def _listen(app: AsyncApp, writer: Writer) -> None:
    """Has everything answered that people do: an answer is committed, and the next question shown."""
    tasks: dict[str, int] = {}
    numbers: dict[str, int] = {}

    @app.command("/learn")
    async def learn(ack: Any, command: Json, client: AsyncWebClient) -> None:
        await ack()
        text, blocks = _question()
        await client.chat_postMessage(channel=command["channel_id"], text=text, blocks=blocks)

    @app.action(re.compile("floor:"))
    async def press(ack: Any, body: Json, client: AsyncWebClient) -> None:
        user = body["user"]["id"]
        task = tasks.setdefault(user, len(tasks))
        number = numbers[user] = numbers.get(user, -1) + 1
        await writer.answer(task, number)
        await ack()
        at, (text, blocks) = body["container"], _feedback() if number % 2 else _question()
        await client.chat_update(channel=at["channel_id"], ts=at["message_ts"], text=text, blocks=blocks)

    @app.event("message")
    async def message(event: Json) -> None:
        """Learners write to ours."""


def _question() -> tuple[str, list[Json]]:
    """A question with four options, as much to look at as one of ours, and three buttons below it."""
    options = [{"text": _plain(each), "value": str(number)} for number, each in enumerate(_OPTIONS)]
    choice = {"type": "radio_buttons", "action_id": "floor:0", "options": options}
    return _message(
        " ".join((_QUESTION, *_OPTIONS)),
        _section(_QUESTION),
        {"type": "input", "label": _plain("Your answer"), "element": choice},
        _buttons("Answer", "Hint", "Menu"),
    )


def _feedback() -> tuple[str, list[Json]]:
    """What is said to an answer, as much to look at as in ours, and the buttons below it."""
    return _message(
        _SAID[0],
        _section(_QUESTION),
        _section(_GIVEN),
        _section("\n> \n".join(f"> {each}" for each in _SAID)),
        _buttons("Next question", "Try again"),
        _buttons("Ask about this", "Look up a term", "Report a problem", "Menu", first=2),
    )


def _message(text: str, *shown: Json) -> tuple[str, list[Json]]:
    """What notifications say, and all blocks of a message with `shown` below its head."""
    head = {"type": "context", "elements": [_plain(_HEAD)]}
    far = {"type": "context", "elements": [_plain(_FAR)]}
    return text, [head, {"type": "header", "text": _plain("Check yourself")}, far, *shown]


def _section(text: str) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}, "expand": True}


def _buttons(*labels: str, first: int = 0) -> Json:
    buttons = [_button(label, f"floor:{number}") for number, label in enumerate(labels, first)]
    return {"type": "actions", "elements": buttons}


def _plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": False}


def _button(label: str, action_id: str) -> Json:
    return {"type": "button", "text": _plain(label), "action_id": action_id, "accessibility_label": label}


@asynccontextmanager
async def _by_socket(app: AsyncApp, environment: dict[str, str]) -> AsyncIterator[None]:
    handler: Any = AsyncSocketModeHandler(
        app, environment["SLACK_APP_TOKEN"], web_client=app.client, ping_interval=_APART_S
    )
    await handler.connect_async()
    yield
    await handler.close_async()


@asynccontextmanager
async def _by_http(app: AsyncApp, environment: dict[str, str]) -> AsyncIterator[None]:
    asgi: Any = AsyncSlackRequestHandler(app)
    config = uvicorn.Config(
        asgi, port=int(environment["SLACK_PORT"]), lifespan="off", log_level="warning", access_log=False
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    yield
    server.should_exit = True
    await serving
