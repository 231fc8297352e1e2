"""The plain-text floor: exactly what a screen of each kind looks like, and that all of it is there."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import width

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
    Quote,
    Span,
    Step,
    Steps,
    Table,
    text,
)
from courseware_core.inputs import (
    ChooseOne,
    ChooseSeveral,
    Input,
    LookUp,
    Number,
    Order,
    Pair,
    ShortText,
)
from courseware_core.screen.match import answerable, entries, takes_text
from courseware_core.screen.model import Control, Progress, Role, Screen
from courseware_core.screen.safety import visible
from courseware_core.screen.text import render_text
from courseware_core.testing.screens import screens


def paragraph(words: str) -> Paragraph:
    return Paragraph(text=text(words))


def control(label: str, role: Role = "other", note: str = "") -> Control:
    return Control(token=f"s:1:{role}", label=label, role=role, note=note)


def screen(
    *blocks: Block, asked: Input | None = None, controls: tuple[Control, ...] = (), title: str = "Title"
) -> Screen:
    return Screen(
        name="test",
        title=title,
        blocks=blocks,
        input=asked,
        submit=control("Send", "submit") if asked else None,
        controls=controls,
    )


def looks(shown: Screen, expected: str, *, columns: int | None = 60) -> None:
    assert render_text(shown, width=columns) == dedent(expected).strip("\n")


def test_a_lesson_page() -> None:
    page = Screen(
        name="lesson.page",
        eyebrow="LLM Course · Module 6 · Lesson 1",
        title="What Fine-Tuning Does",
        progress=Progress(done=3, total=10, label="about 4 minutes left"),
        blocks=(
            Heading(text=text("What Changes")),
            Paragraph(
                text=(
                    Span(text="The weights change. See "),
                    Span(text="the paper", href="https://arxiv.org/abs/2203.02155"),
                    Span(text=", which has "),
                    Span(text="more", bold=True),
                    Span(text="."),
                )
            ),
            Callout(
                tone="definition",
                label="Definition",
                title="Weights",
                body=(
                    paragraph("The numbers inside a model, often billions of them, which training moves."),
                ),
            ),
        ),
        controls=(control("Next", "next"), control("Zurück", "back"), control("Contents")),
    )
    looks(
        page,
        """
        LLM Course · Module 6 · Lesson 1
        What Fine-Tuning Does
        about 4 minutes left

        ## What Changes

        The weights change. See the paper
        (https://arxiv.org/abs/2203.02155), which has more.

        Definition: Weights
          The numbers inside a model, often billions of them, which
          training moves.

        1  Next
        2  Zurück (back)
        3  Contents
        """,
    )


def test_a_question_with_one_answer() -> None:
    options = ("The learned weights", "The pre-training corpus, which was read long before", "None of these")
    asked = ChooseOne(options=tuple(map(text, options)))
    shown = screen(
        paragraph("What changes?"),
        asked=asked,
        controls=(control("Hint", "hint", "costs 1/4"), control("Menu", "menu")),
        title="Question 2 of 5",
    )
    looks(
        shown,
        """
        Question 2 of 5

        What changes?

        1  A) The learned weights
        2  B) The pre-training corpus,
              which was read long before
        3  C) None of these

        4  Hint – costs 1/4
        5  Menu
        """,
        columns=32,
    )


def test_a_question_with_several_answers_some_of_which_are_chosen() -> None:
    asked = ChooseSeveral(options=(text("Tone"), text("Facts")), chosen=(1,))
    looks(
        screen(asked=asked, controls=(control("Menu", "menu"),)),
        """
        Title

        1  A) [ ] Tone
        2  B) [x] Facts

        3  Send (submit)
        4  Menu
        """,
    )


def test_an_answer_that_was_chosen_of_one() -> None:
    asked = ChooseOne(options=(text("True"), text("False")), chosen=(0,))
    looks(screen(asked=asked), "Title\n\n1  A) [x] True\n2  B) [ ] False\n\n3  Send (submit)")


def test_an_order() -> None:
    looks(
        screen(asked=Order(items=(text("Tune"), text("Train"))), controls=(control("Menu", "menu"),)),
        """
        Title

        1  A) Tune
        2  B) Train

        3  Menu
        """,
    )


def test_pairs() -> None:
    pair = Pair(left=(text("SFT"), text("RLHF")), right=(text("rankings"), text("pairs")))
    looks(
        screen(asked=pair),
        """
        Title

        1  SFT
        2  RLHF

        A) rankings
        B) pairs
        """,
    )


def test_where_text_is_typed_controls_have_a_slash() -> None:
    controls = (control("Hinweis", "hint"), control("Menu", "menu"))
    looks(screen(asked=ShortText(), controls=controls), "Title\n\n/1  Hinweis (hint)\n/2  Menu")
    looks(screen(asked=Number(unit="km"), controls=controls[1:]), "Title\n\n___ km\n\n/1  Menu")


def test_a_term_to_look_up() -> None:
    looks(
        screen(asked=LookUp(suggestions=("token", "weights")), controls=(control("Menu", "menu"),)),
        """
        Title

        1  token
        2  weights

        /3  Menu
        """,
    )


def test_an_input_that_cannot_be_sent_has_no_numbers() -> None:
    shown = Screen(
        name="test", title="Title", input=ChooseOne(options=(text("a"),)), controls=(control("Menu"),)
    )
    looks(shown, "Title\n\nA) a\n\n1  Menu")


def test_lists_and_nested_lists() -> None:
    items = (
        ("One and some more words to break the line", 0),
        ("Deeper", 1),
        ("Deepest", 2),
        ("Two", 0),
        ("Again", 1),
    )
    entries = tuple(ListItem(text=text(words), level=level) for words, level in items)
    looks(
        screen(List(items=entries, ordered=True, start=9), List(items=entries[:2])),
        """
        Title

        9. One and some more
           words to break the
           line
          1. Deeper
            1. Deepest
        10. Two
          1. Again

        - One and some more
          words to break the
          line
          - Deeper
        """,
        columns=22,
    )


def test_a_table_that_fits_is_aligned_by_the_width_of_its_characters() -> None:
    table = Table(
        header=(text("Model"), text("大小")),
        rows=((text("世界"), text("175 billion")), (text("e\u0301cole"), text("1.3"))),
    )
    looks(
        screen(table),
        """
        Title

        Model  大小
        -----  -----------
        世界   175 billion
        e\u0301cole  1.3
        """,
    )


def test_a_table_that_is_too_wide_is_a_list_for_each_row() -> None:
    table = Table(header=(text("Name"), text("What it is")), rows=((text("a"), text("x" * 15)),) * 2)
    looks(
        screen(table),
        """
        Title

        - Name: a
          - What it is:
            xxxxxxxxxxxxxxx

        - Name: a
          - What it is:
            xxxxxxxxxxxxxxx
        """,
        columns=20,
    )


def test_a_listing_with_what_it_prints() -> None:
    code = Code(title="Two loops", text="for a in b:\n\tprint(a)\n", language="python", output="1\n2\n")
    looks(
        screen(code, Code(text="3", language="output")),
        """
        Title

        Two loops
            for a in b:
                print(a)
            → 1
            → 2

            → 3
        """,
    )


def test_a_quotation_a_picture_and_a_comparison() -> None:
    compare = Compare(columns=(Column(title="Prompt", items=(text("a"),)), Column(title="Tune", items=())))
    looks(
        screen(
            Quote(text=text("It is so.\nAnd so, at some length."), source="Somebody"),
            Image(src="leaf.png", alt="A leaf"),
            compare,
        ),
        """
        Title

        > It is so.
        > And so, at some
        > length.
        > — Somebody

        [A leaf]

        #### Prompt

        - a

        #### Tune
        """,
        columns=21,
    )


def test_steps_with_text_in_them() -> None:
    steps = (Step(title="Can it?", body=(paragraph("Try."), paragraph("Again."))), Step(title="Stop"))
    looks(
        screen(Steps(title="How to decide", steps=steps, start=3)),
        """
        Title

        How to decide
        3. Can it?
           Try.

           Again.
        4. Stop
        """,
    )


def test_pages_of_a_screen_are_counted() -> None:
    shown = screen(paragraph("Text")).model_copy(update={"page": 2, "pages": 3})
    looks(shown, "Title\n2/3\n\nText")


def test_lines_are_as_long_as_they_are_without_a_width() -> None:
    long = "words " * 40
    looks(screen(paragraph(long)), f"Title\n\n{long}", columns=None)


def test_an_address_is_not_broken() -> None:
    address = "https://example.org/" + "a" * 40
    assert address in render_text(screen(paragraph(f"See {address}")), width=30)


def test_control_characters_never_reach_the_terminal() -> None:
    shown = screen(paragraph("red \x1b[31m alert\x07"), title="\x1b]0;title\x07")
    assert render_text(shown) == "]0;title\n\nred [31m alert"


@given(shown=screens(), columns=st.one_of(st.none(), st.integers(20, 100)))
def test_every_option_and_control_is_there_with_what_to_type(shown: Screen, columns: int | None) -> None:
    lines = render_text(shown, width=columns).split("\n")
    slash = "/" if takes_text(answerable(shown)) else ""
    for entry in entries(shown):
        number = f"{slash if entry.control else ''}{entry.number}"
        letters = [f"{entry.letter})"] if entry.letter else []
        assert [number, *letters] in [line.split()[: 1 + len(letters)] for line in lines]


@given(shown=screens())
def test_every_word_of_a_paragraph_is_there(shown: Screen) -> None:
    rendered = "".join(render_text(shown, width=70).split())
    for block in shown.blocks:
        if isinstance(block, Paragraph):
            for span in block.text:
                assert "".join(visible(span.text).split()) in rendered


@pytest.mark.parametrize("columns", [30, 40, 80])
@given(shown=screens())
def test_no_line_of_prose_is_wider_than_it_may_be(columns: int, shown: Screen) -> None:
    prose = [block for block in shown.blocks if isinstance(block, Paragraph | Heading | Quote)]
    page = Screen(name="test", title=shown.title, blocks=tuple(prose))
    for line in render_text(page, width=columns).split("\n"):
        assert width(line) <= columns or "://" in render_text(page, width=None)
