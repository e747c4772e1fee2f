"""The peer that is not there: another machine's bundles on a stick, and ours for it. What the other has is what it said last.

A stick carries bundles of several machines; each of them is an exchange of its own (`sync`). What lies there is taken in first, so that
the receipt goes back on the same stick.

Copies of one disk are told apart by what they write: each then has an epoch of its own. A copy on which nobody works and that has seen less
than the other is like what the other was once; a network serves it, a stick does not before it writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.errors import UserError
from checkpoint_app.export import errors as stick_errors
from checkpoint_app.export import removable
from checkpoint_app.i18n import tr
from checkpoint_app.model.travel import Parcel
from checkpoint_app.store import peers, trust
from checkpoint_app.store.incoming import Between, nothing_between
from checkpoint_app.sync import bundle, bundle_reader, covered, errors, greeting, intake, messages
from checkpoint_app.sync.bundle import Written
from checkpoint_app.sync.bundle_reader import Holds, Manifest
from checkpoint_app.sync.ckb import STATION
from checkpoint_app.sync.exchange import Report, exchange
from checkpoint_app.sync.lying import Lying
from checkpoint_app.sync.messages import Hello

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Progress = Callable[[int, int, str], object]


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the stick and what it says of itself."""

    file: Path
    manifest: Manifest


@dataclass(kw_only=True)
class Stick:
    """What lies in a folder: bundles by their first lines, and the files that this machine cannot use or that are for others."""

    lying: Lying
    bundles: list[Found] = field(default_factory=list)
    refused: list[tuple[str, UserError]] = field(default_factory=list)
    for_others: int = 0

    @property
    def folder(self) -> Path:
        return self.lying.folder

    def of(self, device: str, store: Store) -> list[Found]:
        """The bundles of a machine for this one, in the order of writing."""
        found = [one for one in self.bundles if one.manifest.sender == device and bundle_reader.is_for(store, one.manifest)]
        return sorted(found, key=lambda one: one.manifest.order)


def look(store: Store, folder: Path) -> Stick:
    """What is on the stick, by the bundles' first lines. Raises FolderMissing, StickGone, StickTrouble."""
    found = Stick(lying=Lying(store, folder))
    for file in bundle_reader.bundles_in(folder):
        try:
            found.bundles.append(Found(file, found.lying.manifest(file)))
        except errors.BundleForOthers:
            found.for_others += 1
        except UserError as error:
            found.refused.append((file.name, error))
    return found


class StickPeer:
    """One other machine, as far as a stick knows it; or this one, in use a second time because its disk was copied."""

    interactive = False

    def __init__(self, store: Store, stick: Stick, device: str) -> None:
        self._store = store
        self._stick = stick
        self._to = STATION if trust.load(store).is_station(device) else device
        self.device = device
        self.refused: list[tuple[str, UserError]] = []
        self.copies: Sequence[Hello] = ()
        self.not_taken: dict[str, str] = {}
        self.removed: list[str] = []
        self.written: Written | None = None
        self.unwritten: UserError | None = None

    def hello(self, mine: Hello, between: Between) -> Hello | None:  # noqa: ARG002  nobody listens
        """The newest hello that is believed: of its bundles here, or one that was heard before. Every station reads what is written for
        the station, so what each other one said counts as well."""
        heard = self._stick.lying.heard(self.device)
        others = self._stick.lying.listeners(STATION) if self._to == STATION else heard
        self.copies = tuple(hello for hello in others if hello not in heard[:1])
        return heard[0] if heard else None

    def take(self, mine: Hello, between: Between) -> Iterator[Parcel]:  # noqa: ARG002  nobody listens
        """Of each bundle, verified whole, what is in it. One that cannot be used is kept in `refused`."""
        for one in self._stick.of(self.device, self._store):
            if bundle_reader.is_own(self._store, one.manifest):
                continue
            try:
                with bundle_reader.opened(one.file, self._store.keys.age) as found:
                    bundle_reader.verify(self._store, found, between=between)
                    yield from found.parcels(between)
            except UserError as error:
                self.refused.append((one.file.name, error))

    def give(self, mine: Hello, parcels: Iterable[Parcel], between: Between) -> int:
        """Written, read back and named, unless all of it lies there already. What nobody needs any more makes room first; a stick that is
        full or locked all the same is kept in `unwritten`: what lay there was taken in, and so is what lies there of others."""
        lying = self._stick.lying
        theirs = lying.said(self._to) if lying.heard(self.device) else None
        needed = bundle.what_to_hold(self._store, theirs, self.device)
        if theirs is None and self.device == self._store.keys.id:
            parcels, needed = (), Holds()  # a copy that has not said what it has is asked first
        counted = _Counted(parcels)
        self.removed = covered.clear(self._store, lying, self._to)
        try:
            writer = bundle.Writer(self._store, lying, self._to, mine, needed=needed, between=between)
            self.written = writer.write(counted, asking=True)
        except (stick_errors.StickTooSmall, stick_errors.StickReadOnly) as error:
            self.unwritten = error
            return 0
        return counted.count


class _Counted:
    """Parcels on their way, counted."""

    def __init__(self, parcels: Iterable[Parcel]) -> None:
        self._parcels = parcels
        self.count = 0

    def __iter__(self) -> Iterator[Parcel]:
        for parcel in self._parcels:
            self.count += 1
            yield parcel


@dataclass(kw_only=True)
class Visit:
    """What a stick brought from and took to one machine: the exchange's report, what was written for it, how far its clock is ahead."""

    device: str
    name: str
    report: Report
    written: Written | None
    skew: timedelta

    @property
    def lacking(self) -> int:
        """Lines that the machine has and that were not there."""
        return sum(self.report.lacking.values())

    @property
    def is_worth_a_word(self) -> bool:
        """Whether anything came, goes, or is still to come."""
        return bool(self.report.anything or self.report.repeated or self.report.refused or self.lacking)


@dataclass(kw_only=True)
class Visits:
    """All machines of a stick; files that were refused; how many bundles are for others; own bundles that were taken away again; why
    something could not be written onto it (full, locked): whoever shows this must say so, the receipts are not on it."""

    visits: list[Visit] = field(default_factory=list)
    refused: list[tuple[str, UserError]] = field(default_factory=list)
    for_others: int = 0
    removed: list[str] = field(default_factory=list)
    unwritten: UserError | None = None

    @property
    def is_empty(self) -> bool:
        idle = not any(visit.is_worth_a_word for visit in self.visits) and self.unwritten is None
        return idle and not self.refused and not self.for_others


def sync(
    store: Store,
    folder: Path,
    *,
    progress: Progress = lambda _done, _total, _what: None,
    between: Between = nothing_between,
) -> Visits:
    """Takes in what is on the stick for this machine, machine by machine, and writes what each of them lacks, receipts included.

    Raises FolderMissing, StickGone … Broken off anywhere, the next time goes on.
    """
    stick = look(store, folder)
    found = Visits(refused=list(stick.refused), for_others=stick.for_others)
    found.removed += covered.clear(store, stick.lying)
    _meet(store, stick, found, progress, between)
    for device in _partners(store, stick):
        peer = StickPeer(store, stick, device)
        report = exchange(store, peer, progress, between)
        found.refused += peer.refused
        found.removed += peer.removed
        found.unwritten = found.unwritten or peer.unwritten
        skew = max([timedelta(), *(one.manifest.hello.wall - store.now() for one in stick.of(device, store))])
        visit = Visit(device=device, name=_name(store, device), report=report, written=peer.written, skew=skew)
        found.visits.append(visit)
    found.removed += covered.clear(store, stick.lying)
    return found


def _name(store: Store, device: str) -> str:
    known = trust.load(store).devices[device]
    name = f"{known.letter} {known.name}"
    return tr("{name}, another copy of the disk", name=name) if device == store.keys.id else name


def _meet(store: Store, stick: Stick, found: Visits, progress: Progress, between: Between) -> None:
    """Machines that are heard of for the first time: what vouches for them is in their own bundles. Others are refused by name."""
    known = trust.load(store)
    new = [one for one in stick.bundles if one.manifest.sender not in known.devices and one.manifest.sender != store.keys.id]
    found.refused += intake.read(store, [one.file for one in new], progress=progress, between=between).refused
    cut = [one for one in stick.bundles if known.is_revoked(one.manifest.sender)]
    for one in cut:
        try:
            greeting.check(store, one.manifest.hello)
        except UserError as error:
            found.refused.append((one.file.name, error))


def _partners(store: Store, stick: Stick) -> list[str]:
    """The machines to exchange with: a station with every other active one, a field machine with stations; those with bundles first. With
    a copy of itself a station exchanges as well: what stations have of their own goes to stations only, and there may be no other."""
    known = trust.load(store)
    others = active(known) if store.device.kind == STATION else known.stations()
    here = {one.manifest.sender for one in stick.bundles}
    copied = store.device.kind == STATION and (peers.is_copied(store) or bool(stick.lying.heard(store.keys.id)))
    return sorted(
        (device for device in others if device != store.keys.id or copied),
        key=lambda device: (device not in here, not known.is_station(device), known.devices[device].letter),
    )


def active(known: trust.Trust) -> list[str]:
    """The machines that are not cut off."""
    return [device for device in known.devices if not known.is_revoked(device)]


def write(store: Store, folder: Path, device: str = "") -> list[Written]:
    """Without reading: what the others lack by what they said last. A field machine writes for the station, a station for each active
    machine, or for one. Nobody lacks anything: no file. Raises the errors of a stick, DeviceCutOff."""
    known = trust.load(store)
    if device and known.is_revoked(device):
        raise messages.DeviceCutOff(device=known.devices[device].letter)
    wanted = [device] if device else active(known) if store.device.kind == STATION else known.stations()
    to = sorted({STATION if known.is_station(one) else one for one in wanted if one != store.keys.id})
    return [bundle.write(store, folder, one) for one in to]


def only_stick() -> Path:
    """The one stick that is plugged in. Raises NoStick, SeveralSticks."""
    found = removable.sticks()
    if not found:
        raise errors.NoStick
    if len(found) > 1:
        raise errors.SeveralSticks(folders=", ".join(str(one.path) for one in found))
    return found[0].path
