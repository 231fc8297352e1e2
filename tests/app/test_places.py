"""Places that are no activity: exams, progress, settings, privacy, forgetting, linking, asking."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.app.modelling import quick_model
from tests.app.surroundings import ADA, BEA, TINY, learner, opened

from courseware_core.app import Courseware
from courseware_core.blocks import plain, texts
from courseware_core.content.ids import RESERVED
from courseware_core.engine.facts import LanguageChosen, LinkTried, WelcomeShown
from courseware_core.errors import UnknownActivity
from courseware_core.identity import Identity
from courseware_core.inputs import Answer
from courseware_core.languages import catalogue
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Control, Intent, Screen
from courseware_core.screen.navigation import PLACES, Go
from courseware_core.screen.profiles import DISCORD_MESSAGE, PLAIN_TEXT, SLACK_MESSAGE, TERMINAL, Profile
from courseware_core.screen.views.linking import side
from courseware_core.storage import open_store
from courseware_core.testing.fakes import FixedClock
from courseware_core.turns import Turn

HARBOUR = TINY.parent / "harbour"
IN_CHAT = Identity("chat", "T1", "U1")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def app(clock: FixedClock) -> AsyncIterator[Courseware]:
    async with opened(clock=clock) as app:
        await learner(app).enter()
        yield app


def words(screen: Screen) -> str:
    return " ".join(plain(rich) for block in screen.blocks for rich in texts(block))


def control(screen: Screen, label: str) -> Control:
    return next(each for each in screen.controls if label in each.label)


async def press(app: Courseware, screen: Screen, label: str, who: Identity = ADA) -> Turn:
    return await app.handle(who, Intent(token=control(screen, label).token))


async def typed(app: Courseware, screen: Screen, text: str, who: Identity) -> Turn:
    assert screen.submit is not None
    return await app.handle(who, Intent(token=screen.submit.token, answer=Answer(text=text)))


async def test_every_place_is_entered_by_its_name_which_no_course_may_have(app: Courseware) -> None:
    names = dict.fromkeys(PLACES, "")
    for place in PLACES:
        app.check_place(place)
        names[place] = (await app.enter(ADA, place)).screen.name
    own = {place: place for place in ("you", "progress", "settings", "privacy", "forget", "link")}
    # Nothing is due yet, and no lesson was read to ask about.
    assert names == own | {"exam": "exams", "review": "menu", "ask": "menu"}
    assert set(PLACES) == set(RESERVED)
    with pytest.raises(UnknownActivity):
        app.check_place("nowhere")


async def test_somebody_new_comes_to_a_place_by_the_welcome() -> None:
    async with opened() as app:
        welcome = await app.enter(ADA, "settings")
        assert welcome.screen.name == "welcome"
        assert (await press(app, welcome.screen, "Begin")).screen.name == "settings"


async def test_the_start_menu_leads_to_what_there_is_about_a_person(app: Courseware) -> None:
    you = (await press(app, (await app.enter(ADA)).screen, "You")).screen
    assert [each.label for each in you.controls] == ["Progress", "Settings", "Privacy", "Link", "Menu"]
    for label in ("Progress", "Settings", "Privacy", "Link"):
        there = (await press(app, you, label)).screen
        assert (await press(app, there, "Back")).screen == you


@pytest.mark.parametrize(
    "profile", [TERMINAL, PLAIN_TEXT, DISCORD_MESSAGE, SLACK_MESSAGE], ids=lambda profile: profile.name
)
async def test_a_place_keeps_every_control_on_every_surface(app: Courseware, profile: Profile) -> None:
    for place in PLACES:
        screen = (await app.enter(ADA, place)).screen
        kept = {each.token for page in fit(screen, profile) for each in page.controls}
        assert kept == {each.token for each in screen.controls}


async def test_all_exams_stand_together_with_their_course_and_how_they_stand() -> None:
    async with opened(HARBOUR) as app:
        someone = learner(app)
        exams = await someone.enter("exam")
        assert [(each.label, each.note) for each in exams.controls[:-1]] == [
            ("Mock exam", "Ships · not started")
        ]
        # It only says what it is like, and begins nothing.
        assert (await press(app, exams, "Mock exam")).screen.name == "intro"
    async with opened(HARBOUR / "knots") as app:
        someone = learner(app)
        none = await someone.enter("exam")
        assert words(none) == "There is no test and no mock exam in the courses here."


async def test_progress_says_how_everything_stands_with_marks_and_what_comes_next() -> None:
    async with opened() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        await someone.take_assessment()
        progress = await someone.enter("progress")
        assert "passed" in words(progress)
        assert "marks" in words(progress)
        assert progress.controls[0].role == "next"


async def test_a_language_is_chosen_and_kept_and_chosen_once_more_changes_nothing(app: Courseware) -> None:
    settings = (await app.enter(ADA, "settings")).screen
    assert [(each.label, each.note) for each in settings.controls[:2]] == [
        ("English", "chosen"),
        ("Deutsch", ""),
    ]
    assert "Now they are in this one: English." in words(settings)
    for _ in range(2):
        turn = await press(app, settings, "Deutsch")
        assert turn.screen.locale == "de"
        assert "Deutsch" in words(turn.screen)
    assert (await app.enter(ADA)).screen.locale == "de"
    facts = [each.fact for stream in await app.export(ADA) for each in stream.facts]
    assert [fact for fact in facts if isinstance(fact, LanguageChosen)] == [LanguageChosen("de")]


async def test_a_language_that_there_are_no_words_in_is_not_chosen(app: Courseware) -> None:
    for language in ("tlh", "xx", ""):
        turn = await app.handle(ADA, Intent(token=Go("speak", choice=language).token()))
        assert "no words in that language" in turn.notice
        assert turn.screen.locale == "en"


async def test_privacy_says_what_is_stored_where_and_who_may_read_it() -> None:
    async with opened(seen_by=lambda _: "Only this server's staff.", reviewer="Grace Hopper") as app:
        someone = learner(app)
        told = words(await someone.enter("privacy"))
        assert "only in its memory" in told
        assert "Only this server's staff." in told
        assert "No language model gets what you write here." in told
        assert "Grace Hopper may read answers" in told
        assert "name nobody" in told


@pytest.mark.parametrize("profile", [DISCORD_MESSAGE, SLACK_MESSAGE], ids=lambda profile: profile.name)
async def test_all_that_is_recorded_is_handed_over_as_a_file_where_the_surface_can(profile: Profile) -> None:
    async with opened(profile=profile) as app:
        privacy = await learner(app).enter("privacy")
        turn = await press(app, privacy, "Get the file")
        assert turn.file is not None
        recorded = [each.fact for stream in await app.export(ADA) for each in stream.facts]
        assert [each["type"] for each in json.loads(turn.file.content)] == [
            type(each).__name__ for each in recorded
        ]
        assert (await app.handle(ADA, Intent(token=turn.again))).file is None


async def test_of_two_surfaces_over_one_record_that_hands_over_a_file_which_can() -> None:
    store = await open_store("memory:")
    async with opened(store=store, profile=SLACK_MESSAGE) as slack, opened(store=store) as terminal:
        for app, can in (slack, True), (terminal, False):
            privacy = await learner(app).enter("privacy")
            assert ("Get the file" in [each.label for each in privacy.controls]) == can
            assert ("whoever runs this for an export" in words(privacy)) != can
    await store.close()


async def test_a_file_that_the_surface_cannot_send_is_not_handed_over_and_the_person_is_told_who_can() -> (
    None
):
    async with opened(profile=replace(DISCORD_MESSAGE, file_bytes=100)) as app:
        turn = await press(app, await learner(app).enter("privacy"), "Get the file")
        assert turn.file is None
        assert "1 MB, which is too large" in turn.notice
        assert "ask whoever runs this" in turn.notice.lower()


async def test_the_same_first_press_in_two_processes_is_recorded_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    async with opened(store=url) as one, opened(store=url) as other:
        begin = Intent(token=Go("begin", choice="de").token(), delivery="1")
        await asyncio.gather(*(each.handle(ADA, begin) for each in (one, other)))
        (stream,) = await one.export(ADA)
        assert [each.fact for each in stream.facts] == [WelcomeShown(), LanguageChosen("de")]


async def test_a_dangerous_control_that_is_typed_is_asked_about_and_pressed_when_it_is_typed_again(
    app: Courseware,
) -> None:
    forget = (await app.enter(ADA, "forget")).screen
    asked = await app.answer(ADA, forget, "Delete everything")
    assert "Delete everything: are you sure?" in asked.notice
    other = await app.answer(ADA, forget, "no such thing", sure=asked.asks)
    assert (await app.answer(ADA, forget, "Delete everything", sure=other.asks)).asks == asked.asks
    assert await app.export(ADA)
    await app.answer(ADA, forget, "delete", sure=asked.asks)
    assert await app.export(ADA) == ()


async def test_privacy_says_what_the_person_chose_about_the_model() -> None:
    async with opened(model=quick_model()) as app:
        someone = learner(app)
        assert "You are asked before." in words(await someone.enter("privacy"))
        await someone.enter("t1.l1.lab")
        await someone.press("Stay with the lesson")
        assert "gets nothing of what you write" in words(await someone.enter("privacy"))
        await someone.enter("t1.l1.lab")
        await someone.press("Replies")
        await someone.press("Talk with the model")
        assert "As you agreed" in words(await someone.enter("privacy"))
        await app.people.switch_models(ADA.scope, on=False)
        assert "No language model gets" in words(await someone.enter("privacy"))


async def test_all_is_forgotten_with_the_second_press_and_not_with_the_first(app: Courseware) -> None:
    await app.enter(ADA, "t1.l1")
    asked = (await press(app, (await app.enter(ADA, "privacy")).screen, "Forget me")).screen
    facts = sum(stream.version for stream in await app.export(ADA))
    assert f"These are {facts} entries" in words(asked)
    kept = await press(app, asked, "Keep everything")
    assert kept.screen.name == "privacy"
    assert control(asked, "Delete everything").danger
    gone = await press(app, asked, "Delete everything")
    assert (gone.screen.name, gone.notice) == ("welcome", "Everything that was recorded of you is deleted.")
    assert await app.export(ADA) == ()
    assert (await press(app, asked, "Delete everything")).screen.name == "welcome"
    assert await app.export(ADA) == ()


async def test_what_was_recorded_since_is_not_forgotten_by_an_old_button(app: Courseware) -> None:
    asked = (await app.enter(ADA, "forget")).screen
    await app.enter(ADA, "t1.l1")
    turn = await press(app, asked, "Delete everything")
    assert turn.screen.name == "forget"
    assert "nothing was deleted" in turn.notice
    assert len(await app.export(ADA)) == 2
    assert (await press(app, turn.screen, "Delete everything")).screen.name == "welcome"


async def test_who_is_forgotten_is_spoken_to_in_their_language_to_the_last(app: Courseware) -> None:
    await press(app, (await app.enter(ADA, "settings")).screen, "Deutsch")
    asked = (await app.enter(ADA, "forget")).screen
    danger = next(each for each in asked.controls if each.danger)
    gone = await app.handle(ADA, Intent(token=danger.token))
    assert gone.screen.locale == "de"
    assert await app.export(ADA) == ()


async def offered(app: Courseware, who: Identity = ADA) -> tuple[Screen, str]:
    """The screen with a code for `who`, and the code as it is shown."""
    screen = (await press(app, (await app.enter(who, "link")).screen, "Get a code", who)).screen
    return screen, plain(next(iter(texts(screen.blocks[1]))))


async def claimed(app: Courseware, who: Identity = IN_CHAT) -> tuple[Screen, Turn]:
    """What both sides see once `who` has agreed to a code of Ada's."""
    mine, code = await offered(app)
    link = await learner(app, who).enter("link")
    asked = await typed(app, link, code.lower(), who)
    place = "another account on Test" if who.surface == ADA.surface else "Test"
    assert f"This code was made in {place}. Did you make it there?" in words(asked.screen)
    assert "If somebody else gave it to you, say no" in words(asked.screen)
    theirs = await press(app, asked.screen, "Yes, that was me", who)
    assert theirs.screen.name == "link.claimed"
    return (await press(app, mine, "I have typed it there")).screen, theirs


async def test_two_are_linked_by_screens_alone_once_both_have_agreed(app: Courseware) -> None:
    await app.enter(ADA, "t1.l1")
    agree, theirs = await claimed(app)
    assert agree.name == "link.agree"
    assert "Your code was typed in Chat. Did you type it there?" in words(agree)
    assert "U1" not in words(agree)
    assert await app.linking.identities(ADA) == (ADA,)
    assert (await press(app, theirs.screen, "I have agreed there", IN_CHAT)).screen.name == "link"
    linked = await press(app, agree, "Yes, and I agree")
    assert linked.notice == "You are one learner in both places now."
    assert "You are one learner here and in Chat." in words(linked.screen)
    assert set(await app.linking.identities(ADA)) == {ADA, IN_CHAT}
    there = await press(app, theirs.screen, "I have agreed there", IN_CHAT)
    assert "You are one learner here and in Test." in words(there.screen)
    # The press may be delivered twice.
    assert (await press(app, agree, "Yes, and I agree")).notice == ""


@pytest.mark.parametrize(
    ("other", "called"),
    [
        (Identity("slack", "T1", "U1"), "Slack"),
        (Identity("discord", "direct", "200"), "Discord"),
        (Identity("terminal", "local", "ann"), "the terminal (ann)"),
        (Identity("chat", "T2", "U9"), "another account on Chat"),
    ],
)
def test_the_other_side_of_a_link_is_named_as_a_person_would_and_never_by_an_id(
    other: Identity, called: str
) -> None:
    shown = side(catalogue("en"), IN_CHAT, other)
    assert shown.called == called


async def test_a_code_is_shown_until_somebody_gives_it_and_not_to_anybody_else(
    app: Courseware, clock: FixedClock
) -> None:
    mine, code = await offered(app)
    assert code == "C000-0001"
    turn = await press(app, mine, "I have typed it there")
    assert turn.screen == mine
    await learner(app, BEA).enter()
    assert (await app.handle(BEA, Intent(token=turn.again))).screen.name == "link"
    clock.move(timedelta(minutes=10))
    assert (await app.handle(ADA, Intent(token=turn.again))).screen.name == "link"


async def test_a_wrong_code_is_told_and_counted_and_nothing_typed_is_not(app: Courseware) -> None:
    link = (await app.enter(ADA, "link")).screen
    assert "Please type the code" in (await typed(app, link, "  - ", ADA)).notice
    turn = await typed(app, link, "NOSUCHCODE", ADA)
    assert turn.screen == link
    assert turn.notice == "This code is not right, was used, or is older than ten minutes."
    facts = [each.fact for stream in await app.export(ADA) for each in stream.facts]
    assert sum(isinstance(fact, LinkTried) for fact in facts) == 1


async def test_a_wrong_code_that_is_delivered_twice_is_one_try(app: Courseware) -> None:
    link = (await app.enter(ADA, "link")).screen
    assert link.submit is not None
    intent = Intent(token=link.submit.token, answer=Answer(text="NOSUCHCODE"), delivery="1")
    told = [(await app.handle(ADA, intent)).notice for _ in range(2)]
    assert told[0] == told[1] == "This code is not right, was used, or is older than ten minutes."
    facts = [each.fact for stream in await app.export(ADA) for each in stream.facts]
    assert sum(isinstance(fact, LinkTried) for fact in facts) == 1


async def test_a_code_that_is_delivered_again_when_it_is_good_no_more_is_no_wrong_try(
    app: Courseware, clock: FixedClock
) -> None:
    await learner(app, IN_CHAT).enter()
    offer = await app.linking.offer(ADA)
    given = Intent(token=Go("give").token(), answer=Answer(text=offer.code), delivery="1")
    assert (await app.handle(IN_CHAT, given)).screen.name == "link.claim"
    clock.move(timedelta(minutes=10))
    assert "older than ten minutes" in (await app.handle(IN_CHAT, given)).notice
    facts = [each.fact for stream in await app.export(IN_CHAT) for each in stream.facts]
    assert not any(isinstance(fact, LinkTried) for fact in facts)


async def test_ones_own_code_and_that_of_somebody_linked_link_nothing(app: Courseware) -> None:
    _, code = await offered(app)
    link = (await app.enter(ADA, "link")).screen
    assert "This is your own code" in (await typed(app, link, code, ADA)).notice
    agree, theirs = await claimed(app)
    await press(app, agree, "Yes, and I agree")
    again = await app.handle(IN_CHAT, Intent(token=theirs.again))
    assert (again.screen.name, again.notice) == ("link", "You are linked already.")
    facts = [each.fact for stream in await app.export(IN_CHAT) for each in stream.facts]
    assert not any(isinstance(fact, LinkTried) for fact in facts)


async def test_who_says_no_is_linked_to_nobody(app: Courseware) -> None:
    agree, _ = await claimed(app)
    turn = await press(app, agree, "No, link nothing")
    assert turn.notice == "Nothing was linked, and the code is used up."
    assert turn.screen.name == "link"
    assert await app.linking.waiting(ADA) is None
    assert (await press(app, agree, "Yes, and I agree")).notice.startswith("Nobody has used a code")


async def test_agreeing_means_whom_the_screen_named(app: Courseware) -> None:
    agree, _ = await claimed(app)
    await press(app, agree, "No, link nothing")
    await claimed(app, BEA)
    turn = await press(app, agree, "Yes, and I agree")
    assert "Your code was typed in another account on Test." in words(turn.screen)
    assert await app.linking.identities(ADA) == (ADA,)


@pytest.mark.parametrize(("keep", "owner"), [("here", ADA), ("there", IN_CHAT)])
async def test_of_two_open_attempts_the_one_that_is_chosen_is_kept(
    app: Courseware, keep: str, owner: Identity
) -> None:
    for who in (ADA, IN_CHAT):
        someone = learner(app, who)
        await someone.enter("t1.l1.quiz")
        await someone.answer()
    agree, _ = await claimed(app)
    assert "1 of" in words(agree)
    ways = [each for each in agree.controls if each.label.startswith("Agree")]
    assert [each.danger for each in ways] == [True, True]
    linked = await press(app, agree, f"go on with what I began {keep}")
    assert linked.notice.startswith("You are one learner")
    attempts = await app.operators.attempts("t1.l1.quiz")
    assert [each.owner for each in attempts if each.status == "open"] == [owner]


async def test_an_attempt_that_was_begun_since_is_asked_about_before_anything_is_linked(
    app: Courseware,
) -> None:
    agree, _ = await claimed(app)
    for who in (ADA, IN_CHAT):
        await learner(app, who).enter("t1.l1.quiz")
    turn = await press(app, agree, "Yes, and I agree")
    assert turn.notice.startswith("There is an open attempt on both sides.")
    assert turn.screen.name == "link.agree"
    assert await app.linking.identities(ADA) == (ADA,)


async def test_who_is_linked_may_part_and_an_old_button_parts_nothing_else(app: Courseware) -> None:
    agree, _ = await claimed(app)
    linked = (await press(app, agree, "Yes, and I agree")).screen
    assert control(linked, "learner of my own").danger
    parted = await press(app, linked, "learner of my own")
    assert parted.notice.startswith("You are a learner of your own again.")
    assert await app.linking.identities(ADA) == (ADA,)
    agree, _ = await claimed(app, BEA)
    await press(app, agree, "Yes, and I agree")
    assert (await press(app, linked, "learner of my own")).notice == ""
    assert set(await app.linking.identities(ADA)) == {ADA, BEA}


async def test_who_is_linked_is_told_that_both_sides_are_forgotten(app: Courseware) -> None:
    agree, _ = await claimed(app)
    await press(app, agree, "Yes, and I agree")
    asked = (await app.enter(ADA, "forget")).screen
    assert "What you did in Chat is deleted, too." in words(asked)
    assert "one with what you do in Chat" in words((await app.enter(ADA, "privacy")).screen)
    await press(app, asked, "Delete everything")
    assert await app.export(IN_CHAT) == ()


async def test_asking_is_about_the_lesson_that_was_read_last(app: Courseware, clock: FixedClock) -> None:
    nothing = await app.enter(ADA, "ask")
    assert nothing.notice == "You have not begun a lesson yet. Begin one, and you can ask about it."
    async with opened(HARBOUR, clock=clock) as harbour:
        someone = learner(harbour)
        for lesson in ("bo.parts", "bh.mooring", "bo.parts"):
            await someone.enter(lesson)
            clock.move(timedelta(minutes=1))
            if lesson == "bh.mooring":
                await someone.press("next")
        asked = await someone.enter("ask")
        assert asked.name == "ask"
        back = control(asked, "Back to the lesson")
        lesson_page = await harbour.handle(ADA, Intent(token=back.token))
        assert "Mooring" in lesson_page.screen.eyebrow + lesson_page.screen.title
        # Coming once more goes on with the same conversation.
        before = await harbour.export(ADA)
        assert await someone.enter("ask") == asked
        assert await harbour.export(ADA) == before


async def test_a_term_is_looked_up_from_nowhere_in_particular(app: Courseware) -> None:
    found = await app.define(ADA, "leaf")
    assert found.screen.name == "glossary"
    assert found.screen.blocks
    assert (await app.handle(ADA, Intent(token=found.again))).screen == found.screen
    assert (await app.define(BEA, "leaf")).screen.name == "welcome"
