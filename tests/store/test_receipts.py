"""✓ when disks die, are restored and are copied: it comes back, and it never stands for what a station has lost and said so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app.store import backup, entries, receipts, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import exchange
from checkpoint_app.sync.memory import MemoryPeer
from tests.store.conftest import Clock
from tests.sync import lives, units
from tests.sync.conformance import CHECK


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def laptop(fleet: units.Fleet, clock: Clock) -> Store:
    """With a shift and one entry, not yet synced."""
    made = fleet.laptop()
    record(made, units.open_shift(made, clock).id)
    return made


def record(store: Store, shift: str) -> str:
    return entries.record(store, CHECK, {"plate": "豫L12345"}, shift=shift).value.id


def own_entries(store: Store) -> list[str]:
    return [row[0] for row in store.rows("SELECT id FROM entry ORDER BY key")]


def marks(store: Store) -> set[bool]:
    standing = receipts.Standing(store)
    return {standing.is_received(entry) for entry in own_entries(store)}


def test_a_station_restored_twice_from_one_backup_gives_receipts_again(
    fleet: units.Fleet, laptop: Store, clock: Clock, tmp_path: Path
) -> None:
    saved = backup.backup(fleet.station, tmp_path)
    exchange(laptop, MemoryPeer(fleet.station))
    assert marks(laptop) == {True}
    for life in ("second", "third"):
        station = lives.restored(saved, tmp_path / life, fleet.station)
        fleet.stores.append(station)
        record(laptop, units.open_shift(laptop, clock).id)
        exchange(laptop, MemoryPeer(station))
        assert marks(laptop) == {True}, f"in its {life} life"
        assert set(own_entries(station)) == set(own_entries(laptop))
        assert not exchange(laptop, MemoryPeer(station)).anything
        assert list(verify.verify(station)) == []


def test_what_a_restored_station_lost_loses_its_mark_as_soon_as_it_is_heard_of(
    fleet: units.Fleet, laptop: Store, tmp_path: Path
) -> None:
    other = fleet.laptop("C")
    saved = backup.backup(fleet.station, tmp_path)
    exchange(laptop, MemoryPeer(fleet.station))
    first = lives.restored(saved, tmp_path / "second", fleet.station)
    fleet.stores.append(first)
    exchange(laptop, MemoryPeer(first))
    assert marks(laptop) == {True}
    second = lives.restored(saved, tmp_path / "third", fleet.station)
    fleet.stores.append(second)
    exchange(other, MemoryPeer(second))
    units.believe(laptop, second)  # its shared lines come by way of a stick; it has nothing of this laptop
    assert own_entries(second) == []
    assert marks(laptop) == {False}
    exchange(laptop, MemoryPeer(second))
    assert marks(laptop) == {True}


def test_a_station_whose_backup_was_opened_elsewhere_begins_an_epoch_and_goes_on(
    fleet: units.Fleet, laptop: Store, tmp_path: Path
) -> None:
    other = fleet.laptop("C")
    exchange(other, MemoryPeer(fleet.station))
    tried = lives.restored(backup.backup(fleet.station, tmp_path), tmp_path / "tried", fleet.station)
    fleet.stores.append(tried)
    exchange(other, MemoryPeer(tried))
    before = fleet.station.epoch
    exchange(other, MemoryPeer(fleet.station))
    assert fleet.station.epoch not in (before, tried.epoch), "somebody writes with its keys and says that this epoch is left"
    exchange(laptop, MemoryPeer(fleet.station))
    assert marks(laptop) == {True}
    epoch = fleet.station.epoch
    for _ in range(3):
        exchange(other, MemoryPeer(tried))
        exchange(other, MemoryPeer(fleet.station))
    assert fleet.station.epoch == epoch, "two lives are allowed; they do not drive each other out"
