"""The small course as the product's own values."""

from typing import Any

from tests.promises.content import (
    AT_END,
    ESSAY,
    KINDS,
    LAB,
    MOCK,
    SHOW,
    STARTER,
    STEPS,
    STRICT,
    TIMED,
    WAY,
    WRITE,
    CheckItem,
    Edition,
    Item,
    Rules,
    rules,
)
from tests.promises.judging import ANCHOR
from tests.promises.sentences import (
    advice,
    check_answer,
    check_ask,
    check_hints,
    check_point,
    conclusion,
    criterion,
    feedback,
    hints,
    lacking,
    left,
    measure,
    missed,
    model_answer,
    near,
    nudge,
    option,
    panel,
    praise,
    stem,
)

from courseware_core.blocks import Paragraph, text
from courseware_core.content.catalog import Catalog, pin
from courseware_core.content.conversation import ASKING
from courseware_core.content.conversation import conversation as asking
from courseware_core.content.guides import (
    Choice,
    Decision,
    DecisionQuestion,
    DecisionRule,
    Demo,
    Panel,
    Recommendation,
)
from courseware_core.content.model import (
    AnyActivity,
    Attempts,
    Check,
    Completion,
    Course,
    Draw,
    Goal,
    Guard,
    Lab,
    Lesson,
    LessonBlock,
    Module,
    Part,
    Persona,
    Quiz,
    Section,
    Shuffling,
    Test,
)
from courseware_core.content.questions import AnyQuestion
from courseware_core.content.questions.base import Feedback
from courseware_core.content.questions.choice import Option
from courseware_core.content.questions.matching import Distractor, Matching, Pair
from courseware_core.content.questions.multiple import MultipleChoice
from courseware_core.content.questions.numeric import Near, Numeric
from courseware_core.content.questions.open import Coding, Criterion, Grading, OpenText
from courseware_core.content.questions.ordering import Item as Ordered
from courseware_core.content.questions.ordering import Ordering
from courseware_core.content.questions.short_text import ShortText
from courseware_core.content.questions.single import SingleChoice
from courseware_core.content.questions.true_false import TrueFalse
from courseware_core.content.structure import RecordsCheck


def catalog(edition: Edition) -> Catalog:
    """The course in that edition."""
    known = rules(edition)
    activities = (_lesson(), *map(_activity, known.values()))
    parts = (
        Part(lesson="m.text", quiz=STEPS, lab=LAB),
        Part(lesson="m.more", quiz=known.get(AT_END) and AT_END),
    )
    module = Module(id="m", number=1, title="Module", parts=parts, test=TIMED)
    others = (
        Part(lesson="m.last", quiz=WRITE),
        Part(lesson="m.ways", decision=WAY, demo=SHOW, quiz=KINDS),
        Part(lesson="m.read", quiz=ESSAY),
    )
    extra = Module(id="n", number=2, title="Another", parts=others, test=STRICT, mock=MOCK)
    lessons = tuple(_lesson(name) for name in ("m.more", "m.last", "m.ways", "m.read"))
    course = Course(id="c", version="1", title="Course", licence="CC0-1.0", modules=(module, extra))
    return Catalog((course,), (*activities, *lessons))


def conversation(rule: Rules) -> str:
    """The digest of what a learner talks with who asks about a question."""
    return pin(asking(_lesson(rule.id.removeprefix(ASKING)), rule.withheld)).digest


def key(item: Item, edition: Edition) -> tuple[str, ...]:
    """The right answer to a question in words."""
    return _question(item, edition).key(str)


def review(rule: Rules) -> str:
    """The digest of a round of review that asks these questions."""
    asked = tuple(_question(item, rule.edition) for item in rule.items)
    made = Quiz(id=rule.id, title="Review", course=rule.id, module=rule.id, tries=rule.tries, questions=asked)
    return pin(made).digest


def _lesson(name: str = "m.text") -> Lesson:
    block = LessonBlock(id=f"{name}/1", section=name, block=Paragraph(text=text("Something to read.")))
    return Lesson(
        id=name,
        title="Text",
        course="c",
        module="m",
        number=1,
        minutes=1,
        sections=(Section(id=name, title="Text"),),
        blocks=(block,),
    )


def _activity(rule: Rules) -> AnyActivity:
    named: dict[str, Any] = {"id": rule.id, "title": f"Title of {rule.id}", "course": "c", "module": "m"}
    asked = tuple(_question(item, rule.edition) for item in rule.items)
    match rule.kind:
        case "quiz":
            return Quiz(
                **named,
                feedback="each" if rule.each else "end",
                shuffle=Shuffling(questions=not rule.each, options=True),
                tries=rule.tries,
                penalty=rule.penalty,
                pass_mark=rule.pass_mark,
                pick=rule.pick,
                questions=asked,
            )
        case "test":
            guards = tuple(Guard(test=test, questions=(each,)) for test, each in rule.guards)
            return Test(
                **named,
                pass_mark=rule.pass_mark,
                draw=(Draw(questions=asked, count=rule.draw, avoid_seen=True, guards=guards),),
                mock=bool(guards),
                time_limit=rule.limit,
                grace=rule.grace or None,
                overdue="abandon" if rule.abandon else "submit",
                attempts=Attempts(max=rule.most, cooldown=rule.pause or None),
            )
        case "lab":
            return Lab(
                **named,
                brief="Talk about it.",
                persona=Persona(name="Tutor"),
                goals=(Goal(id="g", text="Talk about it"),),
                opening="What would you like to know?",
                starters=(STARTER,),
                complete=Completion(min_exchanges=rule.exchanges),
                checks=tuple(map(_check, rule.checks)),
                exit=asked[0],
            )
        case "decision":
            return _decision(rule, named)
        case "demo":
            panels = tuple(Panel(id=name, title=f"Way {name}", output=panel(name)) for name in rule.panels)
            told = {"task": "Look at this.", "input": "An input.", "note": "These are written examples."}
            return Demo(**named, **told, panels=panels, conclusion=conclusion(rule))


def _decision(rule: Rules, named: dict[str, Any]) -> Decision:
    return Decision(
        **named,
        intro="Some questions.",
        questions=tuple(
            DecisionQuestion(
                id=ask.id,
                ask=f"How about {ask.id}?",
                options=tuple(Choice(id=name, text=option(name)) for name in ask.options),
            )
            for ask in rule.asks
        ),
        recommendations=tuple(
            Recommendation(id=name, title=f"Way {name}", say=advice(name))
            for name in sorted({each.gives for each in rule.advice})
        ),
        rules=tuple(
            DecisionRule(when=dict(each.when), recommend=each.gives, because="That is so.")
            for each in rule.advice
        ),
        measure=measure(rule),
    )


def _check(check: CheckItem) -> Check:
    return Check(
        id=check.id,
        ask=check_ask(check),
        points=(check_point(check),),
        hints=check_hints(check),
        answer=check_answer(check),
    )


def _question(item: Item, edition: Edition) -> AnyQuestion:
    common: dict[str, Any] = {"id": item.id, "stem": stem(item, edition), "hints": hints(item)}
    common["tags"] = tuple(filter(None, (item.tag,)))
    if not item.is_written:
        common["feedback"] = Feedback(correct=praise(item), incorrect=nudge(item))
    match item.kind:
        case "open" | "coding":
            return _written(item, common)
        case "single":
            return SingleChoice(**common, options=_options(item))
        case "multiple":
            return MultipleChoice(**common, options=_options(item), credit=item.credit)
        case "numeric":
            (number,) = item.right
            too_much = Near(value=str(int(number) + 10), tolerance="1", feedback=near(item))
            return Numeric(**common, answer=number, tolerance=str(float(item.off)), near=(too_much,))
        case "ordering":
            items = tuple(Ordered(id=name, text=option(name)) for name in item.options)
            return Ordering(**common, items=items, credit=item.credit)
        case "matching":
            pairs = tuple(
                Pair(id=name, left=left(name), right=option(name), feedback=feedback(name))
                for name in item.pairs
            )
            others = tuple(Distractor(id=name, text=option(name)) for name in sorted(item.others))
            return Matching(**common, pairs=pairs, distractors=others, credit=item.credit)
        case "true_false":
            return TrueFalse(**common, answer="true" in item.right)
        case "short_text":
            return ShortText(**common, accept=tuple(sorted(item.right)))


def _written(item: Item, common: dict[str, Any]) -> AnyQuestion:
    rubric = tuple(
        Criterion(
            id=name,
            points=points,
            criterion=criterion(name),
            missing=lacking(name),
            anchors=(ANCHOR,),
            check=RecordsCheck(kind="records") if number < item.checked else None,
        )
        for number, (name, points) in enumerate(zip(item.criteria, item.points, strict=True))
    )
    common |= {
        "model_answer": model_answer(item),
        "rubric": rubric,
        "tries": item.tries,
        "counts": item.counts,
    }
    common["grading"] = Grading(order=(*item.readers, "self_check"))
    return Coding(**common, language="jsonl") if item.kind == "coding" else OpenText(**common)


def _options(item: Item) -> tuple[Option, ...]:
    return tuple(
        Option(
            id=name,
            text=option(name),
            correct=name in item.right,
            feedback=feedback(name),
            missed=missed(name) if name in item.right else "",
            pin="last" if name == item.last else None,
        )
        for name in item.options
    )
