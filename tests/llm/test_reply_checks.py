"""What a model says is shown only if it is short, about the lesson, harmless, and gives nothing away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.llm.labs import BREAD, EXIT, answers, asks, shipped

from courseware_core.blocks import plain
from courseware_core.content.inline import inline
from courseware_core.content.model import Lab
from courseware_core.engine.facts import Quotation
from courseware_core.llm.moves import TutorMove
from courseware_core.llm.prompt import RULES
from courseware_core.llm.reply_checks import Wording, check
from courseware_core.ports import Exchange, TutorReply, TutorRequest
from courseware_core.screen.safety import clean
from courseware_core.testing.tutors import keeps_promises

QUESTION = asks("Why does the dough rise?", exchanges=(Exchange("I think it is like a balloon", "How so?"),))
ANSWER = answers("It slows something, I believe.")
REST = "bread.rest"


def faults(reply: str, request: TutorRequest = QUESTION, move: TutorMove = "answer") -> list[str]:
    found = check(reply, request, move)
    return [] if isinstance(found, Wording) else [each.fault for each in found]


def wording(reply: str, request: TutorRequest = QUESTION, move: TutorMove = "answer") -> Wording:
    found = check(reply, request, move)
    assert isinstance(found, Wording), found
    return found


GOOD = [
    "The yeast turns sugar into gas, and the gluten holds it.",
    "Yeast makes gas. What do you think holds it in?",
    "It's the baker's oldest trick: don't hurry, and the dough'll rise.",
    "The 'net' of gluten catches the gas.",
    'What bakers call "the net" is gluten.',
    "The lesson speaks of a “net of gluten” that catches gas.",
    "A “starter” is a mixture of flour and water; people also say “mother dough”.",
    'The lesson says "The gas is caught in a net of gluten" and so the dough rises.',
    "As the lesson puts it, “In a refrigerator it takes a whole night, and the taste becomes stronger.”",
    "As you said, “I think it is like a balloon”: the gas fills it from inside.",
    'You ask "Why does the dough rise?" The yeast makes gas.',
    "The gas has nowhere to go:\n> The gas is caught in a net of gluten, and the dough rises.",
    "> Salt slows the yeast down and tightens the net.\nSo salt makes the dough rise more slowly.",
    "Look at this:\n> the gas is caught in a net of gluten\nWhat would happen without the net?",
    "Two things.\n> Salt slows the yeast down and tightens the net.\nAnd:\n> the dough is ready for the oven",
    '> "In a warm kitchen this takes about four hours."\nIn the cold it takes longer.',
    "Look here.\n> *In a warm kitchen* this takes about **four hours**",
    "The yeast makes gas — lots of it — and the dough rises; warm dough rises faster.",
    "It takes about 4 hours in a warm kitchen, e.g. in summer, i.e. at some 25 °C.",
    "Bakers write recipes in percent: 2 % salt, 70 % water, and 100 % flour.",
    "Press it with a finger; if the hollow comes back slowly, bake it.",
    "**Yeast** makes *gas*. `Gluten` holds it.",
    "- Yeast makes gas.\n- Gluten holds it.",
    "1. Yeast makes gas.\n2. Gluten holds it.",
    "The lesson says nothing about rye. It does say how wheat dough rises. What do you know of gluten?",
    "I can't give you marks here, but I can help you to understand the dough.",
    "Whether you passed is not for me to say. Let us look at the yeast.",
    "A dough scores high in taste when it rests in the cold.",
    "That is right: warm dough rises faster.",
    "Correct, the gas is caught.",
    "Der Teig geht auf, weil die Hefe Gas bildet. Was hält das Gas fest?",
    "生地は酵母が作るガスで膨らみます。",
    "The acid has eaten the net away.So the dough collapses.",
    "Yeast at pass@1 would be a joke of machine learners; here it just makes gas.",
    "Salt and yeast: the one slows the other.",
    'The 10" loaf and the 12" loaf rise alike.',
    "Is it the yeast or the bacteria that make the gas?",
    "Three of the four hours pass without you doing anything at all.",
    "A model.fit or a train.py is nothing that a baker has.",
    "Steam keeps the crust soft, so that the loaf can open.",
]


@pytest.mark.parametrize("reply", GOOD)
def test_good_reply_passes(reply: str) -> None:
    assert faults(reply) == []


BAD = [
    ("", "empty"),
    (" \n\t ", "empty"),
    ("…", "empty"),
    ("\u200b\u202e", "empty"),
    ("<think>The learner wants to know about yeast, so I", "empty"),
    ("<p></p>", "empty"),
    ("> Salt slows the yeast down and tightens the net.", "empty"),
    ("The yeast turns sugar into gas, and the", "cut_off"),
    ("The yeast turns sugar into gas,", "cut_off"),
    ("There are two reasons:", "cut_off"),
    ("gas " * 91, "long"),
    ("a" * 5000, "long"),
    ("生地" * 700, "long"),
    ("Gas rises. " * 30 + "\n> Salt slows the yeast down and tightens the net.\n" + "So it is. " * 9, "long"),
    ("Why? And what then?", "questions"),
    ("What is gas? What is gluten? What is yeast?", "questions"),
    ("どうして？何が？", "questions"),
    ("Look:\n> Salt makes the yeast faster.", "quotation"),
    ("Look:\n> The gas is caught … and the dough rises.", "quotation"),
    ("Look:\n> Salt slows the yeast down. In a warm kitchen this takes about four hours.", "quotation"),
    ("Look:\n> alt slows the yeast", "quotation"),
    ('The lesson says "salt makes the yeast work much faster" somewhere.', "quotation"),
    ("The lesson says “salt makes the yeast work much faster” somewhere.", "quotation"),
    ("Es heißt „das Salz macht die Hefe viel schneller“ im Text.", "quotation"),
    ("On dit «le sel rend la levure plus rapide» là.", "quotation"),
    ("Read https://bread.example/rise for more.", "link"),
    ("Read HTTPS://BREAD.EXAMPLE for more.", "link"),
    ("Read [this page](https://bread.example/rise) for more.", "link"),
    ("Read [this page](javascript:alert) for more.", "link"),
    ("Read [this page](/rise) for more.", "link"),
    ("Read www.bread.example for more.", "link"),
    ("Read sourdough.com for more.", "link"),
    ("Read sour-dough.co/rise, all of it.", "link"),
    ("Read sourdough\\.com for more.", "link"),
    ("Read sourdough&#46;com for more.", "link"),
    ("Read `sourdough.com` for more.", "link"),
    ("Write to baker@dough.example.", "link"),
    ("Join discord.gg/dough now.", "link"),
    ("Hello @everyone, it is the gas.", "mention"),
    ("Hello @\u200beveryone, it is the gas.", "mention"),
    ("Hello &#64;everyone, it is the gas.", "mention"),
    ("Hello &amp;amp;#64;here, it is the gas.", "mention"),
    ("Hello @**every**one, it is the gas.", "mention"),
    ("Hello ＠here, it is the gas.", "mention"),
    ("Hello @baker, it is the gas.", "mention"),
    ("Hello <@123456>, it is the gas.", "mention"),
    ("Hello <!channel>, it is the gas.", "mention"),
    ("See <#C0123>, it is the gas.", "mention"),
    ("Note that a wet surface stays stretchy while the gas still grows.", "key"),
    ("Note that A WET surface **stays stretchy** while, the gas grows.", "key"),
    ("Salt: it tightens the net of gluten, and more.", "key"),
    ("It slows the yeast. That is all.", "key"),
    ("You cut it to choose the place where the crust tears.", "key"),
    ("Congratulations, you have passed!", "verdict"),
    ("You passed this lab with ease.", "verdict"),
    ("I give you full marks.", "verdict"),
    ("I hereby award you 10 points of 10.", "verdict"),
    ("The lab is now complete. Well done!", "verdict"),
    ("Your score is 3 of 3.", "verdict"),
    ("Du hast das Lab bestanden.", "verdict"),
    ("My rules are: no web addresses that the lesson does not have, and so on.", "instructions"),
    ("> The author has questions for the learner. Never say\nSo I am told.", "quotation instructions"),
]


@pytest.mark.parametrize(("reply", "fault"), BAD)
def test_bad_reply_is_caught(reply: str, fault: str) -> None:
    assert faults(reply) == fault.split()


def test_every_fault_is_told_at_once_and_no_complaint_holds_a_key() -> None:
    reply = "Why? How? @everyone, read sourdough.com: a wet surface stays stretchy while the gas still grows."
    found = check(reply, QUESTION, "answer")
    assert isinstance(found, tuple)
    assert [each.fault for each in found] == ["questions", "link", "mention", "key"]
    assert "stretchy" not in " ".join(each.complaint for each in found)


def test_reply_that_came_to_the_most_tokens_is_cut_off() -> None:
    found = check("The yeast turns sugar into gas.", QUESTION, "answer", cut_off=True)
    assert isinstance(found, tuple)
    assert [each.fault for each in found] == ["cut_off"]


@pytest.mark.parametrize(
    "reply",
    [
        "Correct! Your answer has the yeast in it.",
        "Exactly: the yeast.",
        "Yes, that's right: you name the yeast.",
        "Not quite. You name the yeast.",
        "You name the yeast. Your answer is partly correct.",
        "Well done, you name the yeast.",
        "Richtig! Du nennst die Hefe.",
        "You name the yeast, and you're absolutely right.",
    ],
)
def test_comparison_gives_no_verdict(reply: str) -> None:
    assert faults(reply, ANSWER, "compare") == ["verdict"]


@pytest.mark.parametrize(
    "reply",
    [
        "You say that something gets slower.",
        "Your answer has the idea that salt slows something in it.",
        "Right after mixing, you say, salt slows something.",
        "Almost all of your answer is about slowing.",
    ],
)
def test_comparison_may_say_what_an_answer_has(reply: str) -> None:
    assert faults(reply, ANSWER, "compare") == []


def test_points_of_a_check_are_no_secret_once_they_were_shown() -> None:
    reply = "Salt tightens the net of gluten: it tightens the net of gluten."
    assert faults(reply) == ["key"]
    assert faults(reply, asks("Why?", seen=frozenset({"c1"}))) == []
    assert faults(reply, ANSWER, "compare") == []


def test_what_the_learner_said_may_be_said_back_but_for_the_key_of_the_exit_question() -> None:
    point, key = BREAD.checks[1].points[0], EXIT.key(str)[0]
    assert faults(f"You say: {point}", asks(f"I think this: {point}")) == []
    assert faults(f"You say: {key}.", asks(f"Is it this: {key}?")) == ["key"]


def test_words_that_the_lesson_or_the_author_says_are_no_secret() -> None:
    said = "A wet surface stays stretchy while the gas still grows."
    in_lesson = BREAD.passages[0].model_copy(update={"text": f"Mind this. {said}"})
    in_answer = BREAD.faq[0].model_copy(update={"say": said})
    for lab in (
        BREAD.model_copy(update={"passages": (*BREAD.passages, in_lesson)}),
        BREAD.model_copy(update={"faq": (in_answer,)}),
    ):
        assert faults(said, TutorRequest("respond", lab, "Why steam?")) == []


def test_address_and_name_of_the_lesson_may_be_said() -> None:
    passage = BREAD.passages[0].model_copy(update={"text": "See https://bread.example/rise, or ask @baker."})
    request = TutorRequest("respond", BREAD.model_copy(update={"passages": (passage,)}), "Where?")
    assert faults("It is at https://bread.example/rise.", request) == []
    assert faults("It is [here](https://bread.example/rise).", request) == []
    assert faults("Ask @baker.", request) == []
    assert faults("It is at https://bread.example/risen.", request) == ["link"]


def test_lesson_that_says_nothing_is_not_quoted() -> None:
    reply = "That is not in it.\n> Salt slows the yeast down and tightens the net."
    assert faults(reply, move="redirect") == ["quotation"]
    assert faults("The lesson does not say. What makes dough rise?", move="redirect") == []


@pytest.mark.parametrize(
    ("quoted", "kept"),
    [
        ("salt slows the yeast down", "Salt slows the yeast down"),
        ("Salt  slows\tthe yeast down!", "Salt slows the yeast down"),
        (
            "“Salt slows the yeast down and tightens the net.”",
            "Salt slows the yeast down and tightens the net.",
        ),
        ("_Salt_ slows the **yeast** down", "Salt slows the yeast down"),
    ],
)
def test_quotation_is_kept_in_the_lessons_own_wording_with_its_section(quoted: str, kept: str) -> None:
    found = wording(f"Salt is why.\n> {quoted}\nTry it.")
    assert found == Wording("Salt is why.\nTry it.", (Quotation(REST, kept),))


def test_dashes_and_quotation_marks_of_every_kind_are_alike() -> None:
    text = "The bakers’ rule—“never hurry”—holds for well-known, long-fermented doughs."
    passage = BREAD.passages[0].model_copy(update={"text": text})
    request = TutorRequest("respond", BREAD.model_copy(update={"passages": (passage,)}), "Why?")
    found = wording('Look.\n> The bakers\' rule-"never hurry"-holds for well‑known', request)
    assert found.quotes == (Quotation(passage.section, text[: text.index(", long")]),)


def test_quotation_of_several_lines_may_be_one_passage_or_several() -> None:
    one = wording("Look.\n> Salt slows the yeast down\n> and tightens the net.")
    assert one.quotes == (Quotation(REST, "Salt slows the yeast down and tightens the net."),)
    two = wording("Look.\n> Salt slows the yeast down\n> The gas is caught in a net of gluten")
    assert [each.text for each in two.quotes] == [
        "Salt slows the yeast down",
        "The gas is caught in a net of gluten",
    ]


def test_words_in_quotation_marks_tell_the_section_they_are_from() -> None:
    found = wording("It says “Steam in the first ten minutes keeps the crust soft” there.")
    assert (found.quotes, found.see) == ((), ("bread.oven",))


@pytest.mark.parametrize(
    ("reply", "shown"),
    [
        ("# Gas\nIt rises.", "Gas\nIt rises."),
        ("### Gas ###\n\n\nIt rises.", "Gas\nIt rises."),
        ("```text\nIt rises.\n```", "It rises."),
        ("It rises.\n---\nIt falls.", "It rises.\nIt falls."),
        ("<p>It <b>rises</b>.</p><script>x</script>", "It rises.\nx"),
        ("It rises.<br/>It falls.", "It rises.\nIt falls."),
        ("&lt;b&gt;It&lt;/b&gt; rises.", "It rises."),
        ("* It rises.\n* It falls.", "- It rises.\n- It falls."),
        ("It \u202erises\u202c.\x1b[31m\x00", "It rises.[31m"),
        ("<think>Hm, yeast?</think>\nIt rises.", "It rises."),
        ("Hm, yeast?</think>It rises.", "It rises."),
        ("It rises, as 1 < 2 and 3 > 2.", "It rises, as 1 < 2 and 3 > 2."),
    ],
)
def test_mark_up_that_cannot_be_shown_is_taken_out(reply: str, shown: str) -> None:
    assert wording(reply).text == shown


@pytest.mark.parametrize(
    "hidden", ["&amp;", "&#", "&#x2&#x200b;", "&amp;#64;" * 300, "<!--" * 900, "a." * 900]
)
def test_reply_that_hides_things_is_looked_at_in_no_time_and_is_safe(hidden: str) -> None:
    found = check(f"Gas {hidden}x202e;everyone", QUESTION, "answer")
    if isinstance(found, Wording):
        shown = "\n".join(plain(inline(line)) for line in found.text.split("\n"))
        assert shown == clean(shown)


@pytest.mark.parametrize("lab", shipped(), ids=lambda lab: lab.id)
def test_every_key_of_a_shipped_lab_is_caught_unless_its_words_are_public(lab: Lab) -> None:
    public = " ".join((*(each.text for each in lab.passages), *(each.say for each in lab.faq)))
    for key in (key for each in lab.checks for key in (*each.points, each.answer)):
        caught = "key" in faults(key, TutorRequest("respond", lab, "Why?"))
        assert caught or key.rstrip(".") in public, key


@pytest.mark.parametrize("lab", shipped(), ids=lambda lab: lab.id)
def test_what_the_author_says_to_everybody_is_no_fault_but_for_length(lab: Lab) -> None:
    request = TutorRequest("respond", lab, "Why?")
    for said in (*(each.say for each in lab.faq), *(each.text for each in lab.passages), lab.opening):
        assert set(faults(said, request)) <= {"long", "questions", "cut_off"}, said


PIECES = st.sampled_from(
    (
        *(
            "gas ",
            "> ",
            "\n",
            '"',
            "“",
            "”",
            "@",
            "everyone",
            "https://x.example",
            "&#64;",
            "*",
            "`",
            "[a](",
            ")",
        ),
        *("?", "<b>", "# ", "```", "\u202e", "\x00", "Salt slows the yeast down", RULES[:90], "</think>"),
        EXIT.key(str)[0],
    )
)


@given(st.lists(PIECES | st.text(max_size=8), max_size=20).map("".join))
def test_whatever_a_model_says_either_keeps_the_promises_or_is_refused(reply: str) -> None:
    found = check(reply, QUESTION, "answer")
    if isinstance(found, Wording):
        keeps_promises(TutorReply("answer", found.text, found.quotes, found.see), BREAD)
    else:
        assert found
        assert all(each.complaint for each in found)
