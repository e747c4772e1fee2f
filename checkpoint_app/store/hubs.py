"""The station's hub: its key and certificate, which stay on this machine, and its address, which all machines of the unit learn.

A hub is announced by a line (noun `hub`, shared, only station devices write it; record = UUIDv5 of its address)

    set: {"url": "https://…:8443", "certificate": SHA-256 of the certificate, 64 hex digits}

so a laptop that was enrolled knows whom to believe before it first talks to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkpoint_app.store import registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

KEY, CERTIFICATE = "hub key", "hub certificate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hub:
    """`url` as it was announced, `certificate` the fingerprint it is believed by."""

    url: str
    certificate: str


def certificate(store: Store, make: Callable[[], tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
    """Private key and certificate of this machine's hub, PEM; made the first time."""
    kept = dict(store.rows("SELECT name, value FROM secret WHERE name IN (?,?)", (KEY, CERTIFICATE)))
    if len(kept) == 2:
        return bytes(kept[KEY]), bytes(kept[CERTIFICATE])
    made = make()
    with store.transaction() as transaction:
        transaction.db.executemany("INSERT OR REPLACE INTO secret VALUES (?,?)", [(KEY, made[0]), (CERTIFICATE, made[1])])
    return made


def announce(store: Store, url: str, fingerprint: str) -> None:
    """Tells the unit where its hub is; nothing is written when it is known already. Raises NotAllowed on a field laptop."""
    if Hub(url=url, certificate=fingerprint) not in every(store):
        with store.transaction() as transaction:
            registers.upsert(transaction, "hub", {"url": url, "certificate": fingerprint})


def every(store: Store) -> list[Hub]:
    """The hubs of the unit."""
    return [Hub(url=str(row["url"]), certificate=str(row["certificate"])) for _, row in registers.bodies(store.db, "hub")]
