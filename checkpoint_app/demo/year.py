"""The make-believe year: how many duties of each kind there are, and on which days. It resembles what design §11 names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial

from checkpoint_app.demo import checkpoints, errands, fire, patrols, schools
from checkpoint_app.demo.world import Duty, World, days, spread
from checkpoint_app.store import equipment, premises, school_guard, school_rules, sites

Planned = tuple[datetime, Callable[[], Duty]]

CHECKPOINT_SHARE = 0.7
"""Of all entries; the other duties follow from theirs."""
POSTS_A_RECORD = 1 / 12
MOST_POSTS = 260
"""So many six-hour duties at the other posts a year give 4,500 人次 with those of the checkpoints."""
FIRE_DAYS_A_RECORD = 1 / 150
NIGHTS_A_RECORD = 1 / 40
VISIT_DAYS_A_RECORD = 1 / 150
SWEEPS_A_RECORD = 1 / 60
SCHOOL_DAYS_A_RECORD = 1 / 250
"""A period at all 65 schools is 65 entries."""
MOST_SWEEPS = 46


def plan(world: World, first: date, last: date, records: int) -> Iterator[Planned]:
    """Every duty of the year with the moment at which it begins."""
    yield from _checkpoints(world, first, last, round(records * CHECKPOINT_SHARE))
    yield from _posts(world, first, last, min(round(records * POSTS_A_RECORD), MOST_POSTS))
    yield from _fire(world, first, last, max(round(records * FIRE_DAYS_A_RECORD), 1))
    yield from _patrols(world, first, last, records)
    yield from ((world.at(day, 16), partial(errands.week, world)) for day in days(first, last) if day.isoweekday() == 5)
    yield from _schools(world, first, last, max(round(records * SCHOOL_DAYS_A_RECORD), 1))


def _checkpoints(world: World, first: date, last: date, count: int) -> Iterator[Planned]:
    places = sites.every(world.store, kind="checkpoint")
    wanted = max(count // checkpoints.ENTRIES_A_SHIFT, 1)
    for number, day in enumerate(spread(world.chance, list(days(first, last)), wanted)):
        entries = count // wanted + (number < count % wanted)
        begins = world.at(day, (7, 19, 21)[number % 3], 30)
        yield begins, partial(checkpoints.shift, world, places[number % len(places)], entries)


def _posts(world: World, first: date, last: date, count: int) -> Iterator[Planned]:
    places = sites.every(world.store, kind="post")
    for number, day in enumerate(spread(world.chance, list(days(first, last)), count)):
        yield world.at(day, world.chance.choice((8, 14))), partial(checkpoints.post, world, places[number % len(places)])


def _fire(world: World, first: date, last: date, count: int) -> Iterator[Planned]:
    places = premises.every(world.store)
    pieces = {place.id: equipment.every(world.store, premises=place.id) for place in places}
    workdays = [day for day in days(first, last - timedelta(days=1)) if day.isoweekday() < 6]
    for number, day in enumerate(spread(world.chance, workdays, count)):
        visited = [places[(number * fire.PLACES_A_DAY + at) % len(places)] for at in range(fire.PLACES_A_DAY)]
        yield world.at(day, 9), partial(fire.day, world, visited, pieces)


def _schools(world: World, first: date, last: date, count: int) -> Iterator[Planned]:
    school_days = [day for day in days(first, last - timedelta(days=1)) if school_rules.day_of(world.store, day).school]
    for number, day in enumerate(spread(world.chance, school_days, count)):
        code = "MORNING" if number % 2 == 0 else "AFTERNOON"
        yield school_guard.window(world.store, day, code)[0], partial(schools.period, world, day, code)


def _patrols(world: World, first: date, last: date, records: int) -> Iterator[Planned]:
    areas = sites.every(world.store, kind="area")
    every = list(days(first, last))
    for number, day in enumerate(spread(world.chance, every, max(round(records * NIGHTS_A_RECORD), 1))):
        yield world.at(day, 20), partial(patrols.night, world, areas[number % len(areas)])
    for number, day in enumerate(spread(world.chance, every, max(round(records * VISIT_DAYS_A_RECORD), 1))):
        yield world.at(day, 15), partial(patrols.visits, world, areas[number % len(areas)])
    for number, day in enumerate(spread(world.chance, every, min(max(round(records * SWEEPS_A_RECORD), 1), MOST_SWEEPS))):
        yield world.at(day, 19), partial(patrols.sweep, world, areas, number)
