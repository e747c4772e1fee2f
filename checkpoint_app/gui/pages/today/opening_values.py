"""What the form of a shift starts from, and its attributes as the form's fields give and take them. Knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from checkpoint_app.model import timing
from checkpoint_app.model.records import Duty, Shift
from checkpoint_app.store.session import Store

FACTS = ("lead", "planned_to", "crew", "weather", "temperature", "basis", "basis_document", "vehicles", "kit", "operation")
"""What can be changed of a shift."""
CARRIED = ("site", "lead", "crew", "vehicles", "kit", "basis", "basis_document")
"""What the next shift starts with."""
KIT_ITEM, KIT_COUNT = "item", "count"
RECENT = 20
"""Shifts among which the officer's last one is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the form starts from: the duty, the officer's last shift of it (else anybody's, without its crew), the shift before at this
    place, the duties there are, the operations that go on."""

    duty: str
    last: Shift | None
    previous: Shift | None
    duties: tuple[str, ...] = ()
    operations: tuple[tuple[str, str], ...] = ()


def load(store: Store, site: str, duty: str, operation: str = "") -> Before:
    """Without a duty it is a sweep for an operation, else that of the officer's last shift."""
    from checkpoint_app.store import operations, shifts, templates

    if not duty:
        recent = next((shift for shift in shifts.every(store, limit=RECENT) if store.account.id in shift.crew), None)
        duty = Duty.SWEEP.value if operation else recent.duty if recent else Duty.CHECKPOINT.value
    found = shifts.every(store, duty=duty, limit=RECENT)
    last = next((shift for shift in found if store.account.id in shift.crew), next(iter(found), None))
    place = site or (last.site if last else "")
    duties = dict.fromkeys([*Duty, *(one for template in templates.every(store) for one in template.duty if one != "any")])
    going = tuple((one.id, one.name) for one in operations.every(store, open_only=True))
    previous = shifts.previous(store, place, duty) if place else None
    return Before(duty=duty, last=last, previous=previous, duties=tuple(map(str, duties)), operations=going)


def values(shift: Shift, wanted: tuple[str, ...]) -> dict[str, Any]:
    """Attributes of a shift as the form's fields take them."""
    found: dict[str, Any] = {key: getattr(shift, key) for key in wanted}
    found["crew"] = list(shift.crew)
    found["vehicles"] = [dict(vehicle) for vehicle in shift.vehicles]
    found["kit"] = [{KIT_ITEM: item, KIT_COUNT: count} for item, count in shift.kit.items()]
    if shift.planned_to is not None and "planned_to" in wanted:
        found["planned_to"] = timing.to_text(shift.planned_to)
    return {key: value for key, value in found.items() if key in wanted and value not in (None, [], "")}


def moment(value: object, store: Store) -> datetime | None:
    return timing.from_text(str(value), store.unit.tz()) if value else None


def crew(store: Store, given: Mapping[str, Any]) -> tuple[str, ...]:
    """The crew; who opens the shift belongs to it unless somebody else was entered."""
    return tuple(given.get("crew") or ()) or (store.account.id,)


def facts(given: Mapping[str, Any]) -> dict[str, Any]:
    kit = {
        str(row[KIT_ITEM]): row.get(KIT_COUNT, 1)
        for row in given.get("kit") or ()
        if isinstance(row, Mapping) and row.get(KIT_ITEM) and isinstance(row.get(KIT_COUNT, 1), int)
    }
    return {
        "vehicles": tuple(vehicle for vehicle in given.get("vehicles") or () if isinstance(vehicle, Mapping)),
        "kit": kit,
        **{key: given.get(key) for key in ("weather", "temperature", "basis", "basis_document", "operation")},
    }
