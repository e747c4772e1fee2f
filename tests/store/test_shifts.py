"""Shifts: opened with warnings, handed over, taken, filed; forces counted once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.store import entries, errors, handover, officers, prints, prints_state, shifts, tally, units, verify
from checkpoint_app.store.session import Store

from .conftest import Clock
from .test_entries import CAR, DRUNK, as_auxiliary


def codes(saved: object) -> set[str]:
    return {problem.code for problem in saved.problems}  # type: ignore[attr-defined]


def test_a_shift_has_code_number_crew_and_lead(store: Store, shift: Shift) -> None:
    assert shift.number == "沙北勤〔2026〕1120-A01"
    assert len(shift.code) == 3
    assert shift.state is ShiftState.OPEN
    assert officers.get(store, shift.lead or "").number == "101234"
    assert len(shift.crew) == 3
    assert shift.day.isoformat() == "2026-11-20"
    assert shifts.get(store, shift.code.lower()) == shift


def test_missing_basis_and_crew_warn_and_do_not_block(store: Store) -> None:
    saved = shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点"))
    assert {"SHIFT_BASIS_MISSING", "SHIFT_CREW_MISSING", "CREW_NIGHT"} <= codes(saved)
    assert saved.value.crew == (store.account.id,)


def test_what_cannot_be_is_refused_and_named(store: Store, clock: Clock) -> None:
    with pytest.raises(errors.Refused):
        shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", planned_to=clock() - timedelta(hours=1)))
    with pytest.raises(errors.Refused):
        shifts.open_shift(store, shifts.ShiftDraft(duty="nonsense", site="黄河路卡点"))
    with pytest.raises(errors.Unknown):
        shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="长江路卡点"))
    with pytest.raises(errors.Unknown):
        shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=("999999",)))


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
    assert "SHIFT_PROPOSALS" in codes(handover.close(store, shift.id, withdrawn=True))
    with pytest.raises(errors.Refused):
        handover.file(store, shift.id)
    store.account = shift_account(store, "101234")
    entries.confirm(store, [entry.id])
    assert handover.file(store, shift.id).value.state is ShiftState.FILED


def shift_account(store: Store, number: str):  # type: ignore[no-untyped-def]
    from checkpoint_app.store import opening

    return opening.load_account(store, number)


def test_forces_count_once_per_officer_site_and_window(store: Store, shift: Shift) -> None:
    day = shift.day.isoformat()
    assert tally.total(store, "police", day, day) == 2
    assert tally.total(store, "auxiliaries", day, day) == 1
    assert tally.total(store, "checkpoints", day, day) == 1
    twin = shifts.ShiftDraft(
        duty="checkpoint",
        site="黄河路卡点",
        planned_from=shift.planned_from,
        planned_to=shift.planned_to,
        crew=("101234",),
        basis="PL15",
    )
    saved = shifts.open_shift(store, twin)
    assert "SHIFT_OPEN_HERE" in codes(saved)
    assert tally.total(store, "police", day, day) == 2
    assert tally.total(store, "shifts", day, day) == 1
    shifts.change(store, shift.id, {"crew": (officers.need(store, "101235").id,)})
    assert tally.total(store, "police", day, day) == 2
    assert list(verify.verify(store)) == []


def test_a_night_shift_belongs_to_the_day_it_starts(store: Store, shift: Shift, clock: Clock) -> None:
    clock.forward(hours=5)  # 01:00 of the next day
    entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    assert tally.total(store, "vehicles", "2026-11-20", "2026-11-20") == 1
    assert tally.total(store, "vehicles", "2026-11-21", "2026-11-21") == 0


def test_moving_the_start_or_the_day_start_moves_the_figures(store: Store, shift: Shift) -> None:
    entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    shifts.change(store, shift.id, {"planned_from": shift.planned_from - timedelta(days=1)})
    assert tally.total(store, "vehicles", "2026-11-19", "2026-11-19") == 1
    units.change(store, {"day_start": 21})
    assert tally.total(store, "vehicles", "2026-11-18", "2026-11-18") == 1
    assert tally.total(store, "police", "2026-11-18", "2026-11-18") == 2
    assert list(verify.verify(store)) == []


def test_owed_paper(store: Store, shift: Shift, clock: Clock) -> None:
    assert prints.owed(store) == prints.Owed(to_print=(), corrections=(), to_file=())
    entry = entries.record(store, "checkpoint-check", CAR, shift=shift.id).value
    handover.close(store, shift.id, to="101235")
    assert [item.id for item in prints.owed(store).to_print] == [shift.id]
    state = prints_state.of(store, "shift-log", shift.id)
    prints.log(store, prints.new_id(), "shift-log", shift.id, state=state, page_texts=["page one"], masked=True)
    handover.take(store, shift.id, by=officers.need(store, "101235"))
    assert [item.id for item in prints.owed(store).to_file] == [shift.id]
    assert prints.owed(store).corrections == ()
    clock.forward(minutes=5)
    entries.correct(store, entry.id, {"people": 3}, "看错")
    assert [item.id for item in prints.owed(store).corrections] == [shift.id]
    assert prints_state.of(store, "shift-log", shift.id) != state
    paper = prints.of_subject(store, shift.id)[0]
    assert prints.altered_pages(paper, ["page one"]) == []
    assert prints.altered_pages(paper, ["page 0ne", "more"]) == [1, 2]
