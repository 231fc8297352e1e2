"""HTTP mode: what happened is posted to the app, signed; and what somebody else might post."""

import asyncio
import hashlib
import hmac
import json
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlencode

import aiohttp
from tests.slack.loopback.delivering import Delivery, NotAcknowledged
from tests.slack.loopback.records import Json
from tests.slack.loopback.world import World

SIGNING_SECRET = "loopback-signing-secret"
OLD_S = 6 * 60
"""Older than the five minutes that Slack tells apps to accept."""
LOOK_AGAIN_S = 0.05

Signature = Literal["good", "wrong", "old", "of another body", "missing"]


@dataclass(frozen=True, slots=True)
class Posted:
    """A request to the app, as it was on the wire."""

    url: str
    body: str
    headers: dict[str, str]


class SignedHttp:
    """The way to one or several addresses of the app, each in turn."""

    def __init__(self, world: World) -> None:
        self.urls: list[str] = []
        self.posted: list[Posted] = []
        self._world = world
        self._turn = 0
        self._session: aiohttp.ClientSession | None = None

    @property
    def ready(self) -> bool:
        """Whether the app has an address; Slack cannot know whether anybody listens there."""
        return bool(self.urls)

    async def send(self, delivery: Delivery, attempt: int, reason: str, within_s: float) -> Json:
        """Posts it signed. Only a 200 acknowledges; its body is the answer."""
        self._turn += 1
        url = self.urls[self._turn % len(self.urls)]
        body, content_type = _body(delivery)
        headers = {"Content-Type": content_type, **self._signed(body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        posted = Posted(url, body, headers)
        self.posted.append(posted)
        try:
            async with asyncio.timeout(within_s):
                status, text = await self._post(posted)
        except TimeoutError:
            raise NotAcknowledged("http_timeout") from None
        except aiohttp.ClientError:
            raise NotAcknowledged("connection_failed") from None
        if status != 200:
            raise NotAcknowledged("http_error")
        return _answer(text)

    async def forge(self, delivery: Delivery, signature: Signature) -> int:
        """Posts something as it would be, but for its signature, and says which status came back."""
        body, content_type = _body(delivery)
        headers = {"Content-Type": content_type}
        match signature:
            case "good":
                headers |= self._signed(body)
            case "wrong":
                headers |= self._signed(body, secret="another secret")
            case "old":
                headers |= self._signed(body, ago_s=OLD_S)
            case "of another body":
                headers |= self._signed(body + " ")
            case _:
                pass
        self.posted.append(Posted(self.urls[0], body, headers))
        return (await self._post(self.posted[-1]))[0]

    async def replay(self, posted: Posted) -> int:
        """Sends the very bytes of a former request again, and says which status came back.

        Within five minutes the signature is good: that it changes nothing is the app's own doing.
        """
        return (await self._post(posted))[0]

    async def post(self, body: str, content_type: str = "application/json") -> int:
        """The status that the app answers a signed body with that Slack would never send."""
        return (
            await self._post(Posted(self.urls[0], body, {"Content-Type": content_type, **self._signed(body)}))
        )[0]

    async def listening(self, *urls: str, within_s: float = 15) -> None:
        """Returns once the app answers at all these addresses, as Slack asks before it uses them."""
        asks = {"token": "", "challenge": "loopback", "type": "url_verification"}
        body = json.dumps(asks)
        async with asyncio.timeout(within_s):
            for url in urls:
                headers = {"Content-Type": "application/json", **self._signed(body)}
                while True:
                    with suppress(aiohttp.ClientError):
                        if "loopback" in (await self._post(Posted(url, body, headers)))[1]:
                            break
                    await asyncio.sleep(LOOK_AGAIN_S)

    async def close(self) -> None:
        """Ends the connections to the app."""
        if self._session is not None:
            await self._session.close()

    async def _post(self, posted: Posted) -> tuple[int, str]:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        async with self._session.post(posted.url, data=posted.body, headers=posted.headers) as response:
            return response.status, await response.text()

    def _signed(self, body: str, *, secret: str = SIGNING_SECRET, ago_s: int = 0) -> dict[str, str]:
        at = str(int(self._world.clock.real()) - ago_s)
        mac = hmac.new(secret.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256)
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={mac.hexdigest()}"}


def _body(delivery: Delivery) -> tuple[str, str]:
    if delivery.kind == "events_api":
        return json.dumps(delivery.body), "application/json"
    form = {"payload": json.dumps(delivery.body)} if delivery.kind == "interactive" else delivery.body
    return urlencode(form), "application/x-www-form-urlencoded"


def _answer(text: str) -> Json:
    if text.startswith("{"):
        answer: Json = json.loads(text)
        return answer
    return {"text": text} if text else {}
