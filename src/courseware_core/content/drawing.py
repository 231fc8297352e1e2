"""Which questions of a course's pools a quiz asks, and a test or a mock exam may draw."""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from courseware_core.content.authored import (
    CourseFolder,
    DrawFrom,
    ModuleFolder,
    PoolFile,
    TestFile,
    Written,
)
from courseware_core.content.model import Draw, Guard
from courseware_core.content.problems import Problem, did_you_mean, problem
from courseware_core.content.questions import AnyQuestion


class Pools:
    """The pools of a course, by the files that name them."""

    def __init__(self, folder: CourseFolder) -> None:
        self._pools = folder.pools
        self._guards = _guards(folder, self)

    def named(self, by: Path, name: str) -> PoolFile | None:
        """The pool that the file `by` names so; None when it cannot be used, which is reported already."""
        pool = self._pools.get(os.path.normpath(by.parent / name))
        return pool.value if pool else None

    def for_practice(self, by: Path, name: str) -> tuple[AnyQuestion, ...] | None:
        """The questions that a quiz asks of the pool; None when the pool cannot be used."""
        pool = self.named(by, name)
        return tuple(each for each in pool.questions if "practice" in each.use) if pool else None

    def for_test(self, test: Written[TestFile], draw: DrawFrom) -> tuple[AnyQuestion, ...] | None:
        """The questions of a draw's pools, whatever their tags; None when a pool cannot be used."""
        pools = [self.named(test.path, name) for name in dict.fromkeys(draw.pools)]
        if test.value is None or None in pools:
            return None
        use = "mock" if test.value.mock else "exam"
        return tuple(each for pool in pools if pool for each in pool.questions if use in each.use)

    def draws(self, test: Written[TestFile]) -> tuple[tuple[Draw, ...] | None, list[Problem]]:
        """What a test draws, None when it cannot, and what is wrong. No question is in two of its draws."""
        assert test.value
        found: list[Draw] = []
        problems: list[Problem] = []
        taken: dict[str, int] = {}
        for number, draw in enumerate(test.value.draw):
            every = self.for_test(test, draw)
            if every is None:
                continue
            unknown = list(_unknown_tags(test, number, every))
            problems += unknown
            wanted = tuple(_tagged(every, draw))
            questions = tuple(each for each in wanted if each.id not in taken)
            earlier = sorted({taken[each.id] for each in wanted if each.id in taken})
            taken |= dict.fromkeys((each.id for each in questions), number)
            made = self._draw(test.value, draw, questions)
            if earlier and not isinstance(made, Draw):
                made = _taken_before(test, draw, questions, earlier)
            if isinstance(made, Draw):
                found.append(made)
            elif not unknown:
                place, (message, hint) = test.document.place("draw", number, "count"), made
                problems.append(problem("CW131", place, message, hint=hint, at=test.value.id))
        whole = len(found) == len(test.value.draw)
        return (tuple(found) if whole else None), problems

    def _draw(
        self, test: TestFile, draw: DrawFrom, questions: tuple[AnyQuestion, ...]
    ) -> Draw | tuple[str, str]:
        """The draw, or a message and a hint for the author."""
        guards = tuple(_guarding(self._guards, questions)) if test.mock else ()
        free = len(questions) - len({each for guard in guards for each in guard.questions})
        if draw.count > free:
            pools = " and ".join(f"`{name}`" for name in draw.pools)
            about = f" about {', '.join(draw.tags)}" if draw.tags else ""
            said = f"{draw.count} questions are drawn from {pools}, where there are {free}{about}"
            if not test.mock:
                return f"{said} for a test.", "Questions without `exam` in `use` are not drawn."
            hint = (
                "Only questions with `mock` in `use` are drawn, and those of a test that shows its answers"
                " after passing only for learners who have passed it."
            )
            return f"{said} for everybody.", hint
        return Draw(
            questions=questions,
            count=draw.count,
            avoid_seen=draw.avoid_seen,
            topic=draw.topic,
            see=draw.see,
            guards=guards,
        )


def _taken_before(
    test: Written[TestFile], draw: DrawFrom, left: Collection[AnyQuestion], earlier: Iterable[int]
) -> tuple[str, str]:
    """A message and a hint about a draw for which `earlier` ones leave too few questions."""
    by = " and ".join(f"{number + 1} (line {test.document.place('draw', number).line})" for number in earlier)
    said = f"{draw.count} questions are drawn, and {len(left)} are left here: draw {by} comes first and takes"
    hint = "Give each draw the `tags` of its own questions, or draw all of them in one."
    return f"{said} every question that it may draw.", hint


def mistaken(module: ModuleFolder) -> Iterator[Problem]:
    """What is wrong with a test that is named as a mock exam, and a mock exam that is treated as a test."""
    names = module.file.document
    if module.test and module.test.value and module.test.value.mock:
        message = f"`{names.text('test')}` is a mock exam, since it says `mock: true`."
        yield problem(
            "CW002", names.place("test"), message, hint="Name it in `mock:`.", at=module.test.value.id
        )
    mock = module.mock.value if module.mock else None
    if mock is None or module.mock is None:
        return
    if not mock.mock:
        message = f"`{names.text('mock')}` is no mock exam, since it does not say `mock: true`."
        yield problem("CW002", names.place("mock"), message, hint="Name it in `test:`.", at=mock.id)
    elif mock.attempts.max is not None or mock.attempts.cooldown is not None:
        place = module.mock.document.key_place("attempts")
        message = "a mock exam may be taken any number of times, one right after the other."
        yield problem("CW002", place, message, hint="Leave out `max` and `cooldown`.", at=mock.id)


def _tagged(questions: Iterable[AnyQuestion], draw: DrawFrom) -> Iterator[AnyQuestion]:
    return (each for each in questions if not draw.tags or not set(draw.tags).isdisjoint(each.tags))


def _unknown_tags(
    test: Written[TestFile], number: int, questions: Iterable[AnyQuestion]
) -> Iterator[Problem]:
    """The tags of draw `number` that none of its questions has."""
    assert test.value
    draw = test.value.draw[number]
    known = {tag for each in questions for tag in each.tags}
    for position, tag in enumerate(draw.tags):
        if tag not in known:
            place = test.document.place("draw", number, "tags", position)
            message = f"no question that may be drawn here has the tag `{tag}`."
            yield problem("CW017", place, message, hint=did_you_mean(tag, known), at=test.value.id)


def _guards(folder: CourseFolder, pools: Pools) -> Mapping[str, tuple[str, ...]]:
    """By test that does not show its answers to everybody who has handed in: the questions it may ask."""
    found: dict[str, tuple[str, ...]] = {}
    for module in folder.modules:
        test = module.test
        if test and test.value and test.value.review.answers != "after_submit":
            asked = (_tagged(pools.for_test(test, draw) or (), draw) for draw in test.value.draw)
            found[test.value.id] = tuple(dict.fromkeys(each.id for draw in asked for each in draw))
    return found


def _guarding(guards: Mapping[str, tuple[str, ...]], questions: Iterable[AnyQuestion]) -> Iterator[Guard]:
    """What each test guards of `questions`; a question of two tests is guarded by both."""
    ids = {each.id for each in questions}
    for test, asked in guards.items():
        own = tuple(each for each in asked if each in ids)
        if own:
            yield Guard(test=test, questions=own)
