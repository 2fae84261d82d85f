"""The five steps of a first visit."""

from dataclasses import dataclass
from typing import Literal, get_args

Key = Literal["company", "community", "homes", "fees", "hotline"]
KEYS: tuple[Key, ...] = get_args(Key)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. count: what is there already (communities, houses …); skipped: left for later on purpose."""

    key: Key
    count: int
    skipped: bool

    @property
    def ready(self) -> bool:
        """True when something is there."""
        return self.count > 0


@dataclass(frozen=True, slots=True)
class Start:
    """All steps, and what two of them hold."""

    steps: tuple[Step, ...]
    company: str
    company_en: str
    hotline: str

    @property
    def next(self) -> Step | None:
        """The first step neither ready nor skipped; None: nothing is left to do."""
        return next((one for one in self.steps if not one.ready and not one.skipped), None)
