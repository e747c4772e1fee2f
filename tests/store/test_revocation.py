"""遗失处置: what is known of a lost machine, and that nothing of it counts any more after the last line received."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkpoint_app.store import devices, entries, errors, officers, revocation, tally, trust, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync import stick
from checkpoint_app.sync.exchange import exchange
from checkpoint_app.sync.memory import MemoryPeer
from tests.store.conftest import Clock
from tests.sync import units
from tests.sync.conformance import CHECK, PERSON


def work(laptop: Store, clock: Clock) -> None:
    shift = units.open_shift(laptop, clock)
    entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id)
    values = {
        "plate": "豫L12346",
        "identity_reason": "SUSPECT",
        "persons": [PERSON],
        "findings": ["KNIFE"],
        "disposition": "SEIZE",
    }
    entries.record(laptop, CHECK, values, shift=shift.id)


def test_what_is_known_of_a_machine(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptop = fleet.laptop()
    work(laptop, clock)
    stick.sync(laptop, folder)
    stick.sync(fleet.station, folder)
    loss = revocation.facts(fleet.station, "B")
    assert (loss.entries, loss.personal, loss.entries_held) == (2, 1, 2)
    assert [shift.code for shift in loss.open_shifts]
    assert [officer.number for officer in loss.accounts] == ["101235"]
    assert loss.registers == {"officer": len(officers.every(fleet.station)), "site": 1, "equipment": 0, "roster": 0}
    assert loss.last_line_at == clock()
    assert {one.scope for one in loss.received} == {"shared", "up"}
    assert loss.revoked_at is None


def test_cut_off_at_the_last_line_received(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptop, other = fleet.laptop("B"), fleet.laptop("C")
    work(laptop, clock)
    stick.sync(laptop, folder)
    stick.sync(fleet.station, folder)
    clock.forward(minutes=5)
    loss, changes = revocation.revoke(fleet.station, laptop.keys.id, "车内被盗")
    assert "revocation" in changes.nouns
    assert (loss.device.active, loss.reason, loss.revoked_at) == (False, "车内被盗", clock())
    assert loss.revoked_by is not None
    assert loss.revoked_by.number == "101234"
    assert fleet.station.row("SELECT count(*) FROM entry") == (2,), "what was received stays"
    assert fleet.station.rows("SELECT * FROM flag") == []
    assert list(verify.verify(fleet.station)) == []
    stick.sync(fleet.station, folder)
    stick.sync(other, folder)
    assert trust.load(other).is_revoked(laptop.keys.id), "the others hear of it"
    (row,) = [row for row in devices.every(other) if row.id == laptop.keys.id]
    assert not row.active


def test_a_shift_with_entries_that_came_after_the_cut_goes_with_them(fleet: units.Fleet, clock: Clock) -> None:
    """The second station took in what the first, that cut the machine off, had never seen."""
    laptop, second = fleet.laptop("B"), fleet.laptop("C", kind="station")
    for store in (laptop, second):
        exchange(store, MemoryPeer(fleet.station))
    work(laptop, clock)
    exchange(laptop, MemoryPeer(second))
    assert second.row("SELECT count(*) FROM entry") == (2,)
    revocation.revoke(fleet.station, "B", "车内被盗")
    exchange(second, MemoryPeer(fleet.station))
    assert trust.load(second).is_revoked(laptop.keys.id)
    assert [second.row(f"SELECT count(*) FROM {table}") for table in ("entry", "shift", "again")] == [(0,)] * 3
    assert tally.stored(second) == tally.recount(second) == {}
    assert list(verify.verify(second)) == []


def test_what_cannot_be_cut_off(fleet: units.Fleet) -> None:
    fleet.laptop()
    with pytest.raises(errors.OwnDevice):
        revocation.revoke(fleet.station, "A", "x")
    with pytest.raises(errors.ReasonNeeded):
        revocation.revoke(fleet.station, "B", "  ")
    with pytest.raises(errors.Unknown):
        revocation.revoke(fleet.station, "Q", "x")
    revocation.revoke(fleet.station, "B", "遗失")
    with pytest.raises(errors.AlreadyRevoked):
        revocation.revoke(fleet.station, "B", "遗失")


def test_a_machine_of_which_nothing_came(fleet: units.Fleet) -> None:
    fleet.laptop()
    loss, _ = revocation.revoke(fleet.station, "B", "遗失")
    assert (loss.received, loss.entries, loss.last_line_at) == ((), 0, None)


def test_devices_by_letter_name_and_id(fleet: units.Fleet) -> None:
    laptop = fleet.laptop("B")
    assert [row.label for row in devices.every(fleet.station)][1] == "B B"
    for name in ("b", laptop.keys.id, laptop.keys.id[:6]):
        assert devices.find(fleet.station, name).id == laptop.keys.id
    with pytest.raises(errors.Unknown):
        devices.find(fleet.station, "zz")
