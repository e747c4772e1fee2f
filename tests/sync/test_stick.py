"""The stick: the conformance suite over it, several machines and several sticks, and what lies there."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
import zstandard

from checkpoint_app.export import errors as stick_errors
from checkpoint_app.store import (
    attachments,
    backup,
    devices,
    entries,
    identity,
    officers,
    receipts,
    revocation,
    shifts,
    tally,
    verify,
)
from checkpoint_app.store.session import Store
from checkpoint_app.sync import ckb, covered, errors, messages, stick
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.lying import Lying
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units
from tests.sync.conformance import CHECK, Conformance


class TestStick(Conformance):
    """Back and forth until both have everything: three visits of one stick."""

    @pytest.fixture(autouse=True)
    def _stick(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "stick"
        self.folder.mkdir()

    def level(self, one: Store, other: Store) -> Report:
        found = Report()
        for here, there in ((one, other), (other, one), (one, other), (other, one), (one, other)):
            found = exchange(here, stick.StickPeer(here, stick.look(here, self.folder), there.keys.id))
            covered.clear(here, Lying(here, self.folder))
        return found


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def record(store: Store, clock: Clock, count: int = 3) -> list[str]:
    shift = units.open_shift(store, clock)
    return [entries.record(store, CHECK, {"plate": f"豫L1234{n}"}, shift=shift.id).value.id for n in range(count)]


def test_three_laptops_on_one_stick(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptops = [fleet.laptop(letter) for letter in "BCD"]
    made = {store: record(store, clock) for store in laptops}
    for store in laptops:
        stick.sync(store, folder)
    found = stick.sync(fleet.station, folder)
    counts = {visit.name[0]: (visit.report.taken > 3, visit.lacking) for visit in found.visits}
    assert counts == dict.fromkeys("BCD", (True, 0))
    for store in laptops:
        stick.sync(store, folder)
        assert receipts.count_not_received(store) == 0
        assert all(receipts.is_received(store, entry) for entry in made[store])
    assert fleet.station.row("SELECT count(*) FROM entry") == (9,)
    assert list(verify.verify(fleet.station)) == []


def test_two_sticks_that_cross(fleet: units.Fleet, clock: Clock, tmp_path: Path) -> None:
    laptop = fleet.laptop()
    sticks = [tmp_path / name for name in ("one", "other")]
    for place in sticks:
        place.mkdir()
    first = record(laptop, clock)
    stick.sync(laptop, sticks[0])
    clock.forward(minutes=1)
    second = record(laptop, clock)
    stick.sync(laptop, sticks[1])
    stick.sync(fleet.station, sticks[1])
    found = stick.sync(fleet.station, sticks[0])
    assert [(visit.report.taken, visit.lacking) for visit in found.visits] == [(0, 0)]
    stick.sync(laptop, sticks[0])
    assert all(receipts.is_received(laptop, entry) for entry in first + second)
    stick.sync(laptop, sticks[1])
    assert all(receipts.is_received(laptop, entry) for entry in first + second)


def test_nothing_is_written_twice_and_covered_bundles_go(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptop = fleet.laptop()
    record(laptop, clock)
    stick.sync(laptop, folder)
    names = sorted(file.name for file in folder.iterdir())
    found = stick.sync(laptop, folder)
    assert found.visits == [] or all(visit.written is None or visit.written.there for visit in found.visits)
    assert sorted(file.name for file in folder.iterdir()) == names
    stick.sync(fleet.station, folder)
    found = stick.sync(laptop, folder)
    assert found.removed == names


def test_a_newer_bundle_takes_the_place_of_the_older(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    """A stick that travels for weeks does not fill up with what the newest bundle says as well."""
    laptop = fleet.laptop()
    made = []
    for _ in range(4):
        made += record(laptop, clock, 1)
        clock.forward(hours=8)
        stick.sync(laptop, folder)
    assert len(list(folder.glob("*.ckb"))) == 1
    stick.sync(fleet.station, folder)
    assert all(entries.exists(fleet.station, entry) for entry in made)
    assert list(verify.verify(fleet.station)) == []


def test_what_the_writer_has_lost_stays_on_the_stick(fleet: units.Fleet, clock: Clock, folder: Path, tmp_path: Path) -> None:
    laptop = fleet.laptop()
    saved = backup.backup(laptop, tmp_path)
    lost = record(laptop, clock, 2)
    clock.forward(hours=1)
    stick.sync(laptop, folder)
    restored = backup.restore(saved, tmp_path / "restored", officer="101235", password=PASSWORD, clock=clock)
    with restored:
        clock.forward(hours=1)
        record(restored, clock, 1)
        stick.sync(restored, folder)
        assert len(list(folder.glob("*.ckb"))) == 2
        stick.sync(fleet.station, folder)
        stick.sync(restored, folder)
        stick.sync(fleet.station, folder)
        stick.sync(restored, folder)
        assert all(entries.exists(restored, entry) for entry in lost)
        assert list(verify.verify(restored)) == []
    assert list(verify.verify(fleet.station)) == []


def test_an_empty_stick_and_none(fleet: units.Fleet, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laptop = fleet.laptop()
    (folder / "photo.jpg").write_bytes(b"x")
    (folder / "._B-station.ckb").write_bytes(b"made by another system")
    before = laptop.rows("SELECT * FROM chain")
    assert stick.look(laptop, folder).bundles == []
    assert stick.sync(fleet.station, folder).refused == []
    assert laptop.rows("SELECT * FROM chain") == before
    with pytest.raises(stick_errors.FolderMissing):
        stick.sync(laptop, folder / "nowhere")
    monkeypatch.setattr("checkpoint_app.export.removable.sticks", list)
    with pytest.raises(errors.NoStick):
        stick.only_stick()


def test_bundles_for_others_are_left_alone(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptop, other = fleet.laptop("B"), fleet.laptop("C")
    record(laptop, clock)
    stick.sync(laptop, folder)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    found = stick.sync(other, folder)
    assert found.for_others == 1
    assert found.refused == []
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_a_lost_laptop_is_named_and_the_others_are_served(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    lost, other = fleet.laptop("B"), fleet.laptop("C")
    record(lost, clock)
    record(other, clock)
    stick.sync(lost, folder)
    stick.sync(other, folder)
    revocation.revoke(fleet.station, "B", "车内被盗")
    found = stick.sync(fleet.station, folder)
    assert [type(error) for _, error in found.refused] == [messages.DeviceCutOff]
    assert [visit.name[0] for visit in found.visits] == ["C"]
    assert fleet.station.row("SELECT count(*) FROM entry") == (3,)


def test_a_second_station_that_a_laptop_has_never_heard_of(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    """What vouches for it is in its bundle."""
    laptop = fleet.laptop()
    second = fleet.laptop("C", kind="station")
    stick.sync(fleet.station, folder)
    stick.sync(second, folder)
    for file in folder.iterdir():
        if not file.name.startswith("C-"):
            file.unlink()
    assert second.device.kind == "station"
    clock.forward(minutes=1)
    entry = record(laptop, clock)[0]
    stick.sync(laptop, folder)
    stick.sync(second, folder)
    stick.sync(laptop, folder)
    assert receipts.is_received(laptop, entry)


def test_shifts_that_are_shown_before_their_crew_count_it_right(
    fleet: units.Fleet, clock: Clock, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow machine puts registers off; whether somebody is 民警 or 辅警 is known only afterwards."""
    laptop = fleet.laptop()
    officers.save(fleet.station, {"number": "101299", "name": "孙七"})
    draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=("101234", "101299"), basis="PL15")
    shifts.open_shift(fleet.station, draft)
    monkeypatch.setattr("checkpoint_app.store.incoming.STEP_S", -1.0)
    stick.write(fleet.station, folder, laptop.keys.id)
    stick.sync(laptop, folder)
    assert list(verify.verify(laptop)) == []
    assert tally.stored(laptop) == tally.stored(fleet.station)


def test_a_clock_that_is_ahead_is_told(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    fast = Clock()
    fast.forward(days=400)
    laptop = fleet.laptop("B", clock=fast)
    entry = record(laptop, fast)[0]
    stick.sync(laptop, folder)
    (visit,) = stick.sync(fleet.station, folder).visits
    assert visit.skew.days == devices.find(fleet.station, "B").skew.days == 400
    assert entries.exists(fleet.station, entry)


def test_a_forged_greeting_does_not_hide_the_true_one(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    laptop, station = fleet.laptop(), fleet.station
    record(laptop, clock)
    stick.sync(laptop, folder)
    (file,) = folder.glob("*.ckb")
    (folder / "forged.ckb").write_bytes(_said_later(file.read_bytes(), station))
    found = stick.look(station, folder)
    assert len(found.bundles) == 2
    hello = stick.StickPeer(station, found, laptop.keys.id).hello(found.bundles[0].manifest.hello, lambda: None)
    assert hello is not None
    assert hello.lamport == laptop.lamport


def _said_later(bundle: bytes, reader: Store) -> bytes:
    """The same with a hello of a higher count, signed by somebody else."""
    plain = pyrage.decrypt(bundle, [pyrage.x25519.Identity.from_str(reader.keys.age)])
    data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(plain), read_across_frames=True).read()
    manifest, _, others = data.partition(b"\n")
    found = json.loads(manifest)
    hello = messages.decode_hello(json.dumps({**found["hello"], "lamport": found["hello"]["lamport"] + 1000}).encode())
    hello = replace(hello, signature=identity.new_device_keys().sign(hello.signed_bytes()).hex())
    found["hello"] = json.loads(messages.encode(hello))
    packed = zstandard.ZstdCompressor().compress(ckb.to_line(found) + others)
    return pyrage.encrypt(packed, [pyrage.x25519.Recipient.from_str(reader.keys.recipient)])


def photographed(store: Store, clock: Clock) -> str:
    """An entry with a photo that no packing makes smaller."""
    photo = attachments.add(store, random.Random(1).randbytes(3_000_000), "image/jpeg")
    return entries.record(
        store, CHECK, {"plate": "豫L99999", "photos": [photo]}, shift=units.open_shift(store, clock).id
    ).value.id


def damage(file: Path) -> None:
    """The last blocks of a file are zeros: the stick was pulled out too early, or is worn. Its first line stays readable."""
    data = file.read_bytes()
    file.write_bytes(data[:-600] + bytes(600))


def test_a_bundle_that_was_damaged_on_the_stick_is_written_again(fleet: units.Fleet, clock: Clock, folder: Path) -> None:
    """Its first line goes on saying that all of it lies there."""
    laptop = fleet.laptop()
    made = record(laptop, clock)
    made.append(photographed(laptop, clock))
    stick.sync(laptop, folder)
    (file,) = folder.glob("*.ckb")
    damage(file)
    assert stick.sync(fleet.station, folder).refused
    stick.sync(laptop, folder)
    stick.sync(fleet.station, folder)
    assert all(entries.exists(fleet.station, entry) for entry in made)
