"""Screens made by hand: one of every kind, and one that holds every block."""

from courseware_core.blocks import (
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
from courseware_core.inputs import ChooseOne, ChooseSeveral, LongText
from courseware_core.screen.model import Control, Progress, Role, Screen

SUBMIT = Control(token="submit", label="Answer", role="submit")


def control(label: str, role: Role = "other", *, danger: bool = False) -> Control:
    return Control(token=label.casefold().replace(" ", "-"), label=label, role=role, danger=danger)


def lines(*words: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text=text(each)) for each in words)


PAGE = Screen(
    name="lesson.page",
    title="How a Leaf Becomes Tea",
    eyebrow="Tea · Lesson 1",
    progress=Progress(done=1, total=4, label="about 2 minutes left"),
    blocks=lines("A tea shop sells hundreds of kinds of tea."),
    controls=(
        control("Next", "next"),
        control("Back", "back"),
        control("Contents"),
        control("Menu", "menu"),
    ),
)
QUESTION = Screen(
    name="question",
    title="Check yourself",
    blocks=lines("What makes a leaf end up as green tea?"),
    input=ChooseOne(options=tuple(map(text, ("Its plant", "Early heat", "A dye", "None")))),
    submit=SUBMIT,
    controls=(
        control("Hint", "hint"),
        control("Leave for later", "next"),
        control("Back", "back"),
        control("Overview"),
        control("Menu", "menu"),
    ),
)
SEVERAL = QUESTION.model_copy(
    update={"input": ChooseSeveral(options=tuple(map(text, ("Green", "Mint", "Black"))))}
)
TALK = Screen(
    name="lab.talk",
    title="Tea Leaves",
    blocks=lines("What would you like to begin with?"),
    input=LongText(),
    submit=Control(token="submit", label="Send", role="submit"),
    controls=(control("Why does a leaf turn brown?", "choice"), control("Menu", "menu")),
)
SUMMARY = Screen(
    name="summary",
    title="Overview",
    blocks=lines("One question is still open."),
    controls=(
        control("Hand in", danger=True),
        *(control(f"Question {number}", "choice") for number in range(1, 13)),
        control("Menu", "menu"),
    ),
)
EVERY_BLOCK = Screen(
    name="every.block",
    title="Everything",
    blocks=(
        Heading(text=text("A heading")),
        Paragraph(
            text=(
                Span(text="Plain, "),
                Span(text="bold", bold=True),
                Span(text=", "),
                Span(text="code_word", code=True),
                Span(text=" and a "),
                Span(text="link", href="https://example.org/tea"),
            )
        ),
        List(
            items=(
                ListItem(text=text("first")),
                ListItem(text=text("within"), level=1),
                ListItem(text=text("second")),
            ),
            ordered=True,
        ),
        Table(
            header=(text("kind"), text("heated"), text("colour")),
            rows=((text("oolong"), text("half-way"), text("amber")),),
        ),
        Code(text='{"chests": 7}', language="jsonl", title="A merchant's book", output="seven"),
        Quote(text=text("No taxation!"), source="Boston"),
        Image(src="leaf.png", alt="A drawn leaf"),
        Callout(
            tone="definition",
            label="Definition",
            title="Oxidation",
            body=(*lines("Air meets juice."), List(items=(ListItem(text=text("boxed")),))),
        ),
        Callout(tone="right", label="Right", body=lines("Heat stops it.")),
        Compare(
            title="Which water?",
            columns=(
                Column(title="Cooler", items=(text("green leaves"),)),
                Column(title="Boiling", items=(text("black leaves"),)),
            ),
        ),
        Steps(
            title="Mending a cup",
            steps=(Step(title="Is it bitter?", body=lines("Take less time.")),),
        ),
    ),
)
WORDS_OF_EVERY_BLOCK = (
    "Everything",
    "A heading",
    "Plain, bold, code_word and a link",
    "https://example.org/tea",
    "1. first",
    "within",
    "2. second",
    "kind",
    "oolong",
    "half-way",
    "amber",
    "A merchant's book",
    '{"chests": 7}',
    "seven",
    "No taxation!",
    "Boston",
    "A drawn leaf",
    "Definition",
    "Oxidation",
    "Air meets juice.",
    "boxed",
    "Right",
    "Heat stops it.",
    "Which water?",
    "Cooler",
    "green leaves",
    "Boiling",
    "black leaves",
    "Mending a cup",
    "Is it bitter?",
    "Take less time.",
)
