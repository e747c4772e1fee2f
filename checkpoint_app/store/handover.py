"""The end of a shift: closed, taken by the successor, filed, or taken up again before anybody has signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import text, travel
from checkpoint_app.model.problems import error, register, warn
from checkpoint_app.model.records import Officer, Shift, ShiftState
from checkpoint_app.store import errors, officers, shifts, tasks
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register({"SHIFT_PROPOSALS": noop("{count} entries still wait for an officer's confirmation.")})


def close(
    store: Store,
    record: str,
    *,
    to: str | None = None,
    withdrawn: bool = False,
    note: str = "",
    items: Sequence[str] = (),
    ended_at: datetime | None = None,
) -> Saved[Shift]:
    """Ends recording: handing over to an officer, withdrawn (撤卡), or waiting for the handover at the station.

    `note` and `items` print under 交接事项, and so do the to-dos that are still open, each with its owner. Raises WrongShiftState,
    HandoverElsewhere (shared by code), Unknown (officer).
    """
    shift = shifts.get(store, record)
    _expect(shift, ShiftState.OPEN)
    if shift.shared and to:
        raise errors.HandoverElsewhere(code=shift.code)
    successor = officers.need(store, to) if to else None
    points = [*items, *([note] if note.strip() else []), *tasks.handover_points(store, shift)]
    state = ShiftState.HANDING_OVER if successor else ShiftState.WITHDRAWN if withdrawn else ShiftState.WAITING
    values: dict[str, Any] = {
        "state": state,
        "ended_at": ended_at or _real_end(store, shift),
        "handed_over_by": store.account.id,
        "handed_over_at": store.now(),
        "handover": tuple(text.clean_text(point, multiline=True).strip() for point in points if point.strip()),
    }
    if successor:
        values["successor"] = successor.id
    saved = shifts.write_change(store, shift, values)
    problems = []
    waiting = proposals(store, record)
    if waiting:
        problems.append(warn("SHIFT_PROPOSALS", "", count=waiting))
    return Saved(value=saved.value, problems=tuple(problems), changes=saved.changes, seq=saved.seq)


def _real_end(store: Store, shift: Shift) -> datetime:
    now = store.now()
    if shift.planned_to is not None and now > shift.planned_to + timedelta(hours=12):
        return shift.planned_to
    return now


def reopen(store: Store, record: str, reason: str) -> Saved[Shift]:
    """Back to duty before the successor has signed. Raises WrongShiftState, ReasonNeeded."""
    shift = shifts.get(store, record)
    _expect(shift, ShiftState.HANDING_OVER, ShiftState.WAITING, ShiftState.WITHDRAWN)
    if not reason.strip():
        raise errors.ReasonNeeded(what=tr("taking a closed shift up again"))
    return shifts.write_change(store, shift, {"state": ShiftState.OPEN, "ended_at": None, "successor": None}, reason=reason)


def take(store: Store, record: str, *, by: Officer | None = None) -> Saved[Shift]:
    """The successor signs with the own password (checked by the caller). One that was shared by its code is signed where it was opened;
    at the station also alone, when the other will never come. Raises WrongShiftState, HandoverElsewhere, NotTheSuccessor."""
    shift = shifts.get(store, record)
    _expect(shift, ShiftState.HANDING_OVER, ShiftState.WAITING)
    if shift.shared and store.device.kind != travel.STATION:
        raise errors.HandoverElsewhere(code=shift.code)
    officer = by or store.account.officer
    if shift.successor is not None and shift.successor != officer.id:
        raise errors.NotTheSuccessor(name=officers.get(store, shift.successor).label())
    values = {"state": ShiftState.HANDED_OVER, "taken_by": officer.id, "taken_at": store.now()}
    return shifts.write_change(store, shift, values, officer=officer.id)


def file(store: Store, record: str) -> Saved[Shift]:
    """The signed paper is in the folder (已归档). Raises WrongShiftState, Refused while proposals wait for an officer."""
    shift = shifts.get(store, record)
    _expect(shift, ShiftState.HANDED_OVER, ShiftState.WITHDRAWN)
    waiting = proposals(store, record)
    if waiting:
        raise errors.Refused([error("SHIFT_PROPOSALS", "", count=waiting)])
    values = {"state": ShiftState.FILED, "filed_by": store.account.id, "filed_at": store.now()}
    return shifts.write_change(store, shift, values)


def proposals(store: Store, record: str) -> int:
    """How many entries of a shift wait for an officer's confirmation."""
    found = store.row("SELECT count(*) FROM entry WHERE shift=? AND state='proposed'", (record,))
    return int(found[0]) if found else 0


def _expect(shift: Shift, *states: ShiftState) -> None:
    if shift.state not in states:
        raise errors.WrongShiftState(code=shift.code, state=shift.state_word)
