"""To-dos follow the entries that name a disposition, are carried on by steps, and are handed over with their owners."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkpoint_app.model.records import Shift
from checkpoint_app.model.tasks import State, StepKind
from checkpoint_app.store import accounts, entries, entries_undo, errors, handover, officers, rebuild, shifts, tasks, verify
from checkpoint_app.store.session import Store
from checkpoint_app.store.tasks_rows import Task

from .conftest import Clock

HELD = {"code": "HOLD_VEHICLE", "document": "漯公交强制〔2026〕0231号"}


def check(store: Store, **values: Any) -> str:
    return entries.record(store, "checkpoint-check", {"plate": "豫L12345", **values}).value.id


def by_rule(store: Store, entry: str, *, void: bool = False) -> dict[str, Task]:
    return {task.order.rule: task for task in tasks.every(store, entry=entry, void=void)}


def test_a_held_vehicle_makes_three_to_dos_for_who_checked(store: Store, shift: Shift, clock: Clock) -> None:
    entry = check(store, further_dispositions=[HELD])
    found = by_rule(store, entry)
    assert set(found) == {"HOLD_VEHICLE.APPROVE", "HOLD_VEHICLE.HAND_IN", "HOLD_VEHICLE.PARTY"}
    approve = found["HOLD_VEHICLE.APPROVE"]
    assert (approve.life.owner, approve.shift) == (store.account.id, shift.id)
    assert approve.life.due == clock() + timedelta(hours=24)
    assert approve.document == HELD["document"]
    assert tasks.waiting(store, shift) == tasks.Waiting(open=3)
    clock.forward(hours=18)
    assert tasks.waiting(store, shift) == tasks.Waiting(open=3, pressing=2)
    clock.forward(hours=7)
    assert tasks.waiting(store, shift) == tasks.Waiting(open=3, overdue=2)
    assert list(verify.verify(store)) == []


def test_a_car_that_goes_on_makes_none(store: Store, shift: Shift) -> None:
    check(store)
    check(store, findings=["BELT_HELMET"], disposition="WARN_RELEASE")
    assert tasks.every(store) == []


def test_what_the_entry_says_is_done_is_done(store: Store, shift: Shift, clock: Clock) -> None:
    handed = {**HELD, "handed_over_at": "2026-11-20T21:10"}
    found = by_rule(store, check(store, further_dispositions=[handed]))
    assert not found["HOLD_VEHICLE.HAND_IN"].life.open
    assert found["HOLD_VEHICLE.APPROVE"].life.open
    named = by_rule(store, check(store, disposition="HANDOVER", receiver="交警大队"))
    assert named["HANDOVER.HAND"].life.at(clock()) is State.DONE


def test_a_disposition_told_in_a_row_is_not_taken_twice(store: Store, shift: Shift) -> None:
    entry = check(store, disposition="HOLD_VEHICLE", further_dispositions=[HELD])
    assert len(tasks.every(store, entry=entry)) == 3


def test_corrections_and_voids_are_followed(store: Store, shift: Shift, clock: Clock) -> None:
    entry = check(store, disposition="HOLD_LICENSE")
    entries.correct(store, entry, {"disposition": "REG_PRESERVE"}, "选错")
    assert set(by_rule(store, entry)) == {"REG_PRESERVE.DECIDE"}
    assert by_rule(store, entry, void=True)["HOLD_LICENSE.HAND_IN"].void
    entries.correct(store, entry, {"disposition": "HOLD_LICENSE"}, "没有选错", at=clock() - timedelta(hours=1))
    task = by_rule(store, entry)["HOLD_LICENSE.HAND_IN"]
    assert (task.void, task.life.due) == (False, clock() + timedelta(hours=23))
    entries.void(store, entry, "误录")
    assert tasks.every(store, entry=entry) == []
    entries_undo.undo(store, entry)
    assert set(by_rule(store, entry)) == {"HOLD_LICENSE.HAND_IN"}
    assert list(verify.verify(store)) == []


def test_who_checked_owns_it_until_it_is_given_on(store: Store, shift: Shift) -> None:
    entry = check(store, disposition="HOLD_LICENSE")
    entries.correct(store, entry, {}, "是李强查的", checked_by=["101235"])
    li = officers.need(store, "101235").id
    task = by_rule(store, entry)["HOLD_LICENSE.HAND_IN"]
    assert task.life.owner == li
    tasks.add_step(store, task.id, StepKind.GIVEN, owner="101234")
    entries.correct(store, entry, {"note": "x"}, "补")
    assert tasks.get(store, task.id).life.owner == store.account.id
    with pytest.raises(errors.Refused):
        tasks.add_step(store, task.id, StepKind.GIVEN)
    with pytest.raises(errors.Unknown):
        tasks.add_step(store, task.id, StepKind.GIVEN, owner="999999")


def test_done_with_a_number_and_taken_back(store: Store, shift: Shift, clock: Clock) -> None:
    entry = check(store, disposition="HOLD_LICENSE")
    (task,) = tasks.every(store, entry=entry)
    bare = tasks.add_step(store, task.id, StepKind.DONE)
    assert [problem.code for problem in bare.problems] == ["TASK_DONE_BARE"]
    tasks.take_back(store, task.id, bare.value.steps[0].id, "误点")
    clock.forward(hours=30)
    done = tasks.add_step(store, task.id, StepKind.DONE, document="漯公交移〔2026〕9号")
    assert [problem.code for problem in done.problems] == ["TASK_DONE_LATE"]
    assert (done.value.life.open, done.value.life.late) == (False, True)
    with pytest.raises(errors.Refused):
        tasks.add_step(store, task.id, StepKind.DONE)
    with pytest.raises(errors.ReasonNeeded):
        tasks.add_step(store, task.id, StepKind.REOPENED)
    assert tasks.add_step(store, task.id, StepKind.REOPENED, note="文书退回").value.life.open
    assert list(verify.verify(store)) == []


def test_continued_questioning(store: Store, shift: Shift, clock: Clock) -> None:
    entry = check(store, further_dispositions=[{"code": "CONT_QUESTION", "document": "继问〔2026〕7号"}])
    task = by_rule(store, entry)["CONT_QUESTION.TIME"]
    assert by_rule(store, entry)["CONT_QUESTION.NOTIFY"].life.due is None
    clock.forward(minutes=30)
    tasks.add_step(store, task.id, StepKind.ARRIVED)
    clock.forward(hours=11)
    without = tasks.add_step(store, task.id, StepKind.EXTENDED, document="继延〔2026〕3号")
    assert [problem.code for problem in without.problems] == ["TASK_APPROVER_MISSING"]
    assert without.value.life.due == shift.planned_from + timedelta(hours=24, minutes=30)
    tasks.add_step(store, task.id, StepKind.EXTENDED, approved_by="赵局长")
    with pytest.raises(errors.Refused):
        tasks.add_step(store, task.id, StepKind.EXTENDED, approved_by="赵局长")
    with pytest.raises(errors.Refused):
        tasks.add_step(store, task.id, StepKind.ARRIVED, special="TALL")
    child = tasks.add_step(store, task.id, StepKind.ARRIVED, at=shift.planned_from, special="UNDER_16")
    assert child.value.life.due == shift.planned_from + timedelta(hours=4)
    home = tasks.add_step(store, task.id, StepKind.DONE, at=shift.planned_from + timedelta(hours=3), note="家属接回")
    assert [problem.code for problem in home.problems] == ["TASK_ESCORT"]


def test_the_handover_carries_what_is_open_with_its_owner(store: Store, shift: Shift, clock: Clock) -> None:
    entry = check(store, further_dispositions=[HELD])
    tasks.add_step(store, by_rule(store, entry)["HOLD_VEHICLE.HAND_IN"].id, StepKind.DONE, document="x")
    closed = handover.close(store, shift.id, to="101235", items=["锥筒 2 个破损"]).value
    assert len(closed.handover) == 3
    assert closed.handover[0] == "锥筒 2 个破损"
    told = "\n".join(closed.handover)
    assert "扣留机动车报批" in told and HELD["document"] in told and "王小明" in told  # noqa: PT018
    assert "豫L" not in told  # the plate is erased one day, a handover is not
    clock.forward(hours=4)
    following = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=("101235",), previous=shift.id, basis="PL15")
    after = shifts.open_shift(store, following).value
    accounts_see = [task.order.rule for task in tasks.left_open(store, after)]
    assert accounts_see == ["HOLD_VEHICLE.APPROVE"]  # the fifteen days are not due within a day


def test_the_successor_sees_what_the_shift_before_left(store: Store, shift: Shift) -> None:
    check(store, disposition="HOLD_LICENSE")
    slip = accounts.give(store, ["101235"])[0][0]
    handover.close(store, shift.id, to="101235")
    handover.take(store, shift.id, by=officers.need(store, "101235"))
    accounts.switch(store, "101235", slip.password)
    assert tasks.concerning(store, None) == []
    draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", previous=shift.id, basis="PL15")
    after = shifts.open_shift(store, draft).value
    assert tasks.waiting(store, after).open == 1


def test_what_a_form_wants_done_by_a_date_is_a_to_do(store: Store, shift: Shift, clock: Clock) -> None:
    visit = {"kind": "DISPUTE", "subject": "张三", "follow_up": "回访双方", "follow_up_by": "2026-11-27"}
    entry = entries.record(store, "visit", visit).value.id
    (task,) = tasks.every(store, entry=entry)
    assert (task.name, task.law) == ("走访排查 跟进事项", "")
    assert task.life.due is not None
    assert task.life.due.astimezone(store.unit.tz()).isoformat() == "2026-11-27T23:59:00+08:00"
    assert "回访双方" in tasks.about(store, task)
    assert store.row("SELECT body FROM task WHERE instr(body, '张三') OR instr(body, '回访')") is None  # only the entry says what
    entries.correct(store, entry, {"follow_up_by": "2026-11-30"}, "改期")
    assert tasks.get(store, task.id).due_text(clock()) == "11-30 23:59"
    entries.correct(store, entry, {"follow_up": None}, "不用了")
    assert tasks.every(store, entry=entry) == []
    undated = entries.record(store, "visit", {"follow_up": "再看"})
    assert "follow_up_by" in {problem.field for problem in undated.problems}
    assert tasks.every(store, entry=undated.value.id) == []
    assert list(verify.verify(store)) == []


def test_an_unknown_to_do_or_step_is_told(store: Store, shift: Shift) -> None:
    with pytest.raises(errors.Unknown):
        tasks.get(store, "nothing")
    entry = check(store, disposition="HOLD_LICENSE")
    (task,) = tasks.every(store, entry=entry)
    with pytest.raises(errors.Refused):
        tasks.add_step(store, task.id, "SING")
    with pytest.raises(errors.Unknown):
        tasks.take_back(store, task.id, "nothing", "x")
    with pytest.raises(errors.ReasonNeeded):
        tasks.take_back(store, task.id, "nothing", " ")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(["HOLD_VEHICLE", "HOLD_LICENSE", "SEIZE", "RELEASE", "HANDOVER", "void", "unvoid", "done", "give"]),
        max_size=7,
    )
)
def test_any_sequence_leaves_what_a_rebuild_gives(store: Store, shift: Shift, deeds: list[str]) -> None:
    entry = check(store, disposition="HOLD_VEHICLE")
    for deed in deeds:
        try:
            if deed == "void":
                entries.void(store, entry, "误录")
            elif deed == "unvoid":
                entries_undo.undo(store, entry)
            elif deed in ("done", "give"):
                task = next(iter(tasks.every(store, entry=entry, open_only=True)))
                kind = StepKind.DONE if deed == "done" else StepKind.GIVEN
                tasks.add_step(store, task.id, kind, note="x", owner="101235")
            else:
                entries.correct(store, entry, {"disposition": deed}, "改")
        except (errors.AlreadyVoid, errors.NotUndoable, errors.Refused, StopIteration):
            continue
    before = store.rows("SELECT id, owner, due, open, body FROM task ORDER BY id")
    rebuild.rebuild(store)
    assert store.rows("SELECT id, owner, due, open, body FROM task ORDER BY id") == before
    assert list(verify.verify(store)) == []
