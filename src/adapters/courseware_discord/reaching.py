"""Why Discord cannot be reached, in words for whoever runs the bot."""

from urllib.parse import urlsplit

import aiohttp
import discord
from discord.http import Route

_PATH = "/api/v10"


def why(error: BaseException) -> str:
    """What went wrong, in a few words and without what was sent."""
    match error:
        case discord.HTTPException():
            return f"it answered {error.status}{_lacks(error)}"
        case aiohttp.ClientConnectorError():
            reason = error.os_error.strerror or str(error.os_error)
            return f"no connection to {error.host}:{error.port} ({reason})"
        case TimeoutError():
            return "it did not answer in time"
        case _:
            return str(error) or type(error).__name__


def _lacks(error: discord.HTTPException) -> str:
    """What an address of the API lacks that leads nowhere, if anything."""
    parts = urlsplit(Route.BASE)
    if error.status != 404 or parts.path.endswith(_PATH):
        return ""
    return (
        f"; DISCORD_API_BASE needs the path of the API as well, as in {parts.scheme}://{parts.netloc}{_PATH}"
    )
