"""What a receipt says was delivered: both sides count the same from the signed heads, shift by shift, and name what is missing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from checkpoint_app.store import clocks, deliveries, entries, receipts
from checkpoint_app.store.deliveries import Delivery
from checkpoint_app.store.session import Store
from checkpoint_app.sync import stick
from tests.store.conftest import Clock
from tests.sync import units
from tests.sync.conformance import CHECK


def there_and_back(laptop: Store, station: Store, folder: Path) -> None:
    for store in (laptop, station, laptop):
        stick.sync(store, folder)


def by_shift(delivery: Delivery) -> list[tuple[str, int, int]]:
    return [(one.shift.code if one.shift else "", one.new, one.changed) for one in delivery.shifts]


def test_each_receipt_counts_what_it_added(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptop = fleet.laptop()
    with pytest.raises(deliveries.NoReceipt):
        deliveries.find(laptop, "")
    shift = units.open_shift(laptop, clock)
    first = entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
    there_and_back(laptop, fleet.station, folder)
    one = deliveries.of(laptop, deliveries.find(laptop, ""))
    assert by_shift(one) == [(shift.code, 1, 0)]
    assert (one.before, one.missing, one.left) == (None, (), 0)
    assert (one.machine, one.station) == ("B B", f"A {fleet.station.device.name}")

    clock.forward(minutes=30)
    entries.correct(laptop, first.id, {"note": "复核"}, reason="补充")
    for plate in ("豫L12346", "豫L12347"):
        entries.record(laptop, CHECK, {"plate": plate}, shift=shift.id)
    there_and_back(laptop, fleet.station, folder)
    entries.record(laptop, CHECK, {"plate": "豫L99999"}, shift=shift.id)
    two = deliveries.of(laptop, deliveries.find(laptop, ""))
    assert by_shift(two) == [(shift.code, 2, 1)]
    assert two.before is not None
    assert two.before.id == one.receipt.id
    assert [each.title for each in two.missing] == ["豫L·99999"]
    assert deliveries.count(laptop, two.receipt) == 3

    seen = deliveries.of(fleet.station, deliveries.find(fleet.station, "B"))
    assert (seen.receipt.id, by_shift(seen)) == (two.receipt.id, by_shift(two))
    assert deliveries.find(fleet.station, one.receipt.id).id == one.receipt.id


def test_lines_the_machine_announced_are_told_at_the_station(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptop = fleet.laptop()
    shift = units.open_shift(laptop, clock)
    entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id)
    there_and_back(laptop, fleet.station, folder)
    entries.record(laptop, CHECK, {"plate": "豫L12346"}, shift=shift.id)
    clock.forward(minutes=1)
    stick.sync(laptop, folder)
    for found in stick.look(fleet.station, folder).of(laptop.keys.id, fleet.station):
        from checkpoint_app.sync import greeting

        greeting.keep(fleet.station, found.manifest.hello, at=None)
    assert deliveries.of(fleet.station, deliveries.find(fleet.station, "B")).announced == 1


def test_a_clock_that_is_ahead_is_known_on_both_sides(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    fast = Clock()
    fast.forward(days=3)
    laptop = fleet.laptop(clock=fast)
    shift = units.open_shift(laptop, fast)
    entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id)
    assert clocks.of_machine(laptop, laptop.keys.id) == timedelta()
    there_and_back(laptop, fleet.station, folder)
    for store in (laptop, fleet.station):
        machine, off = clocks.of_shift(store, shift.id)
        assert machine == "B B"
        assert timedelta(days=3) - timedelta(minutes=1) <= off <= timedelta(days=3)
    assert clocks.of_machine(fleet.station, fleet.station.keys.id) == timedelta()
    assert clocks.by_receipt(receipts.every(laptop, laptop.keys.id)[0]) > timedelta(days=2)
