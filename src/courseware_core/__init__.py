"""Courses delivered where people already talk: lessons, quizzes, tests and labs as screens and intents."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courseware_core.app import Courseware
    from courseware_core.chat import ChatModel, ChatReply, Message, ModelError, Usage
    from courseware_core.engine.machine import Rejected
    from courseware_core.engine.report import ProgressReport
    from courseware_core.errors import CoursewareError, NotInstalled, StoreError
    from courseware_core.identity import Identity
    from courseware_core.inputs import Answer
    from courseware_core.ports import Tutor, TutorReply, TutorRequest
    from courseware_core.screen.match import match
    from courseware_core.screen.model import Control, Intent, Screen
    from courseware_core.screen.text import render_text
    from courseware_core.storage import open_store
    from courseware_core.turns import Turn
    from courseware_core.tutoring import Budgets

__all__ = [
    "Answer",
    "Budgets",
    "ChatModel",
    "ChatReply",
    "Control",
    "Courseware",
    "CoursewareError",
    "Identity",
    "Intent",
    "Message",
    "ModelError",
    "NotInstalled",
    "ProgressReport",
    "Rejected",
    "Screen",
    "StoreError",
    "Turn",
    "Tutor",
    "TutorReply",
    "TutorRequest",
    "Usage",
    "match",
    "open_store",
    "render_text",
]

_HOMES = {
    "Answer": "inputs",
    "Budgets": "tutoring",
    "ChatModel": "chat",
    "ChatReply": "chat",
    "Control": "screen.model",
    "Courseware": "app",
    "CoursewareError": "errors",
    "Identity": "identity",
    "Intent": "screen.model",
    "Message": "chat",
    "ModelError": "chat",
    "NotInstalled": "errors",
    "ProgressReport": "engine.report",
    "Rejected": "engine.machine",
    "Screen": "screen.model",
    "StoreError": "errors",
    "Turn": "turns",
    "Tutor": "ports",
    "TutorReply": "ports",
    "TutorRequest": "ports",
    "Usage": "chat",
    "match": "screen.match",
    "open_store": "storage",
    "render_text": "screen.text",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used, so that importing the package stays quick."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
