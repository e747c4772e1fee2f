"""An exchange with the hub over HTTPS on loopback, every check on, beside what verifying and inserting the same lines costs at least.

    python -m tests.bench.bench_exchange [--entries 20000] [--nothing 1000000]

Push: a laptop gives its entries to the station. Pull: a second station machine takes all of them. The hub is a process of its own, as at a
station. Two moments are told: when every line is durable on both sides and signed for, so that either may go; and when it also stands in
lists, figures and search of the one that took it. Seconds of the processor are those of both.

Beside it, in the same run, each in one process and without anybody to speak to: two floors in plain SQL (`exchange_floor`), lines alone for
the first moment and with their rows for the second; and the program's own taking in of the same ranges (`store.incoming`), which shows what
speaking costs.

The entries are real lines, chained, sealed, signed one by one as saves sign them, written several hundred to a COMMIT and shown together:
only saving by hand would be slower. Shifts are synchronised before; an entry is one line.

Then: bytes on the wire; how long a save at the station waits during an import; with `--nothing` a synchronisation that moves nothing, at so
many lines that both sides hold beside one at a thousand (not shown in lists: nothing of it reads those).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from checkpoint_app.model import chain, ids, timing
from checkpoint_app.model.records import Shift
from checkpoint_app.model.travel import LineRange
from checkpoint_app.store import entries, incoming, journal, outgoing, projection, receipts, tally
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.http import HttpPeer
from checkpoint_app.sync.memory import MemoryPeer
from tests.bench import exchange_hub
from tests.bench.exchange_floor import Took, floors, took
from tests.bench.exchange_hub import Hub
from tests.hub.station.serving import PIN
from tests.store.conftest import Clock
from tests.sync import units

FEW = 1000
IN_SHIFT = 500
TURNS = 25


def open_shifts(store: Store, clock: Clock, count: int) -> list[Shift]:
    """As many shifts as so many entries need, one after the other."""
    found = []
    for _ in range(0, count, IN_SHIFT):
        clock.forward(hours=6)
        found.append(units.open_shift(store, clock))
    return found


def write(store: Store, shifts: Sequence[Shift], count: int, *, shown: bool = True) -> None:
    """So many checks, each a signed line, a shift's to a COMMIT; `shown` in lists, figures and search as well."""
    for start, shift in zip(range(0, count, IN_SHIFT), shifts, strict=True):
        raw = {"plate": "豫L12345", "vehicle_type": "CAR", "people": 2}
        form = entries.prepare(store, "checkpoint-check", raw, shift=shift.id, at=shift.planned_from)
        with store.transaction() as transaction:
            head = journal.open_chain(store.db, store.keys.id, store.epoch, form.scope)
            written = []
            for number in range(start, min(start + IN_SHIFT, count)):
                transaction.lamport += 1
                written.append(ids.uuid7())
                head = write_line(store, head, transaction.lamport, written[-1], varied(form, shift, number))
            if shown:
                projection.show_all(store, "entry", {record: journal.merged(store.db, record) for record in written})


def varied(form: entries.Prepared, shift: Shift, number: int) -> dict[str, dict[str, Any]]:
    """The check of another car, twenty seconds after the one before."""
    at = timing.to_text(shift.planned_from + timedelta(seconds=20 * (number % IN_SHIFT)))
    body = {part: dict(content) for part, content in form.body.items()}
    body["open"]["set"] = {**body["open"]["set"], "at": at, "typed_at": at}
    for content in body.values():
        if "plate" in content.get("values", {}):
            content["values"] = {**content["values"], "plate": f"豫L{number % 100000:05d}"}
    return body


def write_line(store: Store, head: journal.Head, lamport: int, record: str, body: dict[str, dict[str, Any]]) -> journal.Head:
    """A line as a save writes it, signed; returns the new head."""
    parts = {name: journal.seal(content) for name, content in body.items()}
    header = chain.Header(
        device=store.keys.id,
        epoch=store.epoch,
        scope="up",
        seq=head.seq + 1,
        prev=head.hash,
        lamport=lamport,
        wall=str(body["open"]["set"]["typed_at"]),
        officer=store.account.id,
        noun="entry",
        record=record,
        op="create",
        base=(),
        **{name: chain.part_hash(*sealed) for name, sealed in parts.items()},
    )
    row, digest = journal.insert(store.db, head, header, parts)
    head = replace(head, seq=header.seq, hash=digest)
    journal.sign(store.db, row, store.keys.sign(chain.signed_bytes(bytes.fromhex(digest))))
    journal.move_head(store.db, head)
    return head


def copy_entries(store: Store, other: Store) -> None:
    """What `write` wrote, to another machine as if it had come there, its rows that show it left out."""
    scope = (store.keys.id, store.epoch, "up")
    row, *end = store.db.execute("SELECT id, seq, hash FROM chain WHERE device=? AND epoch=? AND scope=?", scope).fetchone()
    columns = [found[1] for found in store.rows("PRAGMA table_info(line)") if found[1] not in ("id", "chain")]
    with other.transaction():
        made = journal.open_chain(other.db, *scope)
        wanted = f"SELECT ?, {','.join(columns)} FROM line WHERE chain=? AND seq>? ORDER BY seq"
        lines = store.db.execute(wanted, (made.chain, row, made.seq))
        other.db.execute("UPDATE chain SET seq=?, hash=? WHERE id=?", (*end, made.chain))
        insert = f"INSERT INTO line (chain, {','.join(columns)}) VALUES ({','.join('?' * (len(columns) + 1))})"
        other.db.executemany(insert, lines)


# What is measured


class Traffic:
    """One synchronisation: what it did, bytes on the wire both ways, packed as they are but without TLS and heads; and after how long
    everything was durable on both sides and signed for (`delivered`)."""

    def __init__(self, store: Store, url: str) -> None:
        self.bytes = 0
        self.delivered = 0.0
        self._began = time.perf_counter()
        with HttpPeer(store, url, PIN) as peer:
            peer._client.event_hooks["response"].append(self._count)
            self.report: Report = exchange(store, peer, self._tell)

    def _tell(self, _done: int, _all: int, what: str) -> None:
        if what == "show":
            self.delivered = time.perf_counter() - self._began

    def _count(self, answer: httpx.Response) -> None:
        self.bytes += len(answer.request.content) + len(answer.read())


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The same lines in one process: lines alone and with the rows that show them, both in plain SQL; and the program's own taking in."""

    lines: Took
    rows: Took
    own: Took


def say(what: str, count: int, delivered: float, shown: Took, beside: Beside) -> None:
    """Entries/s beside the others in the same run; ours are `count` entries, the others' are a thousand more."""
    share = count / (count + FEW)
    print(f"{what}: {count / delivered:,.0f} entries/s until all is durable on both sides and signed for")
    _ratio("verify + insert the lines, plain SQL", count, beside.lines.seconds * share, delivered)
    print(
        f"    {count / shown.seconds:,.0f} entries/s until all is shown and counted, {shown.cpu / count * 1e6:.0f} µs of the processor each"
    )
    _ratio("with the rows that show them, plain SQL", count, beside.rows.seconds * share, shown.seconds)
    _ratio("the program's own taking in, without a peer", count, beside.own.seconds * share, shown.seconds)


def _ratio(name: str, count: int, other: float, ours: float) -> None:
    print(f"        {name}: {count / other:,.0f} entries/s; {other / ours:.2f} ×", flush=True)


def push(laptop: Store, hub: Hub, count: int, beside: Beside) -> None:
    """The laptop gives what the station lacks."""
    moved: list[Traffic] = []

    def work() -> None:
        moved.append(Traffic(laptop, hub.url))
        hub.wait_until_shown()

    shown = both(hub, work)
    assert moved[0].report.given == count
    assert receipts.count_not_received(laptop) == 0
    say("push", count, moved[0].delivered, shown, beside)
    print(f"    on the wire: {moved[0].bytes / count:,.0f} bytes an entry, both ways", flush=True)


def pull(second: Store, hub: Hub, count: int, beside: Beside) -> None:
    """A second station machine takes all of it."""
    moved: list[Traffic] = []
    shown = both(hub, lambda: moved.append(Traffic(second, hub.url)))
    assert moved[0].report.taken >= count
    say("pull", count, moved[0].delivered, shown, beside)


def both(hub: Hub, work: Callable[[], object]) -> Took:
    """With what the hub uses of the processor."""
    before = hub.cpu()
    found = took(work)
    return replace(found, cpu=found.cpu + hub.cpu() - before)


def beside(folder: Path, laptop: Store, third: Store, parcels: Sequence[LineRange]) -> Beside:
    """What the same lines cost in one process."""
    lines, rows = floors(folder, laptop, parcels)
    own = took(lambda: incoming.take_all(third, parcels))
    assert tally.stored(third) == tally.stored(laptop)
    return Beside(lines=lines, rows=rows, own=own)


def measure(folder: Path, count: int) -> None:
    """Push, pull, a save meanwhile."""
    fleet = units.Fleet(folder, Clock())
    laptop, station = fleet.laptop(), fleet.station
    second, third = fleet.laptop("C", kind="station"), fleet.laptop("D", kind="station")
    exchange(laptop, MemoryPeer(station))
    first, shifts, later = (open_shifts(laptop, fleet.clock, many) for many in (FEW, count, count))
    for store in (laptop, second, third):
        exchange(store, MemoryPeer(station))
    write(laptop, first, FEW)
    for store in (laptop, second):
        exchange(store, MemoryPeer(station))
    station.close()
    with exchange_hub.running(station.folder, fleet.clock) as hub:
        write(laptop, shifts, count)
        owed = [what for what in outgoing.owed(laptop, station.keys.id, {}) if what.key.scope == "up"]
        others = beside(folder, laptop, third, [run for what in owed for run in outgoing.ranges(laptop, what)])
        push(laptop, hub, count, others)
        pull(second, hub, count, others)
        assert tally.stored(second) == tally.stored(laptop)
        assert hub.figures_agree(tally.stored(laptop))
        write(laptop, later, count)
        hub.begin_saves()
        Traffic(laptop, hub.url)
        hub.wait_until_shown()
        waits = sorted(hub.end_saves())
        print(
            f"a save during an import of {count:,}: median {statistics.median(waits) * 1000:.0f} ms,"
            f" p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms of {len(waits)}",
            flush=True,
        )
    fleet.close()


def measure_nothing(folder: Path, count: int) -> None:
    """A synchronisation that moves nothing, at a thousand entries and at so many, turn about."""
    few, many = (units.Fleet(folder / name, Clock()) for name in ("few", "many"))
    for fleet, lines in ((few, FEW), (many, count)):
        _make_equal(fleet, lines)
    with (
        exchange_hub.running(few.station.folder, few.clock) as few_hub,
        exchange_hub.running(many.station.folder, many.clock) as many_hub,
    ):
        laptops = [(few.stores[1], few_hub.url), (many.stores[1], many_hub.url)]
        for laptop, url in laptops:
            Traffic(laptop, url)
        turns = [[took(lambda at=at: Traffic(*at)).seconds for at in laptops] for _ in range(TURNS)]  # type: ignore[misc]
    least, most = (statistics.median(found) for found in zip(*turns, strict=True))
    print(
        f"nothing to move: {most * 1000:.0f} ms at {count:,}, {least * 1000:.0f} ms at {FEW:,}; {most / least:.2f} ×", flush=True
    )
    for fleet in (few, many):
        fleet.close()


def _make_equal(fleet: units.Fleet, count: int) -> None:
    """A laptop and a station, both with so many lines."""
    laptop, station = fleet.laptop(), fleet.station
    exchange(laptop, MemoryPeer(station))
    shifts = open_shifts(laptop, fleet.clock, count)
    exchange(laptop, MemoryPeer(station))
    write(laptop, shifts, count, shown=False)
    copy_entries(laptop, station)
    exchange(laptop, MemoryPeer(station))
    station.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--nothing", type=int, default=0, help="lines that both sides hold while nothing moves, e.g. 1000000")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if wanted.entries:
            measure(Path(name) / "entries", max(FEW, wanted.entries))
        if wanted.nothing:
            measure_nothing(Path(name) / "nothing", wanted.nothing)


if __name__ == "__main__":
    main()
