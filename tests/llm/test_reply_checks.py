"""What a model says is shown only if it is short, about the lesson, harmless, and gives nothing away."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.llm.labs import BREAD, EXIT, GAS, GAS_SHOWN, answers, asks, beside, shipped
from tests.llm.replies import BAD, GOOD

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


@pytest.mark.parametrize("reply", GOOD)
def test_good_reply_passes(reply: str) -> None:
    assert faults(reply) == []


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
        "You name the yeast, and you’re absolutely right.",
        "Correct! You got it.",
        "You got it.",
        "That is right.",
        "You name the yeast. Correct!",
        "Сorrect, you name the yeast.",
        "Das stimmt, du nennst die Hefe.",
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
    assert faults("It is at bread.example.", request) == []
    for other in (
        "https://bread.example/risen",
        "https://bread.example.org",
        "bread.exa.io",
        "read.example",
        "https://brеad.example/rise",
    ):
        assert faults(f"It is at {other}.", request) == ["link"], other
    assert faults("Ask @bake.", request) == ["mention"]


def test_part_of_an_address_of_the_lesson_is_another_address() -> None:
    passage = BREAD.passages[0].model_copy(update={"text": "Look at openai.com, or at my-dough.io."})
    request = TutorRequest("respond", BREAD.model_copy(update={"passages": (passage,)}), "Where?")
    assert faults("It is at openai.com.", request) == []
    for other in ("openai.co", "penai.com", "dough.io", "openai.com.evil.org"):
        assert faults(f"It is at {other}.", request) == ["link"], other


def test_long_word_of_the_lesson_may_be_said() -> None:
    address = f"https://bread.example/{'rise-' * 12}end"
    passage = BREAD.passages[0].model_copy(update={"text": f"Look at {address} for more."})
    request = TutorRequest("respond", BREAD.model_copy(update={"passages": (passage,)}), "Where?")
    assert faults(f"It is there ({address}).", request) == []
    assert faults(f"It is there ({address}).") == ["long", "link"]


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
    short = BREAD.passages[0].model_copy(update={"text": "Mind this. Dough rests. It takes time."})
    request = TutorRequest("respond", BREAD.model_copy(update={"passages": (short,)}), "Why?")
    sentences = wording("Look.\n> It takes time.\n> dough rests", request)
    assert [each.text for each in sentences.quotes] == ["It takes time.", "Dough rests"]
    assert faults("Look.\n> It takes time.\n> dough", request) == ["quotation"]
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
        ("It \u202erises\u202c.\x1b[31m\x00", "It rises."),
        ("\x1b[1;31mIt\x1b[0m \x9b4mrises\x1b[m.", "It rises."),
        ("It \x1b]8;;https://x.example\x07rises\x1b]8;;\x1b\\.\x1b(B", "It rises."),
        ("<q>It rises</q> is short.", '"It rises" is short.'),
        ("<think>Hm, yeast?</think>\nIt rises.", "It rises."),
        ("Hm, yeast?</think>It rises.", "It rises."),
        ("It rises, as 1 < 2 and 3 > 2.", "It rises, as 1 < 2 and 3 > 2."),
    ],
)
def test_mark_up_that_cannot_be_shown_is_taken_out(reply: str, shown: str) -> None:
    assert wording(reply).text == shown


@pytest.mark.parametrize(
    "hidden",
    [
        *("&amp;", "&#", "&#x2&#x200b;", "&amp;#64;" * 300, "<!--" * 900, "a." * 900),
        *(piece * 4000 for piece in (" ", "! ", "“ ", "' ", "'a", "« ", "| ", "1.", "@ ", "\x1b]", "[{")),
        *("<blockquote>" * 600, "I'm sorry. " * 700, "you " * 2000, "It says *" * 900),
    ],
)
def test_reply_that_hides_things_is_looked_at_in_no_time_and_is_safe(hidden: str) -> None:
    found = check(f"Gas {hidden}x202e;everyone", QUESTION, "answer")
    if isinstance(found, Wording):
        shown = "\n".join(plain(inline(line)) for line in found.text.split("\n"))
        assert shown == clean(shown)


def test_the_key_of_a_question_that_may_be_tried_again_is_caught_also_when_the_learner_said_it() -> None:
    key = GAS_SHOWN.key[0]
    for message in ("Why?", f"Is it this: {key}?"):
        assert faults(f"It is this: {key}, of course.", beside(message, GAS)) == ["key"]
    assert faults(f"It is this: {key}, of course.", beside("Why?", GAS_SHOWN)) == []


def test_what_the_learner_was_shown_of_a_question_may_be_quoted() -> None:
    said = f"You were asked “{GAS.stem}” and told “{GAS.feedback[0]}” for good reason."
    assert faults(said, beside("Why?", GAS)) == []
    assert faults(said, beside("Why?")) == ["quotation"]


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


@example(reply="gas ```?```?")
@given(st.lists(PIECES | st.text(max_size=8), max_size=20).map("".join))
def test_whatever_a_model_says_either_keeps_the_promises_or_is_refused(reply: str) -> None:
    found = check(reply, QUESTION, "answer")
    if isinstance(found, Wording):
        keeps_promises(TutorReply("answer", found.text, found.quotes, found.see), BREAD)
    else:
        assert found
        assert all(each.complaint for each in found)
