"""Machines that are there twice or come back from the past: a cloned disk, a laptop and a station restored from a backup. Over a stick and
over the hub: nothing recorded is lost, nothing counts twice, no ✓ that is not true, and whoever looks is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from checkpoint_app.store import backup, devices, entries, filing, notices, receipts, settling, sites, tally, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync import bundle_reader, covered, stick
from checkpoint_app.sync.lying import Lying
from tests.hub.station import serving
from tests.store.branches import copied
from tests.store.conftest import PASSWORD, Clock
from tests.sync import lives, units
from tests.sync.conformance import CHECK, check_whole

Level = Callable[[Store, Store], None]
"""Brings a laptop and a station level, receipts included."""


@pytest.fixture(params=["stick", "hub"])
def level(request: pytest.FixtureRequest, tmp_path: Path) -> Level:
    folder = tmp_path / "usb"
    folder.mkdir()

    def by_stick(laptop: Store, station: Store) -> None:
        for store in (laptop, station, laptop, station, laptop):
            stick.sync(store, folder)

    def by_hub(laptop: Store, station: Store) -> None:
        with serving.serve(station) as url:
            serving.sync(laptop, url)

    return by_stick if request.param == "stick" else by_hub


def record(store: Store, clock: Clock, count: int, letter: str) -> list[str]:
    shift = units.open_shift(store, clock)
    values = [{"plate": f"豫{letter}1{n:04}", "people": 2} for n in range(count)]
    return [entries.record(store, CHECK, value, shift=shift.id).value.id for value in values]


def check_ticks(store: Store, station: Store, made: list[str]) -> None:
    """Every ✓ of this machine stands at something that the station has, with all lines that this machine wrote about it."""
    lines = "SELECT line.hash FROM line JOIN chain ON chain.id = line.chain WHERE record=? AND device=?"
    for entry in made:
        if entries.exists(store, entry) and receipts.is_received(store, entry):
            own = set(store.rows(lines, (entry, store.keys.id)))
            assert own <= set(station.rows(lines, (entry, store.keys.id)))
            assert entries.exists(station, entry)


def with_stick(fleet: units.Fleet, tmp_path: Path) -> tuple[Store, Store, Path]:
    """A laptop and the station, level by a stick that goes on between them."""
    laptop, folder = fleet.laptop(), tmp_path / "usb"
    folder.mkdir()
    for store in (laptop, fleet.station, laptop):
        stick.sync(store, folder)
    return laptop, fleet.station, folder


def test_two_laptops_cloned_from_one_disk(fleet: units.Fleet, clock: Clock, tmp_path: Path, level: Level) -> None:
    laptop, station = fleet.laptop(), fleet.station
    level(laptop, station)
    before = record(laptop, clock, 2, "L")
    clone = copied(laptop, tmp_path / "clone", clock)
    fleet.stores.append(clone)
    ours, theirs = record(laptop, clock, 3, "L"), record(clone, clock, 4, "N")
    everything = before + ours + theirs
    for _ in range(3):
        for one in (laptop, clone):
            clock.forward(minutes=1)
            level(one, station)
            for store in (laptop, clone):
                check_ticks(store, station, everything)
    assert station.row("SELECT count(*) FROM entry") == (9,)
    for store in (laptop, clone):
        assert [entry for entry in everything if not entries.exists(store, entry)] == [], "its own chains come back to it"
        assert receipts.not_received(store) == []
    assert laptop.epoch != clone.epoch, "each writes in an epoch of its own from now on"
    assert tally.stored(station) == tally.stored(laptop) == tally.stored(clone)
    check_whole(station, laptop, clone)
    assert filing.forked(station) == [laptop.keys.id]
    assert [row.forked for row in devices.every(station) if row.id == laptop.keys.id] == [True]
    told = [notice for notice in notices.every(station) if notice.code == "CHAIN_FORK"]
    assert told
    assert all("B B" in notice.text() and notice.chain.startswith(laptop.keys.id[:8]) for notice in told)
    after = record(laptop, clock, 1, "L") + record(clone, clock, 1, "N")
    for _ in range(2):
        for one in (laptop, clone):
            level(one, station)
    assert len([notice for notice in notices.every(station) if notice.code == "CHAIN_FORK"]) == len(told), "no further forks"
    assert all(receipts.is_received(store, entry) for store in (laptop, clone) for entry in everything + after)


def test_a_laptop_restored_from_last_months_backup(fleet: units.Fleet, clock: Clock, tmp_path: Path, level: Level) -> None:
    laptop, station = fleet.laptop(), fleet.station
    first = record(laptop, clock, 2, "L")
    level(laptop, station)
    saved = backup.backup(laptop, tmp_path)
    clock.forward(days=30)
    month = record(laptop, clock, 3, "N")
    level(laptop, station)
    entries.correct(station, month[0], {"people": 5}, "补充")
    level(laptop, station)
    lost = record(laptop, clock, 1, "P")
    laptop.close()
    fleet.stores.remove(laptop)
    with backup.restore(saved, tmp_path / "restored", officer="101235", password=PASSWORD, clock=clock) as again:
        assert not entries.exists(again, month[0])
        assert all(receipts.is_received(again, entry) for entry in first)
        new = record(again, clock, 2, "Q")
        assert not any(receipts.is_received(again, entry) for entry in new)
        level(again, station)
        check_ticks(again, station, first + month + new)
        assert [entry for entry in first + month + new if not entries.exists(again, entry)] == []
        assert entries.get(again, month[0]).values["people"] == 5, "the station's correction comes back with it"
        assert all(receipts.is_received(again, entry) for entry in first + month + new)
        assert not entries.exists(again, lost[0]), "what had not been handed over is gone, and nothing says otherwise"
        assert not receipts.is_received(again, lost[0])
        assert tally.stored(again) == tally.stored(station)
        assert filing.forked(station) == [], "a restored machine says so and forks nothing"
        check_whole(again, station)


def test_a_restored_station_takes_its_ticks_back_and_gets_everything_again(
    fleet: units.Fleet, clock: Clock, tmp_path: Path, level: Level
) -> None:
    laptop, station = fleet.laptop(), fleet.station
    first = record(laptop, clock, 2, "L")
    level(laptop, station)
    saved = backup.backup(station, tmp_path)
    clock.forward(days=2)
    later = record(laptop, clock, 3, "N")
    level(laptop, station)
    assert all(receipts.is_received(laptop, entry) for entry in first + later)
    station.close()
    fleet.stores.remove(station)
    with backup.restore(saved, tmp_path / "restored", officer="101234", password=PASSWORD, clock=clock) as again:
        assert not entries.exists(again, later[0])
        level(laptop, again)
        check_ticks(laptop, again, first + later)
        assert [entry for entry in first + later if not entries.exists(again, entry)] == []
        assert all(receipts.is_received(laptop, entry) for entry in first + later)
        assert tally.stored(laptop) == tally.stored(again)
        check_whole(laptop, again)


def test_a_tick_goes_as_soon_as_the_station_says_that_it_was_restored(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    """Its bundle lies beside that of the time that it lost, and counts from a lower number; its word is the later one all the same."""
    laptop, station, folder = with_stick(fleet, tmp_path)
    saved = backup.backup(station, tmp_path)
    made = record(laptop, clock, 3, "N")
    for store in (laptop, station, laptop):
        stick.sync(store, folder)
    assert all(receipts.is_received(laptop, entry) for entry in made)
    before = {file.name for file in folder.iterdir()}
    station.close()
    fleet.stores.remove(station)
    clock.forward(days=1)
    with backup.restore(saved, tmp_path / "restored", officer="101234", password=PASSWORD, clock=clock) as again:
        stick.sync(again, folder)
        assert {file.name for file in folder.iterdir()} > before, "what it says now stays on the stick, beside what it said once"
        stick.sync(laptop, folder)
        assert not any(receipts.is_received(laptop, entry) for entry in made)
        assert [one.record for one in receipts.not_received(laptop)][-3:] == made
        stick.sync(again, folder)
        stick.sync(laptop, folder)
        assert all(receipts.is_received(laptop, entry) for entry in made)
        assert all(entries.exists(again, entry) for entry in made)


def test_who_has_nothing_to_give_asks_all_the_same(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    """The second volume of a bundle arrived, the first did not: over a stick the question travels with nothing beside it."""
    laptop, station, folder = with_stick(fleet, tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("checkpoint_app.sync.bundle.VOLUME_BYTES", 2000)
        patch.setattr("checkpoint_app.store.outgoing.MOST_LINES", 3)
        for number in range(12):
            sites.save(station, {"name": f"卡点{number}", "kind": "checkpoint"})
        clock.forward(minutes=1)
        stick.sync(station, folder)
    volumes = sorted(folder.glob("A-B-*"))
    assert len(volumes) > 2
    volumes[0].unlink()
    stick.sync(laptop, folder)
    assert sites.every(laptop) != sites.every(station)
    (question,) = folder.glob("B-station-*")
    assert bundle_reader.inspect(station, question).lines == 0
    for file in volumes[1:]:
        file.unlink()
    stick.sync(laptop, folder)
    assert question.exists(), "asked once is enough, and it stays until it is answered"
    assert len(list(folder.glob("B-station-*"))) == 1
    stick.sync(station, folder)
    stick.sync(laptop, folder)
    assert sites.every(laptop) == sites.every(station)
    assert list(verify.verify(laptop)) == []


def test_a_copy_that_hears_of_its_own_later_lines_writes_in_an_epoch_of_its_own(
    fleet: units.Fleet, clock: Clock, tmp_path: Path, level: Level
) -> None:
    """Before it has written anything: so nothing forks. The same protects a disk that has lost its last writes."""
    laptop, station = fleet.laptop(), fleet.station
    level(laptop, station)
    copy = lives.cloned(laptop, tmp_path / "copy")
    fleet.stores.append(copy)
    first = record(laptop, clock, 2, "L")
    level(laptop, station)
    assert copy.epoch == laptop.epoch
    level(copy, station)
    assert copy.epoch != laptop.epoch
    later = record(copy, clock, 2, "N")
    for _ in range(2):
        for one in (copy, laptop):
            clock.forward(minutes=1)
            level(one, station)
    assert all(entries.exists(store, entry) for store in (laptop, copy, station) for entry in first + later)
    assert filing.forked(station) == []
    check_whole(laptop, copy, station)


def test_the_only_station_and_its_copy_get_each_others_entries_by_stick(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    """What a station records of its own goes to stations only: here to nobody but the other copy of the same disk."""
    laptop, station, folder = with_stick(fleet, tmp_path)
    copy = lives.cloned(station, tmp_path / "copy")
    fleet.stores.append(copy)
    made = record(station, clock, 2, "L") + record(copy, clock, 3, "N") + record(laptop, clock, 1, "P")
    for _ in range(6):
        for store in (laptop, station, copy):
            clock.forward(minutes=1)
            stick.sync(store, folder)
    assert all(entries.exists(store, entry) for store in (station, copy) for entry in made)
    assert station.epoch != copy.epoch
    assert tally.stored(station) == tally.stored(copy)
    check_whole(station, copy, laptop)
    before = sorted(file.name for file in folder.iterdir())
    for store in (laptop, station, copy):
        clock.forward(minutes=1)
        found = stick.sync(store, folder)
        assert not any(visit.report.taken for visit in found.visits)
    assert sorted(file.name for file in folder.iterdir()) == before, "then nothing is written any more"
    assert {visit.name for visit in found.visits} == {"B B", f"A {copy.device.name}（硬盘的另一份副本）"}


def test_two_copies_do_not_take_each_others_bundles_away_for_ever(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    """The copy has left the epoch before it wrote (it heard of later lines of its own): nothing branches, and yet they are two."""
    laptop, station, folder = with_stick(fleet, tmp_path)
    copy = lives.cloned(station, tmp_path / "copy")
    fleet.stores.append(copy)
    with copy.transaction() as transaction:
        settling.begin_epoch(transaction, why="fork")
    made = record(station, clock, 2, "L") + record(copy, clock, 1, "N")
    for _ in range(6):
        for store in (copy, station, laptop):
            clock.forward(minutes=1)
            stick.sync(store, folder)
    assert not filing.forked(station)
    assert all(entries.exists(store, entry) for store in (station, copy) for entry in made)
    before = sorted(file.name for file in folder.iterdir())
    for store in (station, copy, laptop, copy, station):
        clock.forward(minutes=1)
        stick.sync(store, folder)
        assert sorted(file.name for file in folder.iterdir()) == before


def test_a_copy_that_has_seen_less_gets_it_by_stick(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    """It has the other's name and epoch and wrote nothing: that its word is later by the clock and lower by the count is all that tells."""
    laptop, station, folder = with_stick(fleet, tmp_path)
    copy = lives.cloned(laptop, tmp_path / "copy")
    fleet.stores.append(copy)
    for name in ("东卡点", "西卡点"):
        sites.save(station, {"name": name, "kind": "checkpoint"})
        record(laptop, clock, 1, "L")
        for store in (station, laptop, station):
            clock.forward(minutes=1)
            stick.sync(store, folder)
    for store in (copy, station, copy):
        clock.forward(minutes=1)
        stick.sync(store, folder)
    assert sites.every(copy) == sites.every(station)
    check_whole(copy, station)


def test_verify_of_a_whole_store_has_nothing_to_tell(fleet: units.Fleet, clock: Clock, level: Level) -> None:
    laptop = fleet.laptop()
    record(laptop, clock, 1, "L")
    level(laptop, fleet.station)
    for store in (laptop, fleet.station):
        assert list(verify.verify(store)) == []
        assert list(notices.every(store)) == []


def test_files_for_a_copied_machine_hold_what_each_copy_lacks(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    """One copy is level by the hub, the other one's bundle lies in the folder: `bundle write` there is for that one too, and stays."""
    laptop, station, folder = with_stick(fleet, tmp_path)
    clone = copied(laptop, tmp_path / "clone", clock)
    fleet.stores.append(clone)
    record(laptop, clock, 1, "L")
    record(clone, clock, 1, "N")
    with serving.serve(station) as url:
        for one in (laptop, clone, laptop):
            serving.sync(one, url)
        assert clone.epoch != laptop.epoch
        sites.save(station, {"name": "淮河路卡点", "kind": "checkpoint"})
        clock.forward(minutes=1)
        for file in folder.iterdir():
            file.unlink()
        record(clone, clock, 1, "N")
        stick.write(clone, folder)
        serving.sync(laptop, url)
    (written,) = stick.write(station, folder)
    assert written.lines > 0
    assert covered.clear(station, Lying(station, folder)) == []
    stick.sync(clone, folder)
    assert sites.every(clone) == sites.every(station)
    check_whole(clone)
