"""An exchange with the hub over HTTPS on loopback, beside its floor: the same lines verified and filed in this process, in the same run.

    python -m tests.bench.bench_exchange [--entries 20000]

Push: a laptop gives its entries to the station. Pull: a second station machine takes all of them. Both with every check on. Then: a
synchronisation that moves nothing, at a thousand entries and at all; bytes on the wire; how long a save at the station waits meanwhile.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import httpx

from checkpoint_app.hub import serving
from checkpoint_app.hub.station import web
from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.store import entries, incoming, opening, outgoing, receipts
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import exchange
from checkpoint_app.sync.http import HttpPeer
from tests.hub.station.serving import CERTIFICATE, KEY, PIN
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units

FEW = 1000


@contextmanager
def hub(store: Store) -> Iterator[tuple[Desk, str]]:
    desk = Desk(store)
    listening = serving.listen("127.0.0.1", 0)
    with serving.beside(serving.server(web.app(desk), KEY, CERTIFICATE), listening) as url:
        yield desk, url


def record(store: Store, shift: str, first: int, count: int) -> None:
    for number in range(first, first + count):
        values = {"plate": f"豫L{number % 100000:05d}", "vehicle_type": "CAR", "people": 2}
        entries.record(store, "checkpoint-check", values, shift=shift)


def file_here(source: Store, target: Store) -> float:
    """The floor: what `target` lacks, read, verified and filed in this process. Seconds."""
    started = time.perf_counter()
    for owed in outgoing.owed(source, target.keys.id, outgoing.heads(target, source.keys.id)):
        incoming.take_all(target, outgoing.ranges(source, owed))
    return time.perf_counter() - started


def synchronise(store: Store, url: str) -> tuple[float, int]:
    """Seconds and bytes on the wire, both ways, packed as they are but without TLS and heads."""
    moved = 0

    def count(answer: httpx.Response) -> None:
        nonlocal moved
        moved += len(answer.request.content) + len(answer.read())

    started = time.perf_counter()
    with HttpPeer(store, url, PIN) as peer:
        peer._client.event_hooks["response"].append(count)
        exchange(store, peer)
    return time.perf_counter() - started, moved


def nothing_moves(store: Store, url: str) -> float:
    return statistics.median(synchronise(store, url)[0] for _ in range(7))


class Saves:
    """Somebody at the station who saves every 50 ms while the hub is at work."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stop = threading.Event()
        self.waits: list[float] = []
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with self._desk.store() as store:
            shift = units.open_shift(store, store.clock).id  # type: ignore[arg-type]
        while not self._stop.wait(0.05):
            started = time.perf_counter()
            with self._desk.store() as store:
                record(store, shift, len(self.waits), 1)
            self.waits.append(time.perf_counter() - started)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def say(what: str, count: int, seconds: float, floor: float) -> None:
    print(f"{what}: {count / seconds:,.0f} entries/s, floor {count / floor:,.0f}; {floor / seconds:.2f} of the floor")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=20_000)
    count = max(2 * FEW, parser.parse_args().entries)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fleet = units.Fleet(folder, Clock())
        laptop, second = fleet.laptop(), fleet.laptop("C", kind="station")
        with hub(fleet.station) as (_, url):
            synchronise(laptop, url)
            synchronise(second, url)
            shift = units.open_shift(laptop, fleet.clock).id
            record(laptop, shift, 0, FEW)
            synchronise(laptop, url)
            few = nothing_moves(laptop, url)
        floors = folder / "floor", folder / "floor C"
        record(laptop, shift, FEW, count - FEW)
        fleet.station.close()
        second.close()
        shutil.copytree(folder / "station", floors[0])
        shutil.copytree(folder / "C", floors[1])
        with (
            opening.open_store(folder / "station", officer="101234", password=PASSWORD, clock=fleet.clock) as station,
            opening.open_store(floors[0], officer="101234", password=PASSWORD, clock=fleet.clock) as floor,
        ):
            lines = file_here(laptop, floor)
            with hub(station) as (desk, url):
                seconds, moved = synchronise(laptop, url)
                say("push", count - FEW, seconds, lines)
                print(f"on the wire: {moved / (count - FEW):,.0f} bytes an entry, both ways")
                assert receipts.count_not_received(laptop) == 0
                many = nothing_moves(laptop, url)
                print(f"nothing to move: {many * 1000:.0f} ms at {count:,}, {few * 1000:.0f} ms at {FEW:,}; {many / few:.2f} ×")
                with opening.open_store(floors[1], officer="101235", password=PASSWORD, clock=fleet.clock) as other:
                    lines = file_here(floor, other)
                with opening.open_store(folder / "C", officer="101235", password=PASSWORD, clock=fleet.clock) as other:
                    seconds, _ = synchronise(other, url)
                say("pull", count, seconds, lines)
                record(laptop, shift, count, count - FEW)
                with Saves(desk) as saves:
                    synchronise(laptop, url)
                waits = sorted(saves.waits)
                print(
                    f"a save during an import of {count - FEW:,}: median {statistics.median(waits) * 1000:.0f} ms,"
                    f" p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms of {len(waits)}"
                )
        laptop.close()


if __name__ == "__main__":
    main()
