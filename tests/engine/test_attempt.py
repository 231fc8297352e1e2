"""Promises about attempts: I1-I3, I7-I11, I13, I16, I20."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.courses import END_QUIZ, QUIZ, TEST

from courseware_core.engine import attempt
from courseware_core.engine.attempt import Assessment, draw, may_start
from courseware_core.engine.attempt_state import AttemptState
from courseware_core.engine.commands import (
    Command,
    GiveAnswer,
    HandIn,
    OpenQuestion,
    OpenSummary,
    ShowHint,
)
from courseware_core.engine.facts import AttemptClosed, AttemptStarted, Fact, decode, encode
from courseware_core.engine.machine import Rejected, fold
from courseware_core.engine.slots import SlotState
from courseware_core.inputs import Answer
from courseware_core.testing.fakes import RepeatableChance

START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


class Play:
    """An attempt under way, with the facts that were recorded."""

    def __init__(self, content: Assessment = QUIZ, *, seed: int = 0) -> None:
        self.content = content
        self.now = START
        slots = draw(content, RepeatableChance(seed).shuffle)
        started = attempt.start(content, "digest", slots, START)
        assert isinstance(started, AttemptStarted)
        self.facts: list[tuple[Fact, datetime]] = [(started, START)]

    @property
    def state(self) -> AttemptState:
        return fold(attempt, self.facts)

    def do(self, command: Command) -> tuple[Fact, ...] | Rejected:
        late = attempt.overdue(self.state, self.content, self.now)
        self.facts += [(fact, self.now) for fact in late]
        decided = attempt.decide(self.state, command, self.content, self.now)
        if not isinstance(decided, Rejected):
            self.facts += [(fact, self.now) for fact in decided]
        return decided

    def later(self, **by: float) -> "Play":
        self.now += timedelta(**by)
        return self

    def answers(self, slot: int) -> tuple[Answer, Answer, Answer]:
        """A right, a wrong and an invalid answer to the question as it is shown."""
        shown = self.state.slots[slot]
        question = self.content.by_id[shown.question]
        authored = question.order(None)

        def moved(answer: Answer) -> Answer:
            if not shown.order:
                return answer
            return Answer(values=tuple(shown.order.index(authored[value]) for value in answer.values))

        return tuple(moved(answer) for answer in question.fabricate())  # type: ignore[return-value]

    def answer(self, slot: int, *, right: bool = True) -> tuple[Fact, ...] | Rejected:
        return self.do(GiveAnswer(slot, self.answers(slot)[0 if right else 1]))

    @property
    def closed(self) -> AttemptClosed:
        closed = self.state.closed
        assert closed is not None
        return closed

    def run(self, right: int) -> AttemptClosed:
        """Answers the first `right` questions rightly, the others wrongly, and hands in."""
        for slot in range(len(self.state.slots)):
            self.answer(slot, right=slot < right)
            if attempt.stepwise(self.content) and slot + 1 < len(self.state.slots):
                self.do(OpenQuestion(slot + 1))
        self.do(HandIn())
        return self.closed


commands = st.one_of(
    st.builds(OpenQuestion, st.integers(0, 16)),
    st.builds(
        GiveAnswer,
        st.integers(0, 16),
        st.builds(
            Answer,
            values=st.lists(st.integers(-1, 5), max_size=3).map(tuple),
            text=st.none() | st.sampled_from(["LoRA", "full rank", "", "low rank adapter", "x" * 300]),
        ),
    ),
    st.builds(ShowHint, st.integers(0, 16)),
    st.just(OpenSummary()),
    st.just(HandIn()),
)


@pytest.mark.parametrize("content", [QUIZ, END_QUIZ, TEST], ids=lambda content: content.id)
@given(script=st.lists(st.tuples(commands, st.integers(0, 400)), max_size=30), seed=st.integers(0, 9))
def test_any_history_replays_to_the_same_state_and_keeps_the_promises(
    content: Assessment, script: list[tuple[Command, int]], seed: int
) -> None:
    play = Play(content, seed=seed)
    fixed = [(slot.question, slot.order) for slot in play.state.slots]
    results = set()
    for command, seconds in script:
        play.later(seconds=seconds)
        before = play.facts.copy()
        decided = play.do(command)
        state = play.state
        if isinstance(decided, Rejected) and not attempt.overdue(fold(attempt, before), content, play.now):
            assert play.facts == before
        assert [(slot.question, slot.order) for slot in state.slots] == fixed
        assert all(0 <= slot.mark <= 1 for slot in state.slots)
        if state.closed:
            results.add(state.closed)
            assert state.closed.score == sum(slot.mark for slot in state.slots)
            assert 0 <= state.closed.score <= state.closed.out_of == len(fixed)
    assert len(results) <= 1
    stored = [(decode(*encode(fact)), at) for fact, at in play.facts]
    assert fold(attempt, stored) == play.state


@pytest.mark.parametrize(("right", "passed"), [(11, False), (12, True), (15, True), (0, False)])
def test_twelve_of_fifteen_pass_at_eighty_percent(right: int, passed: bool) -> None:
    closed = Play(TEST).run(right)
    assert closed.score == right
    assert closed.passed is passed


@given(n=st.integers(1, 200), d=st.integers(1, 200), out_of=st.integers(1, 60))
def test_a_pass_mark_is_compared_exactly(n: int, d: int, out_of: int) -> None:
    share = min(Fraction(n, d), Fraction(1))
    test = TEST.model_copy(update={"pass_mark": share})
    needed = -(-share.numerator * out_of // share.denominator)
    slot = Play(TEST).state.slots[0]
    for score in {needed - 1, needed} - {-1}:
        marked = AttemptState(
            slots=tuple(
                SlotState(slot.question, slot.order, mark=Fraction(int(i < score))) for i in range(out_of)
            )
        )
        assert attempt.close(marked, test, "submitted").passed is (score >= needed)


def test_a_wrong_try_costs_the_penalty_and_the_same_wrong_answer_costs_nothing() -> None:
    play = Play(QUIZ)
    play.answer(0, right=False)
    play.do(OpenQuestion(0))
    assert play.answer(0, right=False) == Rejected("same_answer")
    assert play.state.slots[0].tries == 1
    play.answer(0)
    assert play.state.slots[0].mark == Fraction(3, 4)


def test_an_unreadable_or_blank_answer_costs_nothing_and_earns_nothing() -> None:
    play = Play(QUIZ)
    for slot in range(len(play.state.slots)):
        before = play.state
        refused = play.do(GiveAnswer(slot, play.answers(slot)[2]))
        assert isinstance(refused, Rejected)
        assert refused.code in {"choose_one", "choose_some", "blank"}
        assert play.state == before
        play.answer(slot)
        play.do(OpenQuestion(slot + 1))


def test_no_try_is_left_after_the_allowed_ones() -> None:
    play = Play(QUIZ)
    wrong = [
        Answer(values=(position,))
        for position, option in enumerate(play.state.slots[0].order)
        if option != "b"
    ]
    for answer in wrong:
        play.do(GiveAnswer(0, answer))
        play.do(OpenQuestion(0))
    assert play.state.phase == "feedback"
    assert play.do(OpenQuestion(0)) == Rejected("not_possible")
    assert play.state.slots[0].mark == 0


def test_hints_come_one_by_one_and_end() -> None:
    play = Play(QUIZ)
    assert [play.do(ShowHint(0)) for _ in range(3)][2] == Rejected("not_possible")
    assert play.state.slots[0].hints == 2


def test_a_test_gives_no_hints() -> None:
    assert Play(TEST).do(ShowHint(0)) == Rejected("not_possible")


def test_questions_of_a_stepwise_quiz_cannot_be_skipped() -> None:
    play = Play(QUIZ)
    assert play.do(OpenQuestion(2)) == Rejected("not_possible")
    assert play.do(HandIn()) == Rejected("not_possible")


def test_answers_of_a_test_may_be_changed_until_it_is_handed_in() -> None:
    play = Play(TEST)
    play.answer(0, right=False)
    play.do(OpenQuestion(0))
    play.answer(0)
    play.do(HandIn())
    assert play.closed.score == 1
    assert play.do(OpenQuestion(0)) == Rejected("attempt_closed")


def test_handing_in_twice_gives_one_result() -> None:
    play = Play(TEST)
    play.do(HandIn())
    assert play.do(HandIn()) == Rejected("attempt_closed")
    assert sum(isinstance(fact, AttemptClosed) for fact, _ in play.facts) == 1


def test_an_answer_after_deadline_and_grace_is_refused_and_the_attempt_ends_at_the_deadline() -> None:
    play = Play(TEST)
    play.answer(0)
    play.later(minutes=31, seconds=1)
    assert play.answer(1) == Rejected("attempt_closed")
    closed = play.closed
    assert closed.cause == "expired"
    assert closed.score == 1
    assert attempt.overdue(play.state, TEST, play.now) == ()


def test_an_answer_in_the_grace_counts_when_its_question_was_opened_in_time() -> None:
    play = Play(TEST).later(minutes=30, seconds=30)
    assert not isinstance(play.answer(0), Rejected)
    assert play.answer(1) == Rejected("time_over")
    assert not isinstance(play.do(HandIn()), Rejected)
    assert play.closed.score == 1


def test_nothing_but_answering_and_handing_in_is_possible_in_the_grace() -> None:
    play = Play(TEST).later(minutes=30, seconds=30)
    assert play.do(OpenQuestion(3)) == Rejected("time_over")


def test_an_abandoned_attempt_earns_nothing() -> None:
    content = TEST.model_copy(update={"overdue": "abandon"})
    play = Play(content)
    play.answer(0)
    play.later(hours=1).do(HandIn())
    assert play.closed.cause == "abandoned"
    assert play.closed.score == 0


def test_editing_the_content_moves_no_deadline() -> None:
    play = Play(TEST)
    play.content = TEST.model_copy(update={"time_limit": timedelta(minutes=1)})
    play.later(minutes=20)
    assert not isinstance(play.answer(0), Rejected)


def test_a_round_over_missed_questions_holds_only_them_and_has_no_pass() -> None:
    slots = draw(QUIZ, RepeatableChance().shuffle)
    started = attempt.start(QUIZ, "d", slots, START, scope="missed", only=frozenset({"q2", "q4"}))
    assert isinstance(started, AttemptStarted)
    assert [slot.question for slot in started.slots] == ["q2", "q4"]
    state = fold(attempt, [(started, START)])
    assert attempt.close(state, QUIZ, "submitted").passed is None


def test_a_round_over_nothing_is_refused() -> None:
    slots = draw(QUIZ, RepeatableChance().shuffle)
    assert attempt.start(QUIZ, "d", slots, START, scope="missed") == Rejected("nothing_missed")


def test_a_test_is_taken_whole() -> None:
    slots = draw(TEST, RepeatableChance().shuffle)
    refused = attempt.start(TEST, "d", slots, START, scope="missed", only=frozenset({"t1"}))
    assert refused == Rejected("whole_only")


def test_attempts_are_limited_in_number_and_pause() -> None:
    hour = timedelta(hours=1)
    assert may_start(TEST, [], START) is None
    pause = {"until": (START + 12 * hour).isoformat()}
    assert may_start(TEST, [START], START + 11 * hour) == Rejected("cooling_down", pause)
    assert may_start(TEST, [START], START + 12 * hour) is None
    three = [START, START + 12 * hour, START + 24 * hour]
    assert may_start(TEST, three, START + 100 * hour) == Rejected("no_attempts_left", {"max": "3"})
    assert may_start(QUIZ, three * 5, START) is None


@given(seed=st.integers(0, 50))
def test_questions_not_met_before_are_drawn_first(seed: int) -> None:
    seen = frozenset(f"t{n}" for n in range(1, 11))
    drawn = {slot.question for slot in draw(TEST, RepeatableChance(seed).shuffle, seen=seen)}
    assert len(drawn) == 15
    assert {f"t{n}" for n in range(11, 21)} <= drawn


@given(seed=st.integers(0, 50))
def test_pinned_options_keep_their_place_and_the_order_changes_no_score(seed: int) -> None:
    play = Play(TEST, seed=seed)
    assert all(slot.order[-1] == "none" for slot in play.state.slots)
    assert play.run(15).score == 15


def test_adding_a_wrong_answer_never_raises_a_score() -> None:
    scores = []
    for wrong in (0, 1, 2):
        play = Play(QUIZ)
        positions = [i for i, option in enumerate(play.state.slots[0].order) if option != "b"]
        for position in positions[:wrong]:
            play.do(GiveAnswer(0, Answer(values=(position,))))
            play.do(OpenQuestion(0))
        play.answer(0)
        scores.append(play.state.slots[0].mark)
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) == 3
