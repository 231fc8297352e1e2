"""The Discord of these tests itself: what people and a client that knows nothing of it can do in it."""

import asyncio
import io
from typing import Any

import discord
import pytest
from aiohttp import ClientSession
from discord import ui
from tests.discord.loopback.forms import CannotDo
from tests.discord.loopback.people import NotAnswered
from tests.discord.loopback.plain_bot import bot_in, first_page, page, school, second_page
from tests.discord.loopback.server import TOKEN, serving
from tests.surfaces.pulse import PATIENCE_S


async def test_a_command_is_answered_and_a_button_turns_the_page() -> None:
    async with school() as here, bot_in(here, learn=first_page, next=second_page):
        ada = here.person("Ada")
        await ada.slash("learn", activity="m01.l1")
        assert (ada.screen.text, ada.screen.labels) == ("Tea", ("Next",))
        await ada.press("Next")
        assert (ada.screen.text, ada.screen.labels) == ("Water", ("Back",))
        with pytest.raises(CannotDo, match="Back"):
            await ada.press("Next")
        callback = here.rest.sent("POST", "/interactions/*")[0]
        assert callback.status == 200
        assert callback.body["type"] == 4


async def test_suggestions_are_shown_while_an_option_is_typed() -> None:
    async with school() as here, bot_in(here):
        assert await here.person("Ada").autocomplete("learn", "activity", "first") == ["first lesson"]


async def test_an_option_is_chosen_from_a_select() -> None:
    chosen: list[Any] = []

    async def choices(interaction: discord.Interaction) -> None:
        options = [discord.SelectOption(label=label, value=label[0]) for label in ("Green", "Black")]
        select: ui.Select[Any] = ui.Select(custom_id="kind", options=options)
        await interaction.response.send_message(view=page("Which?", select))

    async def chose(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        chosen.append(data["values"])
        await interaction.response.edit_message(view=page("Thank you"))

    async with school() as here, bot_in(here, learn=choices, kind=chose):
        ada = here.person("Ada")
        await ada.slash("learn")
        assert ada.screen.options == ("Green", "Black")
        await ada.choose("Black")
        assert (chosen, ada.screen.text) == ([["B"]], "Thank you")


class Form(ui.Modal, title="Your answer"):
    why: ui.Label[Any] = ui.Label(text="Why?", component=ui.TextInput(custom_id="why", max_length=20))
    kind: ui.Label[Any] = ui.Label(
        text="Kind",
        component=ui.RadioGroup(
            custom_id="kind",
            options=[discord.RadioGroupOption(label=label, value=label[0]) for label in ("Green", "Black")],
        ),
    )


async def test_a_form_is_opened_filled_in_and_sent() -> None:
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form(custom_id="form"))

    async def sent(interaction: discord.Interaction) -> None:
        data: Any = interaction.data
        said = [each["component"].get("value") for each in data["components"]]
        await interaction.response.send_message(" ".join(said), ephemeral=True)

    async with school() as here, bot_in(here, learn=form, form=sent):
        ada, bea = here.person("Ada"), here.person("Bea")
        await ada.slash("learn")
        assert ada.form is not None
        assert [field.label for field in ada.form.fields] == ["Why?", "Kind"]
        with pytest.raises(CannotDo, match="1 to 20 characters"):
            await ada.submit_modal({"Kind": "Green"})
        await ada.submit_modal({"Why?": "taste", "Kind": "Green"})
        assert (ada.screen.text, ada.screen.ephemeral) == ("taste G", True)
        assert bea.screens == []


async def test_a_deferred_answer_is_waited_for_and_the_token_dies_after_15_minutes() -> None:
    tokens: list[discord.Interaction] = []

    async def slow(interaction: discord.Interaction) -> None:
        tokens.append(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(view=page("At last"))
        await interaction.followup.send("One more", ephemeral=True)

    async with school() as here, bot_in(here, learn=slow):
        ada = here.person("Ada")
        await ada.slash("learn")
        await ada.until(lambda screen: screen.text == "One more")
        assert [screen.text for screen in ada.screens] == ["One more", "At last"]
        await tokens[0].delete_original_response()
        assert [screen.text for screen in ada.screens] == ["One more"]
        here.world.clock.advance(15 * 60)
        with pytest.raises(discord.HTTPException) as dead:
            await tokens[0].edit_original_response(content="too late")
        assert dead.value.code == 50027


async def test_who_answers_too_late_finds_the_interaction_unknown() -> None:
    late = asyncio.Event()

    async def sleepy(interaction: discord.Interaction) -> None:
        await late.wait()
        await interaction.response.send_message("Sorry")

    async with school(deadline_s=0.2) as here, bot_in(here, learn=sleepy) as bot:
        ada = here.person("Ada")
        with pytest.raises(NotAnswered, match="did not respond"):
            await ada.slash("learn")
        late.set()
        await asyncio.wait_for(bot.failed.wait(), PATIENCE_S)
    assert [failure.code for failure in bot.failures] == [10062]


async def test_lessons_in_a_private_thread_are_seen_by_its_members_and_wake_it() -> None:
    async def in_a_thread(interaction: discord.Interaction) -> None:
        assert isinstance(interaction.channel, discord.TextChannel)
        thread = await interaction.channel.create_thread(name="Ada's lessons", invitable=False)
        await thread.add_user(interaction.user)
        await thread.edit(archived=True)
        await thread.send(view=page("Tea"))
        await interaction.response.send_message("Over there", ephemeral=True)

    async with school() as here, bot_in(here, learn=in_a_thread) as bot:
        ada, bea = here.person("Ada"), here.person("Bea")
        await ada.slash("learn")
        thread = here.world.channel_named("Ada's lessons")
        assert [screen.text for screen in ada.screens] == ["Over there", "Tea"]
        assert thread.thread_metadata is not None
        assert not thread.thread_metadata.archived
        assert bea.screens == []
        heard = bot.wait_for("message", check=lambda said: said.author.id == ada.id)
        ada.say("What is tea?", where=thread.id)
        said = await heard
        assert (said.channel.id, said.content) == (thread.id, ""), "nobody approved the reading of messages"


async def test_a_picture_comes_with_a_message() -> None:
    async with school() as here, bot_in(here) as bot:
        place = here.world.channel_named("learning").id
        picture = discord.File(io.BytesIO(b"tea"), "tea.png")
        sent = await bot.get_partial_messageable(place).send("Look", file=picture)
        assert [each["filename"] for each in here.world.get_message(place, sent.id).attachments] == [
            "tea.png"
        ]


async def test_closed_direct_messages_and_missing_permissions_are_refused() -> None:
    async with school() as here, bot_in(here) as bot:
        ada = here.person("Ada")
        ada.closes_direct_messages()
        user = await bot.fetch_user(ada.id)
        with pytest.raises(discord.Forbidden) as closed:
            await user.send("Hello")
        place = here.world.channel_named("learning").id
        here.world.forbid(place, "send_messages", "create_private_threads")
        with pytest.raises(discord.Forbidden) as unwanted:
            await bot.get_partial_messageable(place).send("Hello")
        here.world.forbid(place, "view_channel")
        with pytest.raises(discord.Forbidden) as hidden:
            await bot.fetch_channel(place)
        assert (closed.value.code, unwanted.value.code, hidden.value.code) == (50007, 50013, 50001)


@pytest.mark.parametrize(
    "view",
    [
        page("x" * 4001),
        page("x", *[ui.Button(label="y" * 81, custom_id="y")]),
        page("x", *[ui.Button(custom_id="y")]),
        page("x", *[ui.Button(label=str(n), custom_id="y") for n in range(2)]),
    ],
    ids=["words", "label", "empty", "twice"],
)
async def test_a_message_beyond_the_documented_limits_is_refused(view: ui.LayoutView) -> None:
    async with school() as here, bot_in(here) as bot:
        channel = bot.get_partial_messageable(here.world.channel_named("learning").id)
        with pytest.raises(discord.HTTPException) as refused:
            await channel.send(view=view)
        assert (refused.value.status, refused.value.code) == (400, 50035)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/channels/{place}/messages", {"content": "Hello", "nonce": "n" * 26}),
        ("POST", "/channels/{place}/threads", {"name": "t" * 101, "type": 12}),
        ("POST", "/channels/{place}/threads", {"name": "t", "type": 12, "auto_archive_duration": 90}),
        ("PUT", "/applications/1/commands", [{"name": "learn", "description": ""}]),
        ("PUT", "/applications/1/commands", [{"name": "Learn", "description": "A lesson"}]),
        ("PUT", "/applications/1/commands", [{"name": f"c{n}", "description": "d"} for n in range(101)]),
        ("POST", "/interactions/1/t/callback", {"type": 8, "data": {"choices": [{"name": "", "value": 1}]}}),
    ],
)
async def test_a_request_beyond_the_documented_limits_is_refused(method: str, path: str, body: Any) -> None:
    async with school() as here, ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as http:
        url = here.api_base + path.format(place=here.world.channel_named("learning").id)
        async with http.request(method, url, json=body) as refused:
            assert (refused.status, (await refused.json())["code"]) == (400, 50035)


async def test_what_this_discord_does_not_know_fails_the_test_that_asks_it() -> None:
    async def asks() -> None:
        async with serving() as here, ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as http:
            await http.get(f"{here.api_base}/voice/regions")

    with pytest.raises(AssertionError, match="/voice/regions"):
        await asks()
