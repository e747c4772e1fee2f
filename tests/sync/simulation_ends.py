"""What must hold when the simulated unit has come to rest, by an oracle that reads the journals' hashes and what each store shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from checkpoint_app.model import chain
from checkpoint_app.store import journal, receipts, trust, verify
from checkpoint_app.store.session import Store
from tests.sync.frail import Frail


@dataclass(eq=False)
class Machine:
    """An open store; what is on its disk is `store.folder`."""

    name: str
    store: Store
    clock: Callable[[], datetime]
    backups: list[Path] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.store.keys.id

    @property
    def is_station(self) -> bool:
        return self.store.device.kind == "station"

    def hashes(self) -> set[bytes]:
        """Of every line that is here and that travels."""
        rows = self.store.rows("SELECT line.hash FROM line JOIN chain ON chain.id = line.chain WHERE chain.scope <> 'local'")
        return {bytes(row[0]) for row in rows}


def check_end(machines: Sequence[Machine], expected: set[bytes]) -> None:
    """`expected`: the hashes of all lines that were on some disk."""
    station = next(one for one in machines if one.is_station)
    known = trust.load(station.store)
    live = [one for one in machines if not known.is_revoked(one.id)]
    for machine in live:
        assert [fault.text() for fault in verify.verify(machine.store)] == [], machine.name
    everything = {digest: row for one in live for digest, row in lines(one).items()}
    for machine in live:
        here = machine.hashes()
        for digest, (device, scope, addressee) in everything.items():
            if digest in expected and not known.is_revoked(device) and belongs(machine, device, scope, addressee):
                assert digest in here, f"{machine.name} lacks a line of {device[:4]}/{scope}"
    for one in live:
        compare(one, station, shown(one.store, known), shown(station.store, known))
        own, theirs = entries_shown(one.store), entries_shown(station.store)
        compare(one, station, own, theirs if one.is_station else {key: theirs.get(key) for key in own})
        if not one.is_station:
            check_received(one, [entry for _, entry in own], machines)


def check_received(one: Machine, entries: Sequence[str], machines: Sequence[Machine]) -> None:
    """✓ for all of them, but not where the bytes of a photo went down with a disk before anybody else had them."""
    standing = receipts.Standing(one.store)
    known, kept = "SELECT sha FROM attachment", "SELECT sha FROM attachment WHERE bytes IS NOT NULL"
    lost = {row[0] for row in one.store.rows(known)} - {row[0] for other in machines for row in other.store.rows(kept)}
    for entry in entries:
        named = {sha for line in journal.lines_of(one.store.db, entry) for sha in chain.hashes_in(line.body)}
        whole = not lost & named
        assert standing.is_received(entry) == whole, f"{one.name}: " + ("delivered, and no ✓" if whole else "✓ without its photo")


def compare(one: Machine, other: Machine, found: dict[Any, Any], right: dict[Any, Any]) -> None:
    """Raises AssertionError that names what differs."""
    for key in sorted({**found, **right}):
        assert found.get(key) == right.get(key), f"{one.name} and {other.name} differ in {key}: {found.get(key)} {right.get(key)}"


def frail(machine: Machine) -> Frail:
    found: Any = machine.store.db
    assert isinstance(found, Frail)
    return found


def own_lines(machine: Machine, record: str) -> set[bytes]:
    rows = machine.store.rows(
        "SELECT line.hash FROM line JOIN chain ON chain.id = line.chain WHERE line.record=? AND device=? AND scope <> 'local'",
        (record, machine.id),
    )
    return {bytes(row[0]) for row in rows}


def lines(machine: Machine) -> dict[bytes, tuple[str, str, str]]:
    """Hash → device, scope, addressee."""
    rows = machine.store.rows(
        "SELECT line.hash, device, scope, addressee FROM line JOIN chain ON chain.id = line.chain WHERE scope <> 'local'"
    )
    return {bytes(row[0]): row[1:] for row in rows}


def belongs(machine: Machine, device: str, scope: str, addressee: str) -> bool:
    return scope == "shared" or machine.is_station or machine.id in (device, addressee)


def shown(store: Store, known: trust.Trust) -> dict[tuple[str, ...], Any]:
    """What every machine shows alike: heads and what is made of shared lines."""
    found: dict[tuple[str, ...], Any] = {}
    for table, columns in (
        ("chain", "device || '/' || epoch, device, seq, hash, scope"),
        ("register", "noun || ' ' || id, body, conflict, heads"),
        ("shift", "id, body, day, state, tally, conflict, heads"),
        ("hazard", "id, body, tally, conflict, heads"),
        ("template", "identity, id"),
        ("receipt", "record, body"),
        ("superseded", "record, device, epoch"),
    ):
        for row in store.rows(f"SELECT {columns} FROM {table}"):
            if row[0].startswith("account "):
                continue  # it goes to the station alone
            if table != "chain" or (row[-1] == "shared" and row[2] and not known.is_revoked(row[1])):
                found[table, row[0]] = row[1:]
    return found


def entries_shown(store: Store) -> dict[tuple[str, ...], Any]:
    rows = store.rows(
        "SELECT id, body, personal, fleeting, day, state, erased, corrected, conflict, reason, tally, heads FROM entry"
    )
    return {("entry", row[0]): row[1:] for row in rows}
