"""Faults in what a turn records and shows, and in what joins and parts people."""

from tests.promises.fault import ACCOUNT, LEDGER, LINK, LINKING, OPERATORS, RESULT_VIEW, SESSIONS, VIEW, Fault

FAULTS_OF_TURNS = (
    Fault(
        "a second attempt begins beside an open one",
        SESSIONS,
        'under_way = next((head for head in among if head.status == "open"), None)',
        "under_way = next((head for head in among if head.kind is None), None)",
        "I1",
        "answers_can_be_changed_until_they_are_handed_in",
        "Torus #4250",
    ),
    Fault(
        "what is shown is not in the order that is read",
        VIEW,
        "question.input(slot.order, words.say, earlier)",
        "question.input(tuple(reversed(slot.order)), words.say, earlier)",
        "I3",
        "twelve_of_fifteen_pass_at_four_fifths",
        "Sensei #6045, Oppia #14426",
    ),
    Fault(
        "acknowledged although the commit failed",
        LEDGER,
        """            try:
                return await self.store.transact(keys, decide, actor=actor, delivery=delivery, needs=needs)
            except BodyNeeded as need:
""",
        """            made: list[Decision[T]] = []
            keep = made.append
            try:
                return await self.store.transact(
                    keys, lambda x: keep(decide(x)) or made[-1], actor=actor, delivery=delivery, needs=needs
                )
            except (OSError, Exception) as need:
                if made:
                    return made[-1]
                if not isinstance(need, BodyNeeded):
                    raise
""",
        "I4",
        "a_worker_dies_at_every_commit",
        "MDL-58026, hvp #442, Kolibri #10804",
    ),
    Fault(
        "a press is not remembered",
        SESSIONS,
        "key = Delivery(who, session, delivery) if delivery else None",
        "key = None",
        "I5",
        "everything_is_delivered_three_times",
        "Slack retries, ClassQuiz",
    ),
    Fault(
        "a beginning is not remembered",
        SESSIONS,
        'key = Delivery(who, "", delivery) if delivery else None',
        "key = None",
        "I5",
        "everything_is_delivered_three_times",
        "frappe",
    ),
    Fault(
        "what became of a press is decided again when it comes again",
        SESSIONS,
        """            if loaded.known:
                return _undecided(loaded.known, current, now)
            if not _is_shown""",
        """            if loaded.known and step == stream.version:
                return _undecided(loaded.known, current, now)
            if not _is_shown""",
        "I5",
        "everything_is_delivered_three_times",
        "own",
    ),
    Fault(
        "an old screen is as good as the current one",
        SESSIONS,
        "if not _is_shown(step, stream):",
        "if step > stream.version:",
        "I6",
        "two_workers_decide_at_once",
        "MDL-87029, Coursemology",
    ),
    Fault(
        "an attempt that was opened again is counted twice",
        LEDGER,
        "if closing(current) or not closing(after) or after.state.reopened:",
        "if closing(current) or not closing(after):",
        "I8",
        "only_more_time_given_by_somebody_moves_a_deadline",
        "own",
    ),
    Fault(
        "final answers are not those that stand",
        LEDGER,
        "responses={session: final} if final != final_responses(current) else {},",
        "responses={session: final} if closing(after) != closing(current) else {},",
        "I8",
        "an_attempt_is_graded_again",
        "found by the model test",
    ),
    Fault(
        "graded by the course at hand",
        LEDGER,
        "content = self.library.pinned(digest)\n        opening",
        """at_hand = [each for each in self.library.catalog.activities if each.id == fact.activity]
        content = at_hand[0] if at_hand else self.library.pinned(digest)
        opening""",
        "I11",
        "an_editor_changes_no_attempt_under_way",
        "STACK #1119, PrairieLearn #5480",
    ),
    Fault(
        "the verdict that is shown is not the one that is stored",
        RESULT_VIEW,
        "return [*given, box(words, outcome, body)]",
        'return [*given, box(words, "right", body)]',
        "I9",
        "twelve_of_fifteen_pass_at_four_fifths",
        "STACK #1119",
    ),
    Fault(
        "the deadline follows the course at hand",
        LEDGER,
        "        if content.id != fact.activity or not fits(state, content):",
        """        at_hand = [each for each in self.library.catalog.activities if each.id == fact.activity]
        if getattr(state, "deadline", None) and getattr(at_hand[0], "time_limit", None):
            state = replace(state, deadline=opening.started_at + at_hand[0].time_limit)
        if content.id != fact.activity or not fits(state, content):""",
        "I10",
        "an_editor_changes_no_attempt_under_way",
        "MDL-54907",
    ),
    Fault(
        "a rehearsal of grading again writes",
        OPERATORS,
        "facts = () if dry_run else plan.facts",
        "facts = plan.facts",
        "I12",
        "an_attempt_is_graded_again",
        "MDL-74752",
    ),
    Fault(
        "grading again changes what is the same",
        OPERATORS,
        "if not correction.is_changed(state, regraded):",
        "if state.closed is None:",
        "I12",
        "an_attempt_is_graded_again",
        "MDL-74752",
    ),
    Fault(
        "a result is lowered although nobody said so",
        OPERATORS,
        "if before and after.lowers(before) and not lower:",
        "if before and after.lowers(before) and lower is None:",
        "I12",
        "an_attempt_is_graded_again",
        "own",
    ),
    Fault(
        "the content of new verdicts is not kept",
        LEDGER,
        "bodies=self.library.catalog.bodies_of(pinned) if pinned else {},",
        "bodies={},",
        "I4",
        "an_attempt_is_graded_again",
        "found by the model test",
    ),
    Fault(
        "every hint can be seen",
        VIEW,
        "for hint in question.hints[: slot.hints]]",
        "for hint in question.hints]",
        "I14",
        "twelve_of_fifteen_pass_at_four_fifths",
        "H5P",
    ),
    Fault(
        "the answer is shown while there are tries left",
        VIEW,
        "blocks += assessed(slot, question, context, reveal=not again)",
        "blocks += assessed(slot, question, context, reveal=True)",
        "I14",
        "twelve_of_fifteen_pass_at_four_fifths",
        "taskgrader #90",
    ),
    Fault(
        "the answers of a test are shown to who failed it",
        RESULT_VIEW,
        'reveal = rule == "after_submit" or (rule == "after_pass" and closed.passed is True)',
        'reveal = rule != "never"',
        "I14",
        "an_attempt_is_graded_again",
        "H5P",
    ),
    Fault(
        "anybody may act in a session",
        SESSIONS,
        'return None if owner in identities else Rejected("not_yours")',
        "return None",
        "I2",
        "nobody_acts_for_somebody_else",
        "own",
    ),
    Fault(
        "a code can be used again",
        LINK,
        "code = replace(code, settled=True)",
        "pass",
        "I17",
        "a_learner_on_two_surfaces_has_one_attempt",
        "own",
    ),
    Fault(
        "a code is good for ever",
        LINK,
        "not code.settled and now < code.until and",
        "not code.settled and",
        "I17",
        "a_code_links_once_in_time_and_only_who_agreed",
        "own",
    ),
    Fault(
        "somebody forgotten is linked",
        LINK,
        "code = replace(code, claimant=actor, settled=actor == FORGOTTEN)",
        "code = replace(code, claimant=actor)",
        "I17",
        "a_code_of_somebody_forgotten_links_nobody",
        "found by the model test",
    ),
    Fault(
        "of two open attempts both stay",
        LINKING,
        "for session in sorted(dropped)]",
        "for session in sorted(dropped)[:0]]",
        "I1",
        "a_learner_on_two_surfaces_has_one_attempt",
        "own",
    ),
    Fault(
        "an attempt that was set aside goes on",
        SESSIONS,
        """        if current.voided:
            return Decision(""",
        """        if current.voided and command is None:
            return Decision(""",
        "I2",
        "what_was_taken_back_counts_for_nothing",
        "own",
    ),
    Fault(
        "forgotten on one surface only",
        ACCOUNT,
        "identities = await self._ledger.store.identities(who)\n        erased",
        "identities = (who,)\n        erased",
        "I19",
        "who_was_forgotten_is_nobody",
        "own",
    ),
    Fault(
        "time runs backwards with the clock",
        SESSIONS,
        "        now = max(now, current.at)\n",
        "",
        "I20",
        "a_clock_set_back_reopens_nothing",
        "own",
    ),
)
