"""A station's hub in this process, over real HTTPS on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from checkpoint_app.hub import serving, tls
from checkpoint_app.hub.station import web
from checkpoint_app.hub.station.desk import Desk
from checkpoint_app.store import entries
from checkpoint_app.store.session import Store
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.http import HttpPeer
from tests.sync import units

KEY, CERTIFICATE = tls.make("test")
PIN = tls.fingerprint(CERTIFICATE)
_DESKS: dict[str, Desk] = {}
"""The desks in this process, by address."""


@contextmanager
def serve(store: Store) -> Iterator[str]:
    """Yields the address."""
    listening = serving.listen("127.0.0.1", 0)
    desk = Desk(store)
    with serving.beside(serving.server(web.app(desk), KEY, CERTIFICATE), listening) as url:
        _DESKS[url] = desk
        yield url
    del _DESKS[url]
    desk.close()


def sync(store: Store, url: str) -> Report:
    """An exchange, and what it brought is shown at the hub when this returns."""
    with HttpPeer(store, url, PIN) as peer:
        report = exchange(store, peer)
    rest(url)
    return report


def rest(url: str) -> None:
    """Waits until the hub in this process shows what came; one in another process is not known here."""
    if url in _DESKS:
        _DESKS[url].rest()


def record(store: Store, count: int) -> list[str]:
    shift = units.open_shift(store, store.clock)
    return [entries.record(store, "checkpoint-check", {"plate": f"豫L1{n:04}"}, shift=shift.id).value.id for n in range(count)]
