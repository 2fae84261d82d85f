"""How a desk is asked for part of a list, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows, in which order. sort: a word the desk's SQL knows; others are as if not given."""

    sort: str = ""
    descending: bool = False
    most: int = 20
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """The rows of a slice, how many there are in all, and totals of all by column."""

    rows: list[T]
    count: int
    totals: Mapping[str, Any] = field(default_factory=dict)
