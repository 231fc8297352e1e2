"""Every screen fits every surface, and nothing of it is lost on the way."""

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given

from courseware_core.blocks import (
    Block,
    Callout,
    Code,
    Column,
    Compare,
    Heading,
    Image,
    List,
    ListItem,
    Paragraph,
    Span,
    Step,
    Steps,
    Table,
    plain,
    text,
)
from courseware_core.inputs import ChooseOne, ChooseSeveral, LongText, LookUp, Order, Pair, ShortText
from courseware_core.screen.conformance import satisfies
from courseware_core.screen.cut import words
from courseware_core.screen.fit import fit
from courseware_core.screen.model import Control, Progress, Screen
from courseware_core.screen.profiles import (
    DISCORD_MESSAGE,
    DISCORD_MODAL,
    PLAIN_TEXT,
    PROFILES,
    SLACK_MESSAGE,
    SLACK_MODAL,
    TERMINAL,
    WEB,
    Profile,
)
from courseware_core.testing.screens import screens

CHAT = (DISCORD_MESSAGE, DISCORD_MODAL, SLACK_MESSAGE, SLACK_MODAL)
every_chat = pytest.mark.parametrize("profile", CHAT, ids=lambda profile: profile.name)


def screen(*blocks: Block, **fields: object) -> Screen:
    return Screen.model_validate({"name": "test", "title": "Title", "blocks": blocks, **fields})


def paragraph(words: str) -> Paragraph:
    return Paragraph(text=text(words))


def control(number: int, **fields: object) -> Control:
    return Control.model_validate({"token": f"s:1:{number}", "label": f"Control {number}", **fields})


def shown(pages: tuple[Screen, ...]) -> str:
    return "\n".join(words(block) for page in pages for block in page.blocks)


@given(drawn=screens())
def test_every_page_satisfies_every_profile(drawn: Screen) -> None:
    for profile in PROFILES:
        pages = fit(drawn, profile)
        assert [satisfies(page, profile) for page in pages] == [()] * len(pages)
        assert [(page.page, page.pages) for page in pages] == [(n + 1, len(pages)) for n in range(len(pages))]


@given(drawn=screens())
def test_no_word_is_lost_on_any_surface(drawn: Screen) -> None:
    for profile in PROFILES:
        before = every_character(drawn, controls=bool(profile.controls))
        after: Counter[str] = Counter()
        for page in fit(drawn, profile):
            after += every_character(page, controls=True)
        assert not before - after


@given(drawn=screens())
def test_every_control_is_on_some_page_and_none_twice_on_one(drawn: Screen) -> None:
    for profile in PROFILES:
        pages = fit(drawn, profile)
        tokens = [[each.token for each in page.controls] for page in pages]
        assert all(len(page) == len(set(page)) for page in tokens)
        expected = {each.token for each in drawn.controls} if profile.controls else set()
        assert {token for page in tokens for token in page} == expected
        assert [page.submit is not None for page in pages[:-1]] == [False] * (len(pages) - 1)
        assert (pages[-1].submit is None) == (drawn.submit is None)


@given(drawn=screens())
def test_a_page_that_fits_is_left_alone(drawn: Screen) -> None:
    for profile in PROFILES:
        for page in fit(drawn, profile):
            assert fit(page, profile) == (page,)


def every_character(drawn: Screen, *, controls: bool) -> Counter[str]:
    """How often each character has to be shown, spaces left out."""
    lines = [drawn.title, drawn.eyebrow, drawn.progress.label if drawn.progress else ""]
    pressed = (*drawn.controls, drawn.submit) if controls else (drawn.submit,)
    lines += [line for each in pressed if each for line in (each.label, each.note)]
    lines += [words(block) for block in drawn.blocks]
    lines += [inner.label for block in drawn.blocks for inner in boxes(block)]
    match drawn.input:
        case ChooseOne() | ChooseSeveral():
            lines += map(plain, drawn.input.options)
        case Order():
            lines += map(plain, drawn.input.items)
        case Pair():
            lines += map(plain, (*drawn.input.left, *drawn.input.right))
        case LookUp():
            lines += drawn.input.suggestions
    return Counter(character for character in "".join(lines) if not character.isspace())


def boxes(block: Block) -> Iterator[Callout]:
    if isinstance(block, Callout):
        yield block
    inner = block.body if isinstance(block, Callout) else ()
    if isinstance(block, Steps):
        inner = tuple(each for step in block.steps for each in step.body)
    for each in inner:
        yield from boxes(each)


def test_a_long_paragraph_is_split_between_sentences() -> None:
    sentence = "This is one sentence of many. "
    pages = fit(screen(paragraph(sentence * 400)), SLACK_MESSAGE)
    pieces = [words(block) for page in pages for block in page.blocks]
    assert "".join(pieces) == sentence * 400
    assert all(piece.endswith(". ") for piece in pieces)


def test_a_text_is_never_split_within_a_character_as_people_see_it() -> None:
    family, accented = "👩‍👩‍👧‍👦", "e\u0301"
    pages = fit(screen(paragraph((family + accented) * 900)), DISCORD_MESSAGE)
    pieces = [words(block) for page in pages for block in page.blocks]
    assert len(pieces) > 1
    for piece in pieces:
        assert piece.count(family) * len(family) + piece.count(accented) * len(accented) == len(piece)


def test_marks_and_links_stay_on_both_sides_of_a_split() -> None:
    span = Span(text="Linked words. " * 300, bold=True, href="https://a.example")
    pages = fit(screen(Paragraph(text=(span,))), DISCORD_MESSAGE)
    spans = [each for page in pages for block in page.blocks for each in texts_of(block)]
    assert len(spans) > 1
    assert {(each.bold, each.href) for each in spans} == {(True, "https://a.example")}


def texts_of(block: Block) -> tuple[Span, ...]:
    assert isinstance(block, Paragraph)
    return block.text


def test_without_tables_each_row_is_a_list_of_header_and_cell() -> None:
    table = Table(
        header=(text("Model"), text("Parameters")),
        rows=((text("GPT-3"), text("175 billion")), (text("InstructGPT"), text("1.3 billion"))),
    )
    (page,) = fit(screen(table), DISCORD_MESSAGE)
    assert [words(block).split("\n") for block in page.blocks] == [
        ["Model: GPT-3", "Parameters: 175 billion"],
        ["Model: InstructGPT", "Parameters: 1.3 billion"],
    ]
    assert fit(screen(table), SLACK_MESSAGE)[0].blocks == (table,)


def test_a_second_table_goes_to_the_next_slack_message() -> None:
    table = Table(header=(text("a"),), rows=((text("1"),),))
    pages = fit(screen(table, table), SLACK_MESSAGE)
    assert [page.blocks for page in pages] == [(table,), (table,)]


def test_a_table_that_is_too_wide_becomes_lists() -> None:
    wide = Table(header=(text("h"),) * 21, rows=((text("c"),) * 21,))
    assert {block.kind for page in fit(screen(wide), SLACK_MESSAGE) for block in page.blocks} == {"list"}


def test_a_comparison_becomes_its_lists_one_after_the_other() -> None:
    compare = Compare(
        title="Which?",
        columns=(
            Column(title="Prompt", items=(text("changes often"),)),
            Column(title="Tune", items=(text("is stable"),)),
        ),
    )
    (page,) = fit(screen(compare), SLACK_MESSAGE)
    kinds = [(block.kind, words(block)) for block in page.blocks]
    assert kinds == [
        ("heading", "Which?"),
        *(("heading", "Prompt"), ("list", "changes often")),
        *(("heading", "Tune"), ("list", "is stable")),
    ]
    assert fit(screen(compare), TERMINAL)[0].blocks == (compare,)


def test_a_picture_becomes_its_description() -> None:
    image = Image(src="leaf.png", alt="A leaf, with its veins.")
    assert [fit(screen(image), profile)[0].blocks for profile in (TERMINAL, WEB)] == [
        (paragraph("A leaf, with its veins."),),
        (image,),
    ]


def test_a_box_that_holds_only_a_picture_is_shown() -> None:
    box = Callout(tone="case", label="Real case", body=(Image(src="leaf.png", alt=""),))
    assert fit(screen(box), WEB)[0].blocks == (box,)
    assert shown(fit(screen(box), SLACK_MESSAGE)) == "leaf.png"


def test_blocks_of_which_there_is_nothing_to_see_are_left_out() -> None:
    empty = (paragraph(" "), List(items=()), Callout(tone="tip"), Steps(steps=(Step(title=""),)))
    assert [fit(screen(*empty, paragraph("x")), each)[0].blocks for each in PROFILES] == [
        (paragraph("x"),)
    ] * len(PROFILES)


def test_a_listing_is_followed_by_what_it_prints() -> None:
    code = Code(text="print(1)", language="python", title="One", output="1")
    (page,) = fit(screen(code), SLACK_MESSAGE)
    assert page.blocks == (
        Code(text="print(1)", language="python", title="One"),
        Code(text="1", language="output"),
    )


def test_where_there_are_no_links_the_address_is_text() -> None:
    linked = Paragraph(text=(Span(text="the paper", href="https://a.example"),))
    assert words(fit(screen(linked), PLAIN_TEXT)[0].blocks[0]) == "the paper (https://a.example)"


def test_numbers_of_a_long_list_go_on_in_the_next_part() -> None:
    items = tuple(ListItem(text=text(f"Item number {n} of a long list. " * 9)) for n in range(1, 40))
    pages = fit(screen(List(items=items, ordered=True)), DISCORD_MESSAGE)
    lists = [block for page in pages for block in page.blocks if isinstance(block, List)]
    assert len(lists) > 1
    reached = 1
    for each in lists:
        assert each.start == reached
        reached += len(each.items)
    assert reached == 40


def test_the_rest_of_a_long_box_is_in_a_box_of_its_kind() -> None:
    body = tuple(paragraph(f"Paragraph {n}. " * 30) for n in range(20))
    pages = fit(screen(Callout(tone="case", label="Real case", title="Tea", body=body)), DISCORD_MESSAGE)
    found = [block for page in pages for block in page.blocks if isinstance(block, Callout)]
    assert [each.title for each in found] == ["Tea", *[""] * (len(found) - 1)]
    assert {(each.tone, each.label) for each in found} == {("case", "Real case")}


def test_a_heading_is_never_the_last_on_a_page() -> None:
    blocks: list[Block] = []
    for n in range(30):
        blocks += [Heading(text=text(f"Section {n}")), paragraph("Some words. " * 9 * (1 + n % 7))]
    pages = fit(screen(*blocks), DISCORD_MESSAGE)
    assert len(pages) > 2
    assert not any(isinstance(page.blocks[-1], Heading) for page in pages)


def test_long_options_stand_in_the_text_and_their_letters_are_the_options() -> None:
    options = (text("Short"), text("Long " * 40))
    asked = screen(input=ChooseOne(options=options), submit=control(1, label="Answer", role="submit"))
    (page,) = fit(asked, DISCORD_MESSAGE)
    assert page.input == ChooseOne(options=(text("A"), text("B")))
    assert words(page.blocks[-1]) == f"A) Short\nB) {'Long ' * 40}"


def test_what_was_chosen_stays_chosen_among_letters() -> None:
    asked = ChooseSeveral(options=(text("x" * 200), text("y")), chosen=(1,))
    (page,) = fit(screen(input=asked, submit=control(1)), SLACK_MESSAGE)
    assert isinstance(page.input, ChooseSeveral)
    assert page.input.chosen == (1,)


def test_more_options_than_the_surface_has_are_typed() -> None:
    options = tuple(text(f"Option {n}") for n in range(30))
    asked = ChooseSeveral(options=options, chosen=(29,))
    pages = fit(screen(input=asked, submit=control(1)), DISCORD_MESSAGE)
    assert isinstance(pages[-1].input, ShortText)
    lines = shown(pages).split("\n")
    assert (lines[0], lines[-1]) == ("A) Option 0", "✓ AD) Option 29")


def test_an_order_is_typed_where_it_cannot_be_arranged() -> None:
    order = Order(items=(text("Tune"), text("Pre-train")))
    (page,) = fit(screen(input=order, submit=control(1)), SLACK_MODAL)
    assert isinstance(page.input, ShortText)
    assert shown((page,)) == "A) Tune\nB) Pre-train"
    assert fit(screen(input=order, submit=control(1)), TERMINAL)[0].input == order


@every_chat
def test_how_to_type_an_order_or_pairs_is_said_where_it_has_to_be_typed(profile: Profile) -> None:
    two = (text("Tune"), text("Pre-train"))
    for asked in (
        Order(items=two, how="Type all letters."),
        Pair(left=two, right=two, how="Type all letters."),
    ):
        pages = fit(screen(input=asked, submit=control(1)), profile)
        assert shown(pages).endswith("\nType all letters.")
        (page,) = fit(screen(input=asked, submit=control(1)), TERMINAL)
        assert page.input == asked
        assert page.blocks == ()


def test_pairs_are_numbered_and_lettered_where_they_are_typed() -> None:
    pair = Pair(left=(text("SFT"), text("RLHF")), right=(text("pairs"), text("rankings")))
    (page,) = fit(screen(input=pair, submit=control(1)), SLACK_MESSAGE)
    assert shown((page,)) == "SFT\nRLHF\nA) pairs\nB) rankings"
    assert isinstance(page.blocks[0], List)
    assert page.blocks[0].ordered


def test_a_typed_answer_is_no_longer_than_the_surface_takes() -> None:
    asked = screen(input=LongText(max_length=4000), submit=control(1))
    assert fit(asked, SLACK_MODAL)[0].input == LongText(max_length=3000)


@every_chat
def test_the_input_and_its_submit_are_on_the_last_page_only(profile: Profile) -> None:
    asked = screen(
        paragraph("Stem. " * 12_000), input=ChooseOne(options=(text("a"), text("b"))), submit=control(1)
    )
    *before, last = fit(asked, profile)
    assert before
    assert last.input == asked.input
    assert last.submit
    assert not any(page.input or page.submit for page in before)


def test_next_waits_for_the_last_page_and_other_controls_are_on_every_page() -> None:
    controls = (control(1, role="next"), control(2, role="menu"))
    pages = fit(screen(paragraph("Words. " * 2000), controls=controls), DISCORD_MESSAGE)
    assert len(pages) > 1
    assert {page.controls for page in pages[:-1]} == {controls[1:]}
    assert pages[-1].controls == controls


def test_choices_that_are_too_many_are_shared_out_and_the_way_back_is_on_every_page() -> None:
    choices = tuple(control(n, role="choice") for n in range(60))
    menu = control(99, role="menu")
    pages = fit(screen(controls=(*choices, menu)), DISCORD_MESSAGE)
    assert [len(page.controls) for page in pages] == [26, 26, 11]
    assert [each for page in pages for each in page.controls if each != menu] == list(choices)


def test_buttons_that_are_too_many_are_shared_out() -> None:
    controls = tuple(control(n, role="next" if n else "menu") for n in range(20))
    pages = fit(screen(controls=controls), DISCORD_MESSAGE)
    assert [len(page.controls) for page in pages] == [8, 8, 4]
    assert tuple(each for page in pages for each in page.controls) == controls


def test_a_long_label_stands_in_the_text_with_a_number_and_its_beginning_is_the_label() -> None:
    labels = ("What decides which weights move when only some of them do? " * 2, "Menu")
    controls = tuple(control(n, label=label) for n, label in enumerate(labels))
    (page,) = fit(screen(controls=controls), DISCORD_MESSAGE)
    assert [each.label for each in page.controls] == ["1. What decides which weights move when on…", "Menu"]
    assert page.blocks == (List(items=(ListItem(text=text(labels[0].strip())),), ordered=True),)


def test_a_long_label_that_has_a_number_is_not_given_another() -> None:
    stem = "What decides which weights move when only some of them do? " * 2
    label = f"7. {stem}".strip()
    (page,) = fit(screen(controls=(control(1, label=label),)), DISCORD_MESSAGE)
    assert [each.label for each in page.controls] == ["7. What decides which weights move when…"]
    assert page.blocks == (List(items=(ListItem(text=text(label)),)),)


def test_where_one_of_the_labels_with_numbers_is_too_long_all_of_them_stand_in_the_text() -> None:
    labels = ["1. Which?", f"2. {'What decides which weights move? ' * 3}".strip()]
    noted = (control(n, label=label, role="choice", note="open") for n, label in enumerate(labels, 1))
    (page,) = fit(screen(controls=tuple(noted)), DISCORD_MESSAGE)
    assert page.blocks == (List(items=tuple(ListItem(text=text(f"{each} · open")) for each in labels)),)
    (short,) = fit(screen(controls=(control(1, label=labels[0]),)), DISCORD_MESSAGE)
    assert short.blocks == ()


def test_a_note_joins_the_label_where_there_are_no_notes() -> None:
    noted = screen(controls=(control(1, label="Quiz", note="3 of 5"),))
    assert fit(noted, SLACK_MESSAGE)[0].controls[0].label == "Quiz · 3 of 5"
    assert fit(noted, TERMINAL)[0].controls[0].note == "3 of 5"


def test_a_long_note_stands_in_the_text_where_there_are_no_notes() -> None:
    note = "without another try; the result shows the model answer"
    noted = screen(controls=(control(1, label="See the result", note=note),))
    (page,) = fit(noted, DISCORD_MESSAGE)
    assert [each.label for each in page.controls] == ["See the result"]
    assert [words(each) for each in page.blocks] == [f"See the result: {note}"]
    assert fit(noted, TERMINAL) == (noted,)


def test_a_title_that_is_too_long_is_whole_in_the_text() -> None:
    title = "What fine-tuning does to a model"
    (page,) = fit(Screen(name="test", title=title), SLACK_MODAL)
    assert page.title == "What fine-tuning does t…"
    assert page.blocks == (Heading(text=text(title), level=1),)


def test_a_form_leaves_controls_to_the_screen_that_opened_it() -> None:
    (page,) = fit(screen(controls=(control(1),), input=ShortText(), submit=control(2)), DISCORD_MODAL)
    assert page.controls == ()
    assert page.submit


def test_progress_in_too_many_words_is_whole_in_the_text() -> None:
    label = "a third of it " * 40
    (page,) = fit(screen(progress=Progress(done=1, total=3, label=label)), SLACK_MESSAGE)
    assert page.progress == Progress(done=1, total=3, label="1/3")
    assert words(page.blocks[0]) == label


def test_steps_keep_their_numbers_over_pages() -> None:
    steps = tuple(Step(title=f"Step {n}", body=(paragraph("Do this. " * 60),)) for n in range(1, 13))
    pages = fit(screen(Steps(title="How to", steps=steps)), DISCORD_MESSAGE)
    found = [block for page in pages for block in page.blocks if isinstance(block, Steps)]
    numbered = [
        (each.start + n, step.title) for each in found for n, step in enumerate(each.steps) if step.title
    ]
    assert numbered == [(n, f"Step {n}") for n in range(1, 13)]
