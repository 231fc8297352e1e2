"""A page of any screen is a message that Discord takes, with all that is on it to read and to press."""

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.app.modelling import quick_model
from tests.app.surroundings import COURSES, SHIPPED, TINY, learner, opened
from tests.discord.showing import (
    AGAIN,
    BUTTON,
    GALLERY,
    SELECT,
    SEPARATOR,
    TEXT,
    Payload,
    every,
    labelled,
    letters_of,
    markdown_of,
    message,
    opened_by_form,
    pages,
    pressed,
    wrong_with_message,
)

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Image,
    List,
    ListItem,
    Paragraph,
    Quote,
    Span,
    Step,
    Steps,
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
from courseware_core.screen.profiles import DISCORD_MESSAGE
from courseware_core.surfaces import controls
from courseware_core.surfaces.controls import OpenForm, Press, Said, TurnPage, read
from courseware_core.testing.screens import screens
from courseware_core.testing.screens import texts as sentences
from courseware_discord import limits
from courseware_discord.render import COLOUR, COLOURS, SHORT, rendered

STAGE = Stage(catalogue("en"), DISCORD_MESSAGE.page_chars)
FOLDERS = (SHIPPED, TINY, *(COURSES / name for name in ("items", "logbook", "guides", "writing")))
SUBMIT = Control(token="s:1:answer", label="Answer", role="submit")
NEXT = Control(token="s:1:next", label="Next", role="next")
LONG = "A model that has learned a task forgets others."


@cache
def activities() -> tuple[AnyActivity, ...]:
    return tuple(activity for folder in FOLDERS for activity in load(folder).activities)


def asking(asked: Input, **more: object) -> Screen:
    return Screen(name="question", title="Question 1", input=asked, submit=SUBMIT, **more)


def options(*labels: str) -> tuple[tuple[object, ...], ...]:
    return tuple(map(text, labels))


def said(components: list[Payload]) -> Iterator[Said | None]:
    """Everything that can be said by pressing."""
    for each in pressed(components):
        if each["type"] == BUTTON:
            yield read(each["custom_id"])
        else:
            yield from (read(each["custom_id"], [option["value"]]) for option in each["options"])


def check(screen: Screen) -> None:
    """All of `screen` can be read and pressed, and Discord takes every page of it."""
    fitted = pages(screen)
    sent = [message(page) for page in fitted]
    assert [wrong_with_message(each) for each in sent] == [[]] * len(sent)
    assert [wrong_with_message(message(page, live=False)) for page in fitted] == [[]] * len(sent)
    can_say = {what for each in sent for what in said(each)}
    assert None not in can_say
    assert {Press(control.token) for control in screen.controls} <= can_say
    assert {TurnPage(AGAIN, n) for n in range(1, len(sent) + 1) if len(sent) > 1} <= can_say
    last = fitted[-1]
    if last.input and last.submit:
        asked = last.input
        if isinstance(asked, ChooseOne | ChooseSeveral) and not opened_by_form(last):
            answers = {Press(last.submit.token, Answer(values=(n,))) for n, _ in enumerate(asked.options)}
            assert answers <= can_say
        else:
            assert OpenForm(last.submit.token) in can_say


@pytest.mark.parametrize("activity", activities(), ids=lambda activity: str(activity.id))
def test_every_screen_of_every_course_is_a_message_that_loses_no_word(activity: AnyActivity) -> None:
    for shown in previewed(activity, STAGE):
        check(shown.screen)
        there = letters_of("".join(markdown_of(message(page)) for page in pages(shown.screen)))
        for block in shown.screen.blocks:
            for rich in texts(block):
                for word in plain(rich).split():
                    assert letters_of(word) in there


async def test_every_place_besides_activities_is_a_message() -> None:
    async with opened(profile=DISCORD_MESSAGE, model=quick_model()) as app:
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


@given(screens(), sentences(repeated=9))
def test_any_screen_is_a_message_with_any_notice(screen: Screen, notice: str) -> None:
    check(screen)
    for page in pages(screen):
        assert wrong_with_message(message(page, notice=notice)) == []
        assert wrong_with_message(message(page, notice=notice, live=False)) == []


@given(screens())
def test_nobody_is_mentioned_by_any_screen(screen: Screen) -> None:
    for page in pages(screen):
        assert "@everyone" not in markdown_of(message(page))


AWKWARD_ADDRESS = Span(text="a", href="https://a.example/" + "(" * 40)


@pytest.mark.parametrize(
    "block",
    [
        Paragraph(text=(AWKWARD_ADDRESS, Span(text=" ")) * 200),
        Callout(tone="tip", label="Tip", body=(Paragraph(text=text("1. \n" * 3_000)),)),
        Code(text="\t" * 4_000 + "x", output="y\n" * 2_000),
        List(items=(ListItem(text=text("a\nb"), level=5),) * 400, ordered=True, start=900),
        Steps(steps=(Step(title="t", body=(Quote(text=text("a"), source="b"),)),) * 60),
    ],
    ids=lambda block: block.kind,
)
def test_what_grows_most_in_markdown_is_still_a_message(block: Block) -> None:
    check(Screen(name="lesson.page", title="T" * 150, eyebrow="e" * 150, blocks=(block,)))


def test_lesson_page_says_where_one_is_and_how_far() -> None:
    page = Screen(
        name="lesson.page",
        eyebrow="LLM Course · Module 6",
        title="What fine-tuning does",
        progress=Progress(done=1, total=4, label="about 4 minutes left"),
        blocks=(Paragraph(text=text("The weights change.")),),
        controls=(NEXT, Control(token="menu", label="Menu", role="menu")),
    )
    assert markdown_of(message(page)) == (
        "-# LLM Course · Module 6\n## What fine-tuning does\n-# ▰▰▱▱▱▱▱▱ about 4 minutes left\n\n"
        "The weights change."
    )
    assert [each["label"] for each in pressed(message(page))] == ["Next", "Menu"]


def test_bar_is_full_only_when_all_is_done() -> None:
    for done, bar in ((0, "▱▱▱▱▱▱▱▱"), (99, "▰▰▰▰▰▰▰▱"), (100, "▰▰▰▰▰▰▰▰")):
        page = Screen(name="menu", title="", progress=Progress(done=done, total=100, label="done"))
        assert markdown_of(message(page)) == f"-# {bar} done"


def test_bar_shows_parts_of_a_mark() -> None:
    page = Screen(name="result", title="", progress=Progress(done=2.75, total=3, label="2.75 of 3"))
    assert markdown_of(message(page)) == "-# ▰▰▰▰▰▰▰▱ 2.75 of 3"


def test_pictures_that_are_attached_stand_where_they_stood_in_the_text() -> None:
    leaf, root = (
        Image(src="leaf.png", alt="A leaf", digest="1f"),
        Image(src="root.png", alt="A root", digest="2f"),
    )
    box = Callout(tone="key", label="Key", body=(root,))
    page = Screen(name="lesson.page", title="Tea", blocks=(Paragraph(text=text("Above")), leaf, box))
    card = message(page, pictures={"1f": "1f.png", "2f": "2f.webp"})[0]["components"]
    assert [each["type"] for each in card] == [TEXT, SEPARATOR, TEXT, GALLERY, TEXT, GALLERY]
    assert [
        (item["media"]["url"], item["description"]) for each in card for item in each.get("items", ())
    ] == [
        ("attachment://1f.png", "A leaf"),
        ("attachment://2f.webp", "A root"),
    ]
    assert "A leaf" not in markdown_of(card)
    assert "A leaf" in markdown_of(message(page))


def test_fullest_page_with_pictures_is_still_a_message() -> None:
    blocks = [
        each
        for n in range(DISCORD_MESSAGE.blocks // 2)
        for each in (Paragraph(text=text("Read.")), Image(src="", alt="See.", digest=str(n)))
    ]
    choices = [Control(token=f"go:{n}", label="Go", role="choice") for n in range(DISCORD_MESSAGE.choices)]
    buttons = [Control(token=f"do:{n}", label="Do") for n in range(DISCORD_MESSAGE.controls - 3)]
    asked = ChooseOne(options=options("Yes", "No", "Why", "How", "Who"))
    (page,) = pages(asking(asked, blocks=tuple(blocks), controls=(*choices, *buttons)))
    shown = message(page, notice="So it is.", pictures={str(n): f"{n}.png" for n in range(limits.PICTURES)})
    assert wrong_with_message(shown) == []


def test_short_options_are_buttons_that_send_them() -> None:
    sent = message(asking(ChooseOne(options=options("Yes", "No"))))
    assert read(labelled(sent, "No")["custom_id"]) == Press("s:1:answer", Answer(values=(1,)))
    assert [each["label"] for each in pressed(sent)] == ["Yes", "No"]


def test_options_too_long_for_a_phone_stand_in_the_text_and_their_letters_are_buttons() -> None:
    assert len(LONG) > SHORT
    sent = message(asking(ChooseOne(options=options("No", LONG), chosen=(1,))))
    assert f"**A**) No\n**✓ B**) {LONG}" in markdown_of(sent)
    assert [each["label"] for each in pressed(sent)] == ["A", "✓ B"]


def test_many_options_are_a_select() -> None:
    (select,) = pressed(message(asking(ChooseOne(options=options(*map(str, range(9)))))))
    assert select["type"] == SELECT
    assert [option["label"] for option in select["options"]] == [str(n) for n in range(9)]
    assert read(select["custom_id"], ["8"]) == Press("s:1:answer", Answer(values=(8,)))


def test_several_options_are_ticked_in_a_form_and_stand_in_the_text() -> None:
    sent = message(asking(ChooseSeveral(options=options("Yes", "No"), chosen=(0,))))
    assert "**✓ A**) Yes\n**B**) No" in markdown_of(sent)
    assert read(labelled(sent, "Answer")["custom_id"]) == OpenForm("s:1:answer")


def test_more_options_than_a_form_has_boxes_are_a_select_of_several() -> None:
    (select,) = pressed(message(asking(ChooseSeveral(options=options(*map(str, range(11)))))))
    assert (select.get("min_values", 1), select["max_values"]) == (1, 11)


def test_letters_that_are_chosen_so_far_are_said() -> None:
    (page,) = pages(asking(ChooseSeveral(options=options("x" * 120, "y", "z"), chosen=(0, 2))))
    assert markdown_of(message(page)).endswith("✓ A, C")


def test_what_is_written_is_written_in_a_form() -> None:
    sent = message(asking(LongText(), controls=(NEXT,)))
    assert read(labelled(sent, "Answer")["custom_id"]) == OpenForm("s:1:answer")
    sent = message(asking(LongText(label="Your message")))
    assert read(labelled(sent, "Write…")["custom_id"]) == OpenForm("s:1:answer")


def test_suggested_terms_are_chosen_from_a_select_that_looks_them_up() -> None:
    page = asking(LookUp(suggestions=("LoRA", "QLoRA", "LoRA")))
    select, button = pressed(message(page))
    assert [option["label"] for option in select["options"]] == ["LoRA", "QLoRA"]
    assert read(select["custom_id"], ["QLoRA"]) == Press("s:1:answer", Answer(text="QLoRA"))
    assert read(button["custom_id"]) == OpenForm("s:1:answer"), "any other term can be written"
    assert "LoRA · QLoRA" in markdown_of(message(page, live=False))


def test_list_to_choose_from_is_one_select_of_tokens() -> None:
    choices = tuple(Control(token=f"go:{n}", label=f"Course {n}", role="choice") for n in range(3))
    (select,) = pressed(message(Screen(name="home", title="Courses", controls=choices)))
    assert select["custom_id"] == controls.CHOICES_ID
    assert [(each["label"], each["value"]) for each in select["options"]] == [
        (f"Course {n}", f"go:{n}") for n in range(3)
    ]


def test_entry_of_a_list_has_the_words_that_an_entry_has_room_for() -> None:
    label, note = "A course with a name of a hundred letters ".ljust(100, "x"), "not begun, about 12 hours"
    choice = Control(token="go:1", label=label, note=note, role="choice")
    (page,) = pages(Screen(name="home", title="Courses", controls=(choice,)))
    (select,) = pressed(message(page))
    assert [(each["label"], each["description"]) for each in select["options"]] == [(label, note)]


def test_pages_are_turned_and_the_lesson_goes_on_after_the_last() -> None:
    long = Paragraph(text=text("word " * 700))
    first, *_, last = pages(Screen(name="lesson.page", title="Long", blocks=(long, long), controls=(NEXT,)))
    assert "Page 1 of 2" in markdown_of(message(first))
    assert [each["label"] for each in pressed(message(first))] == ["Page 2"]
    assert read(labelled(message(first), "Page 2")["custom_id"]) == TurnPage(AGAIN, 2)
    assert [each["label"] for each in pressed(message(last))] == ["Page 1", "Next"]


@pytest.mark.parametrize("tone", ["right", "partial", "wrong"])
def test_card_of_feedback_has_a_colour_and_says_it_in_words(tone: str) -> None:
    said_of = Callout(tone=tone, label="In words", body=(Paragraph(text=text("Because.")),))
    (card,) = message(Screen(name="feedback", title="", blocks=(said_of,)))
    assert card["accent_color"] == COLOURS[tone]  # type: ignore[index]
    assert "**In words**" in markdown_of([card])


def test_card_has_a_colour_where_nothing_was_judged() -> None:
    (card,) = message(Screen(name="menu", title="Menu"))
    assert card["accent_color"] == COLOUR


def test_notice_stands_below_the_title() -> None:
    sent = message(Screen(name="menu", title="Menu", blocks=(Paragraph(text=text("Go.")),)), notice="Saved.")
    assert markdown_of(sent) == "## Menu\n\n> ℹ️ Saved.\n\nGo."


@given(st.integers(1, 30))
def test_notice_is_there_however_full_the_page(times: int) -> None:
    full = Screen(name="lesson.page", title="Long", blocks=(Paragraph(text=text("word. " * 100 * times)),))
    for page in pages(full):
        assert "> ℹ️ Saved." in markdown_of(message(page, notice="Saved."))


def test_what_is_over_has_nothing_to_press_and_still_its_options() -> None:
    sent = message(asking(ChooseOne(options=options("Yes", "No")), controls=(NEXT,)), live=False)
    assert pressed(sent) == []
    assert "**A**) Yes\n**B**) No" in markdown_of(sent)


def test_danger_is_red_and_only_what_goes_on_stands_out() -> None:
    leave = Control(token="s:1:leave", label="Delete everything", danger=True)
    sent = message(Screen(name="forget", title="Forget", controls=(leave, NEXT, SUBMIT)))
    assert [(each["label"], each["style"]) for each in pressed(sent)] == [
        ("Next", 1),
        ("Delete everything", 4),
        ("Answer", 1),
    ]


def test_controls_that_do_the_same_are_one_button() -> None:
    twice = Screen(name="menu", title="Menu", controls=(NEXT, NEXT.model_copy(update={"label": "On"})))
    assert len(pressed(message(twice))) == 1


def test_message_never_stops_to_be_pressed_by_itself() -> None:
    assert rendered(Screen(name="menu", title="Menu"), again=AGAIN).timeout is None


def test_card_is_drawn_in_the_language_of_the_screen() -> None:
    german = Screen(name="menu", title="", locale="de", page=2, pages=2)
    assert catalogue("de").say("Page {n} of {total}", n=2, total=2) in markdown_of(message(german))
    assert len(list(every(message(german)))) > 1
