"""Stations that cut each other, or others, off: what counts is the same whatever came first. Who is believed is remembered as long as
nothing is written, and no longer."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from checkpoint_app.model.travel import LineRange
from checkpoint_app.store import entries, identity, opening, rebuild, registers, revocation, sites, tally, trust, verify
from checkpoint_app.store.session import Store, Transaction
from tests.store.branches import bring, record, runs, said_by
from tests.store.conftest import PASSWORD, Clock
from tests.sync import strange, units


@dataclass(kw_only=True)
class Unit:
    """Two stations, a laptop with two entries at both of them, and the readers, who have heard only who is who."""

    one: Store
    two: Store
    laptop: Store
    shift: str
    readers: list[Store]


@pytest.fixture
def unit(fleet: units.Fleet, clock: Clock) -> Unit:
    one, two, laptop = fleet.station, fleet.laptop("B", kind="station"), fleet.laptop("C")
    readers = [fleet.laptop(letter, kind="station") for letter in "DEFGHJ"]
    for store in (two, laptop, *readers):
        bring(store, runs(one, said_by(one)))
    shift = units.open_shift(laptop, clock).id
    record(laptop, shift, "豫L00001", "豫L00002")
    for store in (one, two):
        bring(store, runs(laptop))
    return Unit(one=one, two=two, laptop=laptop, shift=shift, readers=readers)


def believed(store: Store) -> tuple[object, ...]:
    known = trust.load(store)
    shown = {row[0] for row in store.rows("SELECT id FROM entry")}
    flagged = {(row[0], row[1]) for row in store.rows("SELECT hex(hash), what FROM flag JOIN line ON line.id = flag.line")}
    return set(known.devices), set(known.cuts), shown, flagged, tally.stored(store)


def in_every_order(unit: Unit, *deliveries: list[LineRange]) -> list[Store]:
    """A reader for each order in which the deliveries can come; afterwards everybody hears everything once more."""
    orders = list(itertools.permutations(deliveries))
    assert len(orders) <= len(unit.readers)
    for reader, order in zip(unit.readers, orders, strict=False):
        for some in (*order, *deliveries):
            bring(reader, some)
    return unit.readers[: len(orders)]


def test_a_machine_of_which_who_cut_it_off_had_nothing(fleet: units.Fleet, clock: Clock) -> None:
    """Shift and entries go together where they had arrived already."""
    reporting, second, laptop = fleet.station, fleet.laptop("B", kind="station"), fleet.laptop("C")
    for store in (second, laptop):
        bring(store, runs(reporting, said_by(reporting)))
    record(laptop, units.open_shift(laptop, clock).id, "豫L00001", "豫L00002")
    bring(second, runs(laptop))
    assert len(second.rows("SELECT id FROM entry")) == 2
    revocation.revoke(reporting, "C", "遗失")
    bring(second, runs(reporting))
    assert (second.rows("SELECT id FROM entry"), second.rows("SELECT id FROM shift")) == ([], [])
    assert second.rows("SELECT task FROM again") == []
    assert not any(tally.stored(second).values())
    assert list(verify.verify(second)) == []
    fleet.stores.remove(second)
    second.close()
    with opening.open_store(second.folder, officer="101235", password=PASSWORD, clock=clock) as again:
        rebuild.rebuild(again)
        assert list(verify.verify(again)) == []


def test_a_revocation_by_a_station_that_was_cut_off_before_it_counts_for_nothing(unit: Unit) -> None:
    """The second station is lost; whoever has it cuts the laptop off. Who hears of that first takes it back when the truth comes."""
    later = record(unit.laptop, unit.shift, "豫L00003")
    revocation.revoke(unit.one, "B", "遗失")
    revocation.revoke(unit.two, "C", "遗失")
    of_two, of_one, of_laptop = runs(unit.two, said_by(unit.two)), runs(unit.one, said_by(unit.one)), runs(unit.laptop)
    found = in_every_order(unit, of_two, of_one, of_laptop)
    for reader in found:
        assert set(trust.load(reader).cuts) == {unit.two.keys.id}
        assert entries.exists(reader, later[0]), "the laptop's entries count again"
        assert list(verify.verify(reader)) == []
    shown = [believed(reader)[:3] for reader in found]
    assert all(one == shown[0] for one in shown)


def test_who_answers_a_cut_with_a_cut_is_too_late(unit: Unit) -> None:
    """The second station has heard that it was cut off and cuts off the first, which it has on its disk as far as that line."""
    revocation.revoke(unit.one, "B", "遗失")
    bring(unit.two, runs(unit.one, said_by(unit.one)))
    revocation.revoke(unit.two, "A", "报复")
    site = sites.save(unit.one, {"name": "淮河路卡点", "kind": "checkpoint"})[0]
    found = in_every_order(unit, runs(unit.two, said_by(unit.two)), runs(unit.one, said_by(unit.one)))
    for reader in found:
        assert set(trust.load(reader).cuts) == {unit.two.keys.id}
        assert site in sites.every(reader)
        assert list(verify.verify(reader)) == []
    assert believed(found[0])[:3] == believed(found[1])[:3]


@pytest.mark.parametrize("carried", ["by the station itself", "by a laptop"])
def test_machines_taken_in_by_a_station_after_it_was_cut_off_are_nobody(
    unit: Unit, fleet: units.Fleet, clock: Clock, tmp_path: Path, carried: str
) -> None:
    """Whoever carries their certificate. Those that it took in before stay."""
    before = units.laptop(tmp_path / "before", unit.two, clock, letter="W")
    bring(unit.one, runs(unit.two, said_by(unit.two)))
    so_far = runs(unit.one, said_by(unit.one))
    revocation.revoke(unit.one, "B", "遗失")
    stranger = units.laptop(tmp_path / "stranger", unit.two, clock, letter="X", kind="station")
    fleet.stores += [before, stranger]
    bring(stranger, so_far, runs(unit.two, said_by(unit.two)))
    revocation.revoke(stranger, "C", "遗失")
    if carried == "by a laptop":
        (content,) = (found for name, found in registers.bodies(unit.two.db, "certificate") if name == stranger.keys.id)
        strange.write(unit.laptop, "certificate", stranger.keys.id, {"open": json.dumps({"set": content}).encode()})
        carrying = runs(unit.laptop)
    else:
        carrying = runs(unit.two, said_by(unit.two))
    found = in_every_order(unit, carrying, runs(stranger, said_by(stranger)), [*runs(unit.one, said_by(unit.one)), *so_far])
    for reader in found:
        bring(reader, runs(unit.two, said_by(unit.two)))
        known = trust.load(reader)
        assert stranger.keys.id not in known.devices
        assert before.keys.id in known.devices
        assert set(known.cuts) == {unit.two.keys.id}


def test_two_that_cut_each_other_off_without_having_heard(unit: Unit) -> None:
    """Each store follows the one it heard first, and takes nothing from beyond: a stolen station overrules nobody who knows. Where both
    lines are, the smaller counts, whatever came first."""
    revocation.revoke(unit.one, "B", "遗失")
    revocation.revoke(unit.two, "A", "遗失")
    of_one, of_two = runs(unit.one, said_by(unit.one)), runs(unit.two, said_by(unit.two))
    first, second = unit.readers[:2]
    bring(first, of_one, of_two, of_one)
    bring(second, of_two, of_one, of_two)
    assert set(trust.load(first).cuts) == {unit.two.keys.id}
    assert set(trust.load(second).cuts) == {unit.one.keys.id}
    ends = []
    for reader, order in zip(unit.readers[2:], itertools.permutations([of_one, of_two]), strict=False):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(trust, "last_to_take", lambda *_: None)  # as if both had come before either was read
            for some in (*order, *order):
                bring(reader, some)
        ends.append(set(trust.load(reader).cuts))
        bring(reader, runs(unit.laptop))
        assert tally.stored(reader) == tally.recount(reader)
    assert len(ends) == 2
    assert ends[0] == ends[1]
    assert len(ends[0]) == 1


def certify(transaction: Transaction) -> str:
    """A further machine, and its id."""
    store, made = transaction.store, identity.new_device_keys()
    certificate = identity.certify(
        made,
        unit=store.unit.id,
        kind="field",
        letter="B",
        name="B",
        by=store.keys.id,
        at=transaction.at,
        signer=store.keys.signing,
    )
    transaction.append("certificate", made.id, "create", {"open": {"set": certificate}})
    return made.id


def test_who_was_certified_is_believed_at_once_and_by_every_connection(store: Store) -> None:
    with store.reader() as reader:
        assert [list(trust.load(one).devices) for one in (store, reader)] == [[store.keys.id]] * 2
        assert trust.load(store) is trust.load(store)
        with store.transaction() as transaction:
            device = certify(transaction)
            assert device in trust.load(store).devices
            assert device not in trust.load(reader).devices
        assert all(device in trust.load(one).devices for one in (store, reader))


def test_what_was_rolled_back_was_never_believed(store: Store) -> None:
    before = trust.load(store)
    with pytest.raises(RuntimeError, match="no power"):
        _certify_without_power(store)
    assert trust.load(store) == before
    with store.transaction() as transaction:
        assert trust.load(store) == before
        assert certify(transaction) in trust.load(store).devices


def _certify_without_power(store: Store) -> None:
    with store.transaction() as transaction:
        assert certify(transaction) in trust.load(store).devices
        raise RuntimeError("no power")


def test_a_revocation_that_names_no_hash_cuts_that_chain_off_whole(unit: Unit) -> None:
    """Written by a program that says it otherwise: nothing raises, and nothing beyond doubt is believed."""
    content = {
        "device": unit.laptop.keys.id,
        "chains": {f"{unit.laptop.epoch}/up": [9, "of another kind"], "x": 5},
        "reason": "遗失",
    }
    strange.write(unit.one, "revocation", "r1", {"open": json.dumps({"set": content}).encode()})
    reader = unit.readers[0]
    bring(reader, runs(unit.one), runs(unit.laptop))
    assert set(trust.load(reader).cuts) == {unit.laptop.keys.id}
    assert reader.rows("SELECT id FROM entry") == []
    assert list(verify.verify(reader)) == []
