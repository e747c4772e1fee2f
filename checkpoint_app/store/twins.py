"""并班: one duty that two laptops wrote down as two shifts, because neither knew of the other. One of them is kept and has everything.

The joined shift says `merged_into` and keeps its lines; its entries show, count and print under the one that is kept, also those that
arrive later. Crew and cars of both are united, and forces count once (`forces`). Signed paper is never taken apart: a signed shift
is not joined to another.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.store import errors, shifts
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_OPEN_END = timedelta(hours=24)
"""How long a shift without a planned end is taken to last."""


class NotTwins(UserError):
    code = "SHIFTS_NOT_TWINS"
    exit_code = EXIT_REFUSED
    message = noop("The shifts {one} and {other} cannot be joined: {why}.")
    hint = noop("Only one duty at one place and time that two machines wrote down is joined; nothing was changed.")


def of(store: Store, shift: Shift) -> list[Shift]:
    """Other shifts of the same duty and site whose planned window overlaps, neither signed nor joined, the newest first."""
    found = shifts.every(store, site=shift.site, duty=shift.duty, states=tuple(_JOINABLE))
    return [other for other in found if other.id != shift.id and _overlap(shift, other)]


_JOINABLE = (ShiftState.OPEN, ShiftState.HANDING_OVER, ShiftState.WAITING, ShiftState.WITHDRAWN)


def _overlap(one: Shift, other: Shift) -> bool:
    return one.planned_from < _end(other) and other.planned_from < _end(one)


def _end(shift: Shift) -> datetime:
    return shift.planned_to or shift.planned_from + _OPEN_END


def join(store: Store, keep: str, other: str, reason: str) -> Saved[Shift]:
    """Everything of `other` to `keep`, in one transaction; returns the kept shift. Raises NotTwins, ReasonNeeded, Unknown."""
    kept, joined = shifts.get(store, keep), shifts.get(store, other)
    if not reason.strip():
        raise errors.ReasonNeeded(what=tr("joining two shifts"))
    why = _obstacle(kept, joined)
    if why:
        raise NotTwins(one=kept.code, other=joined.code, why=why)
    united: dict[str, Any] = {
        "crew": tuple(dict.fromkeys((*kept.crew, *joined.crew))),
        "vehicles": (*kept.vehicles, *(car for car in joined.vehicles if car not in kept.vehicles)),
        "handover": tuple(dict.fromkeys((*kept.handover, *joined.handover))),
    }
    if kept.lead is None and joined.lead is not None:
        united["lead"] = joined.lead
    with store.transaction() as transaction:
        shifts.append_change(transaction, kept, united, reason=reason)
        seq = shifts.append_change(transaction, joined, {"state": ShiftState.MERGED, "merged_into": kept.id}, reason=reason)
    return Saved(value=shifts.get(store, kept.id), changes=transaction.changes, seq=seq)


def _obstacle(kept: Shift, joined: Shift) -> str:
    if kept.id == joined.id:
        return tr("they are one shift")
    if (kept.duty, kept.site) != (joined.duty, joined.site):
        return tr("they are different duties or places")
    if ShiftState.MERGED in (kept.state, joined.state):
        return tr("one of them is joined already")
    if joined.signed or kept.signed:
        return tr("the paper of one of them is signed")
    return "" if _overlap(kept, joined) else tr("their times do not overlap")
