"""Two laptops on one duty by its short code, offline: at the station both stand in one log, whatever came first."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.printing import collect, reading
from checkpoint_app.store import conflicts, entries, entries_list, errors, handover, prints, shifts, tally, twins, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync import stick
from tests.printing.samples import plain
from tests.store.conftest import Clock
from tests.sync import units
from tests.sync.conformance import CHECK


def draft(store: Store, crew: tuple[str, ...] = ("FJ1001",)) -> shifts.ShiftDraft:
    return shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=crew, basis="PL15", planned_from=store.now())


def count(store: Store, shift: Shift) -> int:
    return entries_list.count(store, entries_list.EntryFilter(shift=shift.id))


def check(store: Store, shift: Shift, plate: str) -> str:
    return entries.record(store, CHECK, {"plate": plate}, shift=shift.id).value.id


@pytest.mark.parametrize("second_first", [False, True])
def test_entries_of_both_stand_in_one_log(fleet: units.Fleet, clock: Clock, folder: Path, second_first: bool) -> None:
    one, two, station = fleet.laptop("B"), fleet.laptop("C"), fleet.station
    first = units.open_shift(one, clock)
    check(one, first, "豫L12345")
    clock.forward(minutes=20)
    second = twins.share(two, f" {first.code.lower()} ", draft(two)).value
    assert (second.code, second.shared, second.id == first.id) == (first.code, True, False)
    assert second.number != first.number, "the number on paper names the machine"
    check(two, second, "豫L23456")
    for store in (two, one) if second_first else (one, two):
        stick.sync(store, folder)
        stick.sync(station, folder)
    assert shifts.get(station, second.id).merged_into == first.id
    assert shifts.get(station, first.code).id == first.id
    assert count(station, first) == 2
    assert list(verify.verify(station)) == []
    assert sum(value for key, value in tally.stored(station).items() if key[4] == "shifts") == 1
    assert len(shifts.get(station, first.id).crew) == 2
    stick.sync(two, folder)
    assert [shift.id for shift in shifts.open_ones(two)] == [first.id], "the second machine goes on in the first one's shift"
    assert count(two, first) == 1
    assert entries.record(two, CHECK, {"plate": "豫L34567"}, shift=second.id).value.shift == first.id
    assert list(verify.verify(two)) == []


def test_a_code_that_has_arrived_joins_the_crew(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    one, two = fleet.laptop("B"), fleet.laptop("C")
    first = units.open_shift(one, clock)
    for store in (one, fleet.station, two):
        stick.sync(store, folder)
    joined = twins.share(two, first.code, draft(two, crew=("101234",))).value
    assert (joined.id, joined.shared) == (first.id, False)
    assert len(joined.crew) == len(first.crew) + 1
    again = twins.share(two, first.code, draft(two, crew=("101234",)))
    assert (again.seq, len(again.value.crew)) == (0, len(joined.crew))


def test_what_is_no_code_is_said(fleet: units.Fleet) -> None:
    for wrong in ("", "K7", "K7MM", "K0M", "勤务日"):
        with pytest.raises(twins.NotACode):
            twins.share(fleet.station, wrong, draft(fleet.station))
    assert shifts.every(fleet.station) == []


def test_it_ends_where_it_is_and_is_signed_where_it_was_opened(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    one, two, station = fleet.laptop("B"), fleet.laptop("C"), fleet.station
    first = units.open_shift(one, clock)
    second = twins.share(two, first.code, draft(two)).value
    check(two, second, "豫L23456")
    with pytest.raises(errors.HandoverElsewhere):
        handover.close(two, second.id, to="101234")
    handover.close(two, second.id, note="灯坏一盏")
    with pytest.raises(errors.HandoverElsewhere):
        handover.take(two, second.id)
    assert prints.owed(two).to_print == (), "it needs no log of its own"
    handover.close(one, first.id, to="101235")
    handover.take(one, first.id)
    collect.print_shift_log(one, first.id)
    clock.forward(minutes=5)
    for store in (one, two):
        stick.sync(store, folder)
        stick.sync(station, folder)
    kept = shifts.get(station, first.id)
    assert (kept.state, "灯坏一盏" in kept.handover) == (ShiftState.HANDED_OVER, True)
    assert [shift.id for shift in prints.owed(station).to_print] == [first.id], "its log lacks what the other machine recorded"
    text = "".join(reading.page_texts(collect.print_shift_log(station, first.id)))
    assert plain("豫L·23456") in text
    assert plain(second.number) in text
    assert prints.owed(station).to_print == ()


def test_an_end_that_crosses_the_joining_is_no_dispute(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    one, two, station = fleet.laptop("B"), fleet.laptop("C"), fleet.station
    first = units.open_shift(one, clock)
    second = twins.share(two, first.code, draft(two)).value
    for store in (one, two):
        stick.sync(store, folder)
        stick.sync(station, folder)
    clock.forward(hours=1)
    handover.close(two, second.id)
    for store in (two, station, two):
        stick.sync(store, folder)
    for store in (two, station):
        found = shifts.get(store, second.id)
        assert (found.state, found.merged_into, found.conflict) == (ShiftState.MERGED, first.id, False)
        assert conflicts.count(store) == 0
        assert list(verify.verify(store)) == []


def test_a_clock_that_is_years_off_does_not_part_them(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    slow = Clock()
    slow.forward(days=-1500)
    one, two, station = fleet.laptop("B"), fleet.laptop("C", clock=slow), fleet.station
    first = units.open_shift(one, clock)
    second = twins.share(two, first.code, draft(two)).value
    for store in (one, two):
        stick.sync(store, folder)
        stick.sync(station, folder)
    assert shifts.get(station, second.id).merged_into == first.id


def test_another_place_or_code_stays_by_itself(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    one, two, station = fleet.laptop("B"), fleet.laptop("C"), fleet.station
    first = units.open_shift(one, clock)
    other = next(code for code in ("K7M", "P3Q") if code != first.code)
    second = twins.share(two, other, draft(two)).value
    for store in (one, two):
        stick.sync(store, folder)
        stick.sync(station, folder)
    assert shifts.get(station, second.id).merged_into is None
    handover.close(two, second.id)
    stick.sync(two, folder)
    stick.sync(station, folder)
    clock.forward(minutes=1)
    taken = handover.take(station, second.id).value
    assert taken.state is ShiftState.HANDED_OVER, "at the station it can be signed alone when the other never comes"


def test_the_second_goes_on_recording_after_the_first_has_ended(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    one, two, station = fleet.laptop("B"), fleet.laptop("C"), fleet.station
    first = units.open_shift(one, clock)
    second = twins.share(two, first.code, draft(two)).value
    clock.forward(hours=2)
    handover.close(one, first.id)
    for store in (one, two):
        stick.sync(store, folder)
        stick.sync(station, folder)
    stick.sync(two, folder)
    assert shifts.get(two, second.id).state is ShiftState.OPEN
    check(two, second, "豫L23456")
    handover.close(two, second.id)
    stick.sync(two, folder)
    stick.sync(station, folder)
    assert shifts.get(station, second.id).merged_into == first.id
    assert count(station, first) == 1
