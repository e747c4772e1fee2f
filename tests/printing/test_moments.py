from __future__ import annotations

from datetime import date, datetime

import pytest

from checkpoint_app import i18n
from checkpoint_app.printing import moments
from tests.printing.samples import ZONE


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def test_dates_have_no_leading_zero_and_times_have() -> None:
    assert moments.date_text(date(2026, 3, 5)) == "2026年3月5日"
    assert moments.minute_text(datetime(2026, 3, 5, 8, 5, tzinfo=ZONE)) == "2026年3月5日 08:05"


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ((at(23, 7, 30), at(23, 9, 30), at(23, 7, 35), at(23, 9, 32)), "11月23日 周一 07:30–09:30 实 07:35–09:32"),
        ((at(23, 22), at(24, 6), at(23, 22, 5), at(24, 6, 10)), "11月23日 周一 22:00–次日06:00 实 22:05–次日06:10"),
        ((at(23, 22), None, None, None), "11月23日 周一 22:00–"),
        ((at(23, 22), None, at(24, 0, 10), None), "11月23日 周一 22:00– 实 11月24日 00:10–"),
        ((at(23, 22), at(26, 6), None, None), "11月23日 周一 22:00–11月26日 06:00"),
    ],
)
def test_the_time_of_a_duty(times: tuple[datetime, datetime | None, datetime | None, datetime | None], expected: str) -> None:
    assert moments.duty_time(*times) == expected


def test_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_language", "en")
    assert moments.duty_time(at(23, 22), at(24, 6)) == "11-23 Mon 22:00–06:00 next day"
    assert moments.minute_text(at(3, 8, 5)) == "2026-11-03 08:05"
