"""Sticks that are full, locked, or were pulled out during writing: real file systems, and what lies there is still taken in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app.export import errors as stick_errors
from checkpoint_app.store import attachments, entries, receipts, verify
from checkpoint_app.store.session import Store
from checkpoint_app.sync import bundle, ckb, enrolment, stick
from tests.store.conftest import Clock
from tests.sync import media, units
from tests.sync.conformance import CHECK

ROOM = 256 << 10


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    with media.mounted(tmp_path / "stick", ROOM) as folder:
        yield folder


def record(store: Store, count: int = 3) -> list[str]:
    shift = units.open_shift(store, store.clock)
    return [entries.record(store, CHECK, {"plate": f"豫L1{n:04}"}, shift=shift.id).value.id for n in range(count)]


def fill(folder: Path, leave: int) -> Path:
    """Somebody's holiday photos."""
    file = folder / "photos.bin"
    file.write_bytes(b"")
    while media.free(folder) > leave:
        with file.open("ab") as out:
            out.write(os.urandom(4096))
    return file


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("leave", [0, 4096, 8192])
def test_a_full_stick_leaves_nothing_half_and_is_named(fleet: units.Fleet, small: Path, leave: int) -> None:
    laptop = fleet.laptop()
    made = record(laptop, 60)
    photos = fill(small, leave)
    with pytest.raises(stick_errors.StickFilled) as full:
        bundle.write(laptop, small, ckb.STATION)
    assert full.value.advice()
    found = stick.sync(laptop, small)
    assert isinstance(found.unwritten, stick_errors.StickFilled)
    assert not found.is_empty
    assert names(small) == [photos.name]
    assert not any(receipts.is_received(laptop, entry) for entry in made)
    photos.unlink()
    assert stick.sync(laptop, small).unwritten is None
    assert stick.sync(fleet.station, small).unwritten is None
    assert all(entries.exists(fleet.station, entry) for entry in made)


def test_what_lies_on_a_full_stick_is_taken_in_of_every_machine(fleet: units.Fleet, small: Path) -> None:
    laptops = [fleet.laptop(letter) for letter in "BCD"]
    made = {laptop: record(laptop) for laptop in laptops}
    for laptop in laptops:
        stick.sync(laptop, small)
    photos = fill(small, 0)
    found = stick.sync(fleet.station, small)
    assert isinstance(found.unwritten, stick_errors.StickFilled)
    assert {visit.name[0]: (visit.lacking, visit.written) for visit in found.visits} == dict.fromkeys("BCD", (0, None))
    assert fleet.station.row("SELECT count(*) FROM entry") == (9,)
    assert list(verify.verify(fleet.station)) == []
    for laptop, entry_ids in made.items():
        stick.sync(laptop, small)
        assert not any(receipts.is_received(laptop, entry) for entry in entry_ids), "no receipt has come: no ✓"
    photos.unlink()
    stick.sync(fleet.station, small)
    for laptop, entry_ids in made.items():
        stick.sync(laptop, small)
        assert all(receipts.is_received(laptop, entry) for entry in entry_ids)


def test_a_locked_stick_is_read_and_says_that_the_receipts_are_missing(fleet: units.Fleet, small: Path) -> None:
    laptops = [fleet.laptop(letter) for letter in "BC"]
    made = {laptop: record(laptop) for laptop in laptops}
    for laptop in laptops:
        stick.sync(laptop, small)
    before = names(small)
    with media.locked(small):
        found = stick.sync(fleet.station, small)
        assert isinstance(found.unwritten, stick_errors.StickReadOnly)
        assert all(entries.exists(fleet.station, entry) for entry_ids in made.values() for entry in entry_ids)
        with pytest.raises(stick_errors.StickReadOnly):
            bundle.write(fleet.station, small, laptops[0].keys.id)
    assert names(small) == before
    stick.sync(fleet.station, small)
    for laptop, entry_ids in made.items():
        stick.sync(laptop, small)
        assert all(receipts.is_received(laptop, entry) for entry in entry_ids)


def test_bundles_that_nobody_needs_make_room(fleet: units.Fleet, tmp_path: Path, clock: Clock) -> None:
    """Half of the stick is what the station has long had: it goes before the new one is written, not after."""
    laptop = fleet.laptop()
    with media.mounted(tmp_path / "stick", 1 << 20) as folder:
        first = attachments.add(laptop, os.urandom(600_000), "image/jpeg")
        stick.sync(laptop, folder)
        elsewhere = tmp_path / "elsewhere"
        elsewhere.mkdir()
        for _ in range(2):
            stick.sync(laptop, elsewhere)
            stick.sync(fleet.station, elsewhere)
        stick.sync(laptop, elsewhere)
        assert receipts.is_received(laptop, first)
        clock.forward(minutes=1)
        second = attachments.add(laptop, os.urandom(600_000), "image/jpeg")
        found = stick.sync(laptop, folder)
        assert found.unwritten is None
        assert len(found.removed) == 1
        stick.sync(fleet.station, folder)
        assert attachments.get(fleet.station, second) == attachments.get(laptop, second)


def test_an_answer_does_not_leave_half_an_enrolment_on_a_full_stick(fleet: units.Fleet, small: Path) -> None:
    from checkpoint_app.store import identity

    keys = identity.new_device_keys()
    card = enrolment.Card(id=keys.id, public=keys.public, recipient=keys.recipient, name="新电脑")
    fill(small, 0)
    before = fleet.station.rows("SELECT * FROM chain")
    with pytest.raises(stick_errors.StickFilled):
        enrolment.enrol_and_answer(fleet.station, card, small / "answer.ckb")
    assert fleet.station.rows("SELECT * FROM chain") == before
    assert names(small) == ["photos.bin"]


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files here")
@pytest.mark.parametrize("most", [1, 4000, 9000])
def test_a_quota_is_a_full_stick(fleet: units.Fleet, tmp_path: Path, most: int) -> None:
    import resource

    laptop, folder = fleet.laptop(), tmp_path / "quota"
    folder.mkdir()
    record(laptop, 60)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        with pytest.raises(stick_errors.StickFilled):
            bundle.write(laptop, folder, ckb.STATION)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert names(folder) == []


def test_halves_of_broken_off_writing_do_not_fill_the_stick(fleet: units.Fleet, tmp_path: Path, clock: Clock) -> None:
    """The power goes while a bundle is being written: what is left goes the next time, and nothing of anybody else does."""
    laptop, folder = fleet.laptop(), tmp_path / "stick"
    folder.mkdir()
    record(laptop, 5)
    others = ["C-station-20261120-2000-0a0a-1.ckb.part", "photo.part", "B-notes.ckb.part", "._B-station.ckb"]
    for name in others:
        (folder / name).write_bytes(b"x")
    script = (
        "import os, signal, sys\n"
        "from checkpoint_app.export import carrier\n"
        "carrier.to_medium = lambda file: (file.flush(), os.kill(os.getpid(), signal.SIGKILL))\n"
        "from pathlib import Path\n"
        "from checkpoint_app.store import opening\n"
        "from checkpoint_app.sync import stick\n"
        "store = opening.open_store(Path(sys.argv[1]), officer='101235', password='correct horse')\n"
        "stick.sync(store, Path(sys.argv[2]))\n"
    )
    place = laptop.folder
    laptop.close()
    fleet.stores.remove(laptop)
    for _ in range(2):
        ended = subprocess.run([sys.executable, "-c", script, place, folder], check=False, timeout=60)
        assert ended.returncode == -signal.SIGKILL
        (half,) = [name for name in names(folder) if name not in others]
        assert half.startswith("B-station-")
        assert half.endswith(".ckb.part")
    from checkpoint_app.store import opening
    from tests.store.conftest import PASSWORD

    assert set(others) < set(names(folder))
    with opening.open_store(place, officer="101235", password=PASSWORD, clock=clock) as again:
        stick.sync(again, folder)
    left = [name for name in names(folder) if name not in others]
    assert len(left) == 1
    assert left[0].endswith(".ckb")
    assert stick.sync(fleet.station, folder).refused == []
    assert fleet.station.row("SELECT count(*) FROM entry") == (5,)


def test_a_folder_that_answers_with_errors_is_a_stick_that_is_gone(
    fleet: units.Fleet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mount point of a stick that was pulled out is still there for a while and answers everything with EIO."""
    laptop, folder = fleet.laptop(), tmp_path / "stick"
    folder.mkdir()
    record(laptop)
    before = laptop.rows("SELECT * FROM chain")

    def broken(_path: Path) -> bool:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "is_dir", broken)
        for attempt in (
            lambda: stick.sync(laptop, folder),
            lambda: stick.look(laptop, folder),
            lambda: bundle.write(laptop, folder, ckb.STATION),
        ):
            with pytest.raises(stick_errors.StickGone):
                attempt()
    assert laptop.rows("SELECT * FROM chain") == before
