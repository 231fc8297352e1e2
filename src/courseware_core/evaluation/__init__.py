"""How a tutor does in labs: scripted learners talk with it, and questions are put to it.

Everything is counted in code from what is recorded; no model judges another.
"""

from courseware_core.evaluation.evaluate import evaluate_labs
from courseware_core.evaluation.report import Report
from courseware_core.evaluation.tables import render

__all__ = ["Report", "evaluate_labs", "render"]
