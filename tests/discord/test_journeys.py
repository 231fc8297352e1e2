"""What a learner does in Discord leaves what the same steps leave anywhere."""

from typing import Any

from tests.app.surroundings import ADA, TINY, opened
from tests.discord.server import Person, interactions, labels, press_again, teaching, texts

from courseware_core.app import Courseware
from courseware_core.identity import Identity
from courseware_core.inputs import Answer, ChooseOne, ChooseSeveral
from courseware_core.screen.model import Intent, Screen
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.testing.surfaces import CoreSurface
from courseware_discord.controls import FIELD_ID

TEXT = "80"
"""What is answered where something is to be written."""

_STEPS = 60


async def answered(person: Person) -> None:
    """Answers what is asked on the newest message with the first option, or with `TEXT`."""
    there = labels(person.message)
    if "A" in there or "True" in there:
        await person.press("A" if "A" in there else "True")
        return
    form = await person.press("Answer")
    assert form.modal
    field = next(each["component"] for each in form.modal["components"] if "component" in each)
    given: Any = ["0"] if "options" in field else TEXT
    await person.actor.submit_modal(form, {FIELD_ID: given})


async def taken_in_discord(person: Person) -> None:
    """Answers every question of a round, and goes on to its result."""
    for _ in range(_STEPS):
        there = labels(person.message)
        onward = [each for each in ("Next question", "See the result", "Hand in", "Start") if each in there]
        if onward:
            await person.press(onward[0])
        elif {"A", "True", "Answer"} & set(there):
            await answered(person)
        else:
            return
    raise AssertionError("the round does not end")


async def taken_in_the_core(app: Courseware, activity: str) -> None:
    """The same steps as `taken_in_discord`, without Discord."""
    surface = CoreSurface(app, ADA)
    screen = await surface.enter(activity)
    for step in range(_STEPS):
        intent = _onward(screen)
        if intent is None:
            return
        screen = await surface.send(intent.model_copy(update={"delivery": str(step)}))


def _onward(screen: Screen) -> Intent | None:
    if screen.input and screen.submit:
        positions = isinstance(screen.input, ChooseOne | ChooseSeveral)
        answer = Answer(values=(0,)) if positions else Answer(text=TEXT)
        return Intent(token=screen.submit.token, answer=answer)
    onward = [
        each
        for each in screen.controls
        if each.label in ("Begin", "Next question", "See the result", "Hand in", "Start")
    ]
    return Intent(token=onward[0].token) if onward else None


async def recorded(app: Courseware, who: Identity) -> list[Any]:
    """The facts of this person's activities, in their order."""
    streams = await app.export(who)
    return [
        each.fact for stream in streams if stream.session != who.person_session() for each in stream.facts
    ]


async def test_a_quiz_in_discord_leaves_the_facts_that_it_leaves_in_the_core() -> None:
    async with opened(TINY, profile=DISCORD_MESSAGE) as app:
        await taken_in_the_core(app, "t1.l1.quiz")
        expected = await recorded(app, ADA)
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1.quiz")
        await taken_in_discord(ada)
        facts = await recorded(server.app, ada.who)
        assert [type(fact) for fact in facts] == [type(fact) for fact in expected]
        assert facts[1:] == expected[1:]
        assert type(facts[-1]).__name__ == "AttemptClosed"
        assert len(ada.messages) == 1


async def test_turning_the_pages_of_a_screen_changes_nothing() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        facts, first = await ada.facts(), texts(ada.message)
        assert "Page 1 of 2" in first
        await ada.press("Page 2")
        assert "Page 2 of 2" in texts(ada.message)
        await ada.press("Page 1")
        assert texts(ada.message) == first
        assert await ada.facts() == facts


async def test_a_lesson_is_read_to_its_end_and_leads_on() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        await ada.begin("t1.l1")
        await ada.press("Page 2")
        await ada.press("Finish the lesson")
        assert (await ada.facts())[-1] == "LessonFinished"
        assert labels(ada.message)


async def test_a_command_says_where_the_screen_is_and_leads_there() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        result = await ada.learn()
        assert result.ephemeral
        assert result.response
        assert "private thread" in texts(result.response)
        links = [each.url for each in result.response.message.components[-1].children]  # type: ignore[union-attr]
        assert links == [ada.message.jump_url]


async def test_the_language_of_discord_is_that_of_a_new_person_and_changes_nothing_later() -> None:
    async with teaching() as server:
        ada = server.member("ada")
        seen = interactions(server)
        await ada.learn("t1.l1.quiz")
        await press_again(server, seen[0] | {"locale": "de"})
        assert "Willkommen" in texts(ada.message)
        await ada.press(labels(ada.message)[0])
        german = texts(ada.message)
        assert "Frage 1 von 4" in german
        await press_again(server, seen[0] | {"locale": "en-GB"})
        assert texts(ada.message) == german
