"""Who lived where on which day, whatever happens in whatever order (S1)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.errors import Conflict, Invalid, Refused
from backoffice.estate import living_rules as rules
from backoffice.estate.living_rules import Role, Stay

TODAY = date(2026, 11, 24)
days = st.integers(0, 60).map(lambda back: TODAY - timedelta(days=back))
people = st.integers(1, 4)
steps = st.one_of(
    st.tuples(st.just("in"), people, st.sampled_from(rules.ROLES), days),
    st.tuples(st.just("out"), st.integers(0, 9), st.none(), days),
    st.tuples(st.just("sell"), st.lists(people, max_size=3), st.none(), days),
)


def _end(stays: list[Stay], stay: Stay, until: date) -> None:
    stays[stays.index(stay)] = Stay(stay.id, stay.person, stay.role, stay.since, until)


def _begin(stays: list[Stay], person: int, role: Role, since: date) -> None:
    stays.append(Stay(len(stays) + 1, person, role, since, None))


def _owners(stays: list[Stay], day: date) -> set[int]:
    return {stay.person for stay in stays if stay.role == "owner" and stay.on(day)}


@given(st.lists(steps, max_size=25))
def test_s1_nobody_is_twice_where_they_are_and_nothing_that_was_is_lost(
    story: list[tuple[str, object, object, date]],
) -> None:
    stays: list[Stay] = []
    for verb, what, role, day in story:
        before = list(stays)
        try:
            if verb == "in":
                rules.may_begin(stays, what, role, day, TODAY)  # type: ignore[arg-type]
                _begin(stays, what, role, day)  # type: ignore[arg-type]
            elif verb == "out" and stays:
                stay = stays[what % len(stays)]  # type: ignore[operator]
                rules.may_end(stay, day, TODAY)
                _end(stays, stay, day)
            elif verb == "sell":
                here = {stay.person for stay in stays if stay.role == "owner" and stay.until is None}
                ending, beginning = rules.sold(stays, what, day, TODAY)  # type: ignore[arg-type]
                for stay in ending:
                    _end(stays, stay, day - timedelta(days=1))
                for person in beginning:
                    _begin(stays, person, "owner", day)
                open_now = {stay.person for stay in stays if stay.role == "owner" and stay.until is None}
                assert open_now == set(what)  # type: ignore[call-overload]
                assert here - open_now == here & {one.person for one in ending if one.role == "owner"}
                assert not {one.person for one in ending if one.role == "owner"} & _owners(stays, day)
        except Refused:
            assert stays == before
        assert [(one.id, one.person, one.role, one.since) for one in stays[: len(before)]] == [
            (one.id, one.person, one.role, one.since) for one in before
        ]
        for one in stays:
            assert one.until is None or one.until >= one.since
            assert not any(
                other.id != one.id
                and (other.person, other.role) == (one.person, one.role)
                and other.since <= (one.until or TODAY)
                and one.since <= (other.until or TODAY)
                for other in stays
            )


def test_s1_on_the_day_of_a_sale_the_new_owner_owns_and_on_the_day_before_the_old_one() -> None:
    old = Stay(1, 1, "owner", date(2020, 5, 1), None)
    family, tenant = Stay(2, 2, "family", old.since, None), Stay(3, 3, "tenant", old.since, None)
    day = date(2026, 11, 1)
    ending, beginning = rules.sold([old, family, tenant], [4], day, TODAY)
    assert (ending, beginning) == ([old, family], [4])


def test_s1_one_of_two_owners_buys_the_other_out() -> None:
    both = [Stay(1, 1, "owner", date(2020, 5, 1), None), Stay(2, 2, "owner", date(2020, 5, 1), None)]
    assert rules.sold(both, [1], TODAY, TODAY) == ([both[1]], [])


def test_s1_a_sale_needs_an_owner_a_buyer_and_a_day_that_was() -> None:
    own = Stay(1, 1, "owner", date(2026, 11, 20), None)
    for stays, buyers, day, kind in (
        ([], [2], TODAY, Conflict),
        ([own], [], TODAY, Invalid),
        ([own], [1], TODAY, Invalid),
        ([own], [2], TODAY + timedelta(days=1), Invalid),
        ([own], [2], own.since, Invalid),
    ):
        with pytest.raises(kind):
            rules.sold(stays, buyers, day, TODAY)


@pytest.mark.parametrize(
    ("state", "before", "after", "then"),
    [
        ("unsold", [], ["owner"], "sold"),
        ("vacant", ["owner"], ["owner", "tenant"], "let"),
        ("let", ["owner", "tenant"], ["owner"], "idle"),
        ("decorated", ["owner"], ["owner", "family"], "occupied"),
        ("decorating", ["owner"], ["owner", "family"], "decorating"),
        ("occupied", ["owner", "family"], ["owner"], "occupied"),
        ("occupied", ["owner"], [], "idle"),
        ("occupied", ["owner"], ["owner"], "occupied"),
    ],
)
def test_s1_the_state_follows_where_it_can(
    state: str, before: list[Role], after: list[Role], then: str
) -> None:
    assert rules.state_after(state, before, after) == then
