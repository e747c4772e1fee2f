"""Shifts: opened, found, changed; how they end is in `handover`. Warnings are the headcount rules of domain §4.

Nothing administrative blocks.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain, headcount, ids, text
from checkpoint_app.model.problems import Problem, error, register, warn
from checkpoint_app.model.records import (
    Duty,
    Officer,
    Shift,
    ShiftState,
)
from checkpoint_app.store import errors, hazards, journal, officers, registers, shifts_rows, sites, templates
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

register(
    {
        "SHIFT_BASIS_MISSING": noop("The legal basis of the checkpoint is not given."),
        "SHIFT_CREW_MISSING": noop("No crew is given; only you are entered."),
        "SHIFT_END_FIRST": noop("The planned end is not after the planned start."),
        "SHIFT_DUTY": noop("There is no kind of duty “{duty}”."),
        "SHIFT_OPEN_HERE": noop("A shift is open at this site already: {code}."),
        "SHIFT_OPERATION_CLOSED": noop("The operation “{name}” is closed already; the shift counts for it all the same."),
        "SHIFT_BASIS_UNKNOWN": noop("The legal basis “{basis}” is not in the list; it is kept as written."),
    }
)
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 3
_COLUMNS = "id, day, body, conflict"
ENDED = (ShiftState.HANDED_OVER, ShiftState.FILED, ShiftState.WITHDRAWN, ShiftState.WAITING, ShiftState.HANDING_OVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftDraft:
    """What opening a shift needs; sites and officers by id, number or name."""

    duty: str
    site: str
    planned_from: datetime | None = None
    planned_to: datetime | None = None
    started_at: datetime | None = None
    lead: str | None = None
    crew: tuple[str, ...] = ()
    vehicles: tuple[Mapping[str, object], ...] = ()
    kit: Mapping[str, int] = field(default_factory=dict)
    weather: str | None = None
    temperature: str | None = None
    basis: str | None = None
    basis_document: str | None = None
    operation: str | None = None
    previous: str | None = None
    takeover: tuple[Mapping[str, object], ...] = ()
    period: str | None = None
    posts: int | None = None
    code: str = ""
    """The short code of the shift that another machine opened for the same duty: see `twins.share`."""
    crew_in_entries: bool = False
    """Nobody is on duty but those whom the entries name (a period of the school guard)."""


def open_shift(store: Store, draft: ShiftDraft) -> Saved[Shift]:
    """Opens a shift. Raises Refused (window, duty), Unknown (site, officer), Ambiguous. Warnings come with the shift."""
    problems = _check_draft(store, draft)
    site = sites.need(store, draft.site, duty=draft.duty)
    crew = _crew(store, draft)
    lead = officers.need(store, draft.lead) if draft.lead else next((officer for officer in crew if officer.police), None)
    start = draft.planned_from or store.now()
    if not draft.crew_in_entries and not draft.code:
        zone = store.unit.tz()
        problems += headcount.check(draft.duty, crew, weather=draft.weather, start=start, end=draft.planned_to, zone=zone)
    operation, found = _operation(store, draft.operation)
    problems += found
    here = store.row("SELECT code FROM shift WHERE site=? AND state='open' LIMIT 1", (site.id,))
    if here and not draft.code:
        problems.append(warn("SHIFT_OPEN_HERE", "site", code=here[0]))
    content = {
        key: getattr(draft, key)
        for key in (
            "duty",
            "vehicles",
            "kit",
            "weather",
            "temperature",
            "basis",
            "basis_document",
            "previous",
            "takeover",
            "period",
            "posts",
        )
    }
    content |= {
        "site": site.id,
        "operation": operation,
        "planned_from": start,
        "planned_to": draft.planned_to,
        "started_at": draft.started_at or _real_start(store, start, draft.planned_to),
        "lead": lead.id if lead else None,
        "crew": tuple(officer.id for officer in crew),
        "state": ShiftState.OPEN,
        "code": draft.code or _new_code(store),
        "shared": True if draft.code else None,
        "number": _new_number(store, start),
    }
    record = ids.uuid7()
    with store.transaction() as transaction:
        body = {"open": {"set": _given(shifts_rows.to_content(content))}}
        seq = transaction.append("shift", record, "create", body)
    return Saved(value=get(store, record), problems=tuple(problems), changes=transaction.changes, seq=seq)


def _check_draft(store: Store, draft: ShiftDraft) -> list[Problem]:
    known = set(Duty) | {duty for template in templates.every(store) for duty in template.duty} - {"any"}
    problems: list[Problem] = []
    if draft.duty not in known:
        problems.append(error("SHIFT_DUTY", "duty", duty=draft.duty))
    start = draft.planned_from or store.now()
    if draft.planned_to is not None and draft.planned_to <= start:
        problems.append(error("SHIFT_END_FIRST", "planned_to"))
    if problems:
        raise errors.Refused(problems)
    if draft.duty == Duty.CHECKPOINT and not draft.code:  # the machine that opened the duty says by which law
        problems += _check_basis(draft.basis)
    if not draft.crew and not draft.crew_in_entries:
        problems.append(warn("SHIFT_CREW_MISSING", "crew"))
    return problems


def _check_basis(basis: str | None) -> list[Problem]:
    from checkpoint_app import lists

    if not basis:
        return [warn("SHIFT_BASIS_MISSING", "basis")]
    if basis not in {choice.code for choice in lists.choices().get("legal_basis", ())}:
        return [warn("SHIFT_BASIS_UNKNOWN", "basis", basis=basis)]
    return []


def _crew(store: Store, draft: ShiftDraft) -> list[Officer]:
    """The crew in the order given, each once; without any it is the account's officer."""
    found = [officers.need(store, name) for name in draft.crew] or ([] if draft.crew_in_entries else [store.account.officer])
    return list({officer.id: officer for officer in found}.values())


def _real_start(store: Store, start: datetime, end: datetime | None) -> datetime:
    """When duty really began if nobody says: now, or as planned for a shift typed in on another day."""
    now = store.now()
    near = start - timedelta(hours=12) <= now <= (end or start + timedelta(hours=24))
    return now if near else start


def _operation(store: Store, name: str | None) -> tuple[str | None, list[Problem]]:
    """The id of the operation that a shift joins. Raises Unknown, Ambiguous."""
    if not name:
        return None, []
    record = registers.need(store.db, "operation", name)
    content = registers.body(store.db, "operation", record) or {}
    closed = [warn("SHIFT_OPERATION_CLOSED", "operation", name=content.get("name", ""))] if content.get("closed") else []
    return record, closed


def _given(content: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value not in (None, [], {}, ())}


def _new_code(store: Store) -> str:
    taken = {row[0] for row in store.rows("SELECT code FROM shift WHERE state NOT IN ('filed', 'handed_over')")}
    while True:
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        if code not in taken and not code.isdigit() and not code.isalpha():
            return code


def _new_number(store: Store, start: datetime) -> str:
    """沙北勤〔2026〕1123-A02: unit, year, month and day, the device's letter, a running number of that day."""
    day = start.astimezone(store.unit.tz())
    prefix = f"{store.unit.short}勤〔{day.year}〕{day:%m%d}-{store.device.letter}"  # the number's own form, in any language
    rows = store.rows("SELECT number FROM shift WHERE number >= ? AND number < ?", (prefix, prefix + "\uffff"))
    taken = [int(row[0][len(prefix) :]) for row in rows if row[0][len(prefix) :].isdigit()]
    return f"{prefix}{max(taken, default=0) + 1:02d}"


def get(store: Store, record: str) -> Shift:
    """By id, or by the short code of one that is not filed yet. Raises Unknown."""
    found = store.row(f"SELECT {_COLUMNS} FROM shift WHERE id=?", (record,)) or store.row(
        f"SELECT {_COLUMNS} FROM shift WHERE code=? ORDER BY state='merged', planned_from DESC LIMIT 1", (record.strip().upper(),)
    )
    if found is None:
        raise errors.Unknown(noun=registers.noun_label("shift"), name=record)
    return shifts_rows.to_shift(found)


def standing(store: Store, record: str) -> Shift:
    """As `get`; of a shift that was joined to another meanwhile that other one, where what is written now belongs. Raises Unknown."""
    found = get(store, record)
    while found.merged_into:
        found = get(store, found.merged_into)
    return found


def every(
    store: Store,
    *,
    first: str = "",
    last: str = "",
    site: str = "",
    duty: str = "",
    states: Sequence[ShiftState] = (),
    limit: int | None = None,
) -> list[Shift]:
    """Shifts of the inclusive business days `first`…`last`, newest first."""
    where = ["1=1"]
    values: list[object] = []
    for clause, value in (("day >= ?", first), ("day <= ?", last), ("site = ?", site), ("duty = ?", duty)):
        if value:
            where.append(clause)
            values.append(value)
    if states:
        where.append(f"state IN ({','.join('?' * len(states))})")
        values += list(states)
    tail = f" LIMIT {int(limit)}" if limit is not None else ""
    rows = store.rows(f"SELECT {_COLUMNS} FROM shift WHERE {' AND '.join(where)} ORDER BY planned_from DESC{tail}", values)
    return [shifts_rows.to_shift(row) for row in rows]


def joined_to(store: Store, record: str) -> list[Shift]:
    """The shifts that stand under this one (并班)."""
    return [shift for shift in every(store, states=(ShiftState.MERGED,)) if shift.merged_into == record]


def open_ones(store: Store, officer: str | None = None) -> list[Shift]:
    """Shifts on duty now; only those whose crew or lead the officer belongs to when one is given."""
    found = every(store, states=(ShiftState.OPEN,))
    return [shift for shift in found if officer is None or officer == shift.lead or officer in shift.crew]


def current(store: Store) -> Shift:
    """The account's only open shift. Raises NoOpenShift, SeveralOpenShifts."""
    mine = open_ones(store, store.account.id) or [shift for shift in open_ones(store) if shift.crew]
    if not mine:
        raise errors.NoOpenShift
    if len(mine) > 1:
        raise errors.SeveralOpenShifts(codes=", ".join(shift.code for shift in mine))
    return mine[0]


def previous(store: Store, site: str, duty: str) -> Shift | None:
    """The newest ended shift of this duty at this site: whose handover the next one takes over."""
    found = every(store, site=site, duty=duty, states=ENDED, limit=1)
    return found[0] if found else None


def change(store: Store, record: str, values: Mapping[str, Any], *, reason: str = "") -> Saved[Shift]:
    """Changes attributes of a shift (crew, weather, kit, window …). A signed one needs a reason. Raises ReasonNeeded."""
    shift = get(store, record)
    if shift.signed and not reason.strip():
        raise errors.ReasonNeeded(what=tr("change of a signed shift"))
    return write_change(store, shift, values, reason=reason)


def write_change(
    store: Store, shift: Shift, values: Mapping[str, Any], *, reason: str = "", officer: str | None = None
) -> Saved[Shift]:
    """One change line of a shift in a transaction of its own."""
    with store.transaction() as transaction:
        seq = append_change(transaction, shift, values, reason=reason, officer=officer)
    return Saved(value=get(store, shift.id), changes=transaction.changes, seq=seq)


def append_change(
    transaction: Transaction, shift: Shift, values: Mapping[str, Any], *, reason: str = "", officer: str | None = None
) -> int:
    """One change line of a shift inside a transaction; only what differs is written."""
    merged: chain.Merged = journal.merged(transaction.db, shift.id)
    content = shifts_rows.to_content(values)
    changed = {key: value for key, value in content.items() if merged.set.get(key) != value}
    body: dict[str, object] = {"set": changed}
    if reason.strip():
        body["reason"] = text.clean_text(reason, multiline=True).strip()
    seq = transaction.append("shift", shift.id, "change", {"open": body}, base=merged.heads, officer=officer)
    if "site" in changed:
        hazards.follow_shift(transaction, shift.id)
    return seq
