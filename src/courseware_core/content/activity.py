"""What every activity has, and the values that authors write in several of them."""

import re
from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, StringConstraints

from courseware_core.content.questions.base import Id
from courseware_core.frozen import Frozen

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][\w-]*$", max_length=60)]

_SHARE = re.compile(r"\d{1,9}(?:/0*[1-9]\d{0,8}|\.\d{1,9})?|\d{1,3}(?:\.\d{1,9})?\s*%")
_LENGTH = re.compile(r"\d{1,5}[mhd]|\d{1,10}s")
_LONGEST = timedelta(days=3650)


def _ratio(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    share = value.strip()
    if not _SHARE.fullmatch(share):
        raise ValueError("write a share such as `80%`, `12/15` or `0.25`")
    return Fraction(share[:-1].strip()) / 100 if share.endswith("%") else Fraction(share)


def _duration(value: Any) -> Any:
    """`90s`, `30m`, `12h`, `7d`, as the author writes them."""
    units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
    if not isinstance(value, str):
        return value
    if not _LENGTH.fullmatch(value):
        raise ValueError("write a whole number with s, m, h or d, such as `30m`")
    length = timedelta(**{units[value[-1]]: int(value[:-1])})
    if not timedelta(0) < length <= _LONGEST:
        raise ValueError("a length of time is more than nothing, and ten years at most")
    return length


Ratio = Annotated[
    Fraction,
    BeforeValidator(_ratio),
    PlainSerializer(str, return_type=str),
    Field(ge=0, le=1, json_schema_extra={"examples": ["80%", "12/15", "0.25"]}),
]
"""An exact share from 0 to 1, written `80%`, `12/15` or `0.25`."""

Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(lambda value: f"{int(value.total_seconds())}s", return_type=str),
    Field(gt=timedelta(0), json_schema_extra={"examples": ["30m", "12h"]}),
]
"""A length of time, written `90s`, `30m`, `12h` or `7d`."""


class Activity(Frozen):
    """What every activity has. `course` and `module` are ids; `locale` is the course's language."""

    kind: str
    id: Id
    title: str
    course: Id
    module: Id
    locale: str = "en"
