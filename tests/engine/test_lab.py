"""Promises about labs: I18 above all; code chooses the moves, and nobody gets stuck."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.courses import LAB

from courseware_core.engine import lab
from courseware_core.engine.commands import (
    AnswerExit,
    AskCheck,
    CloseLab,
    Command,
    MarkCheck,
    OpenExit,
    RecordReply,
    ResumeTalk,
    Say,
    ShowCheckAnswer,
    ShowCheckHint,
    UseStarter,
)
from courseware_core.engine.facts import (
    CheckAnswerShown,
    Fact,
    LabClosed,
    LabCompleted,
    MessageSent,
    Move,
    ReplyGiven,
    decode,
    encode,
)
from courseware_core.engine.lab import LabState, is_question, is_small_talk, mark, owed, standing
from courseware_core.engine.machine import Owed, Rejected, Standing, fold
from courseware_core.inputs import Answer

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ORDER = ("a", "b", "c", "none")
RIGHT, WRONG, OTHER = (Answer(values=(n,)) for n in (1, 0, 2))


class Talk:
    """A lab under way; replies come at once unless `silent`."""

    def __init__(self) -> None:
        self.facts: list[Fact] = [lab.start(LAB, "digest", ORDER)]
        self.silent = False

    @property
    def state(self) -> LabState:
        return fold(lab, ((fact, NOW) for fact in self.facts))

    def do(self, command: Command) -> tuple[Fact, ...] | Rejected:
        decided = lab.decide(self.state, command, LAB, NOW)
        if not isinstance(decided, Rejected):
            self.facts += decided
        due = owed(self.state)
        if due and not self.silent:
            move: Move = "compare" if due.move == "compare" else "quote"
            self.do(RecordReply(ReplyGiven(due.turn, move, text=f"On {due.message}")))
        return decided

    def say(self, *messages: str) -> "Talk":
        for message in messages:
            self.do(Say(Answer(text=message)))
        return self

    def completed(self) -> "Talk":
        return self.say("What is one thing?", "What is another thing?", "What is a third thing?")


def test_an_exchange_counts_when_the_message_has_substance_and_the_reply_is_stored() -> None:
    talk = Talk().say("What are weights?")
    assert talk.state.counted == 1
    talk.say("ok", "thanks!", "👍", "hm ...")
    assert talk.state.counted == 1
    talk.say("what are  WEIGHTS")
    assert talk.state.counted == 1
    assert talk.state.turns[-1].reply is not None
    assert talk.state.turns[-1].reply.move == "repeat"


def test_a_message_whose_reply_is_not_there_yet_counts_nothing_and_is_kept() -> None:
    talk = Talk()
    talk.silent = True
    talk.say("What are weights?")
    assert talk.state.counted == 0
    assert owed(talk.state) == Owed(1, "respond", "What are weights?", None)
    assert talk.do(Say(Answer(text="And now?"))) == Rejected("reply_owed")


def test_a_reply_is_taken_once() -> None:
    talk = Talk().say("What are weights?")
    late = RecordReply(ReplyGiven(1, "quote", text="again"))
    assert talk.do(late) == Rejected("reply_known")


def test_the_lab_is_completed_after_the_announced_exchanges_and_only_once() -> None:
    talk = Talk().completed().say("And what is a fourth thing?")
    assert talk.facts.count(LabCompleted()) == 1
    assert mark(talk.state) == ("completed", "rule")
    assert standing(talk.state, LAB).done == 3


def test_a_tutor_cannot_make_an_exchange_count_that_code_did_not() -> None:
    talk = Talk()
    talk.silent = True
    talk.say("ok")
    assert talk.state.counted == 0


def test_after_a_question_is_answered_the_tutor_asks_one_check() -> None:
    talk = Talk().say("What are weights?")
    assert talk.state.open_check is not None
    assert talk.state.open_check.id == "c1"
    talk.say("What is a loss?")
    assert [check.id for check in talk.state.checks] == ["c1"]


def test_a_statement_while_a_check_is_open_is_compared_with_the_points() -> None:
    talk = Talk().say("What are weights?", "I think that they are numbers in the model")
    assert talk.state.comparing
    talk.do(MarkCheck("had_it"))
    assert talk.state.open_check is None
    assert not talk.state.comparing


def test_after_three_failed_tries_the_answer_is_shown_and_the_talk_moves_on() -> None:
    talk = Talk().say("What are weights?")
    for attempt in range(3):
        talk.say(f"My guess number {attempt} is this one")
        talk.do(MarkCheck("not_yet"))
    assert talk.facts[-1] == CheckAnswerShown("c1")
    assert talk.state.open_check is None


def test_hints_escalate_never_repeat_and_end() -> None:
    talk = Talk().say("What are weights?")
    shown = [talk.do(ShowCheckHint()) for _ in range(3)]
    assert [getattr(facts[0], "number", None) for facts in shown[:2]] == [1, 2]  # type: ignore[index]
    assert shown[2] == Rejected("not_possible")


def test_the_last_check_is_kept_for_after_the_lab_is_completed() -> None:
    talk = Talk()
    for number in range(6):
        talk.do(AskCheck())
        talk.say(f"This is answer number {number} to it")
        talk.do(MarkCheck("partly"))
        if not talk.state.completed:
            assert "c3" not in {check.id for check in talk.state.checks}
    assert "c3" in {check.id for check in talk.state.checks}


def test_the_exit_question_raises_the_mark_by_rule() -> None:
    first = Talk().completed()
    first.do(OpenExit())
    first.do(AnswerExit(RIGHT))
    assert mark(first.state) == ("demonstrated", "rule")
    second = Talk().completed()
    second.do(OpenExit())
    second.do(AnswerExit(WRONG))
    assert second.do(AnswerExit(WRONG)) == Rejected("same_answer")
    second.do(AnswerExit(RIGHT))
    assert mark(second.state) == ("assisted", "rule")


def test_the_exit_question_closes_after_three_wrong_answers_and_blocks_nobody() -> None:
    talk = Talk().completed()
    talk.do(OpenExit())
    for answer in (WRONG, OTHER, Answer(values=(3,))):
        talk.do(AnswerExit(answer))
    assert talk.do(AnswerExit(RIGHT)) == Rejected("not_possible")
    assert mark(talk.state) == ("completed", "rule")
    talk.do(ResumeTalk())
    assert not isinstance(talk.do(CloseLab()), Rejected)


def test_the_exit_question_and_the_end_come_only_after_completion() -> None:
    talk = Talk()
    assert talk.do(OpenExit()) == Rejected("not_possible")
    assert talk.do(CloseLab()) == Rejected("not_possible")


def test_an_own_verdict_raises_the_mark_and_says_whose_it_is() -> None:
    talk = Talk().say("What are weights?", "They are the numbers in it")
    talk.do(MarkCheck("had_it"))
    talk.say("What is a loss?")
    assert mark(talk.state) == ("completed", "rule")
    talk.say("They are what is left of it")
    talk.do(MarkCheck("partly"))
    talk.do(AskCheck())
    talk.say("This is the closing answer to it")
    talk.do(MarkCheck("had_it"))
    assert mark(talk.state) == ("demonstrated", "self")


def test_an_own_verdict_in_the_middle_of_the_talk_raises_no_mark() -> None:
    talk = Talk().say("What are weights?", "They are the numbers in it")
    talk.do(MarkCheck("had_it"))
    talk.say("What is a loss?", "What is a gradient?")
    assert mark(talk.state) == ("completed", "rule")


def test_who_does_not_know_gets_a_hint_and_in_the_end_the_answer() -> None:
    talk = Talk().say("What are weights?")
    for number in (1, 2):
        talk.say(("I don't know", "no idea")[number - 1])
        assert talk.state.checks[0].hints == number
    assert talk.state.counted == 1
    talk.say("dont know")
    assert talk.state.checks[0].answer_shown


def test_an_answer_is_shown_on_request_only_when_no_hint_is_left() -> None:
    talk = Talk().say("What are weights?")
    assert talk.do(ShowCheckAnswer()) == Rejected("not_possible")
    talk.do(ShowCheckHint())
    talk.do(ShowCheckHint())
    assert talk.do(ShowCheckAnswer()) == (CheckAnswerShown("c1"),)


def test_too_long_and_blank_messages_are_refused_with_their_size() -> None:
    talk = Talk()
    assert talk.do(Say(Answer(text="  \n "))) == Rejected("blank")
    refused = talk.do(Say(Answer(text="a word " * 3000)))
    assert isinstance(refused, Rejected)
    assert refused.code == "message_too_long"
    assert refused.params == {"max": "4000", "length": "20999"}
    assert talk.state.turns == ()


def test_a_starter_is_said_as_it_is_written() -> None:
    talk = Talk()
    talk.do(UseStarter(0))
    assert talk.state.turns[0].message == LAB.starters[0]
    assert talk.do(UseStarter(7)) == Rejected("not_possible")


def test_questions_are_told_from_answers() -> None:
    assert is_question("why is that")
    assert is_question("It changes the weights, right?")
    assert is_question("Was ist das")
    assert is_question("whats an sft")
    assert is_question("I want the model to answer in JSON")
    assert not is_question("The architecture stays")
    assert is_small_talk("ok, thanks!")
    assert not is_small_talk("RAG")


messages = st.text(max_size=60) | st.sampled_from(["ok", "What is it?", "It is numbers", "why"])
commands = st.one_of(
    messages.map(lambda text: Say(Answer(text=text))),
    st.sampled_from(
        [
            AskCheck(),
            ShowCheckHint(),
            MarkCheck("had_it"),
            MarkCheck("not_yet"),
            OpenExit(),
            AnswerExit(RIGHT),
            AnswerExit(WRONG),
            ResumeTalk(),
            CloseLab(),
            UseStarter(0),
        ]
    ),
)


@given(st.lists(commands, max_size=25))
def test_any_conversation_replays_to_the_same_state(script: list[Command]) -> None:
    talk = Talk()
    for command in script:
        talk.do(command)
    state = talk.state
    assert fold(lab, ((decode(*encode(fact)), NOW) for fact in talk.facts)) == state
    assert state.completed == (state.counted >= LAB.complete.min_exchanges)
    assert talk.facts.count(LabCompleted()) <= 1


ASKED = LAB.model_copy(update={"lesson": "t1.l1", "goals": (), "starters": (), "checks": (), "exit": None})


def test_where_a_lesson_is_asked_there_is_nothing_to_complete() -> None:
    state = fold(lab, ((lab.start(ASKED, "d"), NOW),))
    for turn, message in enumerate(
        ("What is it?", "Why is that?", "Why is that?", "And then what?"), start=1
    ):
        for command in (Say(Answer(text=message)), RecordReply(ReplyGiven(turn, "answer", "So."))):
            facts = lab.decide(state, command, ASKED, NOW)
            assert not isinstance(facts, Rejected)
            for fact in facts:
                state = lab.evolve(state, fact, NOW)
        assert not state.completed
    assert lab.standing(state, ASKED) == Standing(closed=False, done=0, total=0)
    assert lab.decide(state, CloseLab(), ASKED, NOW) == (LabClosed(),)


def test_a_conversation_that_owes_a_reply_is_not_ended() -> None:
    state = fold(lab, ((lab.start(ASKED, "d"), NOW), (MessageSent("What is it?"), NOW)))
    assert lab.decide(state, CloseLab(), ASKED, NOW) == Rejected("not_possible")
