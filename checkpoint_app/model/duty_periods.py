"""School guard by the clock: the periods of a school on a day, when a post has to be manned, who came late or left early. Pure.

Sources: domain §6.3 (names, default times, the rules for late, absent, left early). The times of a type of school are data
(`resources/rules/school.toml`), changed by the unit; a school's own rows replace them. Times are HH:MM of the unit's day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from checkpoint_app import rules
from checkpoint_app.model.school_days import Day

DAY_MINUTES = 24 * 60
CODES = ("MORNING", "NOON_OUT", "NOON_IN", "AFTERNOON", "EVENING")
"""The periods of a school day in their order (the codes of the list `school_periods`)."""
SEASONS = ("WINTER", "SUMMER")
GROUPS = ("KINDERGARTEN", "PRIMARY", "MIDDLE")
WHEN_UNKNOWN = "PRIMARY"
"""Whose times a school keeps whose type nobody has entered."""
WORKING_WEEK = "12345"

Times = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]
"""Season → group of schools → period → (start, end)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a unit goes by. `summer` are MM-DD, inclusive; `required` group → kind of officer → number."""

    early_minutes: int
    late_minutes: int
    grace_minutes: int
    summer: tuple[str, str]
    times: Times
    required: Mapping[str, Mapping[str, int]]

    def season(self, day: date) -> str:
        """SUMMER or WINTER; the summer may reach over the turn of the year."""
        first, last = self.summer
        written = f"{day:%m-%d}"
        inside = first <= written <= last if first <= last else written >= first or written <= last
        return "SUMMER" if inside else "WINTER"

    def of_group(self, group: str, season: str) -> dict[str, tuple[int, int]]:
        """Period → (start, end) in minutes; in summer those of winter where nothing else is said."""
        known = {**self.times["WINTER"].get(group, {}), **(self.times["SUMMER"].get(group, {}) if season == "SUMMER" else {})}
        return {code: (minutes(pair[0]), minutes(pair[1])) for code, pair in known.items() if len(pair) > 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A period of one school on one day, in minutes of that day, with the window in which its post is manned."""

    code: str
    start: int
    end: int
    early: int = 0
    late: int = 0
    grace: int = 0

    @property
    def opens(self) -> int:
        """From when on the post is to be manned."""
        return max(self.start - self.early, 0)

    @property
    def closes(self) -> int:
        """Until when."""
        return min(self.end + self.late, DAY_MINUTES - 1)

    @property
    def due(self) -> int:
        """The last minute that is still in time."""
        return max(min(self.start, self.opens + self.grace), 0)

    @property
    def free(self) -> int:
        """The first minute at which leaving is not too early."""
        return max(self.closes - self.grace, self.start)

    def late_at(self, clock: str) -> bool:
        """Whether who arrives then is late: later than start − early + grace."""
        return minutes(clock) > self.due

    def left_early(self, clock: str) -> bool:
        """Whether who leaves then leaves too early: before end + late − grace."""
        return minutes(clock) < self.free

    def overlaps(self, other: Period) -> bool:
        """Whether nobody can man both posts."""
        return self.opens < other.closes and other.opens < self.closes

    def words(self) -> str:
        """07:20–08:10"""
        return f"{clock_text(self.start)}–{clock_text(self.end)}"


def minutes(clock: str) -> int:
    """07:05 → 425. Raises ValueError for what is no time."""
    found = time.fromisoformat(clock)
    return found.hour * 60 + found.minute


def clock_text(minute: int) -> str:
    """425 → 07:05"""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def rules_from(own: Mapping[str, Any] | None = None) -> Rules:
    """The shipped rules, with what the unit has changed."""
    table, changed = rules.table("school"), own or {}
    window = {**table["window"], **changed.get("window", {})}
    times = {
        season: {
            group: {**table[season].get(group, {}), **changed.get("times", {}).get(season, {}).get(group, {})} for group in GROUPS
        }
        for season in SEASONS
    }
    return Rules(
        early_minutes=int(window["early_minutes"]),
        late_minutes=int(window["late_minutes"]),
        grace_minutes=int(window["grace_minutes"]),
        summer=tuple(changed.get("summer") or table["season"]["SUMMER"]),
        times=times,
        required={**table["required"], **changed.get("required", {})},
    )


def group_of(type_: str) -> str:
    """Whose times a type of school keeps; NONE has only periods of its own."""
    return str(rules.table("school")["group"].get(type_, WHEN_UNKNOWN))


def periods_on(
    day: Day, type_: str, own: Iterable[Mapping[str, Any]], by: Rules, days: Mapping[str, str] | None = None
) -> dict[str, Period]:
    """The periods of a school on a day, by code. Empty: 今日无岗.

    `own` are the school's rows (period, start, end, weekdays, season, from, to, off); several of one period (staggered grades) are one
    post from the first start to the last end. `days` are single days on which this school differs: ISO day → HOLIDAY or WORKDAY.
    """
    said = (days or {}).get(day.day.isoformat(), "")
    lessons = said == "WORKDAY" or (day.school and said != "HOLIDAY")
    closed = said == "HOLIDAY" or day.kind in ("HOLIDAY", "VACATION")
    season = by.season(day.day)
    found = by.of_group(group_of(type_), season) if lessons else {}
    replaced: dict[str, list[tuple[int, int]]] = {}
    for row in own:
        if _applies(row, day, season, lessons=lessons, closed=closed and not lessons):
            spans = replaced.setdefault(str(row["period"]), [])
            if not row.get("off"):
                spans.append((minutes(str(row["start"])), minutes(str(row["end"]))))
    for code, spans in replaced.items():
        found.pop(code, None)
        if spans:
            found[code] = (min(start for start, _ in spans), max(end for _, end in spans))
    return {code: period_of(code, found[code], by) for code in CODES if code in found}


def period_of(code: str, times: tuple[int, int], by: Rules) -> Period:
    start, end = times
    return Period(code=code, start=start, end=end, early=by.early_minutes, late=by.late_minutes, grace=by.grace_minutes)


def _applies(row: Mapping[str, Any], day: Day, season: str, *, lessons: bool, closed: bool) -> bool:
    """A row without days of the week holds on school days; a make-up day is one of them; a named Saturday counts also without lessons."""
    iso = day.day.isoformat()
    if row.get("season", season) != season or not str(row.get("from", "")) <= iso <= str(row.get("to", "9999")):
        return False
    wanted, weekday = str(row.get("weekdays") or WORKING_WEEK), str(day.day.isoweekday())
    if lessons:
        return weekday in wanted or (weekday not in WORKING_WEEK and wanted == WORKING_WEEK)
    return not closed and weekday in wanted and weekday not in WORKING_WEEK


def whole(code: str, day: date, by: Rules) -> Period | None:
    """A period over all types of school: from the first start to the last end. None when no type has it."""
    spans = [times[code] for group in GROUPS if code in (times := by.of_group(group, by.season(day)))]
    return period_of(code, (min(start for start, _ in spans), max(end for _, end in spans)), by) if spans else None


def required_of(type_: str, own: Mapping[str, int], by: Rules) -> dict[str, int]:
    """Kind of officer → how many the post needs."""
    return {kind: number for kind, number in (own or by.required.get(group_of(type_), {})).items() if number}
