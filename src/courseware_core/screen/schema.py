"""The published JSON Schemas of what goes out to a surface and what comes back from it."""

from typing import Any

from courseware_core.screen.model import Intent, Screen

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """The schemas by file name: of a screen as it is sent, and of an intent as it may be sent back."""
    return {
        "screen.json": {"$schema": _DIALECT, **Screen.model_json_schema(mode="serialization")},
        "intent.json": {"$schema": _DIALECT, **Intent.model_json_schema(mode="validation")},
    }
