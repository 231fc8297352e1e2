"""The promises of every question kind, checked on an authored question.

Run it over every question of a course: each kind can fabricate a right, a wrong and an invalid answer,
so every authored question tests itself.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from courseware_core.blocks import Span, plain
from courseware_core.content.inline import inline
from courseware_core.content.questions.base import UNMARKED, Invalid, Question, Response
from courseware_core.content.questions.open import WrittenQuestion
from courseware_core.frozen import Frozen
from courseware_core.inputs import Answer, Input, Order, Pair

_BY_CHANCE = 2

ODD_ANSWERS = (
    Answer(),
    Answer(values=(-1,)),
    Answer(values=(99,)),
    Answer(values=(0, 0, 0)),
    Answer(values=(0, 1, 2, 3, 4, 5, 6, 7)),
    Answer(text=""),
    Answer(text=" \n\t "),
    Answer(text="\x00[*?\\"),
    Answer(text="\N{ZERO WIDTH SPACE}"),
    Answer(text="x" * 5_000),
    Answer(values=(0,), text="both"),
)
"""Answers that no input would send; every kind reads them without raising."""


def check_question(question: Question) -> None:
    """Assert that `question` keeps the promises of question kinds. Raises: AssertionError."""
    _check_grading(question)
    _check_order(question)
    _check_odd_answers(question)
    _check_secrets(question)
    again = type(question).model_validate_json(question.model_dump_json(by_alias=True))
    assert again == question, f"{question.id} is another question after a round trip through JSON"


def _check_grading(question: Question) -> None:
    """The fabricated answers get the verdicts that they were made for, each time anew."""
    order = question.order(None)
    right, wrong, invalid = question.fabricate()
    response = _read(question, right, order)
    verdict, missed = question.grade(response), question.grade(_read(question, wrong, order))
    assert question.grade(response) == verdict, f"{question.id}: a second look changes the verdict"
    if isinstance(question, WrittenQuestion):
        _check_criteria(question)
        assert verdict == missed == UNMARKED, f"{question.id}: a rule marks what only a reader can judge"
    else:
        assert verdict.outcome == "right", f"{question.id}: its right answer is {verdict.outcome}"
        assert verdict.mark == Fraction(1), f"{question.id}: its right answer earns {verdict.mark}"
        assert missed.outcome in ("wrong", "partial"), f"{question.id}: its wrong answer is {missed.outcome}"
        assert 0 <= missed.mark < 1, f"{question.id}: its wrong answer earns {missed.mark}"
    assert isinstance(question.read(invalid, order), Invalid), (
        f"{question.id}: its invalid answer is read as an answer"
    )
    partly = question.fabricate_partial()
    if partly is not None:
        some = question.grade(_read(question, partly, order))
        assert some.outcome == "partial", f"{question.id}: its partial answer is {some.outcome}"
        assert 0 < some.mark < 1, f"{question.id}: its partial answer earns {some.mark}"
    for each in (response, _read(question, wrong, order)):
        assert question.fits(each), f"{question.id} does not know its own response {each}"
        assert len(set(question.counted(each))) == len(question.counted(each)), f"{question.id} counts twice"
        assert all(question.given(each, str)), f"{question.id} has no words for a response"
        for reveal in (False, True):
            assert all(question.feedback_on(each, reveal=reveal)), f"{question.id}: empty feedback"
    assert all(question.key(str)), f"{question.id} has an empty key"
    assert question.key(str), f"{question.id} has no words for its key"


def _check_criteria(question: WrittenQuestion) -> None:
    """Learners may choose any of the criteria, and earn the points of those and no others."""
    ids = tuple(each.id for each in question.rubric)
    every = tuple(range(len(ids)))
    assert len(set(ids)) == len(ids), f"{question.id} has an id twice in its rubric"
    assert question.read_criteria(Answer(values=every[::-1]), ids) == ids
    assert question.earned(ids) == question.points, f"{question.id}: meeting all is not worth all"
    assert question.read_criteria(Answer(), ids) == (), f"{question.id}: an answer may meet no criterion"
    assert question.earned(()) == 0, f"{question.id}: meeting nothing is worth something"
    assert isinstance(question.read_criteria(Answer(values=(len(every),)), ids), Invalid)


def _check_order(question: Question) -> None:
    """Shuffling moves options about and changes neither which there are nor what an answer means."""
    authored = question.order(None)
    assert len(set(authored)) == len(authored), f"{question.id} shows an option twice"
    right, _, _ = question.fabricate()
    response = _read(question, right, authored)
    for shuffle in (_reversed, _rotated, list[str]):
        order = question.order(shuffle)
        assert sorted(order) == sorted(authored), f"{question.id} loses options when shuffled"
        shown = Answer(values=tuple(order.index(authored[value]) for value in right.values), text=right.text)
        assert _read(question, shown, order) == response, f"{question.id}: order changes an answer"
        assert not _is_key(question.input(order, str), shown), f"{question.id} shows the key by its order"
        again = question.input(order, str, response)
        chosen = getattr(again, "chosen", None)
        assert chosen is None or sorted(chosen) == sorted(shown.values), (
            f"{question.id} shows another answer than was given"
        )


def _is_key(asked: Input, right: Answer) -> bool:
    """Whether the right answer is to take the items just as they stand. Of two, it may be so by chance."""
    match asked:
        case Order() | Pair() if len(right.values) > _BY_CHANCE:
            return right.values == tuple(range(len(right.values)))
        case _:
            return False


def _check_odd_answers(question: Question) -> None:
    """Whatever comes in is read as an answer that can be graded, or is invalid."""
    order = question.order(None)
    for answer in ODD_ANSWERS:
        response = question.read(answer, order)
        if isinstance(response, Response):
            assert question.fits(response), f"{question.id} does not know {response}"
            assert 0 <= question.grade(response).mark <= 1


def _check_secrets(question: Question) -> None:
    """The input has no room for the key: it shows what everybody may read, and positions."""
    secrets = {plain(inline(each)) for each in question.secrets()}
    open_words = " ".join(plain(inline(each)) for each in question.said() if each not in question.secrets())
    shown = question.input(question.order(None), str)
    for words in _words(shown):
        leaked = [secret for secret in secrets if secret in words and words not in open_words]
        assert not leaked, f"{question.id} shows {leaked[0]!r} before an answer"
    assert not getattr(shown, "chosen", ()), f"{question.id} shows an answer before one was given"


def _words(value: object) -> Iterator[str]:
    """Every text in an input, but for the name of its kind."""
    match value:
        case str():
            yield value
        case Frozen():
            for name in type(value).model_fields:
                if name != "kind":
                    yield from _words(getattr(value, name))
        case tuple() if value and all(isinstance(each, Span) for each in value):
            yield plain(value)
        case tuple():
            for each in value:
                yield from _words(each)
        case _:
            pass


def _read(question: Question, answer: Answer, order: tuple[str, ...]) -> Response:
    response = question.read(answer, order)
    assert isinstance(response, Response), f"{question.id}: {answer} is invalid: {response}"
    return response


def _reversed(items: Sequence[str]) -> list[str]:
    return list(items)[::-1]


def _rotated(items: Sequence[str]) -> list[str]:
    return [*items[1:], *items[:1]]
