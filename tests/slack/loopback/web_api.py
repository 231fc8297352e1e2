"""The edge of the Web API: requests are read, recorded, led into the faults to come, and answered."""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from tests.slack.loopback.asking import Ask, Rules
from tests.slack.loopback.faults import Fault, Faults
from tests.slack.loopback.methods import METHODS, exchange
from tests.slack.loopback.records import Json, Refused, Team
from tests.slack.loopback.socket_mode import SocketMode, cut
from tests.slack.loopback.views import Views
from tests.slack.loopback.world import World
from tests.surfaces.pulse import Pulse

PREFIX = "/api/"
APP_TOKEN = "xapp-loopback"
WRITTEN_AS_JSON = ("attachments", "blocks", "files", "loading_messages", "metadata", "prompts", "view")
"""Arguments that stand as JSON in a form."""


@dataclass(slots=True, eq=False)
class Call:
    """A call of the app as it arrived, in the order of arrival."""

    method: str
    args: Json
    token: str
    connection: int
    """Which connection it came over, counted from 1."""
    at: float
    """When it came, by a clock that only runs forward."""
    status: int | None = None
    """What was answered; None while it is not, and for good where the connection broke."""
    error: str = ""
    """Slack's code where the answer was `ok: false`."""
    applied: bool = False
    """Whether it took effect, seen or not."""


class WebApi:
    """Answers every method below `/api/`."""

    def __init__(
        self, world: World, views: Views, rules: Rules, socket_mode: SocketMode, pulse: Pulse
    ) -> None:
        self.faults = Faults()
        self.calls: list[Call] = []
        self.gaps: list[str] = []
        """Methods that the app asked for and that this Slack does not know: such a test proves nothing."""
        self.host = ""
        self._world = world
        self._views = views
        self._rules = rules
        self._socket_mode = socket_mode
        self._pulse = pulse
        self._connections: dict[asyncio.BaseTransport | None, int] = {}

    @property
    def connections(self) -> int:
        """How many connections the app has made to the Web API."""
        return len(self._connections)

    def sent(self, method: str, **args: Any) -> list[Call]:
        """The calls so far of a method, with these arguments among theirs."""
        return [
            each
            for each in self.calls
            if each.method == method and all(each.args.get(name) == value for name, value in args.items())
        ]

    async def answer(self, request: web.Request) -> web.Response:
        """The answer to one call, recorded, with the fault that was written down for it."""
        args = await _read(request)
        return await self._answered_to(request, request.path.removeprefix(PREFIX), args)

    async def upload(self, request: web.Request) -> web.Response:
        """Takes the content of a file that was announced; among the calls it is `upload`."""
        args = {"file": request.match_info["file"], "content": await request.read()}
        return await self._answered_to(request, "upload", args)

    async def _answered_to(self, request: web.Request, method: str, args: Json) -> web.Response:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        token = str(args.pop("token", "")) or bearer
        number = self._connections.setdefault(request.transport, len(self._connections) + 1)
        call = Call(method, args, token, number, asyncio.get_running_loop().time())
        self.calls.append(call)
        self._pulse.tell()
        response = await self._answered(request, call, self.faults.take(method, args))
        call.status = None if _is_cut(request) else response.status
        self._pulse.tell()
        return response

    async def _answered(self, request: web.Request, call: Call, fault: Fault | None) -> web.Response:
        match fault:
            case None:
                return self._applied(call)
            case Fault(kind="delay"):
                await asyncio.sleep(fault.seconds)
                return self._applied(call)
            case Fault(kind="held"):
                await fault.released.wait()
                return web.Response() if _is_cut(request) else self._applied(call)
            case Fault(kind="status"):
                return web.Response(status=fault.status, text="upstream connect error")
            case Fault(kind="error"):
                return self._refused(call, Refused(fault.error))
            case Fault(kind="rate_limit"):
                call.error = "ratelimited"
                after = {"Retry-After": f"{fault.seconds:g}"}
                return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=after)
            case Fault(kind="lost"):
                response = self._applied(call)
                cut(request)
                return response
            case _:
                cut(request)
                return web.Response()

    def _applied(self, call: Call) -> web.Response:
        if call.method == "upload":
            return self._uploaded(call)
        try:
            body = self._done(call)
        except Refused as refused:
            return self._refused(call, refused)
        call.applied = True
        team = self._team(call.token)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(team.scopes))} if team else {}
        return web.json_response({"ok": True} | body, headers=scopes)

    def _uploaded(self, call: Call) -> web.Response:
        announced = self._world.files.get(call.args["file"])
        if announced is None:
            return web.Response(status=404)
        announced["content"] = call.args["content"]
        call.applied = True
        return web.Response(text=f"OK - {len(announced['content'])}")

    def _refused(self, call: Call, refused: Refused) -> web.Response:
        call.error = refused.error
        return web.json_response({"ok": False, "error": refused.error} | refused.beside)

    def _done(self, call: Call) -> Json:
        if call.method == "oauth.v2.access":
            client, _, secret = _basic(call.token)
            return exchange(self._world, {"client_id": client, "client_secret": secret} | call.args)
        if call.method == "apps.connections.open":
            if call.token != APP_TOKEN:
                raise Refused("not_allowed_token_type" if self._team(call.token) else "invalid_auth")
            return {"url": self._socket_mode.ticket()}
        if call.method not in METHODS:
            self.gaps.append(call.method)
            raise Refused("unknown_method", req_method=call.method)
        if not call.token:
            raise Refused("not_authed")
        team = self._team(call.token)
        if team is None:
            raise Refused("not_allowed_token_type" if call.token == APP_TOKEN else "invalid_auth")
        if team.token_state != "ok":
            raise Refused(team.token_state)
        return METHODS[call.method](Ask(self._world, self._views, self._rules, team, call.args, self.host))

    def _team(self, token: str) -> Team | None:
        return next((each for each in self._world.teams.values() if each.token == token), None)


async def _read(request: web.Request) -> Json:
    """The arguments, of a query, a form or JSON."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args.update(await request.json())
        return args
    form: Mapping[str, Any] = await request.post() if request.method == "POST" else {}
    args |= dict(form)
    for name in WRITTEN_AS_JSON:
        if isinstance(args.get(name), str):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                continue  # the method says what is wrong with it
    return args


def _basic(token: str) -> tuple[str, str, str]:
    """Name and secret of HTTP's basic authentication."""
    if not token.startswith("Basic "):
        return "", "", ""
    return base64.b64decode(token.removeprefix("Basic ")).decode().partition(":")


def _is_cut(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
