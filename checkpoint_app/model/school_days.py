"""On which days there is school: the week, the yearly notice of holidays and make-up days, and the days a station writes down. Pure.

Source: domain §6.3; the notices are dated data (`resources/rules/calendar.toml`). What the station has written down wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from checkpoint_app import i18n, rules
from checkpoint_app.i18n import noop
from checkpoint_app.model.records import label

FRIDAY = 5


class DayKind(StrEnum):
    """`WEEKDAY` and `WEEKEND` follow from the week; the others are written down: in the notice, or by the station."""

    WEEKDAY = "WEEKDAY"
    WEEKEND = "WEEKEND"
    HOLIDAY = "HOLIDAY"
    WORKDAY = "WORKDAY"
    VACATION = "VACATION"


DAY_LABELS: Mapping[str, str] = {
    "WEEKDAY": noop("School day"),
    "WEEKEND": noop("Weekend"),
    "HOLIDAY": noop("Holiday"),
    "WORKDAY": noop("Working day"),
    "VACATION": noop("School holidays"),
}
WRITTEN = (DayKind.HOLIDAY, DayKind.WORKDAY, DayKind.VACATION)
"""What a station may write down for a day."""
Written = Mapping[str, tuple[str, str]]
"""ISO day → (kind, name)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the calendar. `own`: the station wrote it down."""

    day: date
    kind: DayKind
    name: str = ""
    own: bool = False

    @property
    def school(self) -> bool:
        """Whether lessons are held."""
        return self.kind in (DayKind.WEEKDAY, DayKind.WORKDAY)

    @property
    def office(self) -> bool:
        """Whether offices work: school holidays are none of theirs."""
        if self.kind is DayKind.VACATION:
            return self.day.isoweekday() <= FRIDAY or _noticed(self.day)[0] is DayKind.WORKDAY
        return self.school

    def words(self) -> str:
        """国庆节, 调休上课, 寒假, 周末: why the day is as it is; empty for a plain school day."""
        if self.kind is DayKind.WEEKDAY:
            return ""
        return self.name or kind_word(self.kind)


def kind_word(kind: str) -> str:
    return label(DAY_LABELS, kind)


@cache
def notices() -> Mapping[int, Mapping[str, tuple[DayKind, Mapping[str, str]]]]:
    """Year → ISO day → what the notice of that year makes of it, with its name in both languages."""
    found: dict[int, dict[str, tuple[DayKind, Mapping[str, str]]]] = {}
    for year, table in rules.table("calendar").items():
        days: dict[str, tuple[DayKind, Mapping[str, str]]] = {}
        for row in table["holiday"]:
            for day in span(date.fromisoformat(row["from"]), date.fromisoformat(row["to"])):
                days[day.isoformat()] = (DayKind.HOLIDAY, {"zh": row["zh"], "en": row["en"]})
        days |= {day: (DayKind.WORKDAY, {}) for day in table["workday"]}
        found[int(year)] = days
    return found


def checked(year: int) -> bool | None:
    """Whether somebody has compared the year's days with the notice; None when the year is not there at all."""
    table: Mapping[str, Any] | None = rules.table("calendar").get(str(year))
    return None if table is None else bool(table["checked"])


def day_of(day: date, own: Written | None = None) -> Day:
    """What a day is."""
    kind, name = (own or {}).get(day.isoformat(), ("", ""))
    noticed, words = _noticed(day)
    hidden = kind == DayKind.VACATION and noticed is DayKind.HOLIDAY  # the Spring Festival stays one in the winter holidays
    if kind in set(WRITTEN) and not hidden:
        return Day(day=day, kind=DayKind(kind), name=name, own=True)
    if noticed is not None:
        return Day(day=day, kind=noticed, name=words.get(i18n.language(), ""))
    return Day(day=day, kind=DayKind.WEEKDAY if day.isoweekday() <= FRIDAY else DayKind.WEEKEND)


def _noticed(day: date) -> tuple[DayKind | None, Mapping[str, str]]:
    return notices().get(day.year, {}).get(day.isoformat(), (None, {}))


def span(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
