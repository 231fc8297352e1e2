"""A restart in the middle of a lab. The contract has those in the middle of anything else."""

from pathlib import Path

from tests.app.surroundings import TINY, opened
from tests.discord.models import SlowModel
from tests.discord.server import SETTINGS, WITH_CONTENT, served, texts

from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.surfaces.controls import FIELD_ID
from courseware_discord.bot import client


async def test_a_form_that_was_open_during_a_restart_is_sent_as_if_nothing_had_been(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'record.db'}"
    async with opened(TINY, store, profile=DISCORD_MESSAGE) as app, served(app) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        form = await ada.press("Write…")
        async with opened(TINY, store, profile=DISCORD_MESSAGE) as another:
            await server.env.restart_bot(client(another, SETTINGS))
            await ada.actor.submit_modal(form, {FIELD_ID: "Why does a leaf turn brown?"})
            assert "as a cut apple does" in texts(ada.message)
            assert (await ada.facts())[:3] == ["LabStarted", "MessageSent", "ReplyGiven"]


async def test_a_reply_that_was_owed_when_the_bot_ended_is_there_at_the_next_look(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'record.db'}"
    slow = SlowModel("Never said.", seconds=4_000)
    quick = SlowModel("Air browns the leaf.")
    how = {"profile": DISCORD_MESSAGE, "model_deadline_s": 5_000}
    async with opened(TINY, store, model=slow, **how) as app, served(app) as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.lab")
        await ada.choose("Talk with the model")
        await ada.write("Why does it turn brown at all?")
        assert "Your message is kept" in texts(ada.message)
        async with opened(TINY, store, model=quick, **how) as another:
            await server.env.restart_bot(client(another, WITH_CONTENT))
            await ada.press("Ask again for the reply")
            assert "Why does it turn brown at all?" in texts(ada.message)
            assert (await ada.facts()).count("MessageSent") == 1
