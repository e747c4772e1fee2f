"""The calendar of schools: the week, the notice, the station's own days."""

from __future__ import annotations

from datetime import date

import pytest

from checkpoint_app.model import school_days
from checkpoint_app.model.school_days import DayKind


@pytest.mark.parametrize(
    ("day", "kind", "school"),
    [
        ("2026-11-20", "WEEKDAY", True),
        ("2026-11-21", "WEEKEND", False),
        ("2026-10-01", "HOLIDAY", False),
        ("2026-10-10", "WORKDAY", True),  # a Saturday on which the National Day is made up for
        ("2026-02-16", "HOLIDAY", False),
        ("2031-10-01", "WEEKDAY", True),  # no notice is known: the week alone
    ],
)
def test_a_day_by_the_notice(day: str, kind: str, school: bool) -> None:
    found = school_days.day_of(date.fromisoformat(day))
    assert (found.kind, found.school, found.own) == (kind, school, False)


def test_what_the_station_wrote_down_wins() -> None:
    own = {"2026-10-01": ("WORKDAY", "补课"), "2026-11-20": ("HOLIDAY", "运动会"), "2026-07-20": ("VACATION", "暑假")}
    assert school_days.day_of(date(2026, 10, 1), own).school
    held = school_days.day_of(date(2026, 11, 20), own)
    assert (held.school, held.office, held.words(), held.own) == (False, False, "运动会", True)
    summer = school_days.day_of(date(2026, 7, 20), own)
    assert (summer.school, summer.office) == (False, True)  # offices work in the school holidays
    winter = {day.isoformat(): ("VACATION", "寒假") for day in school_days.span(date(2026, 1, 24), date(2026, 2, 28))}
    festival = school_days.day_of(date(2026, 2, 17), winter)
    assert (festival.kind, festival.office) == ("HOLIDAY", False)  # and yet not at the Spring Festival
    made_up = school_days.day_of(date(2026, 2, 14), winter)
    assert (made_up.kind, made_up.school, made_up.office) == ("VACATION", False, True)  # a Saturday that offices make up


def test_the_shipped_years_are_sound_and_compared_with_their_notices() -> None:
    for year, days in school_days.notices().items():
        assert school_days.checked(year) is True
        for iso, (kind, _) in days.items():
            day = date.fromisoformat(iso)
            assert day.year == year
            if kind is DayKind.WORKDAY:
                assert day.isoweekday() >= 6, f"{iso} is a working day anyway"
        held = sum(kind is DayKind.HOLIDAY for kind, _ in days.values())
        assert held >= 27
    assert school_days.checked(2031) is None
