"""How far an actor reaches, as query parameters: rows are filtered where they are fetched (P2, P3)."""

from dataclasses import dataclass

from backoffice.company.actor import Actor, Owner, Staff, System, communities_for
from backoffice.company.functions import COMPANY_WIDE


@dataclass(frozen=True, slots=True)
class Reach:
    """Rows of `communities` and of `houses` (ids); with `everything` also what has no house."""

    everything: bool
    communities: list[int]
    houses: list[int]


def reach(who: Actor) -> Reach:
    """What `who` may know of at all: any community where the posts carry any function, or the own houses.

    Company-wide functions concern no community, so they open none.
    """
    if isinstance(who, System):
        return Reach(True, [], [])
    if isinstance(who, Owner):
        return Reach(False, [], sorted(who.houses))
    held = [where for function, where in who.functions.items() if function not in COMPANY_WIDE]
    if any(communities is None for communities in held):
        return Reach(True, [], [])
    return Reach(False, sorted({one for communities in held for one in communities or ()}), [])


def reach_with(who: Actor, function: str) -> Reach:
    """Where `who` may do `function`; for lists."""
    communities = communities_for(who, function)
    return Reach(communities is None, sorted(communities or ()), [])


def has(who: Actor, function: str, community: int | None) -> bool:
    """May `who` do `function` there? `community` None: of nobody's house, where any community will do."""
    if not isinstance(who, Staff):
        return isinstance(who, System)
    communities = communities_for(who, function)
    return communities is None or (bool(communities) if community is None else community in communities)
