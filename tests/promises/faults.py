"""Every fault that is planted, one at a time, in the running product: each must break a promise."""

from tests.promises.fault import Fault
from tests.promises.faults_of_courses import FAULTS_OF_COURSES
from tests.promises.faults_of_graders import FAULTS_OF_GRADERS
from tests.promises.faults_of_rules import FAULTS_OF_RULES
from tests.promises.faults_of_stores import FAULTS_OF_STORES
from tests.promises.faults_of_turns import FAULTS_OF_TURNS

FAULTS: tuple[Fault, ...] = (
    *FAULTS_OF_RULES,
    *FAULTS_OF_TURNS,
    *FAULTS_OF_COURSES,
    *FAULTS_OF_GRADERS,
    *FAULTS_OF_STORES,
)
