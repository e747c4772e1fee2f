"""Nobody is on two posts at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model.duty_periods import Period
from checkpoint_app.model.roster_clashes import Place, clashes


def period(start: int, end: int) -> Period:
    return Period(code="MORNING", start=start, end=end, early=30, late=30)


def test_one_officer_twice_at_once() -> None:
    here, there = Place("a", 1, "MORNING"), Place("b", 1, "MORNING")
    found = clashes([(here, period(440, 490), ["wang", "li"]), (there, period(460, 510), ["wang"])])
    assert found == {here: {"wang": (there,)}, there: {"wang": (here,)}}


def test_another_day_another_time_and_the_same_site_are_no_clash() -> None:
    planned = [
        (Place("a", 1, "MORNING"), period(440, 490), ["wang"]),
        (Place("b", 2, "MORNING"), period(440, 490), ["wang"]),
        (Place("b", 1, "AFTERNOON"), period(1020, 1080), ["wang"]),
        (Place("a", 1, "NOON_OUT"), period(460, 510), ["wang"]),
    ]
    assert clashes(planned) == {}


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(1, 2), st.integers(0, 1200), st.sets(st.sampled_from("xyz"))),
        max_size=8,
        unique_by=lambda row: row[:2],
    )
)
def test_a_clash_is_seen_from_both_sides(rows: list[tuple[str, int, int, set[str]]]) -> None:
    planned = [(Place(site, day, "MORNING"), period(start, start + 40), people) for site, day, start, people in rows]
    found = clashes(planned)
    for place, by_officer in found.items():
        for officer, others in by_officer.items():
            assert all(place in found[other][officer] for other in others)
            assert place not in others
