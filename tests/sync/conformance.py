"""What every way between two stores must do. A test module subclasses `Conformance` and says how its way brings two stores level."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app.store import (
    attachments,
    entries,
    hazards,
    officers,
    purge,
    rebuild,
    receipts,
    sites,
    tally,
    templates,
    verify,
)
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import Report
from tests.store.conftest import Clock
from tests.sync import units

CHECK = "checkpoint-check"
PERSON = {
    "role": "DRIVER",
    "document_kind": "PRC_ID",
    "document_number": "411103189001010010",
    "name": "龘龘龘",
    "phone": "13800001234",
}


def state(store: Store) -> tuple[object, ...]:
    """What two stores that have the same lines must show alike; the order of rows and the keys of lists are a store's own."""
    rows = [
        store.rows(f"SELECT {columns} FROM {table} ORDER BY 1, 2")
        for table, columns in (
            ("register", "noun, id, body, conflict, heads"),
            ("shift", "id, body, day, state, tally, conflict, heads"),
            ("entry", "id, body, personal, fleeting, day, state, erased, corrected, conflict, reason, tally, heads"),
            ("hazard", "id, body, tally, conflict, heads"),
            ("template", "identity, id"),
            ("receipt", "record, body"),
            ("awaited", "noun, record, needs"),
        )
    ]
    chains = store.rows("SELECT device, epoch, scope, seq, hash FROM chain WHERE scope<>'local' AND seq>0 ORDER BY 1, 2, 3")
    return (*rows, tally.stored(store), chains)


def check_whole(*stores: Store) -> None:
    for store in stores:
        assert list(verify.verify(store)) == []
        assert tally.stored(store) == tally.recount(store)


class Conformance:
    """Subclasses give `level`: everything that one way can bring from each to the other, receipts included."""

    def level(self, one: Store, other: Store) -> Report:
        raise NotImplementedError

    @pytest.fixture
    def fleet(self, tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
        made = units.Fleet(tmp_path, clock)
        yield made
        made.close()

    @pytest.fixture
    def station(self, fleet: units.Fleet) -> Store:
        return fleet.station

    @pytest.fixture
    def laptop(self, fleet: units.Fleet) -> Store:
        return fleet.laptop()

    def test_a_day_arrives_once_unaltered_and_is_signed_for(self, station: Store, laptop: Store, clock: Clock) -> None:
        self.level(laptop, station)
        shift = units.open_shift(laptop, clock)
        made = [entries.record(laptop, CHECK, {"plate": f"豫L1234{n}", "people": n + 1}, shift=shift.id).value for n in range(5)]
        assert [one.record for one in receipts.not_received(laptop)] == [shift.id, *(entry.id for entry in made)]
        assert receipts.not_received(laptop)[1].title == "豫L·12340"
        assert not any(receipts.is_received(laptop, entry.id) for entry in made)
        report = self.level(laptop, station)
        assert (report.refused, report.lacking) == ((), {})
        for entry in made:
            theirs = entries.get(station, entry.id)
            assert (theirs.values, theirs.at, theirs.account) == (entry.values, entry.at, entry.account)
        assert receipts.not_received(laptop) == []
        assert receipts.count_not_received(laptop) == 0
        assert all(receipts.is_received(laptop, entry.id) for entry in made)
        assert tally.stored(station) == tally.stored(laptop)
        check_whole(station, laptop)

    def test_a_second_time_nothing_moves(self, station: Store, laptop: Store, clock: Clock) -> None:
        self.level(laptop, station)
        entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=units.open_shift(laptop, clock).id)
        self.level(laptop, station)
        before = (state(station), state(laptop), laptop.lamport, station.lamport)
        report = self.level(laptop, station)
        assert not report.anything
        assert (state(station), state(laptop), laptop.lamport, station.lamport) == before

    def test_registers_forms_and_corrections_come_back(self, station: Store, laptop: Store, clock: Clock) -> None:
        sites.save(station, {"name": "嵩山路卡点", "kind": "checkpoint"})
        self.level(laptop, station)
        assert officers.every(laptop) == officers.every(station)
        assert sites.every(laptop) == sites.every(station)
        assert {form.identity for form in templates.every(laptop)} == {form.identity for form in templates.every(station)}
        shift = units.open_shift(laptop, clock)
        entry = entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
        other = entries.record(laptop, CHECK, {"plate": "豫L54321"}, shift=shift.id).value
        self.level(laptop, station)
        entries.correct(station, entry.id, {"people": 4}, "补充")
        entries.void(station, other.id, "重复")
        self.level(laptop, station)
        assert entries.get(laptop, entry.id).values["people"] == 4
        assert entries.get(laptop, other.id).state == "void"
        assert receipts.is_received(laptop, entry.id)
        assert tally.stored(station) == tally.stored(laptop)
        check_whole(station, laptop)

    def test_photos_follow_their_entries(self, station: Store, laptop: Store, clock: Clock) -> None:
        self.level(laptop, station)
        shift = units.open_shift(laptop, clock)
        large = bytes(range(256)) * 3000
        photos = [attachments.add(laptop, data, "image/jpeg") for data in (large, b"small")]
        entry = entries.record(laptop, CHECK, {"plate": "豫L12345", "photos": photos}, shift=shift.id).value
        self.level(laptop, station)
        assert [attachments.get(station, sha)[1] for sha in photos] == [large, b"small"]
        assert receipts.is_received(laptop, entry.id)
        assert {hashlib.sha256(large).hexdigest()} <= set(photos)
        check_whole(station)

    def test_what_is_not_for_a_laptop_does_not_go_there(
        self, fleet: units.Fleet, station: Store, laptop: Store, clock: Clock
    ) -> None:
        second = fleet.laptop("C")
        self.level(laptop, station)
        entry = entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=units.open_shift(laptop, clock).id).value
        self.level(laptop, station)
        entries.correct(station, entry.id, {"people": 3}, "补充")
        self.level(second, station)
        foreign = "SELECT count(*) FROM line JOIN chain ON chain.id = line.chain WHERE chain.device<>? AND chain.scope=?"
        assert second.row(foreign, (second.keys.id, "up")) == (0,)
        assert station.row(foreign, (station.keys.id, "local")) == (0,)
        assert not entries.exists(second, entry.id)
        assert second.row("SELECT count(*) FROM shift") == (1,)

    def test_what_a_purge_erased_stays_erased_everywhere(self, station: Store, laptop: Store, clock: Clock) -> None:
        self.level(laptop, station)
        values = {"plate": "豫L77777", "people": 2, "identity_reason": "SUSPECT", "persons": [PERSON], "findings": ["KNIFE"]}
        values["disposition"] = "SEIZE"
        entry = entries.record(laptop, CHECK, values, shift=units.open_shift(laptop, clock).id).value
        self.level(laptop, station)
        assert entries.get(station, entry.id).values["persons"]
        clock.forward(days=31)
        assert purge.purge(station).personal == 1
        self.level(laptop, station)
        for store in (station, laptop):
            assert "persons" not in entries.get(store, entry.id).values
            rebuild.rebuild(store)
        assert tally.stored(station) == tally.stored(laptop)
        check_whole(station, laptop)

    def test_hazards_of_a_fire_check_are_one_on_both_sides(self, station: Store, laptop: Store, clock: Clock) -> None:
        sites.save(station, {"name": "阳光宾馆", "kind": "premises"})
        self.level(laptop, station)
        shift = units.open_shift(laptop, clock)
        row = {"kind": "EXIT_BLOCKED", "place": "二楼", "order": "ORDER_NOW"}
        values = {"premises": "阳光宾馆", "hazards": [row]}
        entry = entries.record(laptop, "fire-check", values, shift=shift.id).value
        self.level(laptop, station)
        self.level(laptop, station)
        assert [one.id for one in hazards.every(station)] == [one.id for one in hazards.every(laptop)]
        assert len(hazards.every(station, entry=entry.id)) == 1
        entries.void(station, entry.id, "误录")
        self.level(laptop, station)
        assert hazards.every(laptop) == []
        check_whole(station, laptop)
