"""What the station itself says about school guard: the days of its calendar, its times, its settings.

A day that differs is a row of the register `calendar`, found by its date. Times and settings are one attribute (`school`) of the
unit's row: what is not changed there stays as shipped (`resources/rules/school.toml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import duty_periods, school_days
from checkpoint_app.model.duty_periods import Rules
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.records import NO_CHANGES, Changes, Role
from checkpoint_app.model.school_days import Day, DayKind, Written
from checkpoint_app.store import errors, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "CALENDAR_DAYS": noop("The last day is before the first."),
        "CALENDAR_TOO_LONG": noop("More than a year at once: look at the two days."),
        "CALENDAR_KIND": noop("Say what the days are: holiday, working day or school holidays."),
        "SCHOOL_TIMES": noop("{group}, {period}: the end is not after the start, or it is no time."),
        "SCHOOL_MINUTES": noop("Minutes are a whole number from 0 to 120."),
        "SCHOOL_SEASON": noop("The summer is written as month and day: 05-01."),
    }
)
LONGEST_RUN = 366
MOST_MINUTES = 120
WINDOW = ("early_minutes", "late_minutes", "grace_minutes")
EDITORS = (Role.LEADER, Role.CLERK, Role.ADMIN)


def written_days(store: Store) -> Written:
    """The days that the station has written down: ISO day → (kind, name)."""
    rows = registers.bodies(store.db, "calendar")
    return {str(content["date"]): (str(content.get("kind", "")), str(content.get("name", ""))) for _, content in rows}


def day_of(store: Store, day: date) -> Day:
    """What a day is, by what the station says and the yearly notice."""
    found = registers.body(store.db, "calendar", registers.row_id(store, "calendar", {"date": day.isoformat()}))
    own = {}
    if found is not None and found.get("active", True):
        own = {day.isoformat(): (str(found.get("kind", "")), str(found.get("name", "")))}
    return school_days.day_of(day, own)


def write_days(store: Store, first: date, last: date, kind: str, name: str = "") -> Changes:
    """Every day from the first to the last is a holiday, a working day or school holidays. Raises NotAllowed, Refused."""
    store.require(tr("changing the calendar"), *EDITORS)
    problems: list[Problem] = []
    if last < first:
        problems.append(error("CALENDAR_DAYS", "to"))
    elif (last - first).days >= LONGEST_RUN:
        problems.append(error("CALENDAR_TOO_LONG", "to"))
    if kind not in set(school_days.WRITTEN):
        problems.append(error("CALENDAR_KIND", "kind"))
    if problems:
        raise errors.Refused(problems)
    with store.transaction() as transaction:
        for day in school_days.span(first, last):
            content = {"date": day.isoformat(), "kind": DayKind(kind).value, "name": name.strip(), "active": True}
            registers.upsert(transaction, "calendar", content)
    return transaction.changes


def forget_days(store: Store, days: Iterable[str]) -> Changes:
    """The station says nothing about these days (ISO) any more: the notice and the week hold again. Raises NotAllowed."""
    store.require(tr("changing the calendar"), *EDITORS)
    known = written_days(store)
    wanted = [day for day in days if day in known]
    if not wanted:
        return NO_CHANGES
    with store.transaction() as transaction:
        for day in wanted:
            registers.upsert(transaction, "calendar", {"date": day, "active": False})
    return transaction.changes


def rules_of(store: Store) -> Rules:
    """Times and settings of the unit."""
    return duty_periods.rules_from(own_rules(store))


def own_rules(store: Store) -> Mapping[str, Any]:
    """What the unit has changed, as it is kept."""
    content = registers.body(store.db, "unit", store.unit.id) or {}
    found = content.get("school")
    return found if isinstance(found, Mapping) else {}


def change_rules(
    store: Store,
    *,
    window: Mapping[str, int] | None = None,
    summer: tuple[str, str] | None = None,
    times: Mapping[tuple[str, str, str], tuple[str, str] | None] | None = None,
) -> Changes:
    """Changes settings, the summer (MM-DD, inclusive), or times: (season, group, period) → start and end, None for no such period.

    Raises NotAllowed, Refused with every fault; nothing is written then.
    """
    store.require(tr("changing the times of school guard"), *EDITORS)
    problems = [*_check_window(window or {}), *_check_summer(summer), *_check_times(times or {})]
    if problems:
        raise errors.Refused(problems)
    own: dict[str, Any] = {**own_rules(store)}
    if window:
        own["window"] = {**own.get("window", {}), **window}
    if summer:
        own["summer"] = list(summer)
    if times:
        kept = {
            season: {group: dict(found) for group, found in groups.items()} for season, groups in own.get("times", {}).items()
        }
        for (season, group, code), pair in times.items():
            kept.setdefault(season, {}).setdefault(group, {})[code] = list(pair or ())
        own["times"] = kept
    with store.transaction() as transaction:
        registers.upsert(transaction, "unit", {"school": own}, record=store.unit.id)
    return transaction.changes


def _check_window(window: Mapping[str, int]) -> list[Problem]:
    return [
        error("SCHOOL_MINUTES", key) for key, number in window.items() if key not in WINDOW or not 0 <= number <= MOST_MINUTES
    ]


def _check_summer(summer: tuple[str, str] | None) -> list[Problem]:
    found = []
    for key, written in zip(("summer_from", "summer_to"), summer or (), strict=False):
        try:
            date.fromisoformat(f"2024-{written}")
        except ValueError:
            found.append(error("SCHOOL_SEASON", key))
    return found


def _check_times(times: Mapping[tuple[str, str, str], tuple[str, str] | None]) -> list[Problem]:
    found = []
    for (season, group, code), pair in times.items():
        try:
            right = pair is None or duty_periods.minutes(pair[0]) < duty_periods.minutes(pair[1])
        except ValueError:
            right = False
        if not right:
            from checkpoint_app import lists

            words = lists.word("school_periods", code)
            found.append(error("SCHOOL_TIMES", f"{season}.{group}.{code}", group=group_word(group), period=words))
    return found


def group_word(group: str) -> str:
    return {
        "KINDERGARTEN": tr("Kindergarten"),
        "PRIMARY": tr("Primary school"),
        "MIDDLE": tr("Middle school"),
    }.get(group, group)
