"""Bundles that arrive whole and bundles that do not: each trouble is a named error, and the store is as it was."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import shutil
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
import zstandard

from checkpoint_app.errors import UserError
from checkpoint_app.export import errors as stick_errors
from checkpoint_app.model.travel import LARGEST_LINE, MOST_UNSIGNED_BYTES, MOST_UNSIGNED_LINES
from checkpoint_app.store import entries, identity, outgoing, receipts, revocation, shifts, verify
from checkpoint_app.store import errors as store_errors
from checkpoint_app.store.session import Store
from checkpoint_app.sync import bundle, bundle_reader, ckb, errors, intake, messages
from tests.store.conftest import Clock
from tests.sync import units


@dataclass
class Scene:
    fleet: units.Fleet
    station: Store
    laptop: Store
    clock: Clock
    folder: Path

    def record(self, count: int = 3) -> list[str]:
        if not shifts.every(self.laptop):
            shifts.open_shift(self.laptop, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=("101235",)))
        values = [{"plate": f"豫L1{self.laptop.lamport % 90 + 10}{n:02}"} for n in range(count)]
        return [entries.record(self.laptop, "checkpoint-check", value).value.id for value in values]

    def write(self) -> Path:
        (file,) = bundle.write(self.laptop, self.folder, ckb.STATION).files
        return file

    def read(self, *files: Path) -> intake.Report:
        return intake.read(self.station, files)


def state(store: Store) -> list[Any]:
    """Everything that a refused bundle must leave alone."""
    tables = ("chain", "line", "entry", "shift", "register", "tally", "peer", "flag", "arriving", "ask")
    return [store.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    folder = tmp_path / "stick"
    folder.mkdir()
    clock = Clock()
    fleet = units.Fleet(tmp_path, clock)
    yield Scene(fleet, fleet.station, fleet.laptop(), clock, folder)
    fleet.close()


def refusal(scene: Scene, file: Path) -> UserError:
    """The one error of a file; the store did not change."""
    before = state(scene.station)
    ((name, error),) = scene.read(file).refused
    assert name == file.name
    assert error.advice()
    assert state(scene.station) == before
    return error


def unpacked(file: Path, key: str) -> list[dict[str, Any]]:
    plain = pyrage.decrypt(file.read_bytes(), [pyrage.x25519.Identity.from_str(key)])
    data = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(plain), read_across_frames=True).read()
    return [json.loads(line) for line in data.splitlines()]


def packed(scene: Scene, lines: list[bytes], file: Path, *, sign: bool = True) -> Path:
    """A bundle of these lines (manifest first), whatever they say, by the laptop's own hand."""
    if sign:
        digests = [hashlib.sha256(part).digest() for part in (lines[0], b"".join(lines[1:]))]
        lines = [*lines, ckb.trailer_line(scene.laptop.keys.sign(ckb.signed_bytes(*digests)))]
    data = zstandard.ZstdCompressor().compress(b"".join(lines))
    file.write_bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(scene.station.keys.recipient)]))
    return file


def relined(frames: list[dict[str, Any]]) -> list[bytes]:
    """Frames as lines again, the manifest's counts made right."""
    body = [ckb.to_line(frame) for frame in frames[1:]]
    manifest = {**frames[0], "frames": len(body), "bytes": sum(map(len, body))}
    return [ckb.to_line(manifest), *body]


def test_what_was_written_arrives_once(scene: Scene) -> None:
    found = scene.record(5)
    file = scene.write()
    assert all(char.isascii() for char in file.name)
    assert not list(scene.folder.glob("*.part"))
    (one,) = scene.read(file).devices.values()
    assert (one.lacking, one.refused) == (0, {})
    assert one.new >= 5
    assert all(entries.exists(scene.station, entry) for entry in found)
    assert list(verify.verify(scene.station)) == []
    assert receipts.every(scene.station, scene.laptop.keys.id)


def test_an_old_bundle_a_hundred_times_changes_nothing(scene: Scene) -> None:
    scene.record()
    old = scene.write()
    scene.record()
    new = scene.write()
    scene.read(new, old)
    before = state(scene.station)
    for _ in range(100):
        (one,) = scene.read(old).devices.values()
        assert (one.new, one.lacking) == (0, 0)
        assert one.repeated > 0
    assert state(scene.station) == before


def test_what_is_still_to_come_is_counted(scene: Scene) -> None:
    scene.record()
    first = scene.write()
    scene.read(first)
    scene.record(4)
    file = scene.write()
    frames = unpacked(file, scene.station.keys.age)[:-1]
    kept = [frames[0], *[frame for frame in frames[1:] if "checkpoint-check" not in json.dumps(frame)][:0]]
    hollow = packed(scene, relined(kept), scene.folder / "hollow.ckb")
    (one,) = scene.read(hollow).devices.values()
    assert (one.new, one.lacking) == (0, 4)
    (one,) = scene.read(file).devices.values()
    assert (one.new, one.lacking) == (4, 0)


def test_an_answer_with_nothing_new_is_no_file(scene: Scene) -> None:
    scene.record()
    scene.read(scene.write())
    (back,) = bundle.write(scene.station, scene.folder, scene.laptop.keys.id).files
    intake.read(scene.laptop, [back])
    assert receipts.count_not_received(scene.laptop) == 0
    assert bundle.write(scene.laptop, scene.folder, ckb.STATION).files == ()


def test_several_volumes_in_any_order(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "VOLUME_BYTES", 6000)
    monkeypatch.setattr("checkpoint_app.store.outgoing.MOST_LINES", 5)
    scene.record(40)
    written = bundle.write(scene.laptop, scene.folder, ckb.STATION)
    assert len(written.files) > 2
    files = list(written.files)
    last = scene.read(files[-1])
    assert sum(one.lacking for one in last.devices.values()) > 0
    random.Random(1).shuffle(files)
    report = scene.read(*files)
    assert report.refused == []
    assert [one.lacking for one in report.devices.values()] == [0]
    assert scene.station.row("SELECT count(*) FROM entry") == (40,)
    assert list(verify.verify(scene.station)) == []


def test_a_stick_pulled_at_any_byte(scene: Scene) -> None:
    scene.record(12)
    data = scene.write().read_bytes()
    cut = scene.folder / "cut.ckb"
    offsets = sorted({0, 1, 20, 21, 22, 200, len(data) - 1, *random.Random(7).sample(range(len(data)), 60)})
    for offset in offsets:
        cut.write_bytes(data[:offset])
        assert isinstance(refusal(scene, cut), (errors.BundleDamaged, errors.NotABundle)), offset
        cut.write_bytes(data[:offset] + bytes(len(data) - offset))  # FAT gives the size before the bytes
        assert isinstance(refusal(scene, cut), (errors.BundleDamaged, errors.NotABundle)), offset
    cut.write_bytes(data + bytes(4096))
    assert isinstance(refusal(scene, cut), errors.BundleDamaged)


def test_any_flipped_bit_is_noticed(scene: Scene) -> None:
    scene.record(2)
    data = bytearray(scene.write().read_bytes())
    other = scene.folder / "flipped.ckb"
    for at in random.Random(3).sample(range(len(data)), 120):
        data[at] ^= 1 << at % 8
        other.write_bytes(data)
        assert isinstance(refusal(scene, other), (errors.BundleDamaged, errors.NotABundle, errors.BundleForOthers)), at
        data[at] ^= 1 << at % 8


def test_two_bundles_mixed(scene: Scene) -> None:
    scene.record(40)
    one = scene.write().read_bytes()
    scene.record(40)
    other = scene.write().read_bytes()
    mixed = scene.folder / "mixed.ckb"
    middle = len(one) // 2
    for data in (one + other, one[:middle] + other[middle:], other[: len(other) // 3] + one):
        mixed.write_bytes(data)
        assert isinstance(refusal(scene, mixed), errors.BundleDamaged)


def test_lines_of_one_under_the_manifest_of_another(scene: Scene) -> None:
    scene.record()
    first = unpacked(scene.write(), scene.station.keys.age)
    scene.record()
    second = unpacked(scene.write(), scene.station.keys.age)
    lines = [*relined([first[0], *second[1:-1]]), ckb.to_line(second[-1])]
    mixed = packed(scene, lines, scene.folder / "mixed.ckb", sign=False)
    assert isinstance(refusal(scene, mixed), errors.BundleAltered)


def test_a_left_out_line_is_noticed_by_its_chain(scene: Scene) -> None:
    """Signed as a whole by an enrolled machine whose program is wrong: that chain stops, nothing of it is taken."""
    scene.record(6)
    frames = unpacked(scene.write(), scene.station.keys.age)[:-1]
    for frame in frames[1:]:
        if len(frame["lines"]) > 4:
            del frame["lines"][3]
    file = packed(scene, relined(frames), scene.folder / "gap.ckb")
    (one,) = scene.read(file).devices.values()
    assert one.refused
    assert one.lacking > 0
    assert scene.station.row("SELECT count(*) FROM entry") == (0,)


def test_a_gigabyte_in_32_kilobytes(scene: Scene) -> None:
    scene.record()
    manifest = ckb.to_line(unpacked(scene.write(), scene.station.keys.age)[0])
    packer = zstandard.ZstdCompressor(level=19).compressobj()
    data = packer.compress(manifest)
    for _ in range(1024):
        data += packer.compress(b"\0" * (1 << 20))
    data += packer.flush()
    assert len(data) < 128 << 10
    bomb = scene.folder / "bomb.ckb"
    bomb.write_bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(scene.station.keys.recipient)]))
    tracemalloc.start()
    try:
        assert isinstance(refusal(scene, bomb), errors.BundleTooLarge)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 64 << 20, "it is never unpacked as a whole"


def test_more_lines_than_declared(scene: Scene) -> None:
    scene.record()
    frames = unpacked(scene.write(), scene.station.keys.age)
    lines = [ckb.to_line(frames[0]), *[ckb.to_line(frames[1])] * 1000]
    assert isinstance(refusal(scene, packed(scene, lines, scene.folder / "more.ckb")), errors.BundleTooLarge)


def test_less_than_declared(scene: Scene) -> None:
    scene.record(30)
    frames = unpacked(scene.write(), scene.station.keys.age)
    lines = [ckb.to_line(frame) for frame in frames[:-2]]
    assert isinstance(refusal(scene, packed(scene, lines, scene.folder / "less.ckb")), errors.BundleDamaged)


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (lambda frames: frames[0].update({"format": 2}), errors.BundleNewer),
        (lambda frames: frames[0]["hello"].update({"framing": 2}), errors.BundleNewer),
        (lambda frames: frames.append({"kind": "poem", "lines": []}), errors.BundleNewer),
        (lambda frames: frames[1].update({"lines": [{"header": 5}]}), errors.BundleDamaged),
        (lambda frames: frames[0].update({"volume": "first"}), errors.BundleDamaged),
        (lambda frames: frames[0].pop("hello"), errors.BundleDamaged),
        (lambda frames: frames[0].update({"unit": "another"}), errors.BundleDamaged),
        (lambda frames: frames[0]["hello"].update({"lamport": 99999}), messages.NotSignedByDevice),
        (lambda frames: frames[0].update({"checkpoint-app": "poem"}), errors.NotABundle),
    ],
    ids=["format", "hello", "frame", "line", "volume", "no hello", "unit", "hello altered", "mark"],
)
def test_a_manifest_or_frame_that_is_strange(
    scene: Scene, change: Callable[[list[dict[str, Any]]], object], kind: type[UserError]
) -> None:
    scene.record()
    frames = unpacked(scene.write(), scene.station.keys.age)[:-1]
    change(frames)
    assert isinstance(refusal(scene, packed(scene, relined(frames), scene.folder / "strange.ckb")), kind)


def test_lines_of_a_newer_framing_refuse_the_bundle(scene: Scene) -> None:
    scene.record()
    frames = unpacked(scene.write(), scene.station.keys.age)[:-1]
    frames[-1]["lines"][-1]["header"] = frames[-1]["lines"][-1]["header"].replace('"v":1,', '"v":2,')
    assert isinstance(refusal(scene, packed(scene, relined(frames), scene.folder / "newer.ckb")), errors.BundleNewer)


def test_a_header_that_is_no_header_is_damage(scene: Scene) -> None:
    scene.record()
    frames = unpacked(scene.write(), scene.station.keys.age)[:-1]
    for header in ("[" * 100_000, "5", "{}", "無"):
        frames[-1]["lines"][-1]["header"] = header
        file = packed(scene, relined(frames), scene.folder / "header.ckb")
        assert isinstance(refusal(scene, file), (errors.BundleDamaged, errors.BundleNewer)), header[:9]


def test_a_register_of_any_size_travels_in_ranges(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """One write of many rows: broken off in the middle of it, the reader keeps a part that is whole and goes on."""
    count = 5 * MOST_UNSIGNED_LINES + 7
    monkeypatch.setattr("checkpoint_app.store.outgoing.MOST_LINES", 2 * MOST_UNSIGNED_LINES)
    with scene.laptop.transaction() as transaction:
        for number in range(count):
            content = {"name": f"卡点{number}", "kind": "checkpoint"}
            transaction.append("site", f"s{number:05}", "create", {"open": {"set": content}})
    file = scene.write()
    frames = unpacked(file, scene.station.keys.age)[1:-1]
    assert max(len(frame["lines"]) for frame in frames) <= 3 * MOST_UNSIGNED_LINES

    class Pulled(Exception):
        pass

    def pull(done: int, _total: int, _what: str) -> None:
        if done > 3 * MOST_UNSIGNED_LINES:
            raise Pulled

    with pytest.raises(Pulled):
        intake.read(scene.station, [file], progress=pull)
    (kept,) = scene.station.row("SELECT count(*) FROM register WHERE id LIKE 's0%'") or (0,)
    assert MOST_UNSIGNED_LINES < kept < count
    assert list(verify.verify(scene.station)) == []
    assert [one.lacking for one in scene.read(file).devices.values()] == [0]
    assert scene.station.row("SELECT count(*) FROM register WHERE id LIKE 's0%'") == (count,)


def test_a_large_write_from_before_writes_were_signed_in_portions(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """No message would hold all of it: its writer signs it where a range is full, once, and every store takes the new signatures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("checkpoint_app.store.session.MOST_UNSIGNED_LINES", 10**6)
        patch.setattr("checkpoint_app.store.session.MOST_UNSIGNED_BYTES", 10**9)
        with scene.laptop.transaction() as transaction:
            for number in range(300):
                transaction.append("drone", f"d{number}", "create", {"open": {"set": {"name": "x" * 1000}}})
    signed = "SELECT count(*) FROM line WHERE noun='drone' AND signature IS NOT NULL"
    before = scene.laptop.rows("SELECT hash, header FROM line ORDER BY id")
    assert scene.laptop.row(signed) == (1,)
    monkeypatch.setattr("checkpoint_app.store.outgoing.MOST_BYTES", 50_000)
    monkeypatch.setattr("checkpoint_app.sync.ckb.LONGEST_LINE", 200_000)
    reader = scene.laptop.reader()
    parcels = [run for what in outgoing.owed(reader, scene.station.keys.id, {}) for run in outgoing.ranges(reader, what)]
    assert max(len(run.lines) for run in parcels) >= 300, "who may not write leaves it as it is"
    reader.db.close()
    report = scene.read(scene.write())
    assert report.refused == []
    assert scene.station.row("SELECT count(*) FROM line WHERE noun='drone'") == (300,)
    found = scene.laptop.row(signed)
    assert found is not None
    assert 5 < found[0] < 20
    assert scene.station.row(signed) == found
    assert scene.laptop.rows("SELECT hash, header FROM line ORDER BY id") == before
    again = [
        run for what in outgoing.owed(scene.laptop, scene.station.keys.id, {}) for run in outgoing.ranges(scene.laptop, what)
    ]
    assert max(len(run.lines) for run in again) < 100
    assert scene.laptop.row(signed) == found, "signed once"
    for store in (scene.laptop, scene.station):
        assert list(verify.verify(store)) == []


def test_the_largest_line_fits_into_a_message(scene: Scene) -> None:
    """As JSON in JSON a payload of quotation marks is four times as long as its text: the worst there is."""
    with scene.laptop.transaction() as transaction:
        small = {"name": "x" * (MOST_UNSIGNED_BYTES - 100)}
        transaction.append("drone", "before", "create", {"open": {"set": small}})
        transaction.append("drone", "largest", "create", {"open": {"set": {"name": '"' * (LARGEST_LINE // 2 - 50)}}})
    report = scene.read(scene.write())
    assert report.refused == []
    assert scene.station.row("SELECT count(*) FROM line WHERE record IN ('before', 'largest')") == (2,)
    with pytest.raises(store_errors.LineTooLarge), scene.laptop.transaction() as transaction:
        transaction.append("drone", "larger", "create", {"open": {"set": {"name": '"' * (LARGEST_LINE // 2)}}})


def test_an_unknown_noun_is_taken_and_passed_on(scene: Scene) -> None:
    with scene.laptop.transaction() as transaction:
        transaction.append("drone", "d1", "create", {"open": {"set": {"name": "无人机"}}})
    report = scene.read(scene.write())
    assert report.refused == []
    assert scene.station.row("SELECT noun FROM line WHERE record='d1'") == ("drone",)
    assert list(verify.verify(scene.station)) == []


def test_a_bundle_for_another_station(scene: Scene, tmp_path: Path) -> None:
    scene.record()
    file = scene.write()
    with units.station(tmp_path / "other", scene.clock) as other:
        ((_, error),) = intake.read(other, [file]).refused
        assert isinstance(error, errors.BundleForOthers)
        frames = unpacked(file, scene.station.keys.age)[:-1]
        data = zstandard.ZstdCompressor().compress(b"".join(relined(frames)))
        file.write_bytes(pyrage.encrypt(data, [pyrage.x25519.Recipient.from_str(other.keys.recipient)]))
        ((_, error),) = intake.read(other, [file]).refused
        assert isinstance(error, messages.AnotherUnit)


def test_own_bundles_and_those_of_others_are_not_for_this_machine(scene: Scene, tmp_path: Path) -> None:
    scene.record()
    file = scene.write()
    ((_, error),) = intake.read(scene.laptop, [file]).refused
    assert isinstance(error, errors.OwnBundle)
    ((_, error),) = intake.read(scene.fleet.laptop("C"), [file]).refused
    assert isinstance(error, errors.BundleForOthers)


def test_a_machine_that_nobody_enrolled(scene: Scene, tmp_path: Path) -> None:
    stranger = identity.new_device_keys()
    scene.record()
    frames = unpacked(scene.write(), scene.station.keys.age)[:-1]
    frames[0].update({"sender": stranger.id, "hello": {**frames[0]["hello"], "device": stranger.id}})
    error = refusal(scene, packed(scene, relined(frames), scene.folder / "stranger.ckb"))
    assert isinstance(error, messages.UnknownDevice)


def test_a_lost_machine_is_refused(scene: Scene) -> None:
    scene.record()
    scene.read(scene.write())
    scene.record()
    file = scene.write()
    revocation.revoke(scene.station, "B", "车内被盗")
    assert isinstance(refusal(scene, file), messages.DeviceCutOff)
    assert scene.station.keys.recipient
    manifest = bundle_reader.inspect(scene.laptop, file)
    assert manifest.sender == scene.laptop.keys.id


def test_a_lost_machine_cannot_read_what_is_written_afterwards(scene: Scene, tmp_path: Path) -> None:
    third = scene.fleet.laptop("C")
    revocation.revoke(scene.station, "B", "遗失")
    (file,) = bundle.write(scene.station, scene.folder, third.keys.id).files
    with pytest.raises(errors.BundleForOthers):
        bundle_reader.inspect(scene.laptop, file)
    assert bundle_reader.inspect(third, file).to == third.keys.id


def test_files_that_are_none(scene: Scene) -> None:
    for name, data, kind in (
        ("empty.ckb", b"", errors.BundleDamaged),
        ("zero.ckb", bytes(5000), errors.BundleDamaged),
        ("text.ckb", "勤务".encode() * 100, errors.NotABundle),
        ("head.ckb", b"age-encryption.org/v1\n", errors.BundleDamaged),
        ("age.ckb", b"age-encryption.org/v1\n-> X25519 abc\n" + bytes(100), errors.BundleDamaged),
    ):
        file = scene.folder / name
        file.write_bytes(data)
        assert isinstance(refusal(scene, file), kind), name


def test_a_good_bundle_beside_bad_ones_is_taken(scene: Scene) -> None:
    scene.record()
    file = scene.write()
    bad = scene.folder / "bad.ckb"
    bad.write_bytes(file.read_bytes()[:-5])
    report = scene.read(bad, file)
    assert [name for name, _ in report.refused] == ["bad.ckb"]
    assert [one.lacking for one in report.devices.values()] == [0]
    assert scene.station.row("SELECT count(*) FROM entry") == (3,)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_stick_leaves_nothing_behind(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.record()
    real = Path.open

    def full(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
        return real(Path("/dev/full"), mode, *rest, **named) if path.name.endswith(".part") else real(path, mode, *rest, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", full)
        with pytest.raises(stick_errors.StickFilled):
            bundle.write(scene.laptop, scene.folder, ckb.STATION)
    assert list(scene.folder.iterdir()) == []
    assert scene.write().exists()


@pytest.mark.skipif(sys.platform != "linux", reason="needs a place where nobody may make a file")
def test_a_stick_that_cannot_be_written(scene: Scene) -> None:
    scene.record()
    with pytest.raises(stick_errors.StickReadOnly):
        bundle.write(scene.laptop, Path("/sys"), ckb.STATION)
    with pytest.raises(stick_errors.FolderMissing):
        bundle.write(scene.laptop, scene.folder / "nowhere", ckb.STATION)


def test_a_stick_pulled_while_reading_and_while_writing(scene: Scene) -> None:
    scene.record(30)
    file = scene.write()
    kept = file.read_bytes()
    file.unlink()
    ((_, error),) = scene.read(file).refused
    assert isinstance(error, stick_errors.StickGone)
    file.write_bytes(kept)

    def pull(_done: int, _total: int, what: str) -> None:
        shutil.rmtree(scene.folder, ignore_errors=True)

    scene.record()
    with pytest.raises(stick_errors.StickGone):
        bundle.write(scene.laptop, scene.folder, ckb.STATION, progress=pull)


def test_a_medium_that_gives_back_something_else(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.record()
    real = os.fsync

    def spoil(number: int) -> None:
        real(number)
        for part in scene.folder.glob("*.part"):
            data = bytearray(part.read_bytes())
            data[-1] ^= 1
            part.write_bytes(data)

    with monkeypatch.context() as patch:
        patch.setattr("checkpoint_app.export.carrier.os.fsync", spoil)
        with pytest.raises(stick_errors.ExportDamaged):
            bundle.write(scene.laptop, scene.folder, ckb.STATION)
    assert list(scene.folder.iterdir()) == []


def test_broken_off_between_slices_it_goes_on_the_next_time(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkpoint_app.store.incoming._STEP", 8)
    monkeypatch.setattr(scene.station, "is_waited_for", lambda: True)
    scene.record(60)
    file = scene.write()

    class Killed(BaseException):
        pass

    for stop in (1, 2, 3, 5):
        left = stop

        def kill() -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Killed

        with pytest.raises(Killed):
            intake.read(scene.station, [file], between=kill)
        assert list(verify.verify(scene.station)) == []
    report = scene.read(file)
    assert [one.lacking for one in report.devices.values()] == [0]
    assert scene.station.row("SELECT count(*) FROM entry") == (60,)
    assert list(verify.verify(scene.station)) == []


def test_what_a_cancelled_reading_took_in_is_shown(scene: Scene) -> None:
    scene.record(60)
    file = scene.write()

    class Cancelled(Exception):
        pass

    def cancel(_done: int, _total: int, _what: str) -> None:
        if scene.station.rows("SELECT 1 FROM line WHERE noun='entry'"):
            raise Cancelled

    with pytest.raises(Cancelled):
        intake.read(scene.station, [file], progress=cancel)
    assert scene.station.row("SELECT count(*) FROM entry") == (60,)
    assert list(verify.verify(scene.station)) == []


def test_a_cancelled_write_leaves_nothing(scene: Scene) -> None:
    scene.record()

    class Cancelled(Exception):
        pass

    def cancel(_done: int, _total: int, _what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        bundle.write(scene.laptop, scene.folder, ckb.STATION, progress=cancel)
    assert list(scene.folder.iterdir()) == []


def test_a_foreign_certificate_in_the_manifest_makes_nobody_known(scene: Scene, tmp_path: Path) -> None:
    """A stranger who vouches for himself, with the unit's real root beside it."""
    scene.record()
    frames = unpacked(scene.write(), scene.station.keys.age)[:-1]
    keys = identity.new_device_keys()
    own = identity.certify(
        keys, unit=scene.station.unit.id, kind="station", letter="Z", name="x", by="root", at=scene.clock(), signer=keys.signing
    )
    hello = messages.decode_hello(json.dumps({**frames[0]["hello"], "device": keys.id}).encode())
    said = {**frames[0]["hello"], "device": keys.id, "signature": keys.sign(hello.signed_bytes()).hex()}
    frames[0].update({"sender": keys.id, "hello": said, "certificates": [*frames[0]["certificates"], own]})
    assert isinstance(refusal(scene, packed(scene, relined(frames), scene.folder / "z.ckb")), messages.UnknownDevice)
