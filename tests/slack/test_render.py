"""A page of any screen is a message or a Home that Slack takes, with all that is to be read and pressed."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.modelling import quick_model
from tests.app.surroundings import COURSES, SHIPPED, TINY, learner, opened
from tests.slack.blockkit import every
from tests.slack.showing import (
    AGAIN,
    Payload,
    active,
    blocks_of,
    home_of,
    home_pages,
    labelled,
    labels,
    letters_of,
    opened_by_form,
    pages,
    pressed,
    said,
    sent,
    words_of,
    wrong_with,
    wrong_with_view,
)

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    RichText,
    Span,
    Step,
    Steps,
    Table,
    plain,
    text,
    texts,
)
from courseware_core.content.load import load
from courseware_core.content.model import AnyActivity
from courseware_core.inputs import Answer, ChooseOne, ChooseSeveral, Input, LongText, LookUp
from courseware_core.languages import catalogue
from courseware_core.previewing import Stage, previewed
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.profiles import SLACK_MESSAGE
from courseware_core.surfaces import controls
from courseware_core.surfaces.controls import OpenForm, Press, TurnPage, read
from courseware_core.testing.screens import PIECES, screens
from courseware_core.testing.screens import texts as sentences
from courseware_slack.mrkdwn import BLANK
from courseware_slack.pressing import SHORT

STAGE = Stage(catalogue("en"), SLACK_MESSAGE.page_chars)
FOLDERS = (SHIPPED, TINY, *(COURSES / name for name in ("items", "logbook", "guides", "writing")))
SUBMIT = Control(token="s:1:answer", label="Answer", role="submit")
NEXT = Control(token="s:1:next", label="Next", role="next")
LONG = "A model that has learned a task forgets others."
ADDRESSED = ("<!", "<@", "<#", "@everyone", "@here", "@channel", "<mailto", "<http:")


@cache
def activities() -> tuple[AnyActivity, ...]:
    return tuple(activity for folder in FOLDERS for activity in load(folder).activities)


def asking(asked: Input, **more: object) -> Screen:
    return Screen(name="question", title="Question 1", input=asked, submit=SUBMIT, **more)


def options(*labels: str) -> tuple[RichText, ...]:
    return tuple(map(text, labels))


def all_can_be_said(screen: Screen, fitted: Sequence[Screen], shown: Sequence[Sequence[Payload]]) -> None:
    can_say = {what for blocks in shown for what in said(blocks)}
    assert None not in can_say
    assert {Press(control.token) for control in screen.controls} <= can_say
    assert {TurnPage(AGAIN, n) for n in range(1, len(fitted) + 1) if len(fitted) > 1} <= can_say
    last = fitted[-1]
    if last.input and last.submit:
        asked = last.input
        if isinstance(asked, ChooseOne | ChooseSeveral):
            answers = {Press(last.submit.token, Answer(values=(n,))) for n, _ in enumerate(asked.options)}
            assert answers <= can_say
        else:
            assert OpenForm(last.submit.token) in can_say


def check(screen: Screen) -> str:
    """All of `screen` can be pressed, and Slack takes every page of it. Returns what can be read."""
    fitted = pages(screen)
    shown = [sent(page) for page in fitted]
    assert [wrong_with(each) for each in shown] == [[]] * len(shown)
    assert [pressed(blocks_of(page, live=False)) for page in fitted] == [[]] * len(shown)
    all_can_be_said(screen, fitted, [each.blocks for each in shown])
    return "".join(words_of(each.blocks) for each in shown)


def check_at_home(screen: Screen) -> None:
    fitted = home_pages(screen)
    shown = [home_of(page) for page in fitted]
    assert [wrong_with_view(each) for each in shown] == [[]] * len(shown)
    all_can_be_said(screen, fitted, [each["blocks"] for each in shown])


@pytest.mark.parametrize("activity", activities(), ids=lambda activity: str(activity.id))
def test_every_screen_of_every_course_is_a_message_that_loses_no_word(activity: AnyActivity) -> None:
    for shown in previewed(activity, STAGE):
        there = letters_of(check(shown.screen))
        for block in shown.screen.blocks:
            for rich in texts(block):
                for word in plain(rich).split():
                    assert letters_of(word) in there


async def test_every_place_besides_activities_is_a_message_and_a_home() -> None:
    async with opened(profile=SLACK_MESSAGE, model=quick_model()) as app:
        someone = learner(app)
        await someone.enter()
        await someone.press("Look up a term")
        await someone.write("no such thing")
        await someone.press("menu")
        await someone.press("Learning path")
        for course in app.catalog.courses:
            await someone.enter(course.id)
        await someone.enter("t1.l1")
        await someone.press("Report a problem")
        await someone.press("back")
        await someone.press("Contents")
        for screen in someone.seen:
            check(screen)
            check_at_home(screen)


@given(screens(), sentences(repeated=9))
def test_any_screen_is_a_message_and_a_home_with_any_notice(screen: Screen, notice: str) -> None:
    check(screen)
    check_at_home(screen)
    for page in pages(screen):
        assert wrong_with(sent(page, notice=notice)) == []
        assert wrong_with(sent(page, notice=notice, live=False)) == []
    for page in home_pages(screen):
        assert wrong_with_view(home_of(page, notice=notice)) == []


@given(screens(), st.sampled_from(PIECES))
def test_nobody_is_mentioned_and_nothing_is_linked_by_any_screen(screen: Screen, notice: str) -> None:
    for page in pages(screen):
        shown = sent(page, notice=notice)
        marked = [one for one in every(shown.blocks) if one.get("type") == "mrkdwn"]
        assert all(each["verbatim"] for each in marked)
        for words in (shown.text, *(each["text"] for each in marked)):
            assert not any(address in active(words) for address in ADDRESSED)
            links = words.split("<")[1:]
            assert all(link.startswith(("https://b.example/", "https://c.example/")) for link in links)


@given(
    st.lists(st.sampled_from((*PIECES, "", " ", "\N{ZERO WIDTH SPACE}", ":smile:")), min_size=1, max_size=12)
)
def test_any_options_are_chosen_from_by_stable_letters(found: list[str]) -> None:
    for asked in (ChooseOne(options=options(*found)), ChooseSeveral(options=options(*found), chosen=(0,))):
        check(asking(asked))
        page = pages(asking(asked))[-1]
        shown = pressed(blocks_of(page))
        offered = shown[0].get("options", shown)
        assert [each["text"]["text"].removeprefix("✓ ")[0] for each in offered[: len(found)]] == list(
            "ABCDEFGHIJKL"[: len(found)]
        )


AWKWARD_ADDRESS = Span(text="a", href="https://a.example/" + "|" * 40)


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(text=(AWKWARD_ADDRESS, Span(text=" ")) * 200),
        Paragraph(text=text(":a:" * 3_000)),
        Paragraph(text=(Span(text="a*\n", bold=True, italic=True),) * 3_000),
        Callout(tone="tip", label="Tip", body=(Paragraph(text=text("&\n" * 3_000)),)),
        Code(text="\t" * 4_000 + "x", output="y\n" * 2_000),
        List(items=(ListItem(text=text("a\nb"), level=5),) * 400, ordered=True, start=900),
        Steps(steps=(Step(title="t", body=(Quote(text=text("a"), source="b"),)),) * 60),
        Image(src="a", alt="&" * 2_000),
        Heading(text=text(":a:" * 990)),
        Table(header=(text("<a>"), ()), rows=((text("&" * 20), text("*")),) * 99),
    ],
    ids=lambda block: block.kind,
)
def test_what_grows_most_in_mrkdwn_is_still_a_message(block: Block) -> None:
    check(Screen(name="lesson.page", title="T" * 150, eyebrow="e" * 150, blocks=(block,)))


def test_lesson_page_says_where_one_is_and_how_far() -> None:
    page = Screen(
        name="lesson.page",
        eyebrow="LLM Course · Module 6",
        title="What fine-tuning does",
        progress=Progress(done=1, total=4, label="about 4 minutes left"),
        blocks=(Paragraph(text=text("The weights change. And more.")),),
        controls=(Control(token="menu", label="Menu", role="menu"), NEXT),
    )
    shown = sent(page)
    assert [block["type"] for block in shown.blocks] == ["context", "header", "context", "section", "actions"]
    assert words_of(shown.blocks[:-1]) == (
        "LLM Course · Module 6\n\nWhat fine-tuning does\n\n▰▰▱▱▱▱▱▱ about 4 minutes left\n\n"
        "The weights change. And more."
    )
    assert labels(shown.blocks) == ["Next", "Menu"]
    assert shown.text == "What fine-tuning does · The weights change. And more."


def test_bar_is_full_only_when_all_is_done() -> None:
    for done, bar in ((0, "▱▱▱▱▱▱▱▱"), (99, "▰▰▰▰▰▰▰▱"), (100, "▰▰▰▰▰▰▰▰")):
        page = Screen(name="menu", title="", progress=Progress(done=done, total=100, label="done"))
        assert words_of(blocks_of(page)) == f"{bar} done"


def test_few_short_options_are_buttons_that_send_them() -> None:
    shown = sent(asking(ChooseOne(options=options("Yes", "No"))))
    assert labels(shown.blocks) == ["A) Yes", "B) No"]
    assert read(labelled(shown.blocks, "B) No")["action_id"]) == Press("s:1:answer", Answer(values=(1,)))
    assert shown.text == "Question 1 · A) Yes B) No"


def test_options_too_long_for_a_button_are_radio_buttons_with_letters_and_a_button_that_sends() -> None:
    assert len(LONG) > SHORT
    shown = blocks_of(asking(ChooseOne(options=options("No", LONG), chosen=(1,))))
    radio, send = pressed(shown)
    assert radio["type"] == "radio_buttons"
    assert [each["text"]["text"] for each in radio["options"]] == ["A) No", f"B) {LONG}"]
    assert radio["initial_option"] == radio["options"][1]
    assert (send["text"]["text"], send["action_id"]) == ("Answer", radio["action_id"])


def test_options_too_long_to_be_chosen_from_stand_in_the_text_and_their_letters_are_buttons() -> None:
    for length in (73, 200):
        (page,) = pages(asking(ChooseOne(options=options("No", "x" * length))))
        assert f"*A*) No\n*B*) {'x' * length}" in words_of(blocks_of(page))
        assert labels(blocks_of(page)) == ["A", "B"]
        assert pressed(blocks_of(page))[1]["accessibility_label"].startswith("B) xxx")


def test_many_options_are_a_menu() -> None:
    menu, _ = pressed(blocks_of(asking(ChooseOne(options=options(*map(str, range(11)))))))
    assert menu["type"] == "static_select"
    assert menu["options"][10]["text"]["text"] == "K) 10"


def test_several_options_are_ticked_and_sent_together() -> None:
    boxes, send = pressed(blocks_of(asking(ChooseSeveral(options=options("Yes", "No"), chosen=(0,)))))
    assert (boxes["type"], boxes["initial_options"]) == ("checkboxes", boxes["options"][:1])
    assert read(send["action_id"], ["1"]) == Press("s:1:answer", Answer(values=(1,)))
    menu, _ = pressed(blocks_of(asking(ChooseSeveral(options=options(*map(str, range(11)))))))
    assert menu["type"] == "multi_static_select"


def test_who_ticked_nothing_is_told_so_once() -> None:
    refused = "Please choose at least one option."
    shown = blocks_of(asking(ChooseSeveral(options=options("Yes", "No"))), notice=refused)
    assert str(shown).count(refused) == 1


async def test_a_notification_of_a_result_says_the_marks_and_not_how_the_first_answer_was() -> None:
    async with opened() as app:
        someone = learner(app)
        await someone.enter("t1.l1.quiz")
        await someone.take_assessment(wrong=2)
        (page, *_) = pages(someone.screen)
    assert page.name == "result"
    assert sent(page).text.startswith(f"{page.title} · You have 2 of 4 marks.")
    assert "Not right" not in sent(page).text


def test_a_notification_of_a_test_says_whether_it_is_passed() -> None:
    judged = Callout(
        tone="wrong",
        label="Not right",
        body=(
            Paragraph(
                text=text("No."),
            ),
        ),
    )
    blocks = (
        Paragraph(text=text("You have 1 of 3 marks.")),
        Callout(tone="notice", label="Result", body=(Paragraph(text=text("Not passed yet.")),)),
        judged,
    )
    shown = sent(Screen(name="result", title="Tea: result", blocks=blocks))
    assert shown.text == "Tea: result · You have 1 of 3 marks. · Result: Not passed yet."


def test_what_is_written_is_opened_by_a_button() -> None:
    screen = asking(LongText())
    assert opened_by_form(screen)
    assert read(labelled(blocks_of(screen), "Answer")["action_id"]) == OpenForm("s:1:answer")


def test_suggested_terms_stand_in_the_text() -> None:
    assert "LoRA · QLoRA" in words_of(blocks_of(asking(LookUp(suggestions=("LoRA", "QLoRA")))))


def test_list_to_choose_from_is_one_menu_of_tokens_with_notes() -> None:
    choices = tuple(
        Control(token=f"go:{n}", label=f"Course {n}", role="choice", note="new") for n in range(3)
    )
    home = Screen(name="home", title="Courses", controls=(*choices, NEXT, SUBMIT))
    on, _, menu = pressed(blocks_of(home))
    assert on["text"]["text"] == "Next"
    assert menu["action_id"] == controls.CHOICES_ID
    assert [
        (each["text"]["text"], each["value"], each["description"]["text"]) for each in menu["options"]
    ] == [(f"Course {n}", f"go:{n}", "new") for n in range(3)]


def test_pages_are_turned_and_the_lesson_goes_on_after_the_last() -> None:
    long = Paragraph(text=text("word " * 1_900))
    first, *_, last = pages(Screen(name="lesson.page", title="Long", blocks=(long, long), controls=(NEXT,)))
    assert "Page 1 of 2" in words_of(blocks_of(first))
    assert labels(blocks_of(first)) == ["Page 2"]
    assert read(labelled(blocks_of(first), "Page 2")["action_id"]) == TurnPage(AGAIN, 2)
    assert labels(blocks_of(last)) == ["Page 1", "Next"]


@pytest.mark.parametrize(("tone", "sign"), [("right", "✅"), ("partial", "🟡"), ("wrong", "❌")])
def test_feedback_says_its_tone_in_words_and_in_the_notification(tone: str, sign: str) -> None:
    said_of = Callout(tone=tone, label="In words", body=(Paragraph(text=text("Because.")),))
    shown = sent(Screen(name="feedback", title="Question 1", blocks=(said_of,)))
    assert f"> {sign} *In words*\n> Because." in words_of(shown.blocks)
    assert shown.text == "Question 1 · In words: Because."
    asked = Paragraph(text=text("Which of these hold?"))
    assert sent(Screen(name="feedback", title="Q", blocks=(asked, said_of))).text == "Q · In words: Because."


def test_table_is_one_that_wraps_and_keeps_its_links_and_marks() -> None:
    cell = (Span(text="LoRA", bold=True), Span(text=" "), Span(text="paper", href="https://a.example"))
    table = Table(header=(text("Name"), text("Where")), rows=((text("<!channel>"), cell), ((), text("x"))))
    (shown,) = blocks_of(Screen(name="lesson.page", title="", blocks=(table,)))
    assert shown["column_settings"] == [{"is_wrapped": True}] * 2
    assert shown["rows"][1][0] == {"type": "raw_text", "text": "<!channel>"}
    assert shown["rows"][1][1]["elements"][0]["elements"] == [
        {"type": "text", "text": "LoRA", "style": {"bold": True}},
        {"type": "text", "text": " "},
        {"type": "link", "url": "https://a.example", "text": "paper"},
    ]


def test_more_texts_than_blocks_stand_together() -> None:
    crowd = tuple(Paragraph(text=text(str(n))) for n in range(SLACK_MESSAGE.blocks))
    (page,) = pages(Screen(name="lesson.page", title="Crowd", blocks=crowd, controls=(NEXT,)))
    assert len(blocks_of(page, notice="Saved.")) <= 50
    boxes = tuple(Callout(tone="tip", label="Tip", body=(image,)) for image in [Image(src="a", alt="b")] * 30)
    for page in pages(Screen(name="lesson.page", title="Boxes", blocks=boxes)):
        assert wrong_with(sent(page)) == []


def test_heading_stands_together_with_what_it_is_about() -> None:
    headed = (Heading(text=text("Part")), Paragraph(text=text("One.")), Paragraph(text=text("Two.")))
    shown = blocks_of(Screen(name="lesson.page", title="", blocks=(*headed, headed[0])))
    assert [block["text"]["text"] for block in shown] == ["*Part*\nOne.", "Two.", "*Part*"]


def test_notice_stands_below_the_title_and_comes_first_in_the_notification() -> None:
    shown = sent(Screen(name="menu", title="Menu", blocks=(Paragraph(text=text("Go.")),)), notice="Saved.")
    assert words_of(shown.blocks) == "Menu\n\nℹ️ Saved.\n\nGo."
    assert shown.text == "Saved. · Menu · Go."


@pytest.mark.parametrize("times", [1, 15, 16, 17, 40])
def test_notice_is_there_however_full_the_page(times: int) -> None:
    full = Screen(name="lesson.page", title="Long", blocks=(Paragraph(text=text("word. " * 100 * times)),))
    for page in pages(full):
        assert "ℹ️ Saved." in words_of(blocks_of(page, notice="Saved."))


def test_what_is_over_has_nothing_to_press_and_still_its_options() -> None:
    shown = blocks_of(asking(ChooseOne(options=options("Yes", "No")), controls=(NEXT,)), live=False)
    assert pressed(shown) == []
    assert "*A*) Yes\n*B*) No" in words_of(shown)


def test_danger_is_asked_about_before_it_is_done_and_only_what_goes_on_stands_out() -> None:
    leave = Control(token="s:1:leave", label="Delete everything", danger=True)
    shown = blocks_of(Screen(name="forget", title="Forget", controls=(leave, NEXT)))
    on, away = pressed(shown)
    assert (on["style"], away["style"]) == ("primary", "danger")
    assert read(away["action_id"]) == Press("s:1:leave")
    assert away["confirm"]["confirm"]["text"] == "Delete everything"


def test_controls_that_do_the_same_are_one_button() -> None:
    twice = Screen(name="menu", title="Menu", controls=(NEXT, NEXT.model_copy(update={"label": "On"})))
    assert len(pressed(blocks_of(twice))) == 1


def test_page_is_drawn_in_the_language_of_the_screen() -> None:
    german = Screen(name="menu", title="", locale="de", page=2, pages=2)
    assert catalogue("de").say("Page {n} of {total}", n=2, total=2) in words_of(blocks_of(german))


def test_titles_are_shown_as_they_were_written() -> None:
    shown = sent(Screen(name="menu", title=":smile: <!channel> & *co*", eyebrow="<@U1>"))
    where, title = shown.blocks
    assert where["elements"] == [{"type": "plain_text", "text": "<@U1>", "emoji": False}]
    assert title["text"] == {"type": "plain_text", "text": ":smile: <!channel> & *co*", "emoji": False}
    assert shown.text == f":{BLANK}smile: &lt;!channel&gt; &amp; *{BLANK}co*{BLANK}"
