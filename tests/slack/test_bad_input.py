"""What is wrong around the app, or in what it is to show, is said in a sentence to who can mend it."""

import asyncio
import logging
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from tests.app.surroundings import COFFEE, TINY, opened
from tests.slack.loopback.people import Person
from tests.slack.loopback.server import serving
from tests.slack.showing import pages, pressed, sent, words_of, wrong_with
from tests.slack.test_check import by_oauth
from tests.slack.workspace import Workspace, by_http, settings_of, teaching

from courseware_core.blocks import Paragraph, text
from courseware_core.inputs import ChooseOne, ChooseSeveral
from courseware_core.screen.model import Control, Screen
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_slack.modes import OnSlack, connected

RIGHT = "A) It is heated soon after picking"
SAVED = "What you did is done, and what it changed is saved"


async def answers(workspace: Workspace, person: Person) -> list[str]:
    """Answers a question rightly, and says what is recorded then."""
    await person.choose(RIGHT)
    await person.press("Answer")
    return await workspace.facts(person)


# What the app may not do.


@pytest.mark.parametrize(
    ("refused", "advice"),
    [
        ("account_inactive", "is not installed in this workspace any more"),
        ("channel_not_found", "the account of the person may be deactivated"),
        ("invalid_auth", "set SLACK_BOT_TOKEN"),
        ("is_archived", "The channel is archived"),
        ("msg_blocks_too_long", "The app made something that Slack does not take"),
        ("not_in_channel", "invite it there"),
        ("restricted_action", "its owners can let the app"),
        ("token_expired", "install the app again"),
        ("token_revoked", "install the app again"),
        ("something_new", "courseware slack --check may say why"),
    ],
)
async def test_what_slack_refuses_for_good_is_saved_and_told_to_the_learner_and_the_operator(
    refused: str, advice: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        workspace.here.api.faults.refuses(refused, "chat.*", times=99)
        assert await answers(workspace, ada) == ["AttemptStarted", "AnswerGiven"]
        await ada.reads("Slack does not let this app show it; please tell whoever runs the app.")
        (told, *_) = [each.getMessage() for each in caplog.records if f": {refused}. " in each.getMessage()]
        assert advice in told


async def test_an_app_that_may_not_post_says_so_where_the_command_was_typed(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        workspace.here.team.scopes.remove("chat:write")
        ada = workspace.here.person("Ada")
        await ada.slash("/learn", where=workspace.here.learning)
        await ada.reads(SAVED)
        assert "missing_scope (chat:write). Add the scope to the app" in caplog.text


async def test_no_address_of_a_connection_that_slack_refuses_comes_into_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with teaching() as workspace:
        workspace.here.socket.open = False
        await workspace.here.socket.disconnect()
        await workspace.here.pulse.until(lambda: "Slack answered 503" in caplog.text, within_s=5)
        workspace.here.socket.reopen()
        await workspace.here.app_online()
    assert "ticket" not in caplog.text


async def test_whose_messages_cannot_be_opened_because_their_account_is_deactivated_is_named_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        workspace.here.api.faults.refuses("user_disabled", "conversations.open", times=9)
        await workspace.here.person("Ada").slash("/learn")
        await workspace.here.pulse.until(lambda: "nobody need do anything" in caplog.text, within_s=5)


async def test_what_a_proxy_refuses_in_words_of_its_own_is_told_as_what_slack_refuses(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        workspace.here.api.faults.answers(403, "chat.*", times=99)
        assert await answers(workspace, ada) == ["AttemptStarted", "AnswerGiven"]
        await ada.reads(SAVED)
        assert "was refused by Slack: 403. If it comes again, courseware slack --check" in caplog.text
        assert not [each for each in caplog.records if each.exc_info]


async def test_somebody_in_a_workspace_without_the_app_is_told_so_and_the_operator_where(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with (
        serving() as here,
        opened(profile=SLACK_MESSAGE) as app,
        connected(app, by_oauth(here, tmp_path)) as at_slack,
        by_http(at_slack.bolt, here),
    ):
        ada = here.person("Ada")
        await ada.slash("/learn")
        await ada.reads("This app is not installed in this workspace any more, so nothing was done.")
        assert f"in workspace {here.team.id}, where it is not installed" in caplog.text


async def test_a_lab_without_the_scope_for_starters_has_them_on_its_message() -> None:
    async with teaching() as workspace:
        workspace.here.team.scopes.remove("assistant:write")
        ada = await workspace.begun("Ada", "t1.l1.lab")
        await ada.choose("Why does a leaf turn brown?")
        await ada.until(lambda screen: "as a cut apple does" in screen.text)


async def test_who_opens_the_messages_of_an_app_that_may_not_read_them_is_not_told_of_over_and_over(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        workspace.here.team.scopes.remove("im:history")
        ada = workspace.here.person("Ada")
        await ada.opens_messages()
        await ada.until(lambda screen: "Begin" in screen.labels)
        assert "missing_scope (im:history)" in caplog.text
        assert [each.attempts for each in workspace.here.deliveries.of("app_home_opened")] == [1]


@pytest.mark.parametrize(
    ("state", "sentence"),
    [("account_inactive", "the app was removed from the workspace"), ("token_revoked", "it was revoked")],
)
async def test_an_app_whose_one_workspace_is_gone_ends_and_says_what_to_do(
    state: Any, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with serving() as here, opened(profile=SLACK_MESSAGE) as app:
        running = asyncio.create_task(OnSlack(settings_of(here)).serve(app))
        await here.app_online()
        here.world.uninstall(here.team, state)
        assert await running == 1
    told = capsys.readouterr().err
    assert f"SLACK_BOT_TOKEN does not work: {sentence}" in told
    assert "Install" in told


# Who the learner is, and where.


async def test_in_a_private_channel_that_the_app_is_not_in_a_command_is_answered_as_anywhere() -> None:
    async with teaching() as workspace:
        ada = workspace.here.person("Ada")
        private = workspace.here.world.channel(workspace.here.team, "board", kind="private", with_app=False)
        private.members.add(ada.user)
        await ada.slash("/learn", where=private)
        await ada.until(lambda screen: "Begin" in screen.labels)
        await workspace.here.pulse.until(lambda: ada.ephemerals, within_s=5)
        assert "direct messages" in ada.ephemerals[0].text
        assert ada.ephemerals[0].channel is private


async def test_a_guest_learns_as_everybody_does() -> None:
    async with teaching() as workspace:
        guest = workspace.here.person("Gil", guest=True)
        await guest.slash("/learn t1.l1.quiz", where=workspace.here.learning)
        await guest.until(lambda screen: "Begin" in screen.labels)
        await guest.press("Begin")
        await guest.until(lambda screen: RIGHT in screen.options)
        assert await answers(workspace, guest) == ["AttemptStarted", "AnswerGiven"]


async def test_what_somebody_answered_before_their_account_was_deactivated_is_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        here = workspace.here
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        held = here.api.faults.holds("chat.update")
        assert await answers(workspace, ada) == ["AttemptStarted", "AnswerGiven"]
        ada.user.deactivated = True
        held.release()
        await here.pulse.until(lambda: "deactivated" in caplog.text, within_s=5)


async def test_where_the_app_has_no_home_it_says_in_the_messages_what_it_cannot_show(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.opens_home()
        await ada.until_home(lambda home: "Learning path" in home.labels)
        workspace.here.team.home_enabled = False
        await ada.press("Learning path")
        await ada.until(lambda screen: SAVED in screen.text)
        assert "Switch the Home Tab on, on the page App Home" in caplog.text


async def test_where_the_app_has_no_messages_home_says_what_it_cannot_show(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada")
        await ada.opens_home()
        await ada.until_home(lambda home: "Learning path" in home.labels)
        workspace.here.team.messages_enabled = False
        await ada.press(next(each for each in ada.home.labels if each.startswith("Go on")))
        await ada.until_home(lambda home: SAVED in home.text)
        assert "Switch the Messages Tab on, on the page App Home" in caplog.text


# What there is to show.


@pytest.mark.parametrize("asked", [ChooseOne, ChooseSeveral])
def test_options_of_200_characters_are_read_whole_and_pressed_by_their_letters(asked: type[Any]) -> None:
    options = [f"{word} " * 33 + word for word in ("first", "other", "third")]
    asking = Screen(
        name="quiz.question",
        title="Which?",
        input=asked(options=tuple(map(text, options))),
        submit=Control(token="s:1:answer", label="Answer", role="submit"),
    )
    (page,) = pages(asking)
    shown = sent(page)
    assert wrong_with(shown) == []
    assert all(option in words_of(shown.blocks) for option in options)
    offered = [str(each) for each in pressed(shown.blocks)]
    assert all(any(f"'{mark}'" in each for each in offered) for mark in "ABC")


@pytest.mark.parametrize("number", [26, 101])
def test_more_courses_than_a_list_takes_can_all_be_chosen(number: int) -> None:
    courses = tuple(Control(token=f"go:{n}", label=f"Course {n}", role="choice") for n in range(number))
    shown = [sent(page) for page in pages(Screen(name="home", title="Your courses", controls=courses))]
    assert [wrong_with(each) for each in shown] == [[] for _ in shown]
    listed = [
        option["value"] for each in shown for one in pressed(each.blocks) for option in one.get("options", ())
    ]
    assert listed == [course.token for course in courses]


def test_a_text_beyond_every_limit_is_on_pages_that_lose_no_word() -> None:
    words = [f"word{n}" for n in range(5_000)]
    shown = pages(Screen(name="lesson.page", title="Long", blocks=(Paragraph(text=text(" ".join(words))),)))
    assert [wrong_with(sent(page)) for page in shown] == [[] for _ in shown]
    assert set(words) <= set(" ".join(words_of(sent(page).blocks) for page in shown).split())


async def test_titles_with_marks_are_shown_as_they_were_written(tmp_path: Path) -> None:
    title = "*Tea* & <!channel> _or_ <@U1> `co` :tea:"
    marked = copytree(TINY, tmp_path / "marked")
    for path in (marked / "course.yaml", *marked.rglob("lesson.md"), *marked.rglob("module.yaml")):
        lines = path.read_text().splitlines()
        told = [f"title: '{title}'" if each.startswith("title:") else each for each in lines]
        path.write_text("\n".join(told) + "\n")
    async with teaching(content=marked) as workspace:
        ada = await workspace.begun("Ada", "t1.l1")
        shown = [ada.screen.words]
        for place in ("", "t1.l2", "progress"):
            before = ada.screen.ts
            await ada.slash(f"/learn {place}")
            await ada.until(lambda screen, before=before: screen.ts != before)  # type: ignore[misc]
            shown.append(ada.screen.words)
        assert all(title in each.replace("\N{ZERO WIDTH SPACE}", "") for each in shown)
        raw = str([message.text for message in ada.direct.messages])
        assert "<!channel>" not in raw
        assert "<@U1>" not in raw


# What is typed.


NOTHING = "Nothing was typed, so nothing was sent."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", NOTHING),
        (" \n ", NOTHING),
        ("ab" * 2_000, "…” is not on the screen."),
        ("ab" * 6_000, "…” is not on the screen."),
        ("<!channel> & *x*", "“<!channel> & *x*” is not on the screen."),
    ],
)
async def test_a_line_that_means_nothing_is_told_of_above_the_screen_that_stands(
    typed: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.quiz")
        before = await workspace.facts(ada)
        await ada.say(typed)
        await workspace.here.pulse.until(lambda: len(ada.screens) == 2, within_s=5)
        assert said in ada.screen.text.replace("\N{ZERO WIDTH SPACE}", "")
        assert RIGHT in ada.screen.options
        assert await workspace.facts(ada) == before
        assert not [each for each in caplog.records if each.exc_info]


async def test_a_tutor_reads_what_was_typed_and_not_how_slack_writes_it() -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        await ada.say("is 80 < 100 & why?")
        await ada.reads("is 80 < 100 & why?")


@pytest.mark.parametrize(
    ("length", "told"), [(4_000, "1 of 3 exchanges"), (4_001, "At most 4,000 characters fit here.")]
)
async def test_a_long_message_to_a_tutor_is_sent_or_its_length_is_told(length: int, told: str) -> None:
    async with teaching() as workspace:
        ada = await workspace.begun("Ada", "t1.l1.lab")
        await ada.say("why brown " + "a" * (length - 10))
        await ada.until(lambda screen: told in screen.text)


@pytest.mark.parametrize("typed", ["   ", "many", "1e999", "٣ وراء"])
async def test_what_is_wrong_in_a_form_is_told_in_its_field(typed: str) -> None:
    async with teaching(content=COFFEE) as workspace:
        ada = await workspace.begun("Ada", "k1.l1.quiz")
        await ada.press("Answer")
        await ada.until_form()
        await ada.submit_modal({"Your answer": typed})
        assert ada.form
        assert len(ada.form.errors) == 1
        assert await workspace.facts(ada) == ["AttemptStarted"]
