"""What an exchange with a stick would do, told before it is done: by machine what is new, what would be written, about how long it takes.

Only first lines of bundles and heads are looked at, nothing is opened whole: it is asked anew whenever a stick comes or goes. It is a
forecast; what `stick.sync` reports afterwards is what happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.store import incoming, outgoing, trust
from checkpoint_app.sync import enrolment, greeting, stick
from checkpoint_app.sync.bundle_reader import Manifest
from checkpoint_app.sync.ckb import STATION
from checkpoint_app.sync.enrolment import Card

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

BYTES_PER_S = 5 << 20
"""Of a plain stick; what is read is gone through twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brings:
    """Of one machine: lines that are not here yet, at most as many as its bundles hold, and pieces of files."""

    name: str
    lines: int
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """Of one stick. `gives` lines would be written; `refused` files with what is wrong; `cards` of machines that ask to be taken in;
    `size` bytes of the bundles for this machine."""

    folder: Path
    brings: tuple[Brings, ...] = ()
    gives: int = 0
    for_others: int = 0
    refused: tuple[tuple[str, str], ...] = ()
    cards: tuple[tuple[Path, Card], ...] = ()
    size: int = 0

    @property
    def lines(self) -> int:
        return sum(one.lines for one in self.brings)

    @property
    def is_idle(self) -> bool:
        """Nothing would come and nothing go."""
        return not self.gives and not any(one.lines or one.pieces for one in self.brings)

    def seconds(self, lines_per_s: float) -> float:
        """About how long the exchange takes on a machine that reads or writes so many lines a second."""
        return (self.lines + self.gives) / lines_per_s + 2 * self.size / BYTES_PER_S


def of(store: Store, folder: Path) -> Prospect:
    """Raises FolderMissing, StickGone, StickTrouble."""
    found = stick.look(store, folder)
    known = trust.load(store)
    senders = {one.manifest.sender for one in found.bundles} - {store.keys.id}
    brings, size = [], 0
    for sender in sorted(senders):
        bundles = found.of(sender, store)
        size += sum(one.manifest.bytes for one in bundles)
        if bundles and not known.is_revoked(sender):
            brings.append(_brings(store, [one.manifest for one in bundles]))
    own = [one.manifest for one in found.bundles if one.manifest.sender == store.keys.id]
    may = known.is_station(store.keys.id) and store.account.may("leader", "admin")
    cards = enrolment.new_cards(store, folder) if may else {}
    return Prospect(
        folder=folder,
        brings=tuple(brings),
        gives=sum(_gives(store, device, own, found) for device in _partners(store, known)),
        for_others=found.for_others,
        refused=tuple((file, error.text()) for file, error in found.refused),
        cards=tuple(cards.items()),
        size=size,
    )


def _brings(store: Store, bundles: Sequence[Manifest]) -> Brings:
    newest = bundles[-1]
    lacking = sum(incoming.lacking(store, newest.hello.heads).values())
    return Brings(
        name=newest.name, lines=min(lacking, sum(one.lines for one in bundles)), pieces=sum(one.pieces for one in bundles)
    )


def _partners(store: Store, known: trust.Trust) -> list[str]:
    others = stick.active(known) if store.device.kind == STATION else known.stations()
    return [device for device in others if device != store.keys.id]


def _gives(store: Store, device: str, own: Sequence[Manifest], found: stick.Stick) -> int:
    """Lines that the other lacks by what it said last, without those that lie there for it already."""
    said = [one.manifest.hello for one in found.of(device, store)]
    kept = greeting.newest(store, device)
    theirs = max([*said, *([kept] if kept else [])], key=lambda hello: hello.lamport, default=None)
    heads, asks = (theirs.heads, theirs.asks) if theirs else ({}, {})
    to = STATION if trust.load(store).is_station(device) else device
    told = max((one for one in own if one.to == to), key=lambda one: one.order, default=None)
    there = {key: tip.seq for key, tip in told.hello.heads.items()} if told else {}
    return sum(
        max(0, what.end - max(what.start - 1, there.get(what.key, 0))) for what in outgoing.owed(store, device, heads, asks)
    )
