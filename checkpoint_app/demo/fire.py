"""Fire checks of the make-believe year: premises visited, rounds walked with and without a laptop; hazards found, rechecked, fixed, overdue,
transferred."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from checkpoint_app.demo import photos
from checkpoint_app.demo.checkpoints import finish
from checkpoint_app.demo.world import Duty, World, name
from checkpoint_app.model.records import Shift
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.model.rounds import FAULT, NOT_SEEN, OK, Round
from checkpoint_app.printing import collect
from checkpoint_app.store import entries, equipment, hazards, prints, round_sheets, shifts, templates
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
_ON_PAPER = 0.35
"""The share of mornings on which one round is walked with a sheet of paper."""
_FAULTS_ARE_HAZARDS = 0.4
_FORGOTTEN = 0.12
"""The share of hazards nobody rechecks: they are overdue at the end of the year."""


def day(world: World, places: Sequence[Premises], known: Mapping[str, Sequence[Equipment]]) -> Duty:
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
        _check(world, held, place, known.get(place.id, ()))
    if world.often(_ON_PAPER):
        moment += timedelta(minutes=40)
        yield from _on_paper(world, held, places[-1], moment)
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
    walked = _walked(world, pieces)
    values: dict[str, Any] = {
        "premises": place.id,
        "accompanied_by": name(chance),
        "checklist": {key: {"result": code} for key, code in _all_right(world).items()},
        "equipment": walked.rows(),
    }
    hazardous = [_hazard(world, kind, where) for kind, where in found] + walked.hazards(lambda _piece, _found: "NOT_KEPT")
    if hazardous:
        values["hazards"] = hazardous
        orders = dict.fromkeys(row["order"] for row in values["hazards"])
        number = chance.randint(1, 400)
        values["documents"] = [
            {"kind": order, "number": f"{'即' if order == 'ORDER_NOW' else '限'}字〔2026〕第 {number} 号"} for order in orders
        ]
    if not hazardous and (not world.unfiled or world.often(0.03)):
        world.unfiled.add(place.id)
        values["transfer"] = ["FILING"]
    entries.record(world.store, "fire-check", values, shift=held.id, checked_by=list(held.crew[:2]))


def _all_right(world: World) -> dict[str, str]:
    """The first answer of each point that every unit is asked."""
    points = templates.need(world.store, "fire-check").field("checklist").items
    return {point.key: point.result.choices[0].code for point in points if not point.key.startswith("village")}


def _walked(world: World, pieces: Sequence[Equipment]) -> Round:
    """A round: nearly everything in order, some of what is faulty a hazard."""
    found = Round(pieces=tuple(pieces))
    for piece in pieces:
        result = world.chance.choices([OK, FAULT, NOT_SEEN], [95, 4, 1])[0]
        found = found.set(piece.id, result, "压力表指针低于绿区" if result == FAULT else "")
        if result == FAULT and world.often(_FAULTS_ARE_HAZARDS):
            found = found.as_hazard(piece.id, "ORDER_BY_DATE")
    return found


def _on_paper(world: World, held: Shift, place: Premises, walked_at: datetime) -> Duty:
    """A floor of a large place is walked with a printed sheet, which is keyed in an hour later."""
    sheet = round_sheets.parameters(world.store, place.id, _first_floor(world, place))
    collect.make(world.store, prints.ROUND_SHEET, place.id, parameters=sheet)
    yield walked_at + timedelta(hours=1)
    pieces = [equipment.get(world.store, record) for record in sheet["pieces"]]
    values = {"premises": place.id, "equipment": _walked(world, pieces).rows()}
    entries.record(
        world.store,
        "fire-check",
        values,
        shift=held.id,
        at=walked_at,
        checked_by=list(held.crew[:2]),
        source="PAPER",
        page=str(sheet["number"]),
    )


def _first_floor(world: World, place: Premises) -> list[str]:
    return [equipment.every(world.store, premises=place.id)[0].floor]


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
