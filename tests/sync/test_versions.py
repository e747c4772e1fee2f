"""Programs of different ages in one unit: what a newer one writes is kept and passed on, what an older one wrote arrives."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

from checkpoint_app.store import entries, journal, opening, receipts, shifts, tally, templates, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.memory import MemoryPeer
from tests.model.forms import HEAD, TAIL
from tests.store.conftest import Clock
from tests.sync import units

CHECK = "checkpoint-check"
GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "store-1"
HOLOGRAM = f'{HEAD}[[field]]\nkey = "a"\nkind = "hologram"\nlabel = {{ zh = "甲", en = "A" }}\ndepth = 3\n{TAIL}'
"""A form with a field of a kind that this program does not know."""


def meet(one: Store, other: Store) -> Report:
    return exchange(one, MemoryPeer(other))


def write(store: Store, noun: str, record: str, op: str, body: dict[str, Any], scope: str = "shared") -> None:
    """A line as a newer program may write it: past the checks of this one."""
    base = journal.merged(store.db, record).heads
    with store.transaction() as transaction:
        transaction.append(noun, record, op, {"open": body}, scope=scope, base=base)


def lines(store: Store, *nouns: str) -> list[tuple[Any, ...]]:
    marks = ",".join("?" * len(nouns))
    return store.rows(f"SELECT hex(hash) FROM line WHERE noun IN ({marks}) ORDER BY 1", nouns)


def test_a_newer_station_and_older_laptops(fleet: units.Fleet, clock: Clock) -> None:
    station, laptop, other = fleet.station, fleet.laptop("B"), fleet.laptop("C")
    officer = station.account.officer.id
    write(station, "drone", "d1", "create", {"set": {"name": "无人机"}})
    write(station, "officer", officer, "change", {"set": {"rank": "三级"}})
    write(station, "officer", officer, "promote", {"set": {"rank": "四级"}})
    form = {"id": "shabei.test", "version": 1, "source": HOLOGRAM, "colour": "blue"}
    write(station, "template", "shabei.test/1", "create", {"set": form})
    written = set(lines(station, "drone", "officer", "template"))
    report = meet(laptop, station)
    assert (report.refused, report.lacking) == ((), {})
    meet(other, station)
    for store in (laptop, other):
        assert written <= set(lines(store, "drone", "officer", "template"))
        assert templates.get(store, "shabei.test/1").title["zh"] == "试验"
        assert list(verify.verify(store)) == []

    shift = units.open_shift(laptop, clock)
    made = entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
    meet(laptop, station)
    assert entries.get(station, made.id).values == made.values
    assert receipts.is_received(laptop, made.id)


def test_a_newer_laptop_and_an_older_station(fleet: units.Fleet, clock: Clock) -> None:
    station, laptop, second = fleet.station, fleet.laptop("B"), fleet.laptop("C", kind="station")
    meet(laptop, station)
    shift = units.open_shift(laptop, clock)
    plain = entries.record(laptop, CHECK, {"plate": "豫L12345"}, shift=shift.id).value
    body: dict[str, Any] = copy.deepcopy(dict(journal.merged(laptop.db, plain.id).lines[0].body))
    newer = {**body, "weighed": {"axles": 3}}
    newer["values"] = {**newer["values"], "hologram": {"depth": 3}}
    write(laptop, "entry", "01a214d9-0000-7000-8000-000000000001", "create", newer, "up")
    newest = {**body, "template": f"{CHECK}/999"}
    write(laptop, "entry", "01a214d9-0000-7000-8000-000000000002", "create", newest, "up")
    write(laptop, "shift", shift.id, "split", {"set": {"halves": 2}})
    report = meet(laptop, station)
    assert (report.refused, report.lacking) == ((), {})
    assert entries.get(station, plain.id).values == plain.values
    assert entries.get(station, "01a214d9-0000-7000-8000-000000000001").values["plate"] == plain.values["plate"]
    assert receipts.not_received(laptop) == []
    assert tally.stored(station) == tally.recount(station)

    meet(second, station)
    assert lines(second, "entry", "shift") == lines(laptop, "entry", "shift")
    entries.correct(station, plain.id, {"people": 3}, "漏数")
    meet(laptop, station)
    assert entries.get(laptop, plain.id).values["people"] == 3
    for store in (station, laptop, second):
        assert list(verify.verify(store)) == []


def test_a_store_of_the_first_program_exchanges_both_ways(cheap_passwords: None, tmp_path: Path, clock: Clock) -> None:
    """`tests/data/golden/store-1`: a shift with three entries, one corrected, one void."""
    shutil.copytree(GOLDEN, tmp_path / "old")
    with opening.open_store(tmp_path / "old", officer="101234", password="golden-store-1") as old:
        laptop = units.laptop(tmp_path / "B", old, clock)
        second = units.laptop(tmp_path / "C", old, clock, letter="C", kind="station")
        meet(laptop, old)
        meet(second, old)
        assert lines(second, "entry", "shift", "officer", "site") == lines(old, "entry", "shift", "officer", "site")
        assert tally.stored(second) == tally.stored(old) == tally.recount(old)
        (first,) = shifts.every(old)
        assert shifts.get(laptop, first.id) == first
        opened = shifts.open_shift(
            laptop, shifts.ShiftDraft(duty="checkpoint", site=first.site, planned_from=clock(), crew=first.crew)
        ).value
        made = entries.record(laptop, CHECK, {"plate": "豫L12346"}, shift=opened.id).value
        meet(laptop, old)
        assert entries.get(old, made.id).values == made.values
        assert receipts.is_received(laptop, made.id)
        for store in (old, laptop, second):
            assert list(verify.verify(store)) == []
        laptop.close()
        second.close()
