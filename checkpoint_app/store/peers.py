"""The other devices as this store last heard of them: their newest hello, when, how their clock differs, when they last synced."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from checkpoint_app.model import timing

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """`hello` is its newest hello as it came (JSON), `skew_ms` its clock minus ours then, `synced_at` the last whole exchange."""

    device: str
    hello: str
    seen_at: datetime
    skew_ms: int
    synced_at: datetime | None


def seen(store: Store, *, device: str, hello: str, epoch: str, lamport: int, wall: datetime | None, at: datetime) -> None:
    """Keeps a hello unless a newer one of the device is here already. `wall` is the clock of the other at the moment `at` of ours;
    None leaves the skew as it was (a hello that lay on a stick says nothing of the clock now).
    """
    known = store.row("SELECT epoch, lamport, skew_ms FROM peer WHERE device=?", (device,))
    if known is not None and known[0] == epoch and known[1] > lamport:
        return
    if known is not None and known[0] != epoch and is_superseded(store, device, epoch):
        return
    skew = round((wall - at).total_seconds() * 1000) if wall is not None else known[2] if known else 0
    with store.transaction() as transaction:
        transaction.db.execute(
            "INSERT INTO peer (device, hello, epoch, lamport, seen_at, skew_ms) VALUES (?,?,?,?,?,?) ON CONFLICT (device) DO UPDATE SET"
            " hello=excluded.hello, epoch=excluded.epoch, lamport=excluded.lamport, seen_at=excluded.seen_at, skew_ms=excluded.skew_ms",
            (device, hello, epoch, lamport, timing.to_text(at), skew),
        )


def synced(store: Store, device: str, at: datetime) -> None:
    """An exchange with the device came to its end."""
    with store.transaction() as transaction:
        transaction.db.execute("UPDATE peer SET synced_at=? WHERE device=?", (timing.to_text(at), device))


def is_superseded(store: Store, device: str, epoch: str) -> bool:
    """Whether the device said that it left this epoch behind (restored from a backup, cloned)."""
    return store.row("SELECT 1 FROM superseded WHERE device=? AND epoch=?", (device, epoch)) is not None


def is_copied(store: Store) -> bool:
    """Whether this machine's disk is in use a second time: its chains have another epoch that none of its lives has left."""
    here = store.keys.id, store.epoch, store.keys.id
    return (
        store.row(
            "SELECT 1 FROM chain WHERE device=? AND scope='shared' AND origin='' AND epoch<>?"
            " AND epoch NOT IN (SELECT epoch FROM superseded WHERE device=?)",
            here,
        )
        is not None
    )


def get(store: Store, device: str) -> Peer | None:
    return next((peer for peer in every(store) if peer.device == device), None)


def announced(store: Store, device: str) -> dict[str, int]:
    """Chain ("epoch/scope") → how many lines the device named in its newest hello that are not here."""
    peer = get(store, device)
    if peer is None:
        return {}
    here = {
        f"{epoch}/{scope}": seq
        for epoch, scope, seq in store.rows("SELECT epoch, scope, seq FROM chain WHERE device=?", (device,))
    }
    said = {name.removeprefix(f"{device}/"): int(tip[0]) for name, tip in json.loads(peer.hello)["heads"].items()}
    own = {name: seq - here.get(name, 0) for name, seq in said.items() if name.count("/") == 1}
    return {name: beyond for name, beyond in own.items() if beyond > 0}


def every(store: Store) -> list[Peer]:
    """By device id."""
    rows = store.rows("SELECT device, hello, seen_at, skew_ms, synced_at FROM peer ORDER BY device")
    return [
        Peer(
            device=row[0],
            hello=row[1],
            seen_at=timing.from_text(row[2]),
            skew_ms=row[3],
            synced_at=timing.from_text(row[4]) if row[4] else None,
        )
        for row in rows
    ]
