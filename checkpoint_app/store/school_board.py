"""The board of school guard, computed: every school in use in one period of one day, with what was planned and what was reported.

A school without an entry has not reported, whatever the hour; one without a period that day has no post (今日无岗); 缺岗 is only what a
person has confirmed (domain §6.3). Writing is in `school_guard`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from checkpoint_app.model import duty_periods, timing
from checkpoint_app.model.duty_periods import Period, Rules
from checkpoint_app.model.records import Entry, Shift, SiteKind
from checkpoint_app.model.registers import School
from checkpoint_app.model.school_days import Day
from checkpoint_app.store import entries_list, registers, rosters, school_rules, schools, shifts

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

FORM = "school-post"
PLACE_NAME = "护学岗"
"""The site of the shifts: a name on file, the same in every language."""
NOT_REPORTED = ""
NONE = "NONE"
MANNED = frozenset({"ARRIVED", "LATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One school on the board. `state` is a code of the list `post_states`, or NOT_REPORTED; `planned` are ids of officers.

    `period` is None where the calendar or the school's times give no post; `required` kind of officer → number; `overdue`: nobody has
    reported though the period has begun, so somebody has to ask.
    """

    school: School
    planned: tuple[str, ...] = ()
    entry: Entry | None = None
    period: Period | None = None
    required: Mapping[str, int] = field(default_factory=dict)
    overdue: bool = False

    @property
    def state(self) -> str:
        if self.entry is not None:
            return str(self.entry.values.get("post", "ARRIVED"))
        return NOT_REPORTED if self.period is not None else NONE

    @property
    def arrived(self) -> str:
        return str(self.entry.values.get("arrived") or "") if self.entry is not None else ""

    @property
    def left(self) -> str:
        return str(self.entry.values.get("left") or "") if self.entry is not None else ""

    @property
    def left_early(self) -> bool:
        return self.entry is not None and self.entry.values.get("departure") == "EARLY"

    @property
    def crew(self) -> tuple[str, ...]:
        """Ids of who was there."""
        crew = self.entry.values.get("crew") if self.entry is not None else ()
        return tuple(crew) if isinstance(crew, list | tuple) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A period of a day. `shift` is None until the roster or the first report has opened it; `about` says what the day is."""

    day: date
    period: str
    shift: Shift | None
    tiles: tuple[Tile, ...]
    about: Day

    def count(self, *states: str) -> int:
        return sum(tile.state in states for tile in self.tiles)

    @property
    def posts(self) -> int:
        """应设岗: schools with a post in this period."""
        return len(self.tiles) - self.count(NONE)

    @property
    def overdue(self) -> int:
        return sum(tile.overdue for tile in self.tiles)

    @property
    def left_early(self) -> int:
        return sum(tile.left_early for tile in self.tiles)

    def share(self, *states: str) -> str:
        """Percent of the posts in these states; a dash where there is none."""
        return f"{100 * self.count(*states) / self.posts:.1f}%" if self.posts else "—"


def moment(store: Store, day: date, minute: int) -> datetime:
    """A minute of a day at the unit, in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=store.unit.tz())
    return (midnight.replace(hour=minute // 60, minute=minute % 60)).astimezone(UTC)


def window(store: Store, day: date, period: str, rules: Rules | None = None) -> tuple[datetime, datetime]:
    """The planned time of a period over all types of school: the same on every laptop, whatever single schools do."""
    by = rules or school_rules.rules_of(store)
    whole = duty_periods.whole(period, day, by) or duty_periods.period_of(period, _WHEN_NOBODY[period], by)
    return moment(store, day, whole.opens), moment(store, day, whole.closes)


_WHEN_NOBODY: Mapping[str, tuple[int, int]] = {
    "MORNING": (440, 510),
    "NOON_OUT": (680, 750),
    "NOON_IN": (830, 880),
    "AFTERNOON": (1020, 1110),
    "EVENING": (1290, 1330),
}
"""Start and end of a period, in minutes, when the unit's own times name it for no type of school."""


def shift_of(store: Store, day: date, period: str) -> Shift | None:
    """The shift of a period; None until it is opened."""
    return next(iter(shifts_of(store, day, period)), None)


def shifts_of(store: Store, day: date, period: str) -> list[Shift]:
    """The shift of a period and its twins that other laptops opened; one from before shifts named their period is found by its time."""
    place = registers.row_id(store, "site", {"kind": SiteKind.POST, "name": PLACE_NAME})
    first, last = (day - timedelta(days=1)).isoformat(), (day + timedelta(days=1)).isoformat()
    near = [
        held
        for held in shifts.every(store, site=place, duty="school", first=first, last=last)
        if timing.local(held.planned_from, store.unit.tz()).date() == day and held.merged_into is None
    ]
    named = sorted((held for held in near if held.period == period), key=lambda held: held.id)
    if named:
        return named
    begins, ends = window(store, day, period)
    unnamed = [held for held in near if held.period is None and held.planned_from < ends and begins < (held.planned_to or ends)]
    return sorted(unnamed, key=lambda held: abs((held.planned_from - begins).total_seconds()))[:1]


def board(store: Store, day: date, period: str) -> Board:
    """All schools in use with what they reported."""
    by, about = school_rules.rules_of(store), school_rules.day_of(store, day)
    held = shifts_of(store, day, period)
    reported: dict[str, Entry] = {}
    for shift in held:
        where = entries_list.EntryFilter(shift=shift.id, template=FORM, oldest_first=True)
        reported |= {entry.site: entry for entry in entries_list.every(store, where)}
    planned = {row.site: row for row in rosters.every(store, week=rosters.week_of(day))}
    now = timing.local(store.now(), store.unit.tz())
    minute = now.hour * 60 + now.minute if now.date() == day else duty_periods.DAY_MINUTES if now.date() > day else -1
    tiles = []
    for school in schools.every(store):
        own = duty_periods.periods_on(about, school.type, school.periods or (), by, school.days).get(period)
        entry = reported.get(school.id)
        tiles.append(
            Tile(
                school=school,
                planned=tuple(planned[school.id].on(day.isoweekday(), period)) if school.id in planned else (),
                entry=entry,
                period=own,
                required=duty_periods.required_of(school.type, school.required, by),
                overdue=entry is None and own is not None and minute >= own.start,
            )
        )
    return Board(day=day, period=period, shift=held[0] if held else None, tiles=tuple(tiles), about=about)


def periods_of_day(store: Store, day: date) -> list[str]:
    """The periods in which at least one school has a post that day, in order."""
    by, about = school_rules.rules_of(store), school_rules.day_of(store, day)
    found: set[str] = set()
    for school in schools.every(store):
        found.update(duty_periods.periods_on(about, school.type, school.periods or (), by, school.days))
    return [code for code in duty_periods.CODES if code in found]


def period_at(store: Store, at: datetime | None = None) -> str:
    """The period that is going on or comes next at a moment; in the night the first one."""
    now = timing.local(at or store.now(), store.unit.tz())
    by, minute = school_rules.rules_of(store), now.hour * 60 + now.minute
    known = [whole for code in duty_periods.CODES if (whole := duty_periods.whole(code, now.date(), by)) is not None]
    return next((whole.code for whole in known if minute <= whole.closes), known[0].code if known else duty_periods.CODES[0])


def short_of(tile: Tile, kinds: Mapping[str, str], crew: Sequence[str] | None = None) -> dict[str, int]:
    """Kind of officer → how many are missing of what the post needs; `kinds` officer's id → kind."""
    there = [kinds.get(officer, "") for officer in (tile.crew if crew is None else crew)]
    missing = {kind: number - there.count(kind) for kind, number in tile.required.items()}
    return {kind: number for kind, number in missing.items() if number > 0}
