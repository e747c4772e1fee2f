"""A station's hub in a process of its own, as at a station: what it costs there is not hidden in the laptop's process, nor added to it."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from checkpoint_app.hub import serving
from checkpoint_app.hub.station import web
from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.store import entries, opening, tally
from tests.hub.station.serving import CERTIFICATE, KEY
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units

EVERY_S = 0.05


class Hub:
    """The process, asked over a pipe."""

    def __init__(self, url: str, pipe: Connection) -> None:
        self.url = url
        self._pipe = pipe

    def cpu(self) -> float:
        """Seconds of the processor that it has used until now."""
        return float(self._ask("cpu"))

    def wait_until_shown(self) -> float:
        """Until everything that came stands in its lists and figures; returns its seconds of the processor until then."""
        return float(self._ask("shown"))

    def figures_agree(self, figures: Mapping[tally.Key, float]) -> bool:
        """Whether its tally holds these figures, and a recount over its entries too."""
        stored, recounted = self._ask("figures")
        return bool(figures == stored == recounted)

    def begin_saves(self) -> None:
        """From now on somebody at the station saves an entry every 50 ms."""
        self._ask("begin saves")

    def end_saves(self) -> list[float]:
        """How long each of these saves took, in seconds."""
        return list(self._ask("end saves"))

    def _ask(self, what: str) -> Any:
        self._pipe.send(what)
        return self._pipe.recv()


@contextmanager
def running(folder: Path, clock: Clock) -> Iterator[Hub]:
    """Serves the store of a station that nobody has open."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(folder, clock, KEY, CERTIFICATE, theirs))
    process.start()
    theirs.close()  # so that a process that dies is an end of file here
    try:
        yield Hub(str(ours.recv()), ours)
    finally:
        ours.send("")
        process.join()


def _serve(folder: Path, clock: Clock, key: bytes, certificate: bytes, pipe: Connection) -> None:
    store = opening.open_store(folder, officer="101234", password=PASSWORD, clock=clock)
    desk = Desk(store)
    saves = _Saves(desk, clock)

    def figures() -> Any:
        desk.rest()
        with desk.store() as store:
            return tally.stored(store), tally.recount(store)

    def shown() -> float:
        desk.rest()
        return time.process_time()

    answers: dict[str, Callable[[], Any]] = {
        "cpu": time.process_time,
        "shown": shown,
        "figures": figures,
        "begin saves": saves.begin,
        "end saves": saves.end,
    }
    with serving.beside(serving.server(web.app(desk), key, certificate), serving.listen("127.0.0.1", 0)) as url:
        pipe.send(url)
        while what := pipe.recv():
            pipe.send(answers[what]())
    desk.close()
    store.close()


class _Saves:
    """Somebody at the station who saves while the hub is at work."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock
        self._stop = threading.Event()
        self._waits: list[float] = []
        self._thread = threading.Thread(target=self._run)

    def begin(self) -> None:
        with self._desk.store() as store:
            self._shift = units.open_shift(store, self._clock).id
        self._thread.start()

    def end(self) -> list[float]:
        self._stop.set()
        self._thread.join()
        return self._waits

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            started = time.perf_counter()
            with self._desk.store() as store:
                raw = {"plate": f"豫L{len(self._waits) % 100000:05d}", "vehicle_type": "CAR", "people": 2}
                entries.record(store, "checkpoint-check", raw, shift=self._shift)
            self._waits.append(time.perf_counter() - started)
