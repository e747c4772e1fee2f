"""撤销: the newest line of an entry is taken back by its inverse, and by nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from checkpoint_app.model.records import EntryState, Shift
from checkpoint_app.store import entries, entries_undo, errors, handover
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock

CAR: dict[str, Any] = {"plate": "豫L12345", "people": 2}
DRUNK: dict[str, Any] = {
    "plate": "豫AD12345",
    "findings": ["DRUNK"],
    "alcohol_mg": 46,
    "disposition": "HANDOVER",
    "receiver": "交警大队",
    "further_dispositions": [{"code": "HOLD_VEHICLE", "document": "甲1"}, {"code": "HOLD_LICENSE", "document": "甲2"}],
}


def test_undo_takes_back_the_last_step_only(store: Store, shift: Shift, clock: Clock) -> None:
    saved = entries.record(store, "checkpoint-check", DRUNK, shift=shift.id)
    row = saved.value.values["further_dispositions"][1]["_row"]
    entries.correct(
        store, saved.value.id, {"people": 4, "note": "x", "further_dispositions": [{"_row": row, "document": "丙"}]}, "r"
    )
    undone = entries_undo.undo(store, saved.value.id)
    assert undone.value.values == saved.value.values
    fresh = entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    assert entries_undo.undo_last(store).value.id == fresh.value.id
    assert entries.get(store, fresh.value.id).state is EntryState.VOID
    late = entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    clock.forward(seconds=61)
    with pytest.raises(errors.NotUndoable):
        entries_undo.undo_last(store)
    assert entries_undo.undo(store, late.value.id).value.state is EntryState.VOID
    assert entries_undo.undo(store, late.value.id).value.state is EntryState.FINAL


def test_undo_is_refused_once_the_shift_is_signed(store: Store, shift: Shift) -> None:
    saved = entries.record(store, "checkpoint-check", CAR, shift=shift.id)
    handover.close(store, shift.id, to="101234")
    handover.take(store, shift.id)
    with pytest.raises(errors.NotUndoable):
        entries_undo.undo(store, saved.value.id)
