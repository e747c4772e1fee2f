"""Entries: recorded, corrected, voided, confirmed, undone, searched; figures always equal a recount."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkpoint_app.model.records import EntryState, Shift
from checkpoint_app.store import (
    accounts,
    drafts,
    entries,
    entries_history,
    entries_list,
    entries_undo,
    errors,
    handover,
    rebuild,
    shifts,
    tally,
    verify,
)
from checkpoint_app.store.entries_list import EntryFilter
from checkpoint_app.store.session import Store

from .conftest import PASSWORD, Clock

CAR: dict[str, Any] = {"plate": "豫L12345", "people": 2}
DRUNK: dict[str, Any] = {
    "plate": "豫AD12345",
    "findings": ["DRUNK"],
    "alcohol_mg": 46,
    "disposition": "HANDOVER",
    "receiver": "交警大队",
    "further_dispositions": [{"code": "HOLD_VEHICLE", "document": "甲1"}, {"code": "HOLD_LICENSE", "document": "甲2"}],
}


def as_auxiliary(store: Store) -> None:
    """Logs the auxiliary in."""
    slips, _ = accounts.give(store, ["FJ1001"])
    accounts.switch(store, "FJ1001", slips[0].password)


def figures(store: Store) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in tally.stored(store).items():
        found[key[4]] = found.get(key[4], 0) + value
    return found


def test_an_entry_is_saved_listed_counted_and_found(store: Store, shift: Shift) -> None:
    saved = entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    assert saved.value.state is EntryState.FINAL
    assert saved.value.values["plate"] == "豫L12345"
    assert saved.value.checked_by == (store.account.id,)
    assert saved.seq >= 1
    assert [entry.id for entry in entries_list.page(store, EntryFilter(shift=shift.id)).rows] == [saved.value.id]
    assert figures(store)["vehicles"] == 1
    assert figures(store)["people"] == 2
    assert [entry.id for entry in entries_list.page(store, EntryFilter(text="2345")).rows] == [saved.value.id]
    assert list(verify.verify(store)) == []


def test_without_a_shift_the_only_open_one_is_meant(store: Store, shift: Shift, clock: Clock) -> None:
    assert entries.record(store, "checkpoint-check", CAR).value.shift == shift.id
    handover.close(store, shift.id)
    with pytest.raises(errors.NoOpenShift):
        entries.record(store, "checkpoint-check", CAR)


def test_refused_values_save_nothing(store: Store, shift: Shift) -> None:
    before = store.row("SELECT count(*) FROM line")
    for wrong in (
        {},
        {"plate": "豫I12345"},
        {"plate": "豫L12345", "nonsense": 1},
        {"plate": "豫L12345", "persons": [{"name": "张三"}]},
    ):
        with pytest.raises(errors.Refused) as refusal:
            entries.record(store, "checkpoint-check", wrong, shift=shift.id)
        assert refusal.value.problems
    assert store.row("SELECT count(*) FROM line") == before


def test_a_closed_shift_takes_an_entry_only_with_a_reason_and_marks_it(store: Store, shift: Shift) -> None:
    handover.close(store, shift.id)
    with pytest.raises(errors.ShiftClosed):
        entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    saved = entries.record(store, "checkpoint-check", CAR, shift=shift.id, reason="纸质登记补录", source="PAPER", page="2")
    assert saved.value.late
    assert (saved.value.source, saved.value.page) == ("PAPER", "2")


def test_odd_times_warn_and_are_kept(store: Store, shift: Shift, clock: Clock) -> None:
    future = entries.record(store, "checkpoint-check", CAR, shift=shift.id, at=clock() + timedelta(hours=1))
    assert "AT_FUTURE" in {problem.code for problem in future.problems}
    early = entries.record(store, "checkpoint-check", CAR, shift=shift.id, at="2026-11-20T08:00:00")
    assert "AT_OUTSIDE_SHIFT" in {problem.code for problem in early.problems}
    assert early.value.at.hour == 0  # 08:00 unit time is 00:00 UTC
    with pytest.raises(errors.Refused):
        entries.record(store, "checkpoint-check", CAR, shift=shift.id, at="soon")


def test_an_auxiliary_proposes_and_an_officer_confirms(store: Store, shift: Shift) -> None:
    as_auxiliary(store)
    plain = entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    assert plain.value.state is EntryState.FINAL
    drunk = entries.record(store, "checkpoint-check", DRUNK, shift=shift.id)
    assert drunk.value.state is EntryState.PROPOSED
    assert drunk.value.checked_by == (shift.lead,)
    assert figures(store)["finding.DRUNK"] == 1
    with pytest.raises(errors.NotAllowed):
        entries.confirm(store, [drunk.value.id])
    accounts.switch(store, "101234", PASSWORD)
    confirmed = entries.confirm(store, [drunk.value.id, plain.value.id])
    assert [entry.state for entry in confirmed.value] == [EntryState.FINAL]
    assert list(verify.verify(store)) == []


def test_only_auxiliaries_cannot_have_checked(store: Store, shift: Shift) -> None:
    with pytest.raises(errors.Refused) as refusal:
        entries.record(store, "checkpoint-check", CAR, shift=shift.id, checked_by=["FJ1001"])
    assert refusal.value.problems[0].code == "CHECKED_BY_OFFICER"
    both = entries.record(store, "checkpoint-check", CAR, shift=shift.id, checked_by=["FJ1001", "李强"])
    assert both.value.checked_by[0] != both.value.account


def test_a_correction_moves_figures_and_keeps_history(store: Store, shift: Shift) -> None:
    saved = entries.record(store, "checkpoint-check", DRUNK, shift=shift.id)
    row = saved.value.values["further_dispositions"][0]["_row"]
    with pytest.raises(errors.ReasonNeeded):
        entries.correct(store, saved.value.id, {"people": 4}, " ")
    patch = {"people": 4, "findings": [], "alcohol_mg": None, "further_dispositions": [{"_row": row, "document": "乙9"}]}
    after = entries.correct(store, saved.value.id, patch, "看错")
    assert after.value.values["people"] == 4
    assert "alcohol_mg" not in after.value.values
    assert [item["document"] for item in after.value.values["further_dispositions"]] == ["乙9", "甲2"]
    assert figures(store).get("finding.DRUNK", 0) == 0
    assert figures(store)["people"] == 4
    steps = entries_history.every(store, saved.value.id)
    assert [step.op for step in steps] == ["create", "change"]
    assert steps[1].reason == "看错"
    assert any(change[1:] == ("1", "4") for change in steps[1].changes)
    assert list(verify.verify(store)) == []


def test_a_void_entry_stays_and_no_longer_counts(store: Store, shift: Shift) -> None:
    saved = entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    entries.void(store, saved.value.id, "误录")
    assert figures(store).get("vehicles", 0) == 0
    assert entries_list.count(store, EntryFilter()) == 0
    assert entries_list.count(store, EntryFilter(void=True)) == 1
    with pytest.raises(errors.AlreadyVoid):
        entries.void(store, saved.value.id, "误录")
    with pytest.raises(errors.AlreadyVoid):
        entries.correct(store, saved.value.id, {"people": 3}, "x")


def test_saving_deletes_the_draft_in_the_same_transaction(store: Store, shift: Shift) -> None:
    drafts.save(store, "d1", "quick", {"plate": "豫L1"}, shift=shift.id)
    assert drafts.get(store, "d1") is not None
    entries.record(store, "checkpoint-check", CAR, shift=shift.id, draft="d1")
    assert drafts.get(store, "d1") is None


def test_discarded_drafts_come_back_until_the_lock(store: Store) -> None:
    drafts.save(store, "d1", "quick", {"plate": "豫L1"})
    drafts.discard(store, "d1")
    assert drafts.every(store) == []
    drafts.restore(store, "d1")
    assert [draft.id for draft in drafts.every(store)] == ["d1"]
    drafts.discard(store, "d1")
    drafts.forget(store)
    drafts.restore(store, "d1")
    assert drafts.every(store) == []


def test_personal_values_are_not_searched(store: Store, shift: Shift) -> None:
    values = {**CAR, "identity_reason": "SUSPECT", "persons": [{"role": "DRIVER", "document_kind": "PRC_ID", "name": "钱多多"}]}
    entries.record(store, "checkpoint-check", values, shift=shift.id)
    assert entries_list.count(store, EntryFilter(text="钱多多")) == 0
    assert entries_list.count(store, EntryFilter(text="huanghelu")) == 1
    assert entries_list.count(store, EntryFilter(text="hhl")) == 1
    assert entries_list.count(store, EntryFilter(text="王小")) == 1


def test_one_identity_number_twice_in_a_shift_is_a_hint(store: Store, shift: Shift) -> None:
    person = {"role": "DRIVER", "document_kind": "PRC_ID", "document_number": "411103189001010010", "name": "张三"}
    values = {**CAR, "identity_reason": "SUSPECT", "persons": [person]}
    entries.record(store, "checkpoint-check", values, shift=shift.id)
    again = entries.record(store, "checkpoint-check", values, shift=shift.id)
    assert "IDENTITY_SEEN" in {problem.code for problem in again.problems}


def test_pages_go_through_all_entries_without_offset(store: Store, shift: Shift, clock: Clock) -> None:
    saved = []
    for number in range(25):
        clock.forward(seconds=number % 2)  # several in one second
        saved.append(entries.record(store, "checkpoint-check", {"plate": f"豫L{number:05d}"}, shift=shift.id).value.id)
    for order in (False, True):
        found: list[str] = []
        after: int | None = None
        while True:
            page = entries_list.page(store, EntryFilter(oldest_first=order), after, 7)
            found += [entry.id for entry in page.rows]
            after = page.after
            if after is None:
                break
        assert found == (saved if order else saved[::-1])


def test_rebuild_gives_the_same_rows(store: Store, shift: Shift) -> None:
    entries.record(store, "checkpoint-check", DRUNK, shift=shift.id)
    saved = entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    entries.void(store, saved.value.id, "误录")
    before = [entries.get(store, saved.value.id), shifts.get(store, shift.id), tally.stored(store)]
    rebuild.rebuild(store)
    assert [entries.get(store, saved.value.id), shifts.get(store, shift.id), tally.stored(store)] == before
    assert list(verify.verify(store)) == []
    assert entries_list.count(store, EntryFilter(text="D1234")) == 1


STEP = st.tuples(st.sampled_from(["record", "count", "correct", "void", "undo", "move", "auxiliary"]), st.integers(0, 30))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=12))
def test_figures_equal_a_recount_after_anything(store: Store, shift: Shift, clock: Clock, steps: list[tuple[str, int]]) -> None:
    made: list[str] = []
    for what, number in steps:
        clock.forward(seconds=1)
        try:
            if what == "record":
                values = (
                    DRUNK
                    if number % 3 == 0
                    else {**CAR, "people": number % 5 + 1, "vehicle_type": "BUS" if number % 2 else "CAR"}
                )
                made.append(entries.record(store, "checkpoint-check", values, shift=shift.id).value.id)
            elif what == "count":
                made.append(entries.record(store, "checkpoint-count", {"vehicles": number, "people": 1}, shift=shift.id).value.id)
            elif what == "correct" and made:
                entries.correct(store, made[number % len(made)], {"people": number}, "r", checked_by=["李强"])
            elif what == "void" and made:
                entries.void(store, made[number % len(made)], "r")
            elif what == "undo" and made:
                entries_undo.undo(store, made[number % len(made)])
            elif what == "move":
                shifts.change(store, shift.id, {"planned_from": shift.planned_from - timedelta(days=number % 3)})
        except (errors.AlreadyVoid, errors.NotUndoable):
            continue
    assert tally.stored(store) == tally.recount(store)
    assert list(verify.verify(store)) == []
