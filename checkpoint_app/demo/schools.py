"""Posts at the school gates in the rush hours: rostered by week, reported on the board, here and there an exception."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from checkpoint_app.demo.world import Duty, World
from checkpoint_app.model.roster_clashes import Place
from checkpoint_app.model.school_days import DayKind
from checkpoint_app.store import entries, roster_weeks, rosters, school_guard, school_rules, schools

PERIODS = ("MORNING", "AFTERNOON")
"""The rush hours that the station mans."""


def holidays(world: World, today: date) -> None:
    """The school holidays of the year before a day: no posts then."""
    for year in (today.year - 1, today.year):
        school_rules.write_days(world.store, date(year, 7, 4), date(year, 8, 31), DayKind.VACATION, "暑假")
        school_rules.write_days(world.store, date(year, 1, 24), date(year, 2, 25), DayKind.VACATION, "寒假")


def roster(world: World, day: date) -> None:
    """Who is where in the week of a day: the first time from scratch, then copied from the newest week before it."""
    store, week = world.store, rosters.week_of(day)
    known = sorted({row.week for row in rosters.every(store)})
    if week in known:
        return
    if known:
        roster_weeks.copy(store, known[-1], week)
        return
    waiting = {"OFFICER": iter(world.police), "AUX": iter(world.auxiliaries), "PATROL": (one for one in world.community if one.kind == "PATROL")}
    cells: dict[Place, list[str]] = {}
    for school in schools.every(store):
        team = [officer.id for kind, number in school.required.items() for officer in islice(waiting[kind], number)]
        cells |= {Place(school.id, weekday, code): team for weekday in range(1, 8) for code in PERIODS}
    roster_weeks.write(store, week, cells)


def required(number: int) -> str:
    """The headcount of a post, as the register says it: there are fewer officers than schools."""
    return "民警1 辅警1" if number < 28 else "辅警1" if number < 58 else "群防群治1"

EVENTS: tuple[Mapping[str, Any], ...] = (
    {"kind": "PARENT_HELP", "people": 1, "measure": "帮助家长挪车", "result": "已解决"},
    {"kind": "MEDICAL", "people": 1, "measure": "联系校医和家长", "result": "已送医"},
    {"kind": "STALL", "people": 2, "measure": "劝离校门前摊点", "result": "已清离"},
    {"kind": "EQUIPMENT_FAULT", "measure": "一键报警按钮失灵，通知学校报修", "result": "当日修复"},
)


def period(world: World, day: date, code: str) -> Duty:
    """Most report in time; one comes late now and then and one has no post today; some leave too early, one is not manned at all."""
    store, chance = world.store, world.chance
    roster(world, day)
    begins, _ = school_guard.window(store, day, code)
    yield begins + timedelta(minutes=2)
    school_guard.open_due(store)
    tiles = [tile for tile in school_guard.board(store, day, code).tiles if tile.period is not None]
    every = [tile.school.id for tile in tiles]
    late, none, absent = chance.sample(every, 3) if world.often(0.8) else ("", "", "")
    odd, first = (late, none, absent), min(tile.period.opens for tile in tiles if tile.period is not None)
    source = chance.choice(("PHONE", "RADIO", "WECHAT"))
    for earliest in (True, False):  # not all types of school begin at once
        there = [tile.school.id for tile in tiles if tile.period is not None and (tile.period.opens == first) is earliest]
        school_guard.report(store, day, code, [school for school in there if school not in odd], source=source)
        yield begins + timedelta(minutes=33)
    yield begins + timedelta(minutes=85)
    if late:
        school_guard.report(store, day, code, [late], source="PHONE", post="LATE")
        school_guard.report(store, day, code, [none], post="NONE", source="PHONE")
        school_guard.report(store, day, code, [absent], post="ABSENT" if world.often(0.2) else school_guard.ON_TIME, source="SELF")
    yield begins + timedelta(minutes=165)
    for tile in chance.sample(school_guard.board(store, day, code).tiles, 6):
        if tile.entry is not None and tile.state in school_guard.MANNED:
            entries.correct(store, tile.entry.id, _seen(world, tile), "补记岗上情况")
    school_guard.close_past(store)


def _seen(world: World, tile: school_guard.Tile) -> dict[str, Any]:
    chance = world.chance
    crew = tile.crew or tuple(world.team(1, 2))
    seen: dict[str, Any] = {"crew": list(crew), "persuaded": chance.randint(1, 6), "escorted": chance.randint(20, 180)}
    if tile.school.school_buses:
        seen["buses"] = tile.school.school_buses
    if world.often(0.3):
        kind = chance.choice(("ILLEGAL_PARKING", "TRAFFIC_JAM", "STALL", "PARENT_HELP", "DISPUTE", "DRILL"))
        seen["events"] = [{"kind": kind, "people": chance.randint(1, 4), "result": "已处置"}]
    elif world.often(0.2):
        seen["events"] = [dict(chance.choice(EVENTS))]
    if world.often(0.1) and tile.period is not None:
        seen |= {"left": "08:05" if tile.period.code == "MORNING" else "17:40", "departure": "EARLY"}
    return seen
