"""Operations: opened, changed, closed; their shifts, and the figures that these and their entries add up to (`model.operations`)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import tr
from checkpoint_app.model import operations as rules
from checkpoint_app.model import text, timing
from checkpoint_app.model.figures import Counted
from checkpoint_app.model.operations import Figures, Operation
from checkpoint_app.model.problems import is_refused
from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.store import errors, forces, hazards, registers, shifts_rows, tally
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_OWN = ("closed", "closed_by", "closing")
"""What only `close` and `reopen` write."""


# Read


def get(store: Store, record: str) -> Operation:
    """By id. Raises Unknown."""
    content = registers.body(store.db, "operation", record)
    if content is None:
        raise errors.Unknown(noun=registers.noun_label("operation"), name=record)
    return rules.to_operation(record, content)


def need(store: Store, name: str) -> Operation:
    """By id or name. Raises Unknown, Ambiguous."""
    return get(store, registers.need(store.db, "operation", name))


def every(store: Store, *, open_only: bool = False, first: str = "", last: str = "", removed: bool = False) -> list[Operation]:
    """Operations that touch the inclusive days `first`…`last`, the newest first."""
    rows = registers.bodies(store.db, "operation", all_rows=removed)
    found = [rules.to_operation(record, content) for record, content in rows]
    fitting = [
        operation
        for operation in found
        if (operation.open or not open_only)
        and operation.last.isoformat() >= first
        and (not last or operation.first.isoformat() <= last)
    ]
    return sorted(fitting, key=lambda operation: (operation.first, operation.name), reverse=True)


def shifts_of(store: Store, record: str) -> list[Shift]:
    """The shifts that belong to it, in the order of time; one that was joined to another is told there."""
    rows = store.rows(
        "SELECT id, day, body, conflict FROM shift WHERE json_extract(body, '$.operation')=? AND state<>? ORDER BY planned_from, id",
        (record, ShiftState.MERGED.value),
    )
    return [shifts_rows.to_shift(row) for row in rows]


# Write


def save(store: Store, raw: Mapping[str, Any], *, record: str | None = None) -> Saved[Operation]:
    """Opens an operation, or changes the one of this id (else of this name and first day). Raises Refused."""
    today = timing.local(store.now(), store.unit.tz()).date()
    content, problems = rules.check(raw, today)
    if is_refused(problems):
        raise errors.Refused(problems)
    known = {key: value for key, value in content.items() if key not in _OWN}
    record, changes = registers.save(store, "operation", known, record=record)
    return Saved(value=get(store, record), problems=tuple(problems), changes=changes)


def close(store: Store, record: str, note: str = "") -> Saved[Operation]:
    """It is over: no shift joins it any more. Its figures stay computed. Raises Unknown."""
    operation = get(store, record)
    content = {
        "closed": operation.closed or timing.to_text(store.now()),
        "closed_by": operation.closed_by or store.account.id,
        "closing": text.clean_text(note, multiline=True).strip() or operation.closing,
    }
    return _change(store, operation, content)


def reopen(store: Store, record: str, reason: str) -> Saved[Operation]:
    """It goes on after all. Raises Unknown, ReasonNeeded."""
    if not reason.strip():
        raise errors.ReasonNeeded(what=tr("taking an operation up again"))
    return _change(
        store, get(store, record), {"closed": "", "closed_by": "", "closing": text.clean_text(reason, multiline=True).strip()}
    )


def _change(store: Store, operation: Operation, content: Mapping[str, Any]) -> Saved[Operation]:
    kept = registers.body(store.db, "operation", operation.id) or {}
    key: dict[str, Any] = {name: kept[name] for name in ("name", "first") if name in kept}
    _, changes = registers.save(store, "operation", {**key, **content}, record=operation.id)
    return Saved(value=get(store, operation.id), changes=changes)


# Figures


def figures(store: Store, record: str) -> Figures:
    """What its shifts and their entries add up to; own forces once for each officer, site and window, however many laptops."""
    return of_shifts(store, shifts_of(store, record), (get(store, record),))


def of_shifts(store: Store, held: Iterable[Shift], during: Iterable[Operation] = ()) -> Figures:
    """The same of any shifts; `during`: hazards found by them count as fixed when that happened on its days."""
    held = list(held)
    sums: dict[tuple[str, str], float] = defaultdict(float)
    places: dict[tuple[str, str], float] = defaultdict(float)
    for kept in (*forces.of_shifts(store, held), *_entries(store, held), *_fixed(store, held, list(during))):
        for (_, site, template, _, measure), value in tally.from_kept(kept).items():
            sums[measure, template] += value
            places[measure, site] += value
    sites: dict[str, int] = defaultdict(int)
    for (measure, _), value in places.items():
        sites[measure] += bool(value)
    return rules.count(Counted(sums, sites))


def _entries(store: Store, held: list[Shift]) -> Iterator[dict[str, Any]]:
    for shift in held:
        for (kept,) in store.rows("SELECT tally FROM entry WHERE shift=? AND tally <> '{}'", (shift.id,)):
            yield json.loads(kept)


def _fixed(store: Store, held: list[Shift], during: list[Operation]) -> Iterator[dict[str, Any]]:
    """Hazards that a recheck of these shifts found fixed, and those which they found themselves and that were fixed on the days of it."""
    ours = {row[0] for shift in held for row in store.rows("SELECT id FROM entry WHERE shift=? AND state<>'void'", (shift.id,))}
    zone, day_start = store.unit.tz(), store.unit.day_start
    for kept, record in store.rows("SELECT tally, id FROM hazard WHERE tally <> '{}'") if ours else ():
        hazard = hazards.get(store, record)
        step = hazard.life.fixed
        if step is None:
            continue
        day = timing.business_day(step.at, zone, day_start)
        at_once = hazard.entry in ours and any(operation.first <= day <= operation.last for operation in during)
        if step.entry in ours or at_once:
            yield from (part for part in json.loads(kept) if any("hazards_fixed" in found for found in part["figures"].values()))
