"""An exchange with the hub over HTTPS on loopback, every check on, beside what verifying and inserting the same lines costs at least.

    python -m tests.bench.bench_exchange [--entries 20000] [--nothing 1000000]

Push: a laptop gives its entries to the station. Pull: a second station machine takes all of them. Hub and laptop share this process.

Floor, in the same run: a program of some lines here, with the standard library, `cryptography` and plain SQL, none of the store's or the
exchange's own code. It reads each line's header, follows the chain, compares the hashes of the parts, verifies each signature, and inserts
lines into an empty encrypted database of the same tables, a transaction for each range, each durable (`synchronous=FULL`). A second floor
inserts in the same transactions the rows that show the entries too (`entry`, both tallies, the search index), made beforehand from the
laptop's tables: without them nobody at the station finds or counts what came.

The entries are real lines, chained, sealed, signed one by one as saves sign them, written several hundred to a COMMIT and shown together:
only saving by hand would be slower. Shifts are synchronised before; an entry is one line.

Then: a synchronisation that moves nothing, at a thousand entries, at all, and with `--nothing` at so many lines that both sides hold (not
shown in lists: nothing of it reads those); bytes on the wire; how long a save at the station waits during an import.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import statistics
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from checkpoint_app.hub import serving
from checkpoint_app.hub.station import web
from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.model import chain, ids, text, timing
from checkpoint_app.model.records import Shift
from checkpoint_app.model.travel import LineRange, SentLine
from checkpoint_app.store import driver, entries, journal, outgoing, projection, receipts, schema, tally
from checkpoint_app.store.session import DATABASE, Store
from checkpoint_app.sync.exchange import exchange
from checkpoint_app.sync.http import HttpPeer
from tests.hub.station.serving import CERTIFICATE, KEY, PIN
from tests.store.conftest import Clock
from tests.sync import units

FEW = 1000
IN_SHIFT = 500
PARTS = ("open", "personal", "fleeting")
LINE_COLUMNS = (
    "chain, seq, hash, noun, record, header, signature, open_salt, open, personal_salt, personal, fleeting_salt, fleeting, erased"
)


@contextmanager
def hub(store: Store) -> Iterator[tuple[Desk, str]]:
    desk = Desk(store)
    listening = serving.listen("127.0.0.1", 0)
    with serving.beside(serving.server(web.app(desk), KEY, CERTIFICATE), listening) as url:
        yield desk, url


# Entries


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


# The floor


class Floor:
    """An empty encrypted database of the store's tables, and the least that is to be done with lines that come."""

    def __init__(self, folder: Path, public: bytes, shown: Mapping[str, tuple[Any, ...]] | None = None) -> None:
        folder.mkdir()
        self._db = driver.connect(folder / DATABASE, os.urandom(32))
        schema.migrate(self._db, folder / DATABASE)
        self._public = Ed25519PublicKey.from_public_bytes(public)
        self._shown = shown
        self._prev, self._seq = "", 0

    def close(self) -> None:
        self._db.close()

    def take_all(self, parcels: Sequence[LineRange]) -> None:
        for parcel in parcels:
            self.take(parcel)

    def take(self, parcel: LineRange) -> None:
        """One range: verified, then inserted and durable."""
        rows = [self._verified(line) for line in parcel.lines]
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR IGNORE INTO chain (id, device, epoch, scope, seq, hash) VALUES (1,?,?,?,0,x'')", parcel.chain)
        db.executemany(f"INSERT INTO line ({LINE_COLUMNS}) VALUES ({','.join('?' * 14)})", rows)
        db.execute("UPDATE chain SET seq=?, hash=? WHERE id=1", (self._seq, bytes.fromhex(self._prev)))
        if self._shown is not None:
            self._show([self._shown[row[4]] for row in rows if row[3] == "entry"])
        db.execute("COMMIT")

    def _verified(self, line: SentLine) -> tuple[Any, ...]:
        header = json.loads(line.header)
        digest = hashlib.sha256(line.header).digest()
        if header["prev"] != self._prev or header["seq"] != self._seq + 1:
            raise ValueError("order")
        sealed: list[bytes | None] = []
        for part in PARTS:
            salt, body = line.parts.get(part, (None, None))
            sealed += [salt, body]
            if header[part] != ("" if salt is None else hashlib.sha256(salt + (body or b"")).hexdigest()):
                raise ValueError("part")
        if line.signature is not None:
            self._public.verify(line.signature, b"checkpoint-app line 1\n" + digest)
        self._prev, self._seq = digest.hex(), header["seq"]
        return (1, header["seq"], digest, header["noun"], header["record"], line.header, line.signature, *sealed, "")

    def _show(self, made: Sequence[tuple[Any, ...]]) -> None:
        db, figures = self._db, Counter[tuple[str, ...]]()
        for _, _, kept in made:
            figures.update(kept)
        by_site = Counter[tuple[str, ...]]()
        for (day, site, template, _, measure), value in figures.items():
            by_site[day, site, template, measure] += value
            by_site[day, "*", template, measure] += value
        db.executemany(f"INSERT INTO entry VALUES ({','.join('?' * 26)})", [row for row, _, _ in made])
        db.executemany("INSERT INTO search (rowid, one, two) VALUES (?,?,?)", [words for _, words, _ in made])
        db.executemany(
            "INSERT INTO tally VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
            [(*key, value) for key, value in figures.items()],
        )
        db.executemany(
            "INSERT INTO tally_site VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
            [(*key, value) for key, value in by_site.items()],
        )


def made_beforehand(store: Store) -> dict[str, tuple[Any, ...]]:
    """Entry → its row, its words in the index, its figures, as they stand at the laptop."""
    found = {}
    columns = [row[1] for row in store.rows("PRAGMA table_info(entry)")]
    key, record, texts, kept = (columns.index(name) for name in ("key", "id", "texts", "tally"))
    for row in store.rows("SELECT * FROM entry"):
        words = (row[key], *text.tokens(row[texts].split("\n")))
        found[row[record]] = (row, words, tally.from_kept(json.loads(row[kept])))
    return found


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds, and seconds of the processor alone: on a machine that does other things meanwhile, the ratio of those says more."""

    seconds: float
    cpu: float


def took(work: Callable[[], object]) -> Took:
    cpu, started = time.process_time(), time.perf_counter()
    work()
    return Took(time.perf_counter() - started, time.process_time() - cpu)


def floors(folder: Path, laptop: Store, parcels: Sequence[LineRange]) -> tuple[Took, Took]:
    """The floor, lines alone; and with the rows that show them. The better of two each, turn about."""
    made = made_beforehand(laptop)
    best: dict[bool, Took] = {}
    for turn, shown in enumerate((False, True, False, True)):
        floor = Floor(folder / f"floor {turn}", laptop.keys.public, made if shown else None)
        found = took(partial(floor.take_all, parcels))
        best[shown] = min(best.get(shown, found), found, key=lambda one: one.seconds)
        floor.close()
    return best[False], best[True]


# What is measured


def synchronise(store: Store, url: str) -> int:
    """Returns bytes on the wire, both ways, packed as they are but without TLS and heads."""
    moved = 0

    def count(answer: httpx.Response) -> None:
        nonlocal moved
        moved += len(answer.request.content) + len(answer.read())

    with HttpPeer(store, url, PIN) as peer:
        peer._client.event_hooks["response"].append(count)
        exchange(store, peer)
    return moved


def nothing_moves(store: Store, url: str) -> float:
    """Seconds of the median of nine."""
    return statistics.median(took(partial(synchronise, store, url)).seconds for _ in range(9))


class Saves:
    """Somebody at the station who saves every 50 ms while the hub is at work."""

    def __init__(self, desk: Desk, shift: Shift) -> None:
        self._desk = desk
        self._shift = shift
        self._stop = threading.Event()
        self.waits: list[float] = []
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        while not self._stop.wait(0.05):
            started = time.perf_counter()
            with self._desk.store() as store:
                raw = {"plate": f"豫L{len(self.waits) % 100000:05d}", "vehicle_type": "CAR", "people": 2}
                entries.record(store, "checkpoint-check", raw, shift=self._shift.id)
            self.waits.append(time.perf_counter() - started)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def say(what: str, count: int, ours: Took, floors: tuple[Took, Took]) -> None:
    """Entries/s beside the floors; `ours` is of `count` entries, the floors are of a thousand more."""
    print(f"{what}: {count / ours.seconds:,.0f} entries/s, {ours.cpu / count * 1e6:.0f} µs of the processor each", flush=True)
    for name, floor in zip(("verify + insert the lines", "and the rows that show them"), floors, strict=True):
        share = count / (count + FEW)
        print(
            f"    {name}: {count / floor.seconds / share:,.0f} entries/s; {floor.seconds * share / ours.seconds:.2f} ×,"
            f" of the processor {floor.cpu * share / ours.cpu:.2f} ×",
            flush=True,
        )


def measure(folder: Path, count: int) -> None:
    """Push, pull, nothing to move, a save meanwhile."""
    fleet = units.Fleet(folder, Clock())
    laptop, second, station = fleet.laptop(), fleet.laptop("C", kind="station"), fleet.station
    with hub(station) as (desk, url):
        synchronise(laptop, url)
        first, shifts, later = (open_shifts(laptop, fleet.clock, many) for many in (FEW, count, count))
        write(laptop, first, FEW)
        synchronise(laptop, url)
        synchronise(second, url)
        few = nothing_moves(laptop, url)
        write(laptop, shifts, count)
        lines = sum(what.lines for what in outgoing.owed(laptop, station.keys.id, outgoing.heads(station, laptop.keys.id)))
        assert lines == count
        parcels = [run for what in outgoing.owed(laptop, station.keys.id, {}) for run in outgoing.ranges(laptop, what)]
        least = floors(folder, laptop, [run for run in parcels if run.chain.scope == "up"])
        moved: list[int] = []
        say("push", count, took(lambda: moved.append(synchronise(laptop, url))), least)
        assert receipts.count_not_received(laptop) == 0
        print(f"on the wire: {moved[0] / count:,.0f} bytes an entry, both ways", flush=True)
        say("pull", count, took(lambda: synchronise(second, url)), least)
        assert tally.stored(second) == tally.stored(station) == tally.recount(station) == tally.stored(laptop)
        many = nothing_moves(laptop, url)
        print(
            f"nothing to move: {many * 1000:.0f} ms at {count + FEW:,}, {few * 1000:.0f} ms at {FEW:,}; {many / few:.2f} ×",
            flush=True,
        )
        write(laptop, later, count)
        with Saves(desk, units.open_shift(station, fleet.clock)) as saves:
            synchronise(laptop, url)
        waits = sorted(saves.waits)
        print(
            f"a save during an import of {count:,}: median {statistics.median(waits) * 1000:.0f} ms,"
            f" p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms of {len(waits)}",
            flush=True,
        )
    fleet.close()


def measure_nothing(folder: Path, count: int) -> None:
    """A synchronisation that moves nothing, at a thousand entries and at so many."""
    fleet = units.Fleet(folder, Clock())
    laptop, station = fleet.laptop(), fleet.station
    with hub(station) as (_, url):
        synchronise(laptop, url)
        write(laptop, open_shifts(laptop, fleet.clock, FEW), FEW)
        synchronise(laptop, url)
        few = nothing_moves(laptop, url)
    fleet.close()
    fleet = units.Fleet(folder / "many", Clock())
    laptop, station = fleet.laptop(), fleet.station
    with hub(station) as (_, url):
        shifts = open_shifts(laptop, fleet.clock, count)
        synchronise(laptop, url)
        write(laptop, shifts, count, shown=False)
        copy_entries(laptop, station)
        synchronise(laptop, url)
        many = nothing_moves(laptop, url)
    fleet.close()
    print(f"nothing to move: {many * 1000:.0f} ms at {count:,}, {few * 1000:.0f} ms at {FEW:,}; {many / few:.2f} ×", flush=True)


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
