"""The least that is to be done with lines that come: what `bench_exchange` puts beside the exchange.

A program of some lines, with the standard library, `cryptography` and plain SQL, none of the store's or the exchange's own code. It reads
each line's header, follows the chain, compares the hashes of the parts, verifies each signature, and inserts lines into an empty encrypted
database of the same tables, a transaction for each range, each durable (`synchronous=FULL`). A second floor inserts in the same
transactions the rows that show the entries too (`entry`, both tallies, the search index), made beforehand from the laptop's tables: without
them nobody at the station finds or counts what came.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from checkpoint_app.model import text
from checkpoint_app.model.travel import LineRange, SentLine
from checkpoint_app.store import driver, schema, tally
from checkpoint_app.store.session import DATABASE, Store

PARTS = ("open", "personal", "fleeting")
LINE_COLUMNS = (
    "chain, seq, hash, noun, record, header, signature, open_salt, open, personal_salt, personal, fleeting_salt, fleeting, erased"
)


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
