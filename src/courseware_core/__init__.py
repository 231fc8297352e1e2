"""Courses delivered where people already talk: lessons, quizzes, tests and labs as screens and intents."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from courseware_core.app import Courseware
    from courseware_core.chat import ChatModel, ChatReply, Message, ModelError, Usage
    from courseware_core.engine.machine import Rejected
    from courseware_core.engine.report import ProgressReport
    from courseware_core.errors import (
        ContentError,
        CoursewareError,
        NotInstalled,
        StoreError,
        StoreUnreachable,
        UnknownActivity,
        Unshown,
    )
    from courseware_core.identity import Identity
    from courseware_core.inputs import Answer, Input
    from courseware_core.ports import Tutor, TutorReply, TutorRequest
    from courseware_core.screen.failures import failed
    from courseware_core.screen.fit import fit
    from courseware_core.screen.match import match
    from courseware_core.screen.model import Control, Intent, Screen
    from courseware_core.screen.profiles import Profile
    from courseware_core.screen.text import render_text
    from courseware_core.screen.words import Words
    from courseware_core.storage import open_store
    from courseware_core.turns import Turn
    from courseware_core.tutoring import Budgets

    __version__: str

__all__ = [
    "Answer",
    "Budgets",
    "ChatModel",
    "ChatReply",
    "ContentError",
    "Control",
    "Courseware",
    "CoursewareError",
    "Identity",
    "Input",
    "Intent",
    "Message",
    "ModelError",
    "NotInstalled",
    "Profile",
    "ProgressReport",
    "Rejected",
    "Screen",
    "StoreError",
    "StoreUnreachable",
    "Turn",
    "Tutor",
    "TutorReply",
    "TutorRequest",
    "UnknownActivity",
    "Unshown",
    "Usage",
    "Words",
    "failed",
    "fit",
    "match",
    "open_store",
    "render_text",
]

_HOMES = {
    "Answer": "inputs",
    "Budgets": "tutoring",
    "ChatModel": "chat",
    "ChatReply": "chat",
    "ContentError": "errors",
    "Control": "screen.model",
    "Courseware": "app",
    "CoursewareError": "errors",
    "Identity": "identity",
    "Input": "inputs",
    "Intent": "screen.model",
    "Message": "chat",
    "ModelError": "chat",
    "NotInstalled": "errors",
    "Profile": "screen.profiles",
    "ProgressReport": "engine.report",
    "Rejected": "engine.machine",
    "Screen": "screen.model",
    "StoreError": "errors",
    "StoreUnreachable": "errors",
    "Turn": "turns",
    "Tutor": "ports",
    "TutorReply": "ports",
    "TutorRequest": "ports",
    "UnknownActivity": "errors",
    "Unshown": "errors",
    "Usage": "chat",
    "Words": "screen.words",
    "failed": "screen.failures",
    "fit": "screen.fit",
    "match": "screen.match",
    "open_store": "storage",
    "render_text": "screen.text",
}


def __getattr__(name: str) -> Any:
    """Imports a public name when it is first used, so that importing the package stays quick."""
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("courseware-core")
        except PackageNotFoundError as error:
            raise AttributeError("courseware_core has a version only where it is installed") from error
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
