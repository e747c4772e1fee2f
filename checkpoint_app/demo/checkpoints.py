"""Checkpoint shifts of the make-believe year, at the three checkpoints and the twelve other posts, and the shift of tonight."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from checkpoint_app.demo import errands
from checkpoint_app.demo.places import CHECKPOINTS
from checkpoint_app.demo.world import FIRST_NUMBER, SECOND_NUMBER, Duty, World
from checkpoint_app.i18n import tr
from checkpoint_app.model import ids
from checkpoint_app.model.records import Shift, Site
from checkpoint_app.store import handover, entries, officers, operations, shifts, sites

ENTRIES_A_SHIFT = 24
_HOURS = 4
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def shift(world: World, site: Site, count: int) -> Duty:
    """Four hours at a checkpoint, filed afterwards."""
    store, chance, begins = world.store, world.chance, world.clock.moment
    crew = world.team(2, 3)
    held = begin(world, site, crew, hours=_HOURS)
    prepared = []
    for minute in sorted(chance.sample(range(5, 235), min(count, 230))):
        yield begins + timedelta(minutes=minute)
        prepared.append(entries.prepare(store, *vehicle(chance), shift=held.id, checked_by=_pair(chance, crew)))
    yield begins + timedelta(hours=_HOURS)
    entries.record_all(store, prepared)
    finish(world, held, "反光锥筒 1 个破损待换" if world.often(0.2) else "")


def post(world: World, site: Site) -> Duty:
    """Six hours at a busy place: many people on duty, vehicles only counted."""
    store, begins = world.store, world.clock.moment
    crew = world.team(world.chance.randint(3, 5), world.chance.randint(7, 11))
    held = begin(world, site, crew, hours=6)
    yield begins + timedelta(hours=3)
    counted = {"vehicles": world.chance.randint(5, 60), "people": world.chance.randint(10, 120)}
    prepared = [entries.prepare(store, "checkpoint-count", counted, shift=held.id, checked_by=crew[:1])]
    yield begins + timedelta(hours=6)
    entries.record_all(store, prepared)
    finish(world, held)


def begin(world: World, site: Site, crew: tuple[str, ...], *, hours: int, operation: str | None = None) -> Shift:
    """A checkpoint shift that begins now."""
    chance, store = world.chance, world.store
    draft = shifts.ShiftDraft(
        duty="checkpoint",
        site=site.id,
        planned_from=store.now(),
        planned_to=store.now() + timedelta(hours=hours),
        lead=crew[0],
        crew=crew,
        vehicles=({"plate": "豫L0123警", "kind": "巡逻车"},),
        kit={"bodycam": 4, "alcohol_tester": 2, "cone": 12},
        weather=chance.choice(["SUNNY", "CLOUDY", "OVERCAST", "LIGHT_RAIN"]),
        temperature=f"{chance.randint(-2, 8)}–{chance.randint(9, 28)} ℃",
        basis="PL15",
        basis_document="漯郾公（治）批〔2026〕18号",
        operation=operation,
    )
    return shifts.open_shift(store, draft).value


def finish(world: World, held: Shift, item: str = "") -> None:
    """Handed over to the second officer, taken, filed."""
    store = world.store
    errands.at_the_end(world, held)
    handover.close(store, held.id, to=SECOND_NUMBER, items=[item] if item else [])
    handover.take(store, held.id, by=officers.need(store, SECOND_NUMBER))
    handover.file(store, held.id)


def _pair(chance: random.Random, crew: tuple[str, ...]) -> list[str]:
    """One of the two 民警, or both."""
    return list(crew[:2]) if chance.random() < 0.3 else [chance.choice(crew[:2])]


RARE: tuple[Mapping[str, Any], ...] = (
    {"findings": ["PLATE"], "disposition": "SPOT_PENALTY", "note": "号牌遮挡，已当场改正"},
    {"findings": ["NO_LICENSE"], "disposition": "HANDOVER", "receiver": "交警大队"},
    {"findings": ["BELT_HELMET"], "disposition": "SPOT_PENALTY"},
    {"findings": ["WANTED_P"], "disposition": "HANDOVER", "receiver": "刑侦大队"},
    {"findings": ["SUSPECT"], "disposition": "CONT_QUESTION", "note": "车载电缆来源说不清"},
    {
        "findings": ["EXPLOSIVE"],
        "disposition": "SEIZE",
        "items": [{"name": "烟花爆竹", "quantity": 3, "unit": "件"}],
        "note": "无运输许可",
    },
    {
        "findings": ["DRUG"],
        "disposition": "HANDOVER",
        "receiver": "禁毒大队",
        "items": [{"name": "疑似毒品", "quantity": 1.2, "unit": "克"}],
    },
    {
        "findings": ["SMUGGLE"],
        "disposition": "HANDOVER",
        "receiver": "烟草专卖局",
        "items": [{"name": "无证烟草", "quantity": 40, "unit": "条"}],
    },
)
"""What happens a few times a year."""


def vehicle(chance: random.Random) -> tuple[str, Mapping[str, Any]]:
    """One make-believe check: template id and values."""
    roll = chance.random()
    if roll < 0.12:
        return "checkpoint-count", {"vehicles": chance.randint(3, 25), "people": chance.randint(5, 40)}
    values: dict[str, Any] = {
        "plate": plate(chance),
        "plate_colour": "BLUE",
        "vehicle_type": chance.choices(["CAR", "TRUCK_LIGHT", "BUS", "TAXI", "MOTORCYCLE", "TRUCK_HEAVY"], [74, 10, 4, 6, 3, 3])[0],
        "people": chance.choices([1, 2, 3, 4], [55, 25, 13, 7])[0],
    }
    if roll < 0.17:
        values |= RARE[chance.randrange(len(RARE))]
    elif roll > 0.965:
        mg = chance.randint(21, 140)
        values |= {
            "findings": ["DRUNK"],
            "alcohol_mg": mg,
            "alcohol_method": "BREATH",
            "disposition": "HANDOVER",
            "receiver": "交警大队",
        }
        held = ["HOLD_LICENSE", *(["HOLD_VEHICLE"] if mg >= 80 else [])]
        values |= {"further_dispositions": [{"code": code, "document": f"凭证{chance.randint(100, 999)}号"} for code in held]}
    elif roll > 0.94:
        values |= {"findings": ["OVERLOAD"], "disposition": "WARN_RELEASE", "note": "货厢载人，下车后放行"}
    elif roll > 0.93:
        values |= {"findings": ["KNIFE"], "items": [{"name": "管制刀具", "quantity": 1, "unit": "把"}], "disposition": "SEIZE"}
    return "checkpoint-check", values


def plate(chance: random.Random) -> str:
    if chance.random() < 0.12:
        return f"豫L{chance.choice('DF')}{chance.randint(0, 99999):05d}"
    return f"{chance.choice(['豫L'] * 6 + ['豫A', '豫K', '鲁B', '京A'])}{chance.choice(_LETTERS)}{chance.randint(0, 9999):04d}"


def tonight(world: World) -> Shift:
    """The main job: a shift opened, sixty vehicles, a drunk driver with three dispositions, a correction, a void; closed and taken."""
    store, clock, chance = world.store, world.clock, world.chance
    end = clock.moment
    clock.moment = end - timedelta(hours=_HOURS)
    crew = _first_two(world)
    night = operations.save(store, _winter(world)).value
    held = begin(world, sites.need(store, CHECKPOINTS[0][0], duty="checkpoint"), crew, hours=_HOURS, operation=night.id)
    saved, drunk = [], ""
    for number in range(57):
        clock.moment += timedelta(minutes=3, seconds=chance.randint(0, 50))
        form, values = vehicle(chance)
        saved.append(entries.record(store, form, values, shift=held.id, checked_by=_pair(chance, crew)).value)
        if number == 20:
            clock.moment += timedelta(minutes=1)
            both = [FIRST_NUMBER, SECOND_NUMBER]
            drunk = entries.record(store, "checkpoint-check", drunk_driver(), shift=held.id, checked_by=both).value.id
    single = [entry for entry in saved if entry.template_id == "checkpoint-check"]
    entries.correct(store, single[3].id, {"note": "后备厢已查"}, tr("Note added"))
    entries.void(store, single[9].id, tr("Typed twice"))
    clock.moment = end
    errands.at_the_end(world, held, but_of=drunk)
    items = ["酒驾驾驶人已送检，等血检结果（李强跟进）", "反光锥筒 2 个破损待换；记录仪 03 号电量低"]
    handover.close(store, held.id, to=SECOND_NUMBER, items=items)
    return handover.take(store, held.id, by=officers.need(store, SECOND_NUMBER)).value


def _winter(world: World) -> dict[str, Any]:
    """The operation of these nights: it goes on, so that shifts can join it."""
    day = world.clock.moment.astimezone(world.store.unit.tz()).date()
    return {
        "name": "“冬季夜查”专项行动",
        "number": f"郾公（治）〔{day.year}〕88 号",
        "first": day.isoformat(),
        "last": (day + timedelta(days=3)).isoformat(),
        "window": "20:00-02:00",
        "commander": world.police[0].name,
        "groups": [{"name": "设卡组", "lead": world.police[0].name, "people": 5, "task": "黄河路卡点"}],
        "places": [{"class": "HOTEL", "count": 12, "names": "人民路沿线"}, {"class": "BAR", "count": 6}],
    }


def open_next(world: World) -> Shift:
    """The shift that follows stays open, so that whoever looks around finds the window as it is on duty."""
    store, clock, chance = world.store, world.clock, world.chance
    clock.moment += timedelta(minutes=1)
    crew = _first_two(world)
    held = begin(world, sites.need(store, CHECKPOINTS[0][0], duty="checkpoint"), crew, hours=_HOURS)
    for _ in range(12):
        clock.moment += timedelta(seconds=chance.randint(20, 70))
        form, values = vehicle(chance)
        entries.record(store, form, values, shift=held.id, checked_by=_pair(chance, crew))
    return held


def _first_two(world: World) -> tuple[str, ...]:
    first, second = (officers.need(world.store, number).id for number in (FIRST_NUMBER, SECOND_NUMBER))
    return (first, second, *world.team(0, 3))


def drunk_driver() -> dict[str, Any]:
    """A check with a finding, a person (a synthetic number of a person born in 1890) and three dispositions."""
    return {
        "plate": "豫AD12345",
        "plate_colour": "GREEN",
        "vehicle_type": "CAR",
        "people": 3,
        "checked": 3,
        "identity_reason": "TRAFFIC_LAW",
        "persons": [
            {"role": "DRIVER", "document_kind": "PRC_ID", "document_number": "411103189001010010", "name": "张三", "sex": "1"}
        ],
        "findings": ["DRUNK"],
        "alcohol_mg": 46,
        "alcohol_method": "BREATH",
        "disposition": "HANDOVER",
        "receiver": "交警大队",
        "further_dispositions": [
            {"_row": ids.uuid7(), "code": "HOLD_VEHICLE", "document": "漯公交强制〔2026〕0231号"},
            {"_row": ids.uuid7(), "code": "HOLD_LICENSE", "document": "漯公交强制〔2026〕0232号"},
        ],
        "note": "驾驶人已送检",
    }
