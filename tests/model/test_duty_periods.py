"""School guard by the clock: whose period is when, who is late, who left early."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import duty_periods, school_days
from checkpoint_app.model.duty_periods import Period, clock_text

FRIDAY, SATURDAY, MAKE_UP, SUMMER = date(2026, 11, 20), date(2026, 11, 21), date(2026, 10, 10), date(2026, 6, 10)
RULES = duty_periods.rules_from()


def on(day: date, type_: str = "PRIMARY", own: Any = (), days: Any = None) -> dict[str, str]:
    found = duty_periods.periods_on(school_days.day_of(day), type_, own, RULES, days)
    return {code: period.words() for code, period in found.items()}


def test_the_default_times_of_a_type() -> None:
    assert on(FRIDAY) == {
        "MORNING": "07:20–08:10",
        "NOON_OUT": "11:30–12:10",
        "NOON_IN": "13:50–14:30",
        "AFTERNOON": "17:00–18:00",
    }
    assert on(FRIDAY, "SENIOR")["EVENING"] == "21:30–22:10"
    assert "EVENING" not in on(FRIDAY, "KINDERGARTEN")
    assert on(FRIDAY, "TRAINING") == {}
    assert on(SUMMER)["NOON_IN"] == "14:20–15:00"
    assert on(SUMMER)["MORNING"] == "07:20–08:10"


def test_no_post_without_lessons() -> None:
    assert on(SATURDAY) == {}
    assert on(date(2026, 10, 1)) == {}
    assert on(MAKE_UP)["MORNING"] == "07:20–08:10"
    assert on(FRIDAY, days={"2026-11-20": "HOLIDAY"}) == {}
    assert "MORNING" in on(SATURDAY, days={"2026-11-21": "WORKDAY"})


def test_a_schools_own_periods() -> None:
    own = [
        {"period": "MORNING", "start": "07:00", "end": "07:40"},
        {"period": "NOON_OUT", "off": True},
        {"period": "AFTERNOON", "start": "16:30", "end": "17:00"},
        {"period": "AFTERNOON", "start": "17:40", "end": "18:10"},
        {"period": "EVENING", "start": "20:30", "end": "21:00", "weekdays": "6"},
    ]
    assert on(FRIDAY, own=own) == {"MORNING": "07:00–07:40", "NOON_IN": "13:50–14:30", "AFTERNOON": "16:30–18:10"}
    assert on(SATURDAY, own=own) == {"EVENING": "20:30–21:00"}
    assert on(date(2026, 10, 3), own=own) == {}  # a Saturday inside the National Day
    assert on(MAKE_UP, own=own)["MORNING"] == "07:00–07:40"
    seasonal = [{"period": "MORNING", "start": "06:50", "end": "07:30", "season": "SUMMER"}]
    assert (on(FRIDAY, own=seasonal)["MORNING"], on(SUMMER, own=seasonal)["MORNING"]) == ("07:20–08:10", "06:50–07:30")
    dated = [{"period": "MORNING", "start": "06:50", "end": "07:30", "from": "2026-11-21"}]
    assert on(FRIDAY, own=dated)["MORNING"] == "07:20–08:10"


def test_late_and_early_by_the_rule() -> None:
    """30 minutes before until 30 minutes after, five minutes' grace (domain §6.3)."""
    morning = duty_periods.periods_on(school_days.day_of(FRIDAY), "PRIMARY", (), RULES)["MORNING"]
    assert (clock_text(morning.opens), clock_text(morning.due), clock_text(morning.closes)) == ("06:50", "06:55", "08:40")
    assert (morning.late_at("06:55"), morning.late_at("06:56")) == (False, True)
    assert (morning.left_early("08:34"), morning.left_early("08:35")) == (True, False)


def test_the_unit_changes_times_and_minutes() -> None:
    own = {
        "window": {"early_minutes": 20, "grace_minutes": 0},
        "summer": ["10-01", "03-31"],
        "times": {"WINTER": {"PRIMARY": {"MORNING": ["07:40", "08:20"], "NOON_IN": []}}},
    }
    changed = duty_periods.rules_from(own)
    assert changed.season(FRIDAY) == "SUMMER"
    found = duty_periods.periods_on(school_days.day_of(date(2026, 5, 20)), "PRIMARY", (), changed)
    assert (found["MORNING"].words(), clock_text(found["MORNING"].due), "NOON_IN" in found) == ("07:40–08:20", "07:20", False)


def test_the_window_of_all_schools() -> None:
    whole = duty_periods.whole("MORNING", FRIDAY, RULES)
    assert whole is not None
    assert (clock_text(whole.opens), clock_text(whole.closes)) == ("06:20", "09:00")


clock = st.integers(0, duty_periods.DAY_MINUTES - 1)
small = st.integers(0, 120)


@given(start=clock, length=st.integers(1, 300), early=small, late=small, grace=small, at=clock)
def test_the_rules_hold_for_any_times(start: int, length: int, early: int, late: int, grace: int, at: int) -> None:
    end = min(start + length, duty_periods.DAY_MINUTES - 1)
    period = Period(code="MORNING", start=start, end=end, early=early, late=late, grace=grace)
    assert 0 <= period.opens <= period.due <= max(period.start, period.opens)
    assert not period.late_at(clock_text(period.due))
    assert period.late_at(clock_text(at)) == (at > period.due)
    assert not period.left_early(clock_text(min(period.free, duty_periods.DAY_MINUTES - 1)))
    assert period.left_early(clock_text(at)) == (at < period.free)
    assert duty_periods.minutes(clock_text(at)) == at


@pytest.mark.parametrize(("first", "second", "both"), [((420, 480), (510, 540), True), ((420, 480), (541, 600), False)])
def test_nobody_mans_two_posts_at_once(first: tuple[int, int], second: tuple[int, int], both: bool) -> None:
    one, other = (Period(code="MORNING", start=start, end=end, early=30, late=30) for start, end in (first, second))
    assert one.overlaps(other) is other.overlaps(one) is both
