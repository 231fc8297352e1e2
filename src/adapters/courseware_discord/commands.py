"""The slash commands: in servers, in direct messages and for those who installed the app themselves.

Owns their names, what they say of themselves in every language, and when Discord is told of them.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, Range, locale_str
from discord.ext.commands import AutoShardedBot
from discord.http import Route

from courseware_core.content.catalog import Catalog
from courseware_core.glossary import glossary
from courseware_core.languages import SOURCE, catalogue, negotiate
from courseware_core.screen.match import squeeze
from courseware_core.surfaces.deciding import meant, titles_of
from courseware_discord.answering import Answering
from courseware_discord.limits import CHOICE, CHOICES, DESCRIPTION
from courseware_discord.places import Interaction, Places, want

_LONGEST_TYPED = 2_000

_EVERYWHERE = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_BOTH = app_commands.AppInstallationType(guild=True, user=True)

_log = logging.getLogger(__name__)


def add_commands(bot: AutoShardedBot, answering: Answering, places: Places) -> None:
    """Gives the bot its commands. Discord knows of them after `sync_commands`."""
    app = places.app

    async def learn(interaction: Interaction, place: str = "") -> None:
        await answering.entered(interaction, meant(app.catalog, place))

    async def ask(interaction: Interaction, question: Range[str, 1, _LONGEST_TYPED] = "") -> None:
        await answering.entered(interaction, "ask", line=question)

    async def define(interaction: Interaction, term: Range[str, 1, CHOICE]) -> None:
        await answering.defined(interaction, term)

    async def link(interaction: Interaction, code: Range[str, 1, CHOICE] = "") -> None:
        await answering.entered(interaction, "link", line=code)

    @app_commands.choices(place=_kinds_of_place())
    async def settings(interaction: Interaction, place: Choice[str] | None = None) -> None:
        if place:
            want(interaction, "direct" if place.value == "direct" else "thread")
        await answering.entered(interaction, "settings")

    async def places_like(_: Interaction, typed: str) -> list[Choice[str]]:
        return [Choice(name=title[:CHOICE], value=place) for place, title in places_named(app.catalog, typed)]

    async def terms_like(_: Interaction, typed: str) -> list[Choice[str]]:
        terms = (term for term in glossary(app.catalog).matching(typed) if len(term) <= CHOICE)
        return [Choice(name=term, value=term) for term in terms][:CHOICES]

    callbacks: Mapping[str, Callable[..., Any]] = {
        "learn": learn,
        **{place: _to(answering, place) for place in ("review", "exam", "progress")},
        "ask": ask,
        "define": define,
        "link": link,
        "settings": settings,
        **{place: _to(answering, place) for place in ("privacy", "forget")},
    }
    for name, callback in callbacks.items():
        bot.tree.add_command(_command(name, callback))
    _completed(bot, "learn", "place", places_like)
    _completed(bot, "define", "term", terms_like)


def places_named(catalog: Catalog, typed: str) -> list[tuple[str, str]]:
    """Ids and titles of courses and activities that somebody may mean who has typed `typed` so far."""
    wanted = squeeze(typed)
    found = [
        (place, title)
        for place, title in titles_of(catalog).items()
        if len(place) <= CHOICE and (wanted in squeeze(title) or place.startswith(typed.casefold()))
    ]
    found.sort(key=lambda each: not squeeze(each[1]).startswith(wanted))
    return found[:CHOICES]


async def sync_commands(bot: AutoShardedBot) -> bool:
    """Whether Discord had other commands than these, and now has these.

    What Discord has is asked for and compared, so that nothing need be kept of it. A bot whose commands
    could not be looked at goes on with those that there are.
    """
    await bot.tree.set_translator(_Translator())
    ours = [
        await command.get_translated_payload(bot.tree, _Translator()) for command in bot.tree.get_commands()
    ]
    route = Route("GET", "/applications/{application_id}/commands", application_id=bot.application_id)
    try:
        theirs = await bot.http.request(route, params={"with_localizations": "true"})
        if _shapes(ours) == _shapes(theirs):
            return False
        await bot.tree.sync()
    except app_commands.CommandSyncFailure:
        raise
    except discord.HTTPException as error:
        _log.warning("the commands were left as Discord has them: %s", error)
        return False
    _log.info("Discord was told of %d commands.", len(ours))
    return True


def _to(answering: Answering, place: str) -> Callable[[Interaction], Awaitable[None]]:
    async def callback(interaction: Interaction) -> None:
        await answering.entered(interaction, place)

    return callback


def _command(name: str, callback: Callable[..., Any]) -> app_commands.Command[Any, ..., None]:
    told = _told(SOURCE)
    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=name,
        description=locale_str(told[name], key=name),
        callback=callback,
        allowed_contexts=_EVERYWHERE,
        allowed_installs=_BOTH,
    )
    described = {each.name: f"{name} {each.name}" for each in command.parameters}
    app_commands.describe(**{each: locale_str(told[key], key=key) for each, key in described.items()})(
        command
    )
    return command


def _kinds_of_place() -> list[Choice[str]]:
    told = _told(SOURCE)
    keys = {"settings thread": "thread", "settings direct": "direct"}
    return [Choice(name=locale_str(told[key], key=key), value=kind) for key, kind in keys.items()]


def _completed(bot: AutoShardedBot, name: str, parameter: str, suggest: Callable[..., Any]) -> None:
    command = bot.tree.get_command(name)
    assert isinstance(command, app_commands.Command)
    command.autocomplete(parameter)(suggest)


class _Translator(app_commands.Translator):
    """What commands say of themselves, in the languages that there are words in."""

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The sentence, if there is one that is short enough; else Discord shows the English one."""
        language = negotiate(str(locale))
        said = _told(language).get(string.extras.get("key", ""), "")
        return said if language.partition("-")[0] != SOURCE and 0 < len(said) <= DESCRIPTION else None


@cache
def _told(language: str) -> Mapping[str, str]:
    """What every command says of itself, and each of its options."""
    words = catalogue(language)
    return {
        "learn": words.say("Take a course, or go on where you stopped"),
        "learn place": words.say("A course, lesson, quiz, test or lab; without it, the start menu"),
        "review": words.say("Answer again what is due to come back"),
        "exam": words.say("Choose a test or a mock exam"),
        "progress": words.say("See how you stand in every course"),
        "ask": words.say("Ask the tutor about the lesson you read last"),
        "ask question": words.say("What you want to know"),
        "define": words.say("Look up what a term means"),
        "define term": words.say("A term of the courses"),
        "link": words.say("Go on with your courses on another surface, such as the terminal"),
        "link code": words.say("The code that the other surface gave you; without it, you get one"),
        "settings": words.say("Choose your language, and where you are taught"),
        "settings place": words.say("Go there now: a private thread of this channel, or direct messages"),
        "settings thread": words.say("private thread"),
        "settings direct": words.say("direct messages"),
        "privacy": words.say("See what is stored about you, where, and who can read it"),
        "forget": words.say("Delete everything that is stored about you"),
    }


def _shapes(commands: list[dict[str, Any]]) -> dict[tuple[str, int], dict[str, Any]]:
    """Of every command what we say of it, however it is written."""
    return {(each["name"], each.get("type", 1)): _shape(each) for each in commands}


def _shape(command: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_texts(command),
        "contexts": sorted(command.get("contexts") or ()),
        "integration_types": sorted(command.get("integration_types") or ()),
        "default_member_permissions": command.get("default_member_permissions"),
        "nsfw": bool(command.get("nsfw")),
        "options": [_option(each) for each in command.get("options") or ()],
    }


def _option(option: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_texts(option),
        "type": option["type"],
        "required": bool(option.get("required")),
        "autocomplete": bool(option.get("autocomplete")),
        "choices": [
            (each["name"], each["value"], each.get("name_localizations") or {})
            for each in option.get("choices") or ()
        ],
        "lengths": (option.get("min_length"), option.get("max_length")),
    }


def _texts(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": told["name"],
        "description": told.get("description", ""),
        "names": told.get("name_localizations") or {},
        "descriptions": told.get("description_localizations") or {},
    }
