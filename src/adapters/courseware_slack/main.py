"""The command `courseware slack`. Only what it needs is imported, when it is run."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from courseware_core.errors import NotInstalled
from courseware_core.surfaces.commanding import BAD_USAGE, carried_out, failed
from courseware_slack.manifest import manifest
from courseware_slack.settings import KEY_COMMAND, Settings

if TYPE_CHECKING:
    from courseware_core.surfaces.serving import Surface

_NOT_INSTALLED = "Slack needs an optional part: pip install 'courseware-core[slack]'."
_OPTIONAL = ("aiohttp", "cryptography", "slack_bolt", "slack_sdk", "uvicorn")

_SETTINGS = f"""
set in the environment:
  SLACK_BOT_TOKEN          the app's token in one workspace, xoxb-...
  SLACK_APP_TOKEN          an app-level token, xapp-..., for Socket Mode
  SLACK_SIGNING_SECRET     the app's signing secret, for HTTP mode
  SLACK_HOST, SLACK_PORT   where to listen in HTTP mode (127.0.0.1, 3000)
  SLACK_CLIENT_ID, SLACK_CLIENT_SECRET
                           in place of SLACK_BOT_TOKEN: the app is installed in several workspaces
  COURSEWARE_SLACK_KEY     encrypts their tokens; several with commas between, the newest first. Make one with
                           {KEY_COMMAND}
  SLACK_API_URL            where the Web API is, such as https://proxy.example.org/api/ (Slack's own)
  COURSEWARE_CONTENT       folder of courses (the ones that come with courseware)
  COURSEWARE_STORE         where the record is kept (a file in your own data folder)
  COURSEWARE_MODEL, COURSEWARE_MODEL_BASE, COURSEWARE_MODEL_DEADLINE, COURSEWARE_OFFLINE,
  COURSEWARE_BUDGET_LEARNER, COURSEWARE_BUDGET_TENANT, COURSEWARE_BUDGET_LAB
                           the model that replies in labs (none), and its bounds
  COURSEWARE_REVIEWER      who may read answers in words and code; learners are told (nobody)
"""


def main(argv: Sequence[str] | None = None) -> int:
    """The exit code: 0 done, 1 could not be done, 2 wrong usage. Every fault is told in a sentence."""
    flags = _parser().parse_args(sys.argv[1:] if argv is None else argv)
    if flags.url and not flags.manifest:
        return failed("--url goes with --manifest: it says where Slack reaches the app.", BAD_USAGE)
    if flags.manifest:
        return _manifest(flags.url)
    return carried_out(
        lambda: _check() if flags.check else _serve(Settings.read(os.environ)),
        needs=_OPTIONAL,
        not_installed=_NOT_INSTALLED,
    )


def surface(environment: Mapping[str, str]) -> "Surface":
    """Slack as the environment sets it. Raises: SettingsError, NotInstalled."""
    settings = Settings.read(environment)
    try:
        from courseware_slack.modes import OnSlack
    except ModuleNotFoundError:
        raise NotInstalled(_NOT_INSTALLED) from None
    return OnSlack(settings)


async def _check() -> int:
    from courseware_slack.check import check

    return await check(*Settings.looked_up(os.environ))


async def _serve(settings: Settings) -> int:
    from courseware_core.surfaces.serving import log_what_happens, serve
    from courseware_slack.modes import OnSlack

    log_what_happens()
    return await serve(settings, [OnSlack(settings)])


def _manifest(url: str) -> int:
    parts = urlsplit(url)
    if url and not (parts.scheme == "https" and parts.hostname):
        return failed(
            f"--url is {url!r}: write where Slack reaches the app, such as https://learn.example.org.",
            BAD_USAGE,
        )
    sys.stdout.write(json.dumps(manifest(url), indent=2) + "\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="courseware slack",
        description="Lets people learn in Slack, as long as it runs.",
        epilog=_SETTINGS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--check", action="store_true", help="say what is missing; start nothing")
    what.add_argument(
        "--manifest",
        action="store_true",
        help="write the manifest that creates the app at Slack in one paste",
    )
    parser.add_argument(
        "--url", default="", metavar="URL", help="with --manifest: for HTTP mode, reached at this address"
    )
    return parser
