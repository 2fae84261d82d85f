"""Members of staff as others see them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff. `extension`: the own telephone, "" without one."""

    id: int
    login: str
    name: str
    name_en: str
    language: Literal["zh", "en"]
    extension: str
    active: bool
    posts: tuple[str, ...]
