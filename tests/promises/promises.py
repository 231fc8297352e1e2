"""What holds at every moment: each promise of the record is a function that looks at all of it.

The numbers are those of docs/promises.md. What a person is told and shown is looked at in `world`.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from tests.promises.expected import is_session, pinned_digest
from tests.promises.grading import Response, marked
from tests.promises.keeping import keep, same
from tests.promises.model_attempt import Attempt, is_passed
from tests.promises.model_guides import Decision, Demo
from tests.promises.model_lab import Lab
from tests.promises.model_writing import counted, from_facts, waits
from tests.promises.world import World


def i01_at_most_one_attempt_is_open_and_none_is_missing(world: World) -> None:
    open_ones = Counter(
        (head.activity, min(world.book.kin(head.owner)))
        for head in world.records.heads.values()
        if head.status == "open" and head.kind in ("quiz", "test")
    )
    twice = [each for each, number in open_ones.items() if number > 1]
    keep("I1", not twice, f"more than one round is open: {twice}")
    same("I1", set(world.records.heads), set(world.book.rounds), "the rounds there are")


def i02_what_was_refused_changed_nothing(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        same("I2", world.records.heads[session].version, round_.step, f"number of facts of {session}")


def i03_questions_and_orders_stay_as_they_were_drawn(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        first = world.records.told[session][0]
        same("I3", first, round_.log[0].fact, f"what {session} began with")


def i04_what_was_acknowledged_is_recorded_once_and_nothing_else(world: World) -> None:
    streams = world.records.streams
    same("I4", set(filter(is_session, streams)), set(world.book.rounds), "the sessions there are")
    for session, round_ in world.book.rounds.items():
        answers = [fact for fact in world.records.told[session] if fact[0] in _ANSWERS]
        same("I4", answers, [e.fact for e in round_.log if e.fact[0] in _ANSWERS], f"answers in {session}")
        seqs = [each.seq for each in streams[session].facts]
        same("I4", seqs, list(range(1, len(seqs) + 1)), f"the order of {session}")


_ANSWERS = (
    *("AnswerGiven", "SelfChecked", "MessageSent", "CheckMarked", "ExitAnswered"),
    *("ChoiceMade", "ChoiceTakenBack", "ReadersTold", "AnswerChecked"),
)


def i05_one_press_has_one_effect(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        found = Counter(fact[0] for fact in world.records.told[session])
        same("I5", found, Counter(entry.fact[0] for entry in round_.log), f"facts of {session}")


def i06_no_update_is_lost(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        same(
            "I6",
            world.records.told[session],
            [entry.fact for entry in round_.log],
            f"the stream of {session}",
        )


def i07_the_score_follows_from_content_and_facts(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        head = world.records.heads[session]
        if not isinstance(round_, Attempt) or round_.voided:
            continue
        expected = (round_.score, round_.out_of) if round_.cause else (None, None)
        same("I7", (head.score, head.out_of), expected, f"score of {session}")
        if head.score is not None and head.out_of is not None:
            keep("I7", 0 <= head.score <= head.out_of, f"{head.score} of {head.out_of} in {session}")
        answered = sum(slot.is_done for slot in round_.slots)
        same("I7", (head.done, head.total), (answered, len(round_.slots)), f"progress of {session}")


def i08_every_attempt_has_one_result(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        if not isinstance(round_, Attempt):
            continue
        head, final = world.records.heads[session], world.records.responses[session]
        status = "voided" if round_.voided else "closed" if round_.cause else "open"
        same("I8", head.status, status, f"status of {session}")
        closed = round_.slots if status == "closed" else []
        last = [(s.item.id, s.verdict, s.mark, len(s.answers), s.hints) for s in closed if s.answers]
        found = [(each.question, each.outcome, each.mark, each.tries, each.hints) for each in final]
        same("I8", found, last, f"final responses of {session}")
    editions = {pinned_digest(round_.rules): round_.rules.edition for round_ in world.book.rounds.values()}
    world.editions |= editions
    counted = Counter[tuple[object, ...]]()
    for each, n in world.records.counts.items():  # rounds of review of one edition have digests of their own
        edition = world.editions.get(each.digest, each.digest)
        counted[each.item, edition, each.option, each.first, each.month] += n
    same("I8", counted, Counter(world.book.counts), "anonymous counts")


def i09_every_stored_verdict_is_that_of_the_pinned_edition(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        if not isinstance(round_, Attempt):
            continue
        given = defaultdict[int, list[Response]](list)
        for fact in world.records.told[session]:
            if fact[0] == "AnswerGiven":
                _, slot, response, verdict, mark = fact
                item = round_.pinned.item(round_.slots[slot].item.id)
                given[slot].append(response)
                expected = marked(round_.pinned, item, given[slot])
                same("I9", (verdict, mark), expected, f"verdict on {response} in {session}")


def i10_an_attempt_ends_when_it_was_handed_in_or_its_time_was_over(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        head = world.records.heads[session]
        if isinstance(round_, Attempt):
            same("I10", head.deadline, round_.deadline, f"deadline of {session}")
            if not round_.voided:
                same("I10", head.closed_at, round_.ended, f"end of {session}")
            expired = [fact for fact in world.records.told[session] if fact[0] == "TimeExpired"]
            same("I10", expired, round_.facts("TimeExpired"), f"what time did to {session}")


def i11_an_attempt_stays_with_the_content_it_began_with(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        first = world.records.streams[session].facts[0].fact
        pinned = round_.pinned if isinstance(round_, Attempt) else round_.rules
        same("I11", getattr(first, "digest", ""), pinned_digest(pinned), f"content of {session}")
        standing = pinned_digest(round_.rules)
        same("I11", world.records.heads[session].digest, standing, f"content of the verdicts in {session}")


def i12_every_correction_is_recorded_with_who_and_why(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        expected = [entry for entry in round_.log if entry.fact[0] in _CORRECTIONS]
        recorded = zip(world.records.streams[session].facts, world.records.told[session], strict=True)
        found = [(each.at, each.actor, fact) for each, fact in recorded if fact[0] in _CORRECTIONS]
        same("I12", found, expected, f"corrections of {session}")


_CORRECTIONS = ("AttemptRegraded", "DeadlineExtended", "SessionVoided")


def i15_only_checks_and_people_count_and_every_verdict_was_owed_once(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        if not isinstance(round_, Attempt):
            continue
        head, facts = world.records.heads[session], world.records.told[session]
        written = {n: slot.item for n, slot in enumerate(round_.slots) if slot.item.is_written}
        saids = {number: from_facts(item, facts, number) for number, item in written.items()}
        for number, slot in enumerate(round_.slots):
            told = [(each.provider, each.reviewer) for each in saids.get(number, [])]
            same(
                "I15",
                told,
                [(each.provider, each.reviewer) for each in slot.saids],
                f"who may read the answers to {number} of {session}",
            )
            found, expected = ([each.judged for each in some] for some in (saids.get(number, []), slot.saids))
            same("I15", found, expected, f"what a model said of the answers to {number} of {session}")
        judged = Counter(fact[1:3] for fact in facts if fact[0] == "AnswerJudged")
        keep("I15", all(n == 1 for n in judged.values()), f"{session} was judged so often: {judged}")
        is_waiting = [n for n, item in written.items() if saids[n] and waits(item, saids[n][-1])]
        waiting = 0 if round_.voided else len(is_waiting)
        same("I15", head.waiting, waiting, f"what waits for a person in {session}")
        if head.score is not None and round_.cause != "abandoned":
            by_rule = sum((slot.mark for slot in round_.slots), Fraction(0))
            earned = sum((counted(item, saids[n]) for n, item in written.items()), by_rule)
            same("I15", head.score, earned, f"what counts in {session}")
            out_of = len(round_.slots) - sum(not item.counts for item in written.values())
            same("I15", head.out_of, out_of, f"out of how many {session} is")


def i16_passed_means_exactly_the_pass_mark(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        head = world.records.heads[session]
        if isinstance(round_, Attempt) and head.status == "closed" and head.score is not None:
            assert head.out_of is not None
            expected = is_passed(round_.rules.pass_mark, head.score, head.out_of, head.scope)
            same("I16", head.passed, expected, f"{head.score} of {head.out_of} in {session}")


def i17_every_fact_names_who_recorded_it(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        found = [each.actor for each in world.records.streams[session].facts]
        same("I17", found, [entry.actor for entry in round_.log], f"who acted in {session}")
        same("I17", world.records.heads[session].owner, round_.owner, f"whose {session} is")


def i18_an_exchange_counts_once_when_it_says_something_and_was_answered(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        if isinstance(round_, Lab):
            head = world.records.heads[session]
            needed = round_.rules.exchanges
            same(
                "I18",
                (head.done, head.total),
                (min(round_.counted, needed), needed),
                f"exchanges of {session}",
            )
            same("I18", (head.mark, head.mark_by), round_.mark(), f"mark of {session}")
            status = "voided" if round_.voided else "open" if round_.is_open else "closed"
            same("I18", head.status, status, f"status of {session}")


def i23_a_guide_stands_where_its_answers_have_led(world: World) -> None:
    for session, round_ in world.book.rounds.items():
        if isinstance(round_, Decision | Demo):
            head, by = world.records.heads[session], ("completed", "rule") if round_.reached else ("", "")
            same("I23", (head.done, head.total), round_.done, f"how far {session} came")
            same("I23", (head.mark, head.mark_by), by, f"mark of {session}")
            status = "voided" if round_.voided else "open" if round_.is_open else "closed"
            same("I23", head.status, status, f"status of {session}")


def i19_nothing_names_somebody_who_was_forgotten(world: World) -> None:
    for who in world.forgotten:
        keep("I19", who not in {head.owner for head in world.records.heads.values()}, f"{who} has a head")
        named = [n for n, s in world.records.streams.items() if who in {each.actor for each in s.facts}]
        keep("I19", not named, f"{who} is named in {named}")


def i20_time_never_runs_backwards(world: World) -> None:
    for session, stream in world.records.streams.items():
        times = [each.at for each in stream.facts]
        keep("I20", all(one <= other for one, other in pairwise(times)), f"times of {session}: {times}")
        if session in world.book.rounds:
            expected = [entry.at for entry in world.book.rounds[session].log]
            known = min(len(times), len(expected))
            same("I20", times[:known], expected[:known], f"times of {session}")


PROMISES: tuple[Callable[[World], None], ...] = (
    i01_at_most_one_attempt_is_open_and_none_is_missing,
    i03_questions_and_orders_stay_as_they_were_drawn,
    i20_time_never_runs_backwards,
    i10_an_attempt_ends_when_it_was_handed_in_or_its_time_was_over,
    i09_every_stored_verdict_is_that_of_the_pinned_edition,
    i11_an_attempt_stays_with_the_content_it_began_with,
    i12_every_correction_is_recorded_with_who_and_why,
    i15_only_checks_and_people_count_and_every_verdict_was_owed_once,
    i16_passed_means_exactly_the_pass_mark,
    i18_an_exchange_counts_once_when_it_says_something_and_was_answered,
    i23_a_guide_stands_where_its_answers_have_led,
    i07_the_score_follows_from_content_and_facts,
    i08_every_attempt_has_one_result,
    i04_what_was_acknowledged_is_recorded_once_and_nothing_else,
    i17_every_fact_names_who_recorded_it,
    i19_nothing_names_somebody_who_was_forgotten,
    i05_one_press_has_one_effect,
    i06_no_update_is_lost,
    i02_what_was_refused_changed_nothing,
)
"""Every promise that the record keeps. A fault is blamed on the first that it breaks: the particular ones."""
