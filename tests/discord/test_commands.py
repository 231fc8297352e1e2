"""The slash commands: where they are, what they suggest, and when Discord is told of them."""

import pytest
from tests.discord.server import SETTINGS, Server, labels, teaching, texts

from courseware_core.content.catalog import Catalog
from courseware_core.content.model import Course
from courseware_core.identity import Identity
from courseware_core.surfaces.deciding import meant
from courseware_discord.bot import client
from courseware_discord.commands import places_named

COMMANDS = {
    *("learn", "review", "exam", "progress", "ask"),
    *("define", "link", "settings", "privacy", "forget"),
}


def told(server: Server) -> list[str]:
    """The methods of the requests about commands, in their order."""
    return [each.method for each in server.env.http_requests if each.path.endswith("/commands")]


async def test_every_command_is_there_in_servers_in_direct_messages_and_for_users() -> None:
    async with teaching() as server:
        commands = server.env.backend.commands[None].values()
        assert {each["name"] for each in commands} == COMMANDS
        for each in commands:
            assert (sorted(each["contexts"]), sorted(each["integration_types"])) == ([0, 1, 2], [0, 1])
        ada = server.member("ada")
        assert set(ada.actor.available_commands(server.channel)) == COMMANDS
        assert set(ada.actor.user.available_commands()) == COMMANDS


async def test_what_commands_say_of_themselves_is_short_enough_in_every_language() -> None:
    async with teaching() as server:
        commands = [*server.env.backend.commands[None].values()]
        described = [*commands, *(option for each in commands for option in each["options"])]
        for each in described:
            said = [each["description"], *(each.get("description_localizations") or {}).values()]
            assert all(1 <= len(words) <= 100 for words in said)


async def test_discord_is_told_of_the_commands_once_and_not_again_by_the_next_process() -> None:
    async with teaching() as server:
        assert told(server) == ["GET", "PUT"]
        await server.env.restart_bot(client(server.app, SETTINGS))
        assert told(server) == ["GET", "PUT", "GET"]


@pytest.mark.parametrize("change", ["description", "name", "option", "gone", "language"])
async def test_commands_that_discord_has_otherwise_are_replaced(change: str) -> None:
    async with teaching() as server:
        commands = server.env.backend.commands[None]
        key = ("learn", 1)
        match change:
            case "description":
                commands[key]["description"] = "Learn"
            case "name":
                commands["study", 1] = commands.pop(key) | {"name": "study"}
            case "option":
                commands[key]["options"] = []
            case "gone":
                del commands[key]
            case _:
                commands[key]["description_localizations"] = {"fr": "Apprendre"}
        await server.env.restart_bot(client(server.app, SETTINGS))
        assert told(server) == ["GET", "PUT", "GET", "PUT"]
        assert {name for name, _ in server.env.backend.commands[None]} == COMMANDS


async def test_a_bot_whose_commands_cannot_be_looked_at_starts_all_the_same() -> None:
    async with teaching() as server:
        server.env.inject_error("GET", "/applications/*/commands", status=403)
        await server.env.restart_bot(client(server.app, SETTINGS))
        await server.member("ada").learn()
        assert len(server.channel.threads) == 1


@pytest.mark.parametrize("name", sorted(COMMANDS - {"define"}))
async def test_every_command_leads_somewhere_for_somebody_new_and_for_one_who_has_begun(name: str) -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.actor.slash(server.channel, name)
        assert "Begin" in labels(ada.message)
        await ada.press("Begin")
        await ada.actor.slash(server.channel, name)
        assert "Begin" not in labels(ada.message)
        assert len(server.channel.threads) == 1


async def test_learn_leads_to_an_activity_by_its_id_and_by_its_title() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        assert await ada.facts() == ["AttemptStarted"]
        await ada.learn("no such thing")
        assert await ada.facts() == ["AttemptStarted"]
        lesson = server.app.catalog.activity("t1.l1").activity
        assert meant(server.app.catalog, f"  {lesson.title.upper()}") == "t1.l1"


async def test_what_nothing_is_called_is_told_with_the_ways_on_and_the_menu() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("")
        await ada.learn("LoRA \N{RIGHT-TO-LEFT OVERRIDE}" + "x" * 900)
        assert "Nothing here is called “LoRA xxx" in texts(ada.message)
        assert "x…”. Choose from the list of /learn, or look a word up with /define." in texts(ada.message)
        assert "x" * 60 not in texts(ada.message)
        assert (await server.app.enter(ada.who)).screen.title in texts(ada.message)


async def test_learn_suggests_what_is_typed_so_far() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        everything = await ada.actor.autocomplete(server.channel, "learn", "place", "")
        assert everything[0]["value"] == server.app.catalog.courses[0].id
        quizzes = await ada.actor.autocomplete(server.channel, "learn", "place", "t1.l1.q")
        assert [each["value"] for each in quizzes] == ["t1.l1.quiz"]
        assert await ada.actor.autocomplete(server.channel, "learn", "place", "zzz") == []


def test_of_twenty_six_courses_twenty_five_are_suggested_and_typing_finds_the_last() -> None:
    courses = tuple(
        Course(id=f"c{number}", version="1", title=f"{'Course ' * 20}{number}", licence="x", modules=())
        for number in range(1, 27)
    )
    catalog = Catalog(courses)
    assert len(places_named(catalog, "")) == 25
    assert [place for place, _ in places_named(catalog, "26")] == ["c26"]


async def test_define_suggests_terms_and_says_what_one_means() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        terms = await ada.actor.autocomplete(server.channel, "define", "term", "")
        assert 1 <= len(terms) <= 25
        term = terms[0]["value"]
        begun = await ada.actor.autocomplete(server.channel, "define", "term", term[:3])
        assert term in [each["value"] for each in begun]
        said = await ada.actor.slash(server.channel, "define", term=term)
        assert said.response
        assert said.response.ephemeral
        assert term.casefold() in texts(said.response).casefold()


async def test_ask_takes_the_question_along() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        await ada.actor.slash(server.channel, "ask", question="What is tea?")
        assert "What is tea?" in texts(ada.message)


async def test_link_takes_the_code_along() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        offer = await server.app.linking.offer(Identity("terminal", "local", "ada"))
        await ada.actor.slash(server.channel, "link", code=offer.code)
        assert "terminal" in texts(ada.message)


async def test_who_installed_the_app_themselves_learns_in_a_server_that_the_bot_is_no_member_of() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        server.env.backend.emit("GUILD_DELETE", {"id": str(server.guild.id)})
        result = await ada.actor.slash(server.channel, "learn")
        assert result.response
        assert "I am no member of this server" in texts(result.response)
