"""Shifts in the database: projection, rows to values. What one does with a shift is in `shifts`, what its crew counts in `forces`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from checkpoint_app.model import chain, timing
from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.store import forces

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_MOMENTS = ("planned_from", "planned_to", "started_at", "ended_at", "handed_over_at", "taken_at", "filed_at")
_LISTS = ("crew", "vehicles", "takeover", "handover")


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `shift`."""
    content, conflicts = merged.set, merged.conflicts
    if content.get("merged_into"):  # whoever ended it meanwhile ended what stands elsewhere now
        content, conflicts = {**content, "state": str(ShiftState.MERGED)}, conflicts - {("set", "state")}
    day = business_day(store, str(content["planned_from"]))
    site = str(content["site"])
    before = store.row("SELECT day, site, planned_from, json_extract(body, '$.merged_into') FROM shift WHERE id=?", (record,))
    store.db.execute(
        "INSERT INTO shift (id, code, number, duty, site, day, planned_from, state, body, tally, conflict, heads)"
        " VALUES (?,?,?,?,?,?,?,?,?,'{}',?,?) ON CONFLICT (id) DO UPDATE SET code=excluded.code, number=excluded.number,"
        " duty=excluded.duty, site=excluded.site, planned_from=excluded.planned_from, state=excluded.state, body=excluded.body,"
        " conflict=excluded.conflict, heads=excluded.heads",
        (
            record,
            content["code"],
            content["number"],
            content["duty"],
            site,
            day,
            content["planned_from"],
            content["state"],
            json.dumps(content, ensure_ascii=False),
            int(bool(conflicts)),
            " ".join(merged.heads),
        ),
    )
    windows = {(site, str(content["planned_from"]))}
    if before is not None:
        windows.add((before[1], before[2]))
        if before[2] != content["planned_from"]:
            places = [row[0] for row in store.db.execute("SELECT DISTINCT site FROM entry WHERE shift=?", (record,)).fetchall()]
            windows |= {(place, start) for place in places for start in (before[2], str(content["planned_from"]))}
    for window in sorted(windows):
        forces.count(store, *window)
    if before is not None and (before[0], before[1]) != (day, site):
        from checkpoint_app.store import entries_shown

        store.db.execute("UPDATE shift SET day=? WHERE id=?", (day, record))
        entries_shown.reproject_shift(store, record)
    if before is not None and before[3] != content.get("merged_into"):
        from checkpoint_app.store import entries_shown

        for held in sorted({record, *filter(None, (before[3], content.get("merged_into")))}):
            entries_shown.reproject_shift(store, str(held))


def hide(store: Store, record: str) -> None:
    """Takes a shift out of list and tally; its entries stay, on no day until it is here again."""
    from checkpoint_app.store import entries_shown, tally

    found = store.row("SELECT site, planned_from, tally FROM shift WHERE id=?", (record,))
    if found is None:
        return
    places = {found[0], *(row[0] for row in store.rows("SELECT DISTINCT site FROM entry WHERE shift=?", (record,)))}
    tally.move(store.db, tally.from_kept(json.loads(found[2])), {})
    store.db.execute("DELETE FROM shift WHERE id=?", (record,))
    for place in sorted(places):
        forces.count(store, place, found[1])
    entries_shown.reproject_shift(store, record)


def business_day(store: Store, planned_from: str) -> str:
    """The day to which everything of a shift counts: that of its planned start."""
    return timing.business_day(timing.from_text(planned_from), store.unit.tz(), store.unit.day_start).isoformat()


@lru_cache(maxsize=512)
def to_shift(row: tuple[Any, ...]) -> Shift:
    """A row (id, day, body, conflict) → value. Kept, because every entry asks for its shift; nobody changes a `Shift`."""
    record, day, body, conflict = row
    content = json.loads(body)
    known: dict[str, Any] = {key: value for key, value in content.items() if key in Shift.__slots__}
    for key in _MOMENTS:
        if known.get(key):
            known[key] = timing.from_text(known[key])
    for key in _LISTS:
        known[key] = tuple(known.get(key) or ())
    known["state"] = ShiftState(known["state"])
    return Shift(**{**known, "id": record, "day": date.fromisoformat(day), "conflict": bool(conflict)})


def to_content(values: Mapping[str, Any]) -> dict[str, Any]:
    """Attributes of a shift as they stand in a payload."""
    content: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, datetime):
            content[key] = timing.to_text(value)
        elif isinstance(value, tuple):
            content[key] = [dict(item) if isinstance(item, Mapping) else item for item in value]
        elif isinstance(value, ShiftState):
            content[key] = value.value
        else:
            content[key] = value
    return content
