"""Hellos: made, signed, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import checkpoint_app
from checkpoint_app.model.travel import ChainKey, Tip
from checkpoint_app.store import identity, journal, outgoing, peers, settling, trust
from checkpoint_app.sync import messages
from checkpoint_app.sync.messages import Hello

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def hello_for(store: Store, device: str, asks: Mapping[ChainKey, int] | None = None) -> Hello:
    """This store's hello to a device, signed: it names no chain that the other may not have."""
    made = Hello(
        unit=store.unit.id,
        device=store.keys.id,
        epoch=store.epoch,
        wall=store.now(),
        lamport=store.lamport,
        program=checkpoint_app.__version__,
        heads=outgoing.heads(store, device),
        asks=dict(asks or {}),
        wants=outgoing.wanted(store),
    )
    return replace(made, signature=store.keys.sign(made.signed_bytes()).hex())


def check(store: Store, hello: Hello, believed: trust.Trust | None = None) -> None:
    """Whether a hello is what it says, of a device that is believed; `believed`: with the certificates that came along.

    Raises AnotherUnit, UnknownDevice, DeviceCutOff, NotSignedByDevice."""
    if hello.unit != store.unit.id:
        raise messages.AnotherUnit
    known = believed or trust.load(store)
    public = known.key(hello.device)
    if public is None:
        raise messages.UnknownDevice(device=hello.device[:8])
    if known.is_revoked(hello.device):
        raise messages.DeviceCutOff(device=hello.device[:8])
    if not identity.is_signed(public, bytes.fromhex(hello.signature), hello.signed_bytes()):
        raise messages.NotSignedByDevice(device=hello.device[:8])


def keep(store: Store, hello: Hello, *, at: datetime | None) -> None:
    """Remembers a checked hello as the newest of its device. `at`: when it was said, by our clock; None when it lay on a stick.

    What lay there says nothing of a clock that is behind; one that is ahead of ours now is at least so much ahead. When it names lines of
    this machine's present epoch that are not here, somebody writes with the same keys (a copied disk), or this disk has lost them: what is
    written from now on gets an epoch of its own, before it forks.
    """
    peers.seen(
        store,
        device=hello.device,
        hello=messages.encode(hello).decode(),
        epoch=hello.epoch,
        lamport=hello.lamport,
        wall=hello.wall if at or hello.wall > store.now() else None,
        at=at or store.now(),
    )
    if any(_is_own_beyond(store, key, tip) for key, tip in hello.heads.items()):
        with store.transaction() as transaction:
            settling.begin_epoch(transaction, why="fork")


def _is_own_beyond(store: Store, key: ChainKey, tip: Tip) -> bool:
    own = key.device == store.keys.id and settling.is_own_epoch(store, key.epoch, key.scope)
    return own and not journal.is_here(store.db, tip.hash)


def newest(store: Store, device: str) -> Hello | None:
    """The newest hello of a device that this store has seen."""
    found = peers.get(store, device)
    return messages.decode_hello(found.hello.encode()) if found else None


def common(store: Store, hellos: Sequence[Hello]) -> Hello:
    """Several at once, of machines that are to be given the same (stations; copies of one disk): what each of them has, what any of them
    wants. It is the first one but for that, and signed by nobody."""
    if len(hellos) == 1:
        return hellos[0]
    covers = [journal.coverage(store.db, (tip.hash for tip in hello.heads.values())) for hello in hellos]
    rows = set.intersection(*map(set, covers))
    heads = outgoing.tips(store, {row: min(cover[row] for cover in covers) for row in rows})
    asks: dict[ChainKey, int] = {}
    wants: dict[str, int] = {}
    for hello in hellos:
        for key, seq in hello.asks.items():
            asks[key] = min(seq, asks.get(key, seq))
        for sha, offset in hello.wants.items():
            wants[sha] = min(offset, wants.get(sha, offset))
    return replace(hellos[0], heads=heads, asks=asks, wants=wants)
