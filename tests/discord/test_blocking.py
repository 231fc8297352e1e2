"""Nothing that the bot does to answer may hold up its event loop: no import, no file, no other connection."""

from pathlib import Path

from tests.discord.loopback.people import Person
from tests.discord.loopback.server import serving
from tests.discord.processes import WATCHED, answers, bot_beside, named
from tests.llm.watching import PLANTED


async def test_answering_never_blocks_the_loop_and_a_call_that_does_would_be_seen(tmp_path: Path) -> None:
    async with serving() as here, bot_beside(here, tmp_path / "record.db", WATCHED) as bot:
        await bot.ask()
        await everything(here.person("Ada"))
        bea = here.person("Bea")
        bea.locale = "de"
        bea.opens_direct_messages()
        await everything(bea)
        await bot.ask()
        bot.end()
        heard = await bot.heard()
    assert heard["blocked"] == []
    assert {each.split()[0] for each in heard["planted"]} == set(PLANTED)


async def everything(person: Person) -> None:
    """Settles a question, fills in a form, and looks at the places of one's own."""
    await person.slash("learn", place="t1.l1.quiz")
    await person.press(named(person, "cw:p:"))
    for option in range(2):
        await answers(person, option)
        await person.press(named(person, "cw:p:"))
        if not named(person, "").startswith("cw:o:"):  # by chance it was right
            break
    await person.press(named(person, "cw:f:"))
    assert person.form
    field = person.form.fields[0]
    await person.submit_modal({field.custom_id: [field.options[0].value]})
    assert await person.autocomplete("define", "term", "o")
    await person.slash("define", term="oxidation")
    for place in ("review", "exam", "progress", "ask", "link", "settings", "privacy", "forget"):
        await person.slash(place)
