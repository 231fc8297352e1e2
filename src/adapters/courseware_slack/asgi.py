"""HTTP mode behind any ASGI server: `uvicorn --factory courseware_slack.asgi:app`.

The server's lifespan opens the record and closes it; each of its workers is a process of its own, and several
need a record on PostgreSQL.
"""

import logging
import os
from contextlib import AsyncExitStack

from courseware_core.chat import ModelError
from courseware_core.errors import CoursewareError
from courseware_core.surfaces.deployment import SettingsError
from courseware_core.surfaces.serving import log_what_happens, opened_for
from courseware_slack.endpoint import Endpoint, Receive, Scope, Send, answer
from courseware_slack.modes import OnSlack, connected
from courseware_slack.settings import Settings

_log = logging.getLogger(__name__)


class Application:
    """The courses in Slack as an ASGI app with the settings of HTTP mode."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._endpoint: Endpoint | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it, for the scopes `http` and `lifespan`."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and self._endpoint:
            await self._endpoint(scope, receive, send)
        elif scope["type"] == "http":
            await answer(send, 503, b"not serving\n")
        else:
            raise TypeError(f"There is nothing here for the scope {scope['type']}.")

    async def _live(self, receive: Receive, send: Send) -> None:
        """Serves from the server's word to begin until its word to end."""
        await receive()
        async with AsyncExitStack() as opened:
            try:
                app = await opened.enter_async_context(opened_for(OnSlack(self._settings), self._settings))
                at_slack = await opened.enter_async_context(connected(app, self._settings))
            except (CoursewareError, ModelError) as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            at_slack.ended.add_done_callback(lambda ended: _log.error("%s", ended.exception()))
            self._endpoint = Endpoint(at_slack.bolt)
            await send({"type": "lifespan.startup.complete"})
            await receive()
            self._endpoint = None
        await send({"type": "lifespan.shutdown.complete"})


def app() -> Application:
    """The ASGI app that the environment sets. Raises: SettingsError."""
    log_what_happens()
    settings = Settings.read(os.environ)
    if settings.mode != "http":
        raise SettingsError(
            "SLACK_APP_TOKEN means Socket Mode, which needs no server: run `courseware slack`, or leave the "
            "token out."
        )
    return Application(settings)
