"""Nothing that the app does to answer may hold up its event loop: no import, no file, no other connection."""

from pathlib import Path

from tests.llm.watching import PLANTED
from tests.slack.loopback.people import Person
from tests.slack.loopback.server import serving
from tests.slack.watching import PATIENCE_S, watched

PLACES = ("define oxidation", "review", "exam", "progress", "ask", "link", "settings", "privacy", "forget")


async def test_answering_never_blocks_the_loop_and_a_call_that_does_would_be_seen(tmp_path: Path) -> None:
    async with (
        serving(deadline_s=PATIENCE_S) as here,
        watched(here, tmp_path / "record.db") as app,
    ):
        await app.ask()
        await everything(here.person("Ada"))
        await here.settled()
        await app.ask()
        app.end()
        heard = await app.heard()
    assert heard["blocked"] == []
    assert {each.split()[0] for each in heard["planted"]} == set(PLANTED)


async def everything(person: Person) -> None:
    """Answers a question, looks up a term, and goes to the places of one's own, by command and at Home."""
    await person.slash("/learn t1.l1.quiz")
    await person.press((await person.until(lambda screen: screen.labels)).labels[0])
    await person.until(lambda screen: screen.options)
    await person.choose(person.screen.options[0])
    await person.press(person.screen.labels[0])
    await person.until(lambda screen: not screen.options)
    for place in PLACES:
        await person.slash(f"/learn {place}")
    await person.say("oxidation")
    await person.opens_home()
    await person.until_home(lambda screen: screen.labels)
    await person.press(person.home.labels[0])
