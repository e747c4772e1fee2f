"""并班: one duty that two laptops wrote down as two shifts, because neither knew of the other. One of them is kept and has everything.

The joined shift says `merged_into` and keeps its lines; its entries show, count and print under the one that is kept, also those that
arrive later. Crew and cars of both are united, and forces count once (`forces`). Signed paper is never taken apart: a signed shift
is not joined to another.

Two laptops that know of each other need no 并班: the second one types the short code that the first one shows (`share`). Where that
shift has arrived, who types it joins its crew. Where it has not, the second machine opens a shift of its own under the same code, marked
`shared`, and records into that; the station, where both arrive, makes one of them (`join_shared`). It is not signed but where the first
was opened, so there is no paper to take apart. Rejected: an id made from the code (three characters meet again within months), and
asking for the whole id (nobody types it with gloves on).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import text
from checkpoint_app.model.records import NO_CHANGES, Changes, Shift, ShiftState
from checkpoint_app.store import clocks, errors, officers, shifts
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.shifts import CODE_LENGTH, CODE_LETTERS, ShiftDraft

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_OPEN_END = timedelta(hours=24)
"""How long a shift without a planned end is taken to last."""


class NotTwins(UserError):
    code = "SHIFTS_NOT_TWINS"
    exit_code = EXIT_REFUSED
    message = noop("The shifts {one} and {other} cannot be joined: {why}.")
    hint = noop("Only one duty at one place and time that two machines wrote down is joined; nothing was changed.")


class NotACode(UserError):
    code = "SHIFT_CODE"
    exit_code = EXIT_REFUSED
    message = noop("“{code}” is no short code of a shift.")
    hint = noop("It has three letters and digits and stands at the top of the window of the other machine, such as K7M.")


def of(store: Store, shift: Shift) -> list[Shift]:
    """Other shifts of the same duty and site whose planned window overlaps, neither signed nor joined, the newest first."""
    found = shifts.every(store, site=shift.site, duty=shift.duty, states=tuple(_JOINABLE))
    return [other for other in found if other.id != shift.id and _overlap(shift, other)]


_JOINABLE = (ShiftState.OPEN, ShiftState.HANDING_OVER, ShiftState.WAITING, ShiftState.WITHDRAWN)


def _overlap(one: Shift, other: Shift) -> bool:
    return one.planned_from < _end(other) and other.planned_from < _end(one)


def _end(shift: Shift) -> datetime:
    return shift.planned_to or shift.planned_from + _OPEN_END


def clean_code(given: str) -> str:
    """A short code as people type it, in its own form. Raises NotACode."""
    code = text.fold(given).strip().upper()
    if len(code) != CODE_LENGTH or any(letter not in CODE_LETTERS for letter in code):
        raise NotACode(code=given.strip())
    return code


def known(store: Store, code: str) -> Shift | None:
    """The open shift with this code, if it is here."""
    found = [shift for shift in shifts.open_ones(store) if shift.code == clean_code(code)]
    return min(found, key=lambda shift: shift.shared, default=None)


def share(store: Store, code: str, draft: ShiftDraft) -> Saved[Shift]:
    """The duty of another machine, by its code: who is in `draft.crew` (default: the account) joins the shift that is here, or one under
    the same code is opened as `draft` says. Raises NotACode and as `shifts.open_shift`."""
    here = known(store, code)
    if here is None:
        return shifts.open_shift(store, replace(draft, code=clean_code(code)))
    return join_crew(store, here, draft.crew)


def join_crew(store: Store, shift: Shift, crew: Sequence[str]) -> Saved[Shift]:
    """These officers (default: the account) belong to the crew of a shift; nothing is written where they do. Raises Unknown, Ambiguous."""
    found = [officers.need(store, name).id for name in crew] or [store.account.id]
    if set(found) <= set(shift.crew):
        return Saved(value=shift)
    return shifts.change(store, shift.id, {"crew": tuple(dict.fromkeys((*shift.crew, *found)))})


def join_shared(store: Store) -> Changes:
    """On a station machine, after lines have come: what was opened by a code becomes one with the shift that showed it, as soon as both
    are here. While the second machine still records, only if the first does too: else it would have nothing to record into."""
    rows = store.rows(
        "SELECT id FROM shift WHERE state NOT IN ('merged', 'filed') AND json_extract(body, '$.shared') ORDER BY id"
    )
    changes = NO_CHANGES
    for (record,) in rows:
        second = shifts.get(store, record)
        first = _first_of(store, second)
        if first is None or second.signed or (second.state is ShiftState.OPEN and first.state is not ShiftState.OPEN):
            continue
        saved = _join(store, first, second, tr("One duty on two machines, by its short code"))
        changes = Changes(nouns=changes.nouns | saved.changes.nouns, records=changes.records | saved.changes.records)
    return changes


def _first_of(store: Store, second: Shift) -> Shift | None:
    """The shift whose code the other machine was given. Its clock may be off by years: of several with the code the one at the same time,
    a single one that is not filed yet in any case."""
    fitting = [
        one for one in shifts.every(store, site=second.site, duty=second.duty) if one.code == second.code and not one.shared
    ]
    off = clocks.of_shift(store, second.id)[1]
    end = second.planned_to - off if second.planned_to else None
    shifted = replace(second, planned_from=second.planned_from - off, planned_to=end)
    near = [one for one in fitting if _overlap(one, second) or _overlap(one, shifted)]
    waiting = [one for one in fitting if one.state is not ShiftState.FILED]
    found = near[0] if near else waiting[0] if len(waiting) == 1 else None
    return shifts.standing(store, found.id) if found is not None else None


def join(store: Store, keep: str, other: str, reason: str) -> Saved[Shift]:
    """Everything of `other` to `keep`, in one transaction; returns the kept shift. Raises NotTwins, ReasonNeeded, Unknown."""
    kept, joined = shifts.get(store, keep), shifts.get(store, other)
    if not reason.strip():
        raise errors.ReasonNeeded(what=tr("joining two shifts"))
    why = _obstacle(kept, joined)
    if why:
        raise NotTwins(one=kept.code, other=joined.code, why=why)
    return _join(store, kept, joined, reason)


def _join(store: Store, kept: Shift, joined: Shift, reason: str) -> Saved[Shift]:
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
