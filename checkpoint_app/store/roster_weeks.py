"""The roster of all schools for one week: seen at once, written in one transaction, copied from another week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from checkpoint_app.model import duty_periods, roster_clashes
from checkpoint_app.model.duty_periods import Period
from checkpoint_app.model.records import NO_CHANGES
from checkpoint_app.model.registers import School
from checkpoint_app.model.roster_clashes import Place
from checkpoint_app.model.school_days import Day
from checkpoint_app.store import officers, registers, rosters, school_rules, schools
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

WEEK_DAYS = range(1, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """`posts`: place → its period, only where there is a post that day; `cells`: place → ids of officers; `short`: place → kind → how
    many are missing of what the post needs."""

    week: str
    days: tuple[Day, ...]
    schools: tuple[School, ...]
    posts: Mapping[Place, Period]
    cells: Mapping[Place, Sequence[str]]
    clashes: Mapping[Place, Mapping[str, tuple[Place, ...]]]
    short: Mapping[Place, Mapping[str, int]]

    def manned(self) -> int:
        """Posts with somebody."""
        return sum(bool(self.cells.get(place)) for place in self.posts)


def monday(week: str) -> date:
    """2026-W47 → 2026-11-16"""
    year, _, number = week.partition("-W")
    return date.fromisocalendar(int(year), int(number), 1)


def load(store: Store, week: str) -> Week:
    """What the page of the roster shows."""
    by, start = school_rules.rules_of(store), monday(week)
    days = tuple(school_rules.day_of(store, start + timedelta(days=number - 1)) for number in WEEK_DAYS)
    every = tuple(schools.every(store))
    rows = {row.site: row for row in rosters.every(store, week=week)}
    posts: dict[Place, Period] = {}
    cells: dict[Place, Sequence[str]] = {}
    short: dict[Place, Mapping[str, int]] = {}
    kinds = {officer.id: str(officer.kind) for officer in officers.every(store)}
    for school in every:
        required = duty_periods.required_of(school.type, school.required, by)
        for number, day in zip(WEEK_DAYS, days, strict=True):
            for code, period in duty_periods.periods_on(day, school.type, school.periods or (), by, school.days).items():
                place = Place(school.id, number, code)
                posts[place] = period
                cells[place] = tuple(rows[school.id].on(number, code)) if school.id in rows else ()
                if cells[place] and (missing := _missing(required, [kinds.get(one, "") for one in cells[place]])):
                    short[place] = missing
    planned = [(place, posts[place], cells[place]) for place in posts]
    return Week(
        week=week,
        days=days,
        schools=every,
        posts=posts,
        cells=cells,
        clashes=roster_clashes.clashes(planned),
        short=short,
    )


def _missing(required: Mapping[str, int], there: Sequence[str]) -> dict[str, int]:
    missing = {kind: number - there.count(kind) for kind, number in required.items()}
    return {kind: number for kind, number in missing.items() if number > 0}


def write(store: Store, week: str, cells: Mapping[Place, Sequence[str]]) -> Saved[Week]:
    """Who is on these posts, in one transaction; nobody where the list is empty."""
    rows: dict[str, dict[str, list[str]]] = {}
    for place, people in cells.items():
        rows.setdefault(place.site, {})[f"{place.weekday}.{place.period}"] = list(dict.fromkeys(people))
    changes = NO_CHANGES
    if rows:
        with store.transaction() as transaction:
            for site, content in rows.items():
                registers.upsert(transaction, "roster", {"week": week, "site": site, **content})
        changes = transaction.changes
    return Saved(value=load(store, week), changes=changes)


def copy(store: Store, source: str, week: str) -> Saved[Week]:
    """Fills what is still empty in a week from another one; who is no longer on file is left out. One transaction."""
    on_file = {officer.id for officer in officers.every(store)}
    known = {row.site: row.cells for row in rosters.every(store, week=week)}
    wanted: dict[Place, Sequence[str]] = {}
    for row in rosters.every(store, week=source):
        for key, people in row.cells.items():
            there = [officer for officer in people if officer in on_file]
            if there and not known.get(row.site, {}).get(key):
                weekday, _, code = key.partition(".")
                wanted[Place(row.site, int(weekday), code)] = there
    return write(store, week, wanted)
