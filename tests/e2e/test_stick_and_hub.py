"""One day, carried twice: by stick and over the hub, each time with the power cut in the middle. Real processes, really killed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from checkpoint_app.store import attachments, entries, opening, receipts, tally, verify
from checkpoint_app.store.session import Store
from tests.store.conftest import CHEAP, PASSWORD, Clock, cheap_passwords, clock
from tests.sync import units

__all__ = ("cheap_passwords", "clock")

CHECKS = 250
STATION, LAPTOP = "101234", "101235"
PHOTO = bytes(range(256)) * 4000


class World:
    """The station and the laptop after the day, as folders; everything else is done by processes."""

    def __init__(self, folder: Path) -> None:
        self.station, self.laptop = folder / "station", folder / "B"

    def start(self, store: Path, officer: str, *arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "checkpoint_app", "--store", str(store), "--json", *arguments]
        environment = {
            **os.environ,
            "CHECKPOINT_OFFICER": officer,
            "CHECKPOINT_PASSWORD": PASSWORD,
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, store: Path, officer: str, *arguments: str) -> int:
        with self.start(store, officer, *arguments) as process:
            _, told = process.communicate(timeout=120)
        assert process.returncode in (0, 4), told.decode()
        return process.returncode

    @contextmanager
    def hub(self) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
        """A running hub: its process, its address and its fingerprint."""
        with self.start(self.station, STATION, "hub", "serve", "--host", "127.0.0.1", "--port", "0") as process:
            assert process.stdout is not None
            said: dict[str, Any] = json.loads(process.stdout.readline())
            try:
                yield process, f"https://127.0.0.1:{said['url'].rpartition(':')[2]}", said["fingerprint"]
            finally:
                process.kill()


def _written(store: Path) -> int:
    """How much a store has been written to."""
    log = store / "store.db-wal"
    return log.stat().st_size if log.exists() else 0


def kill_in_the_middle(process: subprocess.Popen[bytes], store: Path, before: int, until: Callable[[], bool]) -> None:
    """Ends the process without warning as soon as it has written a slice or two into the store, or when `until` says it is over."""
    while _written(store) < before + 150_000 and not until():
        time.sleep(0.001)
    process.kill()
    process.wait()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A day at the checkpoint on a laptop that was enrolled in the morning."""
    folder = tmp_path_factory.mktemp("day")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("checkpoint_app.store.keys.COST", CHEAP)
        fleet = units.Fleet(folder, Clock())
        laptop = fleet.laptop()
        shift = units.open_shift(laptop, fleet.clock)
        photo = attachments.add(laptop, PHOTO, "image/jpeg")
        made = []
        for number in range(CHECKS):
            values = {"plate": f"豫L1{number:04}", "people": 1 + number % 4, "photos": [photo] if number == 7 else []}
            made.append(entries.record(laptop, "checkpoint-check", values, shift=shift.id).value)
        entries.correct(laptop, made[3].id, {"people": 9}, "补充")
        entries.void(laptop, made[4].id, "重复")
        fleet.close()
    return folder


@pytest.fixture
def world(day: Path, tmp_path: Path) -> Callable[[str], World]:
    return lambda name: World(shutil.copytree(day, tmp_path / name))


def by_stick(world: World, stick: Path) -> None:
    stick.mkdir()
    writing = world.start(world.laptop, LAPTOP, "sync", str(stick))
    while writing.poll() is None and not any(stick.rglob("*.part")):
        time.sleep(0.001)
    writing.kill()
    writing.communicate()
    assert world.run(world.laptop, LAPTOP, "sync", str(stick)) == 0
    before = _written(world.station)
    reading = world.start(world.station, STATION, "sync", str(stick))
    kill_in_the_middle(reading, world.station, before, lambda: reading.poll() is not None)
    reading.communicate()
    for _ in range(2):  # the second time brings what the station asked for the first time: photos
        assert world.run(world.station, STATION, "sync", str(stick)) == 0
        assert world.run(world.laptop, LAPTOP, "sync", str(stick)) == 0


def by_hub(world: World) -> None:
    with world.hub() as (hub, url, fingerprint):
        before = _written(world.station)
        laptop = world.start(world.laptop, LAPTOP, "sync", url, "--fingerprint", fingerprint)
        kill_in_the_middle(hub, world.station, before, lambda: laptop.poll() is not None)
        _, told = laptop.communicate(timeout=120)
        assert laptop.returncode == 4, "the hub died under it"
        assert json.loads(told.splitlines()[-1])["error"] == "SERVER_UNREACHABLE"
    with world.hub() as (_, url, fingerprint):
        before = _written(world.station)
        laptop = world.start(world.laptop, LAPTOP, "sync", url, "--fingerprint", fingerprint)
        kill_in_the_middle(laptop, world.station, before, lambda: laptop.poll() is not None)
        laptop.communicate()
        assert world.run(world.laptop, LAPTOP, "sync", url, "--fingerprint", fingerprint) == 0


def opened(folder: Path, officer: str) -> Store:
    return opening.open_store(folder, officer=officer, password=PASSWORD)


def carried(world: World) -> tuple[object, ...]:
    """What the station has of the laptop's day."""
    with opened(world.laptop, LAPTOP) as laptop:
        assert receipts.not_received(laptop) == []
        assert list(verify.verify(laptop)) == []
        device = laptop.keys.id
    with opened(world.station, STATION) as station:
        assert list(verify.verify(station)) == []
        assert tally.stored(station) == tally.recount(station)
        lines = "SELECT line.hash FROM line JOIN chain ON chain.id = line.chain WHERE chain.device=? ORDER BY scope, line.seq"
        return (
            station.rows(lines, (device,)),
            station.rows("SELECT id, body, day, state, corrected, reason, tally FROM entry ORDER BY id"),
            station.rows("SELECT id, body, day, state, tally FROM shift ORDER BY id"),
            tally.stored(station),
            [attachments.get(station, sha)[1] for (sha,) in station.rows("SELECT sha FROM attachment ORDER BY sha")],
        )


def test_the_same_day_by_stick_and_by_hub_ends_equal(world: Callable[[str], World], tmp_path: Path) -> None:
    sticks, hubs = world("sticks"), world("hubs")
    by_stick(sticks, tmp_path / "usb")
    by_hub(hubs)
    one, other = carried(sticks), carried(hubs)
    assert one == other
    assert len(one[1]) == CHECKS  # type: ignore[arg-type]
    assert one[4] == [PHOTO]
