"""Discord's REST interface on a socket: SimCord's routes behind real HTTP, with faults, and recorded."""

import asyncio
import fnmatch
import hashlib
import io
import json
import re
import socket
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web
from simcord.backend.errors import BackendError, invalid_form_body
from simcord.http import RouteNotImplemented, UnsupportedField, dispatch
from tests.discord.loopback.documented import MESSAGES, violations
from tests.discord.loopback.faults import Fault, Faults
from tests.discord.loopback.world import World
from tests.surfaces.pulse import Pulse

PREFIX = "/api/v10"
WITH_A_TOKEN_OF_THEIR_OWN = ("/interactions/", "/webhooks/")
WINDOW_S = 1.0
ROOM = 50
"""Requests that a bucket allows in its window, as the headers tell; none is refused for it by itself."""


@dataclass(slots=True)
class Request:
    """A request of the bot as it arrived, in the order of arrival."""

    method: str
    path: str
    body: Any
    status: int | None = None
    """What was answered; None while it is not, and for good where the connection broke."""
    applied: bool = False
    """Whether it took effect, seen or not."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a multipart body, as SimCord's routes read one."""

    filename: str
    fp: io.BytesIO
    description: str | None = None


class Rest:
    """Answers every route below `/api/v10`."""

    def __init__(self, world: World, pulse: Pulse, token: str) -> None:
        self.faults = Faults()
        self.requests: list[Request] = []
        self.gaps: list[str] = []
        """What the bot asked and SimCord does not know: a test that meets one proves nothing."""
        self.gateway_url = ""
        self.shards = 1
        self._world = world
        self._pulse = pulse
        self._token = token

    def sent(self, method: str, path: str) -> list[Request]:
        """The requests so far of a method, to paths of a pattern such as `/channels/*/messages`."""
        return [r for r in self.requests if r.method == method and fnmatch.fnmatchcase(r.path, path)]

    async def answer(self, request: web.Request) -> web.Response:
        """The answer to one request, recorded, with the fault that was written down for it."""
        body, files = await _read(request)
        seen = Request(request.method, request.path.removeprefix(PREFIX), body)
        self.requests.append(seen)
        self._pulse.tell()
        fault = self.faults.take(seen.method, seen.path)
        response = await self._answered(request, seen, files, fault)
        response.headers.update(_limits(seen))
        seen.status = None if _cut(request) else response.status
        self._pulse.tell()
        return response

    async def _answered(
        self, request: web.Request, seen: Request, files: list[Upload], fault: Fault | None
    ) -> web.Response:
        match fault:
            case None:
                return self._applied(request, seen, files)
            case Fault(kind="delay"):
                await asyncio.sleep(fault.seconds)
                return self._applied(request, seen, files)
            case Fault(kind="status"):
                return web.Response(status=fault.status, text="no healthy upstream")
            case Fault(kind="rate_limit"):
                return _too_many(fault)
            case Fault(kind="held"):
                await self._pulse.until(lambda: _cut(request))
                return web.Response()
            case Fault(kind="lost"):
                response = self._applied(request, seen, files)
                cut(request)
                return response
            case _:
                cut(request)
                return web.Response()

    def _applied(self, request: web.Request, seen: Request, files: list[Upload]) -> web.Response:
        try:
            if not seen.path.startswith(WITH_A_TOKEN_OF_THEIR_OWN):
                self._check_token(request)
            wrong = list(violations(seen.method, seen.path, seen.body))
            if wrong:
                raise invalid_form_body("; ".join(wrong))
            data = self._routed(request, seen, files)
        except (RouteNotImplemented, UnsupportedField) as gap:
            self.gaps.append(str(gap))
            return _json(gap.to_json(), status=501)
        except NotImplementedError as gap:
            self.gaps.append(str(gap))
            return _json({"code": 0, "message": str(gap)}, status=501)
        except BackendError as refused:
            return _json(refused.to_json(), status=refused.status)
        seen.applied = True
        return web.Response(status=204) if data is None else _json(data)

    def _check_token(self, request: web.Request) -> None:
        if request.headers.get("Authorization") != f"Bot {self._token}":
            raise BackendError(401, 0, "401: Unauthorized")

    def _routed(self, request: web.Request, seen: Request, files: list[Upload]) -> Any:
        if seen.path in ("/gateway", "/gateway/bot"):
            starts = {"total": 1000, "remaining": 999, "reset_after": 86_400_000, "max_concurrency": 1}
            return {"url": self.gateway_url, "shards": self.shards, "session_start_limit": starts}
        to_channel = MESSAGES.match(seen.path) if seen.method == "POST" else None
        if to_channel:
            self._world.check_reachable(int(to_channel[1]))
            before = self._world.sent_before(to_channel[1], seen.body)
            if before is not None:
                return before
        try:
            data = dispatch(
                self._world,
                seen.method,
                seen.path,
                json=seen.body,
                params=dict(request.query),
                files=list(files),
                reason=request.headers.get("X-Audit-Log-Reason"),
            )
        except (KeyError, TypeError, ValueError) as malformed:
            raise invalid_form_body(repr(malformed)) from malformed
        if to_channel:
            self._world.remember_nonce(to_channel[1], seen.body, int(data["id"]))
        return data


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """The body as it was meant, and its files."""
    if not request.content_type.startswith("multipart/"):
        text = await request.text()
        return (json.loads(text) if text else None), []
    body: Any = None
    files = []
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        if part.name == "payload_json":
            body = json.loads(await part.text())
        else:
            content = io.BytesIO(await part.read(decode=True))
            files.append(Upload(part.filename or str(part.name), content))
    return body, files


def _json(data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """JSON of the very content type that discord.py looks for, which has no charset."""
    body = json.dumps(data).encode()
    return web.Response(body=body, status=status, headers=headers, content_type="application/json")


def _limits(seen: Request) -> dict[str, str]:
    route = re.sub(r"\d+", "#", seen.path)
    bucket = hashlib.sha256(f"{seen.method} {route}".encode()).hexdigest()[:32]
    return {
        "X-RateLimit-Limit": str(ROOM),
        "X-RateLimit-Remaining": str(ROOM - 1),
        "X-RateLimit-Reset-After": str(WINDOW_S),
        "X-RateLimit-Bucket": bucket,
    }


def _too_many(fault: Fault) -> web.Response:
    body = {
        "message": "You are being rate limited.",
        "retry_after": fault.seconds,
        "global": fault.everywhere,
    }
    # Without `Via` discord.py takes an answer for one of Cloudflare's, and gives up.
    headers = {"Retry-After": str(fault.seconds), "Via": "1.1 google"}
    headers["X-RateLimit-Scope"] = "global" if fault.everywhere else "user"
    if fault.everywhere:
        headers["X-RateLimit-Global"] = "true"
    return _json(body, status=429, headers=headers)


def cut(request: web.Request) -> None:
    """Breaks the connection with a reset, as when a machine on the way dies."""
    transport = request.transport
    if transport is None:
        return
    held = transport.get_extra_info("socket")
    held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _cut(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
