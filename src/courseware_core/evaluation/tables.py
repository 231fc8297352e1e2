"""A report as plain text for people."""

from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap

from wcwidth import ljust, rjust
from wcwidth import width as columns_of

from courseware_core.evaluation.measures import Measures, total
from courseware_core.evaluation.report import QUESTIONS, Asked, Goal, Heard, Place, Report
from courseware_core.screen.safety import CUT

WIDTH = 100
"""The most columns of a line."""

_LONGEST_NAME = 30

_Column = tuple[str, Callable[[Measures], str]]

_TALKS: tuple[_Column, ...] = (
    ("talks", lambda m: str(m.talks)),
    ("done", lambda m: str(m.completed)),
    ("messages", lambda m: str(m.messages)),
    ("no reply", lambda m: str(m.unanswered)),
    ("fell back", lambda m: str(sum(m.instead.values()))),
    ("counted", lambda m: str(m.counted)),
    ("checks", lambda m: f"{m.checks_settled}/{m.checks_asked}"),
)
_REPLIES: tuple[_Column, ...] = (
    ("replies", lambda m: str(m.replies)),
    ("on topic", lambda m: f"{m.on_topic_redirected}/{m.on_topic}"),
    ("off topic", lambda m: f"{m.off_topic_redirected}/{m.off_topic}"),
    ("quotes", lambda m: f"{m.quotations_verified}/{m.quotations}"),
    ("reveals", lambda m: str(m.revealing)),
    ("obeys", lambda m: str(m.obeyed)),
)
_WORDING: tuple[_Column, ...] = (
    ("words", lambda m: f"{m.words_mean:.0f}, {m.words_most}"),
    ("asks", lambda m: f"{m.questions_mean:.1f}, {m.questions_most}"),
    ("hints", lambda m: str(m.hints_repeated)),
    ("again", lambda m: str(m.replies_repeated)),
    ("tokens", lambda m: f"{'~' * m.estimated}{m.tokens:,}"),
    ("cost", lambda m: "?" if m.cost is None else f"${m.cost:.3f}"),
)


def render(report: Report) -> str:
    """`report` as lines of at most 100 columns. Ends without a line break."""
    talks = [each for each in report.heard if each.learner != QUESTIONS]
    parts = [
        f"Replies by: {', '.join(report.tutors) or 'nobody'}",
        _counted("Talks", _TALKS, talks),
        _counted("Replies", _REPLIES, report.heard),
        _counted("Wording", _WORDING, report.heard),
    ]
    whole = total(each.measures for each in report.heard)
    if whole.instead:
        reasons = ", ".join(f"{why} {times}" for why, times in sorted(whole.instead.items()))
        parts.append(f"The lesson tutor replied in place of the model: {reasons}")
    if report.goals:
        parts += [_answers(report.asked), _goals(report.goals), *_missed(report.asked)]
    return "\n\n".join(parts)


def _counted(title: str, columns: Sequence[_Column], heard: Sequence[Heard]) -> str:
    """A table with a row for each learner, one for each lab, and one for all of them."""
    learners = _by((each.learner, each.measures) for each in heard)
    labs = _by((each.lab, each.measures) for each in heard)
    rows = [*learners, *labs, ("all", total(each.measures for each in heard))]
    head = (title, *(name for name, _ in columns))
    return _table(head, [(_short(name), *(shown(sums) for _, shown in columns)) for name, sums in rows])


def _by(measures: Iterable[tuple[str, Measures]]) -> list[tuple[str, Measures]]:
    """What was counted under each name, in order of appearance."""
    found: dict[str, list[Measures]] = {}
    for name, each in measures:
        found.setdefault(name, []).append(each)
    return [(name, total(some)) for name, some in found.items()]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}{CUT}"


def _answers(asked: Sequence[Asked]) -> str:
    """How many questions got what, by where the section that answers them stood in the reply."""
    kinds = ("sure", "closest", "redirected", "other")
    places: dict[Place, str] = {
        "first": "section shown first",
        "beside": "section beside another",
        "nowhere": "section not shown",
    }
    groups = {
        name: [each for each in asked if each.section and each.place == place]
        for place, name in places.items()
    }
    groups["not in the lesson"] = [each for each in asked if not each.section]
    rows = [
        (name, *(str(sum(each.got == kind for each in some)) for kind in kinds))
        for name, some in groups.items()
    ]
    return _table(("Questions", *kinds), rows)


def _goals(goals: Iterable[Goal]) -> str:
    rows = [
        (
            goal.name,
            f"{goal.got} of {goal.of}",
            f"{goal.bound} {goal.wanted}",
            "met" if goal.met else "MISSED",
        )
        for goal in goals
    ]
    return _table(("Goals", "got", "wanted", ""), rows)


def _missed(asked: Iterable[Asked]) -> Iterable[str]:
    """The questions that would have had to go otherwise, and what each got."""
    asked = tuple(asked)
    missed = {
        "Not shown the section that answers:": [
            each for each in asked if each.section and each.place == "nowhere"
        ],
        "No more than a closest passage:": [each for each in asked if each.section and not each.sure],
        "Not in the lesson, and more than a closest passage:": [
            each for each in asked if not each.section and each.sure
        ],
    }
    for title, questions in missed.items():
        if questions:
            yield "\n".join((title, *(_question(each) for each in questions)))


def _question(asked: Asked) -> str:
    got = " ".join(filter(None, (asked.move or "no reply", *asked.sections)))
    wanted = f", wanted {asked.section}" if asked.section else ""
    line = f"{asked.lab}: {asked.ask} ({got}{wanted})"
    return "\n".join(wrap(line, WIDTH, initial_indent="  ", subsequent_indent="    "))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns under their heads: the first to the left, the others to the right."""
    lines = (head, *rows)
    widths = [max(map(columns_of, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join((ljust(first, widths[0]), *map(rjust, others, widths[1:]))).rstrip()
        for first, *others in lines
    )
