"""What the asked side of an exchange does; the asking side uses the same functions. A hub's requests are these three."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from checkpoint_app.model.travel import STATION, LineRange, Parcel
from checkpoint_app.store import attachments, incoming, outgoing, receipts, twins
from checkpoint_app.store.incoming import Between, Taken, nothing_between
from checkpoint_app.sync import greeting
from checkpoint_app.sync.messages import Hello

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def greet(store: Store, theirs: Hello) -> Hello:
    """Checks and keeps a hello that was said just now, and answers it. A station signs for what it holds of the other, if that is news.

    Raises AnotherUnit, UnknownDevice, DeviceCutOff, NotSignedByDevice.
    """
    greeting.check(store, theirs)
    greeting.keep(store, theirs, at=store.now())
    receipts.write(store, theirs.device, theirs=theirs_clock(theirs))
    return greeting.hello_for(store, theirs.device, asks=incoming.asks(store, theirs.heads))


def receive(store: Store, theirs: Hello, parcels: Iterable[Parcel], between: Between = nothing_between) -> Taken:
    """Takes in what a device gives; when this returns it is durable and, at a station, signed for. `settling.show_rest` is to follow.

    The hello must have been checked. An error of the source is raised after what came before it is settled.
    """
    intake = incoming.Intake(store, between)
    try:
        for parcel in parcels:
            if isinstance(parcel, LineRange):
                intake.take(parcel)
            elif attachments.take(store, parcel):
                intake.taken.files += 1
                intake.taken.nouns.add("attachment")
                intake.taken.records.add(parcel.sha)
            between()
    finally:
        taken = intake.finish()
        if taken.lines and store.device.kind == STATION:
            joined = twins.join_shared(store)
            taken.nouns |= joined.nouns
            taken.records |= joined.records
        for device in sorted({*taken.devices, theirs.device}):
            receipts.write(store, device, theirs=theirs_clock(theirs) if device == theirs.device else "")
    return taken


def send(store: Store, theirs: Hello | None, device: str, *, files_too: bool = False) -> Iterator[Parcel]:
    """What the device with this hello lacks and may have: lines first, then the files it wants.

    `files_too`: the files of these lines go along without being asked for, because it cannot ask (a stick).
    """
    heads, asks, wants = (theirs.heads, theirs.asks, dict(theirs.wants)) if theirs else ({}, {}, {})
    owed = outgoing.owed(store, device, heads, asks)
    for what in owed:
        yield from outgoing.ranges(store, what)
    if files_too:
        wants = {**dict.fromkeys(outgoing.files_in(store, owed), 0), **wants}
    yield from outgoing.chunks(store, device, wants)


def theirs_clock(hello: Hello) -> str:
    """What the other's clock said, as a receipt keeps it."""
    from checkpoint_app.model import timing

    return timing.to_text(hello.wall)
