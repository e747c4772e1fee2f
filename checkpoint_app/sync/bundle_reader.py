"""Reading bundles. A bundle is gone through twice: once to verify all of it, once to take it in; nothing is written before the first
has come to its end. Both go over the same open file, so another one of its name cannot take its place.

Who the sender is, is checked before its lines are looked at; that it signed every byte, at the end of the first pass.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from checkpoint_app.export import errors as stick_errors
from checkpoint_app.i18n import tr
from checkpoint_app.model import chain
from checkpoint_app.model.travel import LineRange, Parcel
from checkpoint_app.store import identity, journal, trust
from checkpoint_app.store.incoming import Between, nothing_between
from checkpoint_app.store.trust import Trust
from checkpoint_app.sync import ckb, errors, greeting, messages
from checkpoint_app.sync.ckb import STATION
from checkpoint_app.sync.messages import Hello

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

KINDS = frozenset({"lines", "chunk"})
_VERSION = b'"v":%d,"wall":"' % chain.FRAMING
"""What every header of this framing holds: keys are sorted."""

Progress = Callable[[int, int, str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """What a bundle holds: from which line on of each chain ("device/label/scope"), up to the end that its hello names; from which byte
    on of each file (SHA-256), up to its end."""

    lines: Mapping[str, int] = field(default_factory=dict)
    files: Mapping[str, int] = field(default_factory=dict)

    def covers(self, other: Holds) -> bool:
        """Whether all of the other's is in this one, of the same ends."""
        pairs = ((self.lines, other.lines), (self.files, other.files))
        return all(name in here and here[name] <= first for here, there in pairs for name, first in there.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a bundle says of itself. Only a claim until `verify` has gone through all of it."""

    id: str
    unit: str
    root: str
    sender: str
    to: str
    at: str
    program: str
    volume: int
    last: bool
    lines: int
    pieces: int
    frames: int
    bytes: int
    certificates: tuple[Mapping[str, Any], ...]
    hello: Hello
    holds: Holds | None = None
    """None: a program wrote it that did not say so yet."""

    @property
    def name(self) -> str:
        """The sender by letter and name, as its certificate says."""
        read = (identity.read_certificate(one) for one in self.certificates)
        found = next((one for one in read if one is not None and one.device == self.sender), None)
        return f"{found.letter} {found.name}" if found else self.sender[:8]

    @property
    def from_station(self) -> bool:
        """Whether the sender says that it is a station machine."""
        read = (identity.read_certificate(one) for one in self.certificates)
        return any(one is not None and (one.device, one.kind) == (self.sender, STATION) for one in read)

    @property
    def order(self) -> tuple[int, str, int]:
        """Bundles of one sender are taken in the order in which it wrote them."""
        return (self.hello.lamport, self.at, self.volume)


@dataclass(kw_only=True)
class Bundle:
    """An open bundle. `known` is whom to believe: this store's trust with the bundle's own certificates."""

    shown: str
    stream: IO[bytes]
    manifest: Manifest
    key: str = field(repr=False)
    known: Trust | None = None

    def parcels(self, between: Between = nothing_between) -> Iterator[Parcel]:
        """Lines and pieces of files, after `verify` only."""
        self.stream.seek(0)
        lines = ckb.Lines(self.stream, self.key, self.shown)
        try:
            lines.manifest()
            for line in lines.each(self.manifest.bytes):
                if not line.startswith(ckb.TRAILER):
                    yield _parcel(line, self.shown)
                    between()
        finally:
            lines.close()


@contextmanager
def opened(file: Path, key: str) -> Iterator[Bundle]:
    """A bundle whose manifest was read with this age identity; a stick that goes meanwhile is a named error.

    Raises NotABundle, BundleDamaged, BundleForOthers, BundleNewer, StickGone …
    """
    try:
        with file.open("rb") as stream:
            if stream.seek(0, 2) >= ckb.LARGEST_FILE:
                raise errors.BundleTooLarge(file=file.name)
            stream.seek(0)
            lines = ckb.Lines(stream, key, file.name)
            try:
                manifest = to_manifest(lines.manifest(), file.name)
            finally:
                lines.close()
            yield Bundle(shown=file.name, stream=stream, manifest=manifest, key=key)
    except OSError as trouble:
        raise stick_errors.of_stick(trouble, file.parent) from trouble


def inspect(store: Store, file: Path) -> Manifest:
    """What a bundle says of itself, without going through it. Raises as `opened`."""
    with opened(file, store.keys.age) as bundle:
        return bundle.manifest


def to_manifest(found: dict[str, Any], shown: str) -> Manifest:
    """The first line of a bundle as a value. Raises BundleDamaged, BundleNewer."""
    try:
        manifest = Manifest(
            id=str(found["id"]),
            unit=str(found["unit"]),
            root=str(found["root"]),
            sender=str(found["sender"]),
            to=str(found["to"]),
            at=str(found["at"]),
            program=str(found["program"]),
            volume=int(found["volume"]),
            last=bool(found["last"]),
            lines=int(found["lines"]),
            pieces=int(found["pieces"]),
            frames=int(found["frames"]),
            bytes=int(found["bytes"]),
            certificates=tuple(dict(one) for one in found["certificates"]),
            hello=messages.decode_hello(json.dumps(found["hello"]).encode()),
            holds=_holds(found["holds"]) if "holds" in found else None,
        )
    except (KeyError, TypeError, ValueError, AttributeError, messages.MessageDamaged) as error:
        raise errors.BundleDamaged(file=shown, what=tr("its first line is not readable")) from error
    except messages.NewerFraming as error:
        raise errors.BundleNewer(file=shown, what=tr("format {format}", format=str(error.details["found"]))) from error
    if manifest.hello.device != manifest.sender or manifest.hello.unit != manifest.unit or manifest.bytes < 0:
        raise errors.BundleDamaged(file=shown, what=tr("its first line contradicts itself"))
    return manifest


def _holds(found: dict[str, Any]) -> Holds:
    lines, files = ({str(name): int(first) for name, first in found[what].items()} for what in ("lines", "files"))
    return Holds(lines=lines, files=files)


def verify(
    store: Store,
    bundle: Bundle,
    progress: Progress = lambda _done, _total, _what: None,
    between: Between = nothing_between,
) -> None:
    """Whether all of it is whole, ours, and signed by a device that is believed. Writes nothing.

    Raises OwnBundle, AnotherUnit, UnknownDevice, DeviceCutOff, NotSignedByDevice, BundleForOthers, BundleDamaged, BundleTooLarge,
    BundleAltered, BundleNewer.
    """
    manifest, shown = bundle.manifest, bundle.shown
    if is_own(store, manifest):
        raise errors.OwnBundle(file=shown)
    bundle.known = trust.load(store, more=manifest.certificates, units=[{"root": manifest.root}])
    greeting.check(store, manifest.hello, bundle.known)
    if not is_for(store, manifest):
        raise errors.BundleForOthers(file=shown)
    check_whole(bundle, progress, between)


def is_own(store: Store, manifest: Manifest) -> bool:
    """Whether this machine wrote it, and no copy of its disk that has something which is not here."""
    if (manifest.unit, manifest.sender) != (store.unit.id, store.keys.id):
        return False
    return all(journal.is_here(store.db, tip.hash) for tip in manifest.hello.heads.values())


def is_for(store: Store, manifest: Manifest) -> bool:
    """Whether this machine is the addressee."""
    return manifest.to == store.keys.id or (manifest.to == STATION and store.device.kind == STATION)


def check_whole(
    bundle: Bundle, progress: Progress = lambda _done, _total, _what: None, between: Between = nothing_between
) -> None:
    """The first pass: every message, the sums, the signature. `bundle.known` is whom to believe."""
    manifest, shown = bundle.manifest, bundle.shown
    bundle.stream.seek(0)
    lines = ckb.Lines(bundle.stream, bundle.key, shown)
    done, signature = 0, b""
    try:
        lines.manifest()
        for line in lines.each(manifest.bytes):
            if line.startswith(ckb.TRAILER):
                signature = _signature(line, shown)
                continue
            parcel = _parcel(line, shown)
            done += len(parcel.lines) if isinstance(parcel, LineRange) else 0
            progress(done, max(done, manifest.lines), "verify")
            between()
        if (lines.frames, lines.bytes) != (manifest.frames, manifest.bytes):
            raise errors.BundleDamaged(file=shown, what=tr("something in it is missing"))
        public = bundle.known.key(manifest.sender) if bundle.known else None
        if public is None or not identity.is_signed(public, signature, lines.signed()):
            raise errors.BundleAltered(file=shown, sender=manifest.name)
    finally:
        lines.close()


def _signature(line: bytes, shown: str) -> bytes:
    try:
        return bytes.fromhex(json.loads(line)["trailer"]["signature"])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise errors.BundleDamaged(file=shown, what=tr("its last line is not readable")) from error


def _parcel(line: bytes, shown: str) -> Parcel:
    try:
        parcel = messages.decode_parcel(line)
    except messages.MessageDamaged as error:
        kind = ckb.read_object(line, shown).get("kind")
        if kind not in KINDS:
            raise errors.BundleNewer(file=shown, what=tr("it holds “{kind}”", kind=str(kind)[:20])) from error
        raise errors.BundleDamaged(file=shown, what=tr("a line is not readable")) from error
    if isinstance(parcel, LineRange):
        for one in parcel.lines:
            if _VERSION not in one.header:
                _check_framing(one.header, shown)
    return parcel


def _check_framing(header: bytes, shown: str) -> None:
    """Another framing of lines refuses the whole bundle: what it says cannot be relayed by one who does not understand it."""
    try:
        version = json.loads(header)["v"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise errors.BundleDamaged(file=shown, what=tr("a line is not readable")) from error
    if version != chain.FRAMING:
        raise errors.BundleNewer(file=shown, what=tr("lines of format {format}", format=str(version)[:12]))


def bundles_in(folder: Path) -> list[Path]:
    """The bundles of a folder, by name; hidden files (of other systems' making) are none. Raises FolderMissing, StickGone, StickTrouble."""
    try:
        if not folder.is_dir():
            raise stick_errors.FolderMissing(folder=folder)
        return sorted(file for file in folder.glob(f"*{ckb.SUFFIX}") if file.is_file() and not file.name.startswith("."))
    except OSError as trouble:
        raise stick_errors.of_stick(trouble, folder) from trouble
