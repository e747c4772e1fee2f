"""Times of the duty. Pure.

Model times are aware UTC; stored text is `2026-11-20T01:00:00.000Z`; screen and paper show unit time (Asia/Shanghai, a setting).
A business day starts at the unit's day-start hour, and a shift belongs to the day on which it was planned to start (domain §9.3).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo


def to_text(moment: datetime) -> str:
    """Aware datetime → `2026-11-20T01:00:00.000Z`. Milliseconds are cut, not rounded."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def from_text(text: str, zone: ZoneInfo | None = None) -> datetime:
    """Any ISO 8601 moment → aware UTC; without an offset it is time in `zone`. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        if zone is None:
            raise ValueError(text)
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


def business_day(moment: datetime, zone: ZoneInfo, day_start: int) -> date:
    """The local date to which a moment counts when the day starts at `day_start` o'clock (0–23)."""
    return (moment.astimezone(zone) - timedelta(hours=day_start)).date()


def day_bounds(first: date, last: date, zone: ZoneInfo, day_start: int) -> tuple[datetime, datetime]:
    """UTC bounds [from, to) of the inclusive business days `first`…`last`."""
    start = datetime(first.year, first.month, first.day, day_start, tzinfo=zone)
    after = last + timedelta(days=1)
    end = datetime(after.year, after.month, after.day, day_start, tzinfo=zone)
    return start.astimezone(UTC), end.astimezone(UTC)


def local(moment: datetime | str, zone: ZoneInfo) -> datetime:
    """A stored or model time as local time of the unit."""
    if isinstance(moment, str):
        moment = from_text(moment)
    return moment.astimezone(zone)
