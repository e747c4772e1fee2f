"""Hellos: made, signed, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import checkpoint_app
from checkpoint_app.errors import UserError
from checkpoint_app.model.travel import ChainKey
from checkpoint_app.store import identity, journal, outgoing, peers, trust
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

    What lay there says nothing of a clock that is behind; one that is ahead of ours now is at least so much ahead.
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


def newest(store: Store, device: str) -> Hello | None:
    """The newest hello of a device that this store has seen."""
    found = peers.get(store, device)
    return messages.decode_hello(found.hello.encode()) if found else None


def spoken(store: Store, device: str, lying: Iterable[Hello] = ()) -> list[Hello]:
    """What a machine said last, and after it what its other epochs did: copies of its disk, each of which lacks something of its own.

    `lying`: believed hellos of it that lie on a stick; what was heard before counts beside them. Nothing was ever heard: empty.
    """
    kept = newest(store, device)
    said = sorted([*lying, *([kept] if kept is not None else [])], key=_age)
    live = [hello for hello in said if not peers.is_superseded(store, device, hello.epoch)]
    if not said:
        return []
    last = (live or said)[-1]
    return [last, *{hello.epoch: hello for hello in said if hello.epoch != last.epoch}.values()]


def _age(hello: Hello) -> tuple[int, datetime]:
    return (hello.lamport, hello.wall)


def is_believed(store: Store, hello: Hello) -> bool:
    """As `check`, asked."""
    try:
        check(store, hello)
    except UserError:
        return False
    return True


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
