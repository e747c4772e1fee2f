"""A laptop whose disk was copied: two branches of one chain, and bringing chains to a store in the order that a test wants."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from checkpoint_app.model.travel import LineRange
from checkpoint_app.store import entries, incoming, opening, outgoing, trust
from checkpoint_app.store.incoming import Taken
from checkpoint_app.store.session import Store
from checkpoint_app.sync import bundle
from checkpoint_app.sync.ckb import STATION
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units
from tests.sync.conformance import CHECK


def copied(store: Store, folder: Path, clock: Clock) -> Store:
    """The same disk in another machine."""
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(store.folder, folder, ignore=shutil.ignore_patterns("*lock*"))
    return opening.open_store(folder, officer=store.account.officer.number, password=PASSWORD, clock=clock)


def runs(of: Store, wanted: Callable[[outgoing.Owed], bool] = lambda _: True) -> list[LineRange]:
    """Everything of a store that a station may have, as it would go there; where there is no other station, a laptop."""
    reader = bundle.reader_of(of, STATION) or next(device for device in trust.devices(of) if device != of.keys.id)
    return [run for what in outgoing.owed(of, reader, {}) if wanted(what) for run in outgoing.ranges(of, what)]


def said_by(device: Store) -> Callable[[outgoing.Owed], bool]:
    """What a machine itself wrote."""
    return lambda what: what.key.device == device.keys.id


def bring(to: Store, *ranges: Iterable[LineRange]) -> Taken:
    return incoming.take_all(to, [run for some in ranges for run in some])


def record(store: Store, shift: str, *plates: str) -> list[str]:
    return [entries.record(store, CHECK, {"plate": plate}, shift=shift).value.id for plate in plates]


def chains(store: Store) -> list[tuple[object, ...]]:
    """Every chain that travels, with its place, its branching and its end."""
    columns = "device, epoch, scope, seq, hex(hash), origin, start"
    return store.rows(f"SELECT {columns} FROM chain WHERE scope<>'local' AND seq>0 ORDER BY 1, 2, 3")


@dataclass(kw_only=True)
class Branched:
    """Two copies of a laptop that have written beside each other since. `smaller` goes on under the label, by the hash of its first line;
    the other one begins a label of its own. `before` are the entries that both hold."""

    smaller: Store
    greater: Store
    before: list[str]
    of_smaller: list[str]
    of_greater: list[str]


def branched(fleet: units.Fleet, clock: Clock, folder: Path, *, each: int = 3) -> Branched:
    """A laptop with a shift and two entries, copied; then `each` further entries on both."""
    laptop = fleet.laptop("B")
    shift = units.open_shift(laptop, clock).id
    before = record(laptop, shift, "豫L00001", "豫L00002")
    copy = copied(laptop, folder / "copy", clock)
    fleet.stores.append(copy)
    made = {
        id(one): record(one, shift, *(f"豫{letter}1000{n}" for n in range(each))) for one, letter in ((laptop, "L"), (copy, "N"))
    }
    smaller, greater = sorted((laptop, copy), key=first_apart)
    return Branched(smaller=smaller, greater=greater, before=before, of_smaller=made[id(smaller)], of_greater=made[id(greater)])


def first_apart(store: Store) -> bytes:
    """The hash of the first line after the disk was copied: the third of the chain that holds entries."""
    found = store.row(
        "SELECT line.hash FROM line JOIN chain ON chain.id = line.chain WHERE chain.device=? AND scope='up' AND noun='entry'"
        " ORDER BY line.seq LIMIT 1 OFFSET 2",
        (store.keys.id,),
    )
    assert found is not None
    return bytes(found[0])
