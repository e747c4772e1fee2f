"""The make-believe station: its store, the clock that walks, its people. Every person is invented, every number impossible."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from heapq import heapify, heappop, heappush

from checkpoint_app.model.records import Officer
from checkpoint_app.store import officers, registers
from checkpoint_app.store.session import Store

PASSWORD = "demo-2026"  # noqa: S105  a practice password, printed for everybody
FIRST_NUMBER, SECOND_NUMBER = "101234", "101235"
TOWNS = ("沙北", "龙塔", "淞江", "孟庙", "商桥", "裴城", "新店", "龙城", "李集", "黑龙潭")
_SURNAMES = "王李张赵刘陈杨黄周吴孙马朱胡郭何高林罗郑"
_GIVEN = (
    "小明",
    "强",
    "伟",
    "磊",
    "芳",
    "静",
    "勇",
    "军",
    "洋",
    "宇",
    "龘",
    "丽",
    "涛",
    "超",
    "明",
    "霞",
    "平",
    "刚",
    "辉",
    "鹏",
)

Duty = Iterator[datetime]
"""A duty that goes on: each value is the moment at which it wants to be woken."""


class WalkingClock:
    """A clock that the demonstration sets; it never runs by itself."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def __call__(self) -> datetime:
        return self.moment


@dataclass
class World:
    """The station as the demonstration knows it. `chance` decides everything: the same seed makes the same year."""

    store: Store
    clock: WalkingClock
    chance: random.Random
    police: list[Officer] = field(default_factory=list)
    auxiliaries: list[Officer] = field(default_factory=list)
    community: list[Officer] = field(default_factory=list)
    forgotten: dict[str, bool] = field(default_factory=dict)
    """Hazards by id: whether nobody will ever recheck them."""
    unfiled: set[str] = field(default_factory=set)
    """Premises that never filed their building: reported on to the authority for it."""

    def meet(self) -> None:
        """Learns who is on file."""
        everybody = officers.every(self.store)
        self.police = [officer for officer in everybody if officer.police]
        self.auxiliaries = [officer for officer in everybody if officer.kind == "AUX"]
        self.community = [officer for officer in everybody if officer.kind in ("GUARD", "PATROL")]

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A local time of the unit, aware UTC."""
        return datetime.combine(day, time(hour, minute), tzinfo=self.store.unit.tz()).astimezone(UTC)

    def team(self, police: int, auxiliaries: int, community: int = 0) -> tuple[str, ...]:
        """Some of each, by id; the first is 民警."""
        groups = ((self.police, police), (self.auxiliaries, auxiliaries), (self.community, community))
        return tuple(officer.id for group, count in groups for officer in self.chance.sample(group, count))

    def often(self, share: float) -> bool:
        """True in that share of cases."""
        return self.chance.random() < share


def name(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + chance.choice(_GIVEN)


def hire(world: World) -> None:
    """The officers, auxiliaries, guards and neighbourhood patrols of the station."""
    every = [surname + given for surname in _SURNAMES for given in _GIVEN]
    names = iter(world.chance.sample([one for one in every if one not in ("王小明", "李强")], 128))  # no two have one name
    rows: list[dict[str, object]] = [{"number": SECOND_NUMBER, "name": "李强", "kind": "OFFICER"}]
    rows += [{"number": f"{101236 + n}", "name": next(names), "kind": "OFFICER"} for n in range(28)]
    rows += [{"number": f"FJ{1001 + n}", "name": next(names), "kind": "AUX"} for n in range(60)]
    rows += [{"number": f"BA{2001 + n}", "name": next(names), "kind": "GUARD", "unit": "校园保安"} for n in range(20)]
    rows += [{"number": f"XF{3001 + n}", "name": next(names), "kind": "PATROL", "unit": "街道巡防队"} for n in range(20)]
    with world.store.transaction() as transaction:
        for row in rows:
            registers.upsert(transaction, "officer", officers.check(row)[0])
    world.meet()


def walk(clock: WalkingClock, planned: Iterable[tuple[datetime, Callable[[], Duty]]]) -> None:
    """Lets all duties go on beside each other, in the order of time, so that the clock never goes back."""
    waiting: list[tuple[datetime, int, Callable[[], Duty] | Duty]] = [
        (begins, number, duty) for number, (begins, duty) in enumerate(planned)
    ]
    heapify(waiting)
    while waiting:
        clock.moment, number, duty = heappop(waiting)
        going = duty() if callable(duty) else duty
        following = next(going, None)
        if following is not None:
            heappush(waiting, (max(following, clock.moment), number, going))


def days(first: date, last: date) -> Iterator[date]:
    """Both inclusive."""
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)


def spread(chance: random.Random, among: list[date], count: int) -> list[date]:
    """So many of these days, evenly over the year; more than there are means several on one day."""
    if not among or count <= 0:
        return []
    step = len(among) / count
    return [among[min(int(number * step + chance.random() * step), len(among) - 1)] for number in range(count)]
