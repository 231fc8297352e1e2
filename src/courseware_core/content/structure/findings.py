"""What a check found wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names a catalogue sentence, `params` what stands in it."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)
