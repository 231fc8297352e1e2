"""What is missing before the app can do its work, found without starting it.

No connection is kept, no token is shown, and of installations nothing is made or changed.
"""

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.web.async_client import AsyncWebClient

from courseware_core.errors import CoursewareError
from courseware_core.surfaces.checking import Finding, of_deployment, said
from courseware_slack import refusals
from courseware_slack.install import are_kept, opened_installations
from courseware_slack.manifest import EVENTS_PATH, INSTALL_PATH, SCOPES
from courseware_slack.settings import APPS, Settings

_UNREACHABLE = (aiohttp.ClientError, OSError, TimeoutError)
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NOT_OF_SLACK = {"content", "model", "reviewer"}
"""The fields that nothing is asked of Slack with."""

_NO_CODE = "none"
"""Is nobody's code of an installation; Slack looks at who asks before it looks at the code."""

_WRONG = {
    "invalid_client_id": "Slack does not know SLACK_CLIENT_ID. Copy it again from the page Basic Information "
    f"of {APPS}.",
    "bad_client_secret": "SLACK_CLIENT_SECRET does not go with SLACK_CLIENT_ID. Copy it again from the page "
    f"Basic Information of {APPS}.",
}


async def check(settings: Settings, wrong: Mapping[str, str] = _NOTHING) -> int:
    """The exit code: 0 when nothing is missing. Says every finding as it is made.

    `wrong` says by field which settings cannot be meant, as `Settings.looked_up` does.
    """
    return await said(findings(settings, wrong))


async def findings(settings: Settings, wrong: Mapping[str, str] = _NOTHING) -> AsyncIterator[Finding]:
    """Everything that is found, in the order of what depends on what; `wrong` is as in `check`."""
    for sentence in wrong.values():
        yield Finding(False, sentence)
    async for finding in of_deployment(settings, wrong):
        yield finding
    if wrong.keys() - _NOT_OF_SLACK:
        yield Finding(None, "Slack was not asked: first mend the settings above.")
        return
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=settings.api_url, session=session, retry_handlers=[])
        try:
            if settings.bot_token:
                async for finding in _of_workspace(client, settings.bot_token):
                    yield finding
            else:
                yield await _of_client(client, settings)
                async for finding in _of_installations(client, settings):
                    yield finding
            yield await _of_connection(client, settings) if settings.app_token else _of_address(settings)
        except _UNREACHABLE as error:
            yield Finding(
                False,
                f"Slack cannot be reached at {settings.api_url}: {_told(error)}. See whether the network "
                "lets this machine through, and whether HTTPS_PROXY, where a proxy is needed, and "
                "SLACK_API_URL, where it is set, are right.",
            )
            return
        except (KeyError, ValueError):
            yield Finding(False, f"What answers at {settings.api_url} is no API of Slack: see SLACK_API_URL.")
            return
    for sentence in _cannot_be_asked(settings):
        yield Finding(None, sentence)


async def _of_workspace(
    client: AsyncWebClient, token: str, name: str = "SLACK_BOT_TOKEN"
) -> AsyncIterator[Finding]:
    """Whether a token works, and which scopes it lacks."""
    try:
        about: Any = await client.auth_test(token=token)
    except SlackApiError as error:
        yield _refused(error, refusals.of_bot_token(error, name))
        return
    if not about.get("bot_id"):
        yield Finding(False, f"{name} is a person's token and not the app's: that begins with xoxb-.")
        return
    yield Finding(True, f"Slack knows the app as {about['user']}, in the workspace {about['team']}.")
    # Slack says in a header which scopes a token has: https://docs.slack.dev/reference/methods/auth.test
    given = {each.strip() for each in _header(about, "x-oauth-scopes").split(",")}
    for scope, purpose in SCOPES.items():
        if scope not in given:
            yield Finding(
                False,
                f"In {about['team']} the scope {scope} is missing: it is needed to {purpose}. Add it on "
                f"the page OAuth & Permissions of {APPS}, and install the app again.",
            )


async def _of_connection(client: AsyncWebClient, settings: Settings) -> Finding:
    """Whether Slack would let Socket Mode begin. The address that it gives is not used."""
    try:
        await client.apps_connections_open(app_token=settings.app_token)
    except SlackApiError as error:
        return _refused(error, refusals.of_app_token(error))
    return Finding(True, "Socket Mode can begin.")


def _of_address(settings: Settings) -> Finding:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as error:
        return Finding(
            None,
            f"Nothing can listen at {settings.host}, port {settings.port} ({error.strerror or error}). If "
            "that is this app, all is well; else set SLACK_HOST and SLACK_PORT.",
        )
    return Finding(True, f"HTTP mode can listen at {settings.host}, port {settings.port}.")


async def _of_client(client: AsyncWebClient, settings: Settings) -> Finding:
    """Whether the app may be installed, asked with a code that nobody was given."""
    try:
        await client.oauth_v2_access(
            client_id=settings.client_id, client_secret=settings.client_secret, code=_NO_CODE
        )
    except SlackApiError as error:
        code = refusals.error_code(error)
        if code != "invalid_code":
            told = _WRONG.get(code, f"Slack refuses SLACK_CLIENT_ID with the word {code}.")
            return _refused(error, refusals.Refused(told))
    return Finding(True, "Slack knows SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.")


async def _of_installations(client: AsyncWebClient, settings: Settings) -> AsyncIterator[Finding]:
    """Whether the tokens of every workspace can be read, and work."""
    bots: Sequence[Bot] = ()
    if are_kept(settings):
        try:
            async with opened_installations(settings, only_read=True) as installations:
                bots = await installations.newest()
        except CoursewareError as error:
            yield Finding(False, str(error))
            return
    if not bots:
        yield Finding(None, f"The app is installed in no workspace yet: open {INSTALL_PATH} in a browser.")
    for bot in bots:
        where = bot.team_name or bot.enterprise_name or bot.team_id or bot.enterprise_id
        async for finding in _of_workspace(client, bot.bot_token, f"The token of {where}"):
            yield finding


def _cannot_be_asked(settings: Settings) -> list[str]:
    """What Slack tells nobody about an app, and where to look."""
    switches = (
        "Slack tells nobody whether the Home Tab, the Messages Tab, the agent view, the events and /learn "
        "are on. The manifest that `courseware slack --manifest` writes has them all: compare it with the "
        f"page App Manifest of {APPS}."
    )
    addresses = (
        f"Every Request URL of the app has to end with {EVENTS_PATH}. Whether SLACK_SIGNING_SECRET is right "
        "shows when Slack verifies one."
    )
    return [switches, addresses] if settings.mode == "http" else [switches]


def _refused(error: SlackApiError, meant: refusals.Refused) -> Finding:
    if not isinstance(error.response.data, dict) and error.response.status_code < 500:
        raise ValueError("this is no answer of Slack's")
    if refusals.passes(error):
        return Finding(
            False, f"Slack has no answer just now ({refusals.error_code(error)}). Try again later."
        )
    return Finding(False, str(meant))


def _header(answer: Any, name: str) -> str:
    found = {key.casefold(): value for key, value in answer.headers.items()}.get(name, "")
    return ",".join(found) if isinstance(found, list) else str(found)


def _told(error: BaseException) -> str:
    """What went wrong, in a few words and without what was sent."""
    return type(error).__name__ if isinstance(error, TimeoutError) or not str(error) else str(error)
