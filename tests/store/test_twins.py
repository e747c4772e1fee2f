"""并班: one duty in two shifts becomes one, with entries, crew and figures, whatever comes later."""

from __future__ import annotations

from datetime import timedelta

import pytest

from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.store import entries, entries_list, errors, handover, rebuild, shifts, tally, twins, verify
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock


@pytest.fixture
def twin(store: Store, clock: Clock, shift: Shift) -> Shift:
    """The same duty, opened ten minutes later on the other laptop by two of the same crew."""
    draft = shifts.ShiftDraft(
        duty="checkpoint",
        site="黄河路卡点",
        planned_from=clock() + timedelta(minutes=10),
        planned_to=clock() + timedelta(hours=4),
        crew=("101235", "FJ1001"),
        vehicles=({"plate": "豫L0123警", "kind": "POLICE"},),
        basis="PL15",
    )
    return shifts.open_shift(store, draft).value


def figures(store: Store) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in tally.stored(store).items():
        found[key[4]] = found.get(key[4], 0) + value
    return found


def test_entries_crew_and_cars_stand_under_the_kept_one(store: Store, shift: Shift, twin: Shift) -> None:
    mine = entries.record(store, "checkpoint-check", {"plate": "豫L12345"}, shift=shift.id).value
    theirs = entries.record(store, "checkpoint-check", {"plate": "豫L23456"}, shift=twin.id).value
    assert figures(store)["shifts"] == 2
    assert [one.id for one in twins.of(store, shift)] == [twin.id]
    kept = twins.join(store, shift.id, twin.id, "断网时各开了一班").value
    assert [entries.get(store, record.id).shift for record in (mine, theirs)] == [shift.id, shift.id]
    assert (len(kept.crew), len(kept.vehicles)) == (3, 1)
    joined = shifts.get(store, twin.id)
    assert (joined.state, joined.merged_into) == (ShiftState.MERGED, shift.id)
    counted = figures(store)
    assert (counted["shifts"], counted["checkpoints"], counted["police"], counted["auxiliaries"], counted["vehicles"]) == (
        1,
        1,
        2,
        1,
        2,
    )
    assert entries_list.count(store, entries_list.EntryFilter(shift=shift.id)) == 2
    assert twins.of(store, shift) == []
    assert list(verify.verify(store)) == []


def test_what_is_entered_into_the_joined_one_later_counts_in_the_kept_one(store: Store, shift: Shift, twin: Shift) -> None:
    twins.join(store, shift.id, twin.id, "断网时各开了一班")
    late = entries.record(
        store, "checkpoint-check", {"plate": "豫L34567"}, shift=twin.id, reason="纸质补录", source="PAPER"
    ).value
    assert late.shift == shift.id
    rebuild.rebuild(store)
    assert entries.get(store, late.id).shift == shift.id
    assert list(verify.verify(store)) == []


def test_only_twins_are_joined(store: Store, clock: Clock, shift: Shift, twin: Shift) -> None:
    tomorrow = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", planned_from=clock() + timedelta(days=1), crew=("101234",))
    other = shifts.open_shift(store, tomorrow).value
    for one, two in ((shift, other), (shift, shift)):
        with pytest.raises(twins.NotTwins):
            twins.join(store, one.id, two.id, "试")
    with pytest.raises(errors.ReasonNeeded):
        twins.join(store, shift.id, twin.id, " ")
    handover.close(store, twin.id, to="101235")
    handover.take(store, twin.id, by=None if store.account.officer.number == "101235" else officer(store, "101235"))
    with pytest.raises(twins.NotTwins) as refused:
        twins.join(store, shift.id, twin.id, "试")
    assert "已签字" in str(refused.value)
    assert twins.of(store, shift) == []


def officer(store: Store, number: str):  # type: ignore[no-untyped-def]
    from checkpoint_app.store import officers

    return officers.need(store, number)
