"""A name with its sound."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Speakable:
    """voice: `recorded`, `kokoro`, `espeak-ng`; provisional: to be spoken again by a better one."""

    language: str
    text: str
    voice: str
    provisional: bool
    made_at: datetime
