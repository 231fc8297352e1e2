"""Learners, workers, crashes, editors and operators at random, against the reference model.

After every step all promises of the record are looked at; what people are told and shown is looked at as it
happens. A failure begins with the number of the promise, as in docs/promises.md.
"""

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from tests.promises.learning import STEPS_OF_A_RUN, learning
from tests.promises.stores import Record


@pytest.mark.hypothesis
def test_every_promise_is_kept_whatever_happens(records: Callable[[], Record], store: str) -> None:
    most = settings().max_examples
    fewer = settings(
        max_examples=most if store == "memory" else most // 6, stateful_step_count=STEPS_OF_A_RUN
    )
    run_state_machine_as_test(learning(records), settings=fewer)
