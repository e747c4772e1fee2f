"""Night patrols with helpers, rapid responses, visits, and the sweeps of the make-believe year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from checkpoint_app.demo.checkpoints import finish
from checkpoint_app.demo.world import Duty, World, name
from checkpoint_app.model import timing
from checkpoint_app.model.records import Shift, Site
from checkpoint_app.store import entries, operations, shifts, sites

_ROUTES = ("人民路—文化路—车站广场", "滨河路—体育馆—夜市", "各村主干道—商业街", "学校周边—商贸城—小区", "金山路—物流园—加油站")
_POINTS = ("车站广场", "人民路与文化路口", "实验小学门口", "夜市东口", "金山路物流园", "体育馆", "区医院急诊", "商贸城北门")
_EVENTS = ("夜市纠纷", "商铺报警", "小区噪音", "醉酒人员", "交通事故", "走失老人")
_CAMPAIGNS = ("夏季治安整治", "冬季夜查", "清雷行动", "平安夜查", "净网清查", "节前清查")


def night(world: World, area: Site) -> Duty:
    """Three hours in the evening: two rounds with helpers, now and then a call."""
    store, chance, begins = world.store, world.chance, world.clock.moment
    held = _begin(world, "patrol", area, world.team(2, 3), hours=3)
    for number in range(2):
        yield begins + timedelta(minutes=85 * (number + 1))
        entries.record(
            store, "patrol", _round(world, begins + timedelta(minutes=85 * number)), shift=held.id, checked_by=held.crew[:1]
        )
        if world.often(0.2):
            entries.record(store, "response", _response(world, area), shift=held.id, checked_by=held.crew[:1])
    yield begins + timedelta(hours=3)
    finish(world, held, "夜市路灯 2 盏不亮，已报街道" if chance.random() < 0.1 else "")


def visits(world: World, area: Site) -> Duty:
    """An afternoon from door to door."""
    begins = world.clock.moment
    held = _begin(world, "patrol", area, world.team(1, 1), hours=3)
    for number in range(3):
        yield begins + timedelta(minutes=50 * (number + 1))
        entries.record(world.store, "visit", _visit(world, area), shift=held.id, checked_by=held.crew[:1])
    yield begins + timedelta(hours=3)
    finish(world, held)


def sweep(world: World, areas: Sequence[Site], number: int) -> Duty:
    """An evening on which the whole station goes out: an operation, a shift, what it brought and who helped."""
    store, begins = world.store, world.clock.moment
    day = begins.astimezone(store.unit.tz()).date().isoformat()
    title = f"“{world.chance.choice(_CAMPAIGNS)}”第 {number + 1} 次集中清查"
    operation = operations.save(store, {"name": title, "first": day, "last": day, **_ordered(world, number)}).value
    held = _begin(world, "sweep", areas[number % len(areas)], world.team(8, 12), hours=4, operation=operation.id)
    place = world.chance.choice(sites.every(store, kind="checkpoint"))
    road = _begin(world, "checkpoint", place, world.team(2, 4), hours=4, operation=operation.id, cars=1)
    yield begins + timedelta(hours=2)
    counted = {"vehicles": world.chance.randint(30, 90), "people": world.chance.randint(40, 140)}
    entries.record(store, "checkpoint-count", counted, shift=road.id, checked_by=road.crew[:1])
    yield begins + timedelta(hours=3)
    found = {"name": title, "number": operation.number, **_found(world)}
    entries.record(store, "sweep", found, shift=held.id, checked_by=held.crew[:2])
    yield begins + timedelta(hours=4)
    for duty in (road, held):
        finish(world, duty)
    operations.close(store, operation.id, "如期结束")


def _ordered(world: World, number: int) -> dict[str, Any]:
    """What the order of a sweep says: its number, window, commander, groups and target places."""
    chance = world.chance
    leads = [officer.name for officer in chance.sample(world.police, 3)]
    groups = [
        {"name": "设卡组", "lead": leads[0], "people": 6, "task": "主要路口"},
        {"name": "清查组", "lead": leads[1], "people": 12, "task": "旅馆、出租房、娱乐场所"},
        {"name": "宣传组", "lead": leads[2], "people": 4, "task": "反诈宣传"},
    ]
    places = [{"class": kind, "count": chance.randint(8, 15)} for kind in ("HOTEL", "INTERNET", "RENTED")]
    return {
        "number": f"郾公（治）〔{world.clock.moment.year}〕{20 + number} 号",
        "window": "19:00-23:00",
        "commander": world.police[0].name,
        "groups": groups,
        "places": places,
    }


def _begin(world: World, duty: str, site: Site, crew: tuple[str, ...], *, hours: int, operation: str | None = None, cars: int = 0) -> Shift:
    draft = shifts.ShiftDraft(
        duty=duty,
        site=site.id,
        planned_from=world.clock.moment,
        planned_to=world.clock.moment + timedelta(hours=hours),
        lead=crew[0],
        crew=crew,
        vehicles=tuple({"plate": f"豫L012{number}警", "kind": "警车"} for number in range(cars or (1 if hours < 4 else 6))),
        operation=operation,
    )
    return shifts.open_shift(world.store, draft).value


def _round(world: World, begins: datetime) -> dict[str, Any]:
    chance = world.chance
    start = timing.local(begins, world.store.unit.tz())
    helpers = [
        {"kind": kind, "count": chance.randint(2, 5)}
        for kind in chance.sample(["CITY", "GRID", "VOLUNTEER"], chance.randint(1, 3))
    ]
    found: dict[str, Any] = {
        "route": chance.choice(_ROUTES),
        "mode": chance.choices(["CAR", "FOOT"], [70, 30])[0],
        "start": start.strftime("%H:%M"),
        "end": (start + timedelta(minutes=85)).strftime("%H:%M"),
        "kilometres": chance.randint(4, 26),
        "vehicles": chance.randint(0, 12),
        "people": chance.randint(0, 15),
        "helpers": helpers,
        "points": [
            {"place": place, "time": (start + timedelta(minutes=at)).strftime("%H:%M"), "way": chance.choice(["SCAN", "HAND"])}
            for at, place in zip((10, 30, 55, 75), chance.sample(_POINTS, 4), strict=True)
        ],
        "key_places": chance.randint(2, 6),
        "publicity": chance.randint(0, 20),
    }
    if world.often(0.3):
        found |= {"incidents": 1, "note": chance.choice(_EVENTS)}
    if world.often(0.3):
        found["helped"] = chance.randint(1, 3)
    return found


def _response(world: World, area: Site) -> dict[str, Any]:
    """Nine of ten are in time."""
    chance = world.chance
    level = chance.choice(["1", "3", "5"])
    arrived = world.clock.moment - timedelta(minutes=chance.randint(5, 20))
    minutes = int(level) * (0.5 if world.often(0.9) else 1.6)
    alarmed = arrived - timedelta(minutes=minutes)
    return {
        "level": level,
        "place": f"{area.name.removesuffix('巡区')}{chance.choice(('车站广场', '商业街', '夜市', '卫生院'))}",
        "alarmed_at": timing.to_text(alarmed),
        "dispatched_at": timing.to_text(alarmed + timedelta(seconds=15)),
        "arrived_at": timing.to_text(arrived),
        "result": chance.choice(("现场调解", "移交处理", "劝离", "救助送医", "误报")),
    }


def _visit(world: World, area: Site) -> dict[str, Any]:
    chance = world.chance
    kind = chance.choices(["VISIT", "DISPUTE", "MEDIATION", "PUBLICITY"], [50, 20, 15, 15])[0]
    place = f"{area.name.removesuffix('巡区')}{chance.choice(('社区', '村委会', '家属院', '市场'))}"
    results = {
        "VISIT": "了解情况，提醒防范",
        "DISPUTE": "排查邻里纠纷 1 起",
        "MEDIATION": "双方达成和解",
        "PUBLICITY": "发放宣传单 30 份",
    }
    visit = {"kind": kind, "place": place, "subject": name(chance), "result": results[kind], "people": chance.randint(1, 6)}
    if kind in ("DISPUTE", "MEDIATION"):
        day = world.clock.moment.astimezone(world.store.unit.tz()).date() + timedelta(days=chance.choice([7, 14]))
        visit |= {"follow_up": "回访双方，防止反复", "follow_up_by": day.isoformat()}
    return visit


def _found(world: World) -> dict[str, Any]:
    """What a sweep brought, and the forces beside its own shift."""
    chance = world.chance
    classes = chance.sample(["HOTEL", "INTERNET", "BAR", "BATH", "RENTED", "LOGISTICS", "SMALL"], 4)
    results = [
        {"kind": kind, "count": chance.randint(1, 3)}
        for kind in chance.sample(["ADMIN_DETENTION", "DRINKING", "KNIFE", "CASES", "CAUGHT_ACT"], 3)
    ]
    hazards_found = chance.randint(0, 6)
    return {
        "commander": world.police[0].name,
        "places": [{"class": kind, "count": chance.randint(3, 18)} for kind in classes],
        "results": [*results, {"kind": "PUBLICITY", "count": chance.randint(50, 300)}],
        "police": chance.randint(14, 24),
        "auxiliaries": chance.randint(16, 28),
        "community": chance.randint(4, 14),
        "police_cars": chance.randint(4, 10),
        "checkpoints": chance.randint(1, 3),
        "vehicles": chance.randint(80, 260),
        "people": chance.randint(120, 420),
        "hazards_found": hazards_found,
        "hazards_fixed": chance.randint(0, hazards_found),
    }
