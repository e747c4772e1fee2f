"""The end of a shift: closed, taken by the successor, filed, taken up again; what stands against each."""

from __future__ import annotations

import pytest

from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.store import entries, errors, handover, officers, opening, shifts, verify
from checkpoint_app.store.session import Store

from .conftest import CAR, DRUNK, Clock
from .test_entries import as_auxiliary


def test_the_whole_life_of_a_shift(store: Store, shift: Shift) -> None:
    entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    closed = handover.close(store, shift.id, to="101235", items=["锥筒 2 个破损"], note="等血检").value
    assert closed.state is ShiftState.HANDING_OVER
    assert closed.handover == ("锥筒 2 个破损", "等血检")
    assert closed.ended_at is not None
    with pytest.raises(errors.NotTheSuccessor):
        handover.take(store, shift.id)
    taken = handover.take(store, shift.id, by=officers.need(store, "101235")).value
    assert taken.state is ShiftState.HANDED_OVER
    assert taken.taken_by == officers.need(store, "李强").id
    filed = handover.file(store, shift.id).value
    assert filed.state is ShiftState.FILED
    for action in (handover.close, handover.take, handover.file):
        with pytest.raises(errors.WrongShiftState):
            action(store, shift.id)
    with pytest.raises(errors.ReasonNeeded):
        shifts.change(store, shift.id, {"weather": "FOG"})
    assert shifts.change(store, shift.id, {"weather": "FOG"}, reason="漏写").value.weather == "FOG"
    assert list(verify.verify(store)) == []


def test_without_a_successor(store: Store, shift: Shift, clock: Clock) -> None:
    assert handover.close(store, shift.id, withdrawn=True).value.state is ShiftState.WITHDRAWN
    with pytest.raises(errors.ReasonNeeded):
        handover.reopen(store, shift.id, "")
    assert handover.reopen(store, shift.id, "恢复设卡").value.state is ShiftState.OPEN
    waiting = handover.close(store, shift.id).value
    assert waiting.state is ShiftState.WAITING
    assert handover.take(store, shift.id).value.state is ShiftState.HANDED_OVER
    assert shifts.previous(store, shift.site, "checkpoint") is not None


def test_proposals_warn_at_the_close_and_block_the_filing(store: Store, shift: Shift) -> None:
    as_auxiliary(store)
    entry = entries.record(store, "checkpoint-check", DRUNK, shift=shift.id).value
    assert "SHIFT_PROPOSALS" in [problem.code for problem in handover.close(store, shift.id, withdrawn=True).problems]
    with pytest.raises(errors.Refused):
        handover.file(store, shift.id)
    store.account = opening.load_account(store, "101234")
    entries.confirm(store, [entry.id])
    assert handover.file(store, shift.id).value.state is ShiftState.FILED
