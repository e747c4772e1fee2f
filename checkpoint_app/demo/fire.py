"""Fire checks of the make-believe year: premises visited, equipment looked at; hazards found, rechecked, fixed, overdue, transferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from checkpoint_app.demo import photos
from checkpoint_app.demo.checkpoints import finish
from checkpoint_app.demo.world import Duty, World, name
from checkpoint_app.model.records import Shift
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.store import entries, hazards, shifts, templates
from checkpoint_app.store.hazards_rows import Hazard

PLACES_A_DAY = 3
_RECHECKS_A_DAY = 3
_HAZARDS = (
    ("NOT_KEPT", "2层走廊灭火器"),
    ("EXIT_BLOCKED", "1层后门"),
    ("NOT_KEPT", "楼梯间应急照明"),
    ("HYDRANT_HIDDEN", "1层室内消火栓"),
    ("SETTING", "厨房"),
    ("LANE_BLOCKED", "院内消防车通道"),
    ("WINDOW", "2层临街窗"),
)
_FORGOTTEN = 0.12
"""The share of hazards nobody rechecks: they are overdue at the end of the year."""


def day(world: World, places: Sequence[Premises], equipment: Mapping[str, Sequence[Equipment]]) -> Duty:
    """A morning: first what is due for a recheck, then new places."""
    begins = world.clock.moment
    held = _begin(world, places[0].id)
    moment = begins
    for site, due in _due(world).items():
        moment += timedelta(minutes=25)
        yield moment
        _recheck(world, held, site, due)
    for place in places:
        moment += timedelta(minutes=35)
        yield moment
        _check(world, held, place, equipment.get(place.id, ()))
    yield max(moment + timedelta(minutes=20), begins + timedelta(hours=4))
    finish(world, held)


def _begin(world: World, site: str) -> Shift:
    crew = world.team(2, 1)
    draft = shifts.ShiftDraft(
        duty="fire",
        site=site,
        planned_from=world.clock.moment,
        planned_to=world.clock.moment + timedelta(hours=4),
        lead=crew[0],
        crew=crew,
        vehicles=({"plate": "豫L0127警", "kind": "警车"},),
    )
    return shifts.open_shift(world.store, draft).value


def _check(world: World, held: Shift, place: Premises, pieces: Sequence[Equipment]) -> None:
    chance = world.chance
    found = chance.sample(_HAZARDS, chance.choices([0, 1, 2], [60, 30, 10])[0])
    rows = [_piece(world, piece) for piece in pieces]
    values: dict[str, Any] = {
        "premises": place.id,
        "accompanied_by": name(chance),
        "checklist": {key: {"result": code} for key, code in _all_right(world).items()},
        "equipment": rows,
    }
    if found:
        values["hazards"] = [_hazard(world, kind, where) for kind, where in found]
        orders = dict.fromkeys(row["order"] for row in values["hazards"])
        number = chance.randint(1, 400)
        values["documents"] = [
            {"kind": order, "number": f"{'即' if order == 'ORDER_NOW' else '限'}字〔2026〕第 {number} 号"} for order in orders
        ]
    if not found and (not world.unfiled or world.often(0.03)):
        world.unfiled.add(place.id)
        values["transfer"] = ["FILING"]
    entries.record(world.store, "fire-check", values, shift=held.id, checked_by=list(held.crew[:2]))


def _all_right(world: World) -> dict[str, str]:
    """The first answer of each point that every unit is asked."""
    points = templates.need(world.store, "fire-check").field("checklist").items
    return {point.key: point.result.choices[0].code for point in points if not point.key.startswith("village")}


def _piece(world: World, piece: Equipment) -> dict[str, Any]:
    result = world.chance.choices(["OK", "FAULT", "NOT_SEEN"], [95, 4, 1])[0]
    row = {"equipment": piece.id, "result": result}
    return {**row, "faults": "压力表指针低于绿区"} if result == "FAULT" else row


def _hazard(world: World, kind: str, where: str) -> dict[str, Any]:
    today = world.clock.moment.astimezone(world.store.unit.tz()).date()
    if world.often(0.4):
        return {"kind": kind, "place": where, "order": "ORDER_NOW"}
    deadline = today + timedelta(days=world.chance.choice([7, 15, 30]))
    found = {"kind": kind, "place": where, "order": "ORDER_BY_DATE", "deadline": deadline.isoformat()}
    return {**found, "photos": [photos.before(world.store)]} if kind == "HYDRANT_HIDDEN" else found


def _due(world: World) -> dict[str, list[Hazard]]:
    """Site → its hazards whose deadline has come, of a few sites."""
    today = hazards.today(world.store)
    found: dict[str, list[Hazard]] = {}
    for hazard in hazards.open_ones(world.store):
        forgotten = world.forgotten.setdefault(hazard.id, not world.forgotten or world.often(_FORGOTTEN))
        deadline = hazard.life.deadline
        if deadline is not None and deadline <= today and not forgotten and hazard.life.transferred is None:
            found.setdefault(hazard.site, []).append(hazard)
    return dict(list(found.items())[:_RECHECKS_A_DAY])


def _recheck(world: World, held: Shift, site: str, due: Sequence[Hazard]) -> None:
    rows: list[dict[str, Any]] = []
    today = hazards.today(world.store)
    for hazard in due:
        result = world.chance.choices(["FIXED", "NOT_FIXED", "PARTLY"], [80, 12, 8])[0]
        later = {} if result == "FIXED" else {"deadline": (today + timedelta(days=10)).isoformat()}
        seen = {"photos": [photos.after(world.store)]} if result == "FIXED" and hazard.found.photos else {}
        rows.append({"hazard": hazard.id, "result": result, **later, **seen})
    values = {"premises": site, "accompanied_by": name(world.chance), "hazards": rows}
    entries.record(world.store, "fire-recheck", values, shift=held.id, checked_by=list(held.crew[:2]))
    for row in rows:
        if row["result"] == "NOT_FIXED" and world.often(0.3):
            hazards.add_step(world.store, row["hazard"], "TRANSFER", receiver="FIRE", document="移送函")
