"""Writing bundles: what another device lacks, as files that a stick, a mail or a CD carries. `FORMAT.md` says what stands in them.

A volume is a whole bundle of its own: it is packed in memory until it has about `VOLUME_BYTES`, so that its first line can say exactly
what follows, then written under another name, flushed, read back from the medium and only then renamed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import checkpoint_app
from checkpoint_app.export import carrier
from checkpoint_app.export import errors as stick_errors
from checkpoint_app.model import chain, timing
from checkpoint_app.model.travel import LineRange, Parcel
from checkpoint_app.store import incoming, outgoing, trust
from checkpoint_app.store.identity import Certificate, DeviceKeys
from checkpoint_app.store.incoming import Between, nothing_between
from checkpoint_app.store.trust import Trust
from checkpoint_app.sync import answer, ckb, greeting, messages
from checkpoint_app.sync.bundle_reader import Holds
from checkpoint_app.sync.ckb import STATION
from checkpoint_app.sync.lying import Lying
from checkpoint_app.sync.messages import Hello
from checkpoint_app.sync.peer import Errand

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

VOLUME_BYTES = 48 << 20
"""Of lines, before packing: what a volume keeps in memory is less."""

Progress = Callable[[int, int, str], object]
"""(lines written, lines in all, what): may raise to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The files of one bundle, and how many lines and pieces of files are in them. `there`: all of it lies in the folder already."""

    to: str
    files: tuple[Path, ...] = ()
    lines: int = 0
    pieces: int = 0
    there: bool = False


class Writer:
    """One bundle for one addressee (a device's id, or `STATION`), volume by volume as lines and pieces of files are added.

    `mine` is what this machine says of itself to the addressee. `needed`: nothing is written when a sound bundle that says the same and
    holds all of this lies in the folder already.
    """

    def __init__(
        self, store: Store, lying: Lying, to: str, mine: Hello, *, name: str = "", needed: Holds | None = None, between: Between
    ) -> None:
        """Raises FolderMissing, StickGone, StickTrouble."""
        self._store = store
        self._folder = lying.folder
        self._to = to
        self._mine = mine
        self._between = between
        self._known = trust.load(store)
        self._named = bool(name)
        self._mark = secrets.token_hex(8)
        self._name = name or self._new_name()
        self._there = needed is not None and self._lies_there(lying, needed)
        self._files: list[Path] = []
        self._lines = self._pieces = 0
        self._begin_volume()

    def write(self, parcels: Iterable[Parcel], *, asking: bool = False) -> Written:
        """All of it; without any there is no file, unless this machine is `asking`: then its hello goes alone.

        Raises StickFilled, StickReadOnly, StickGone, ExportDamaged, and what `parcels` raise: then nothing of the bundle is left.
        """
        try:
            for parcel in parcels:
                if not self._there:
                    self._add(parcel)
            if self._spool.frames or (asking and not self._there):
                self._flush(last=True)
        except BaseException:
            with contextlib.suppress(OSError):
                for file in self._files:
                    file.unlink(missing_ok=True)
            raise
        return Written(to=self._to, files=tuple(self._files), lines=self._lines, pieces=self._pieces, there=self._there)

    def _begin_volume(self) -> None:
        self._spool, self._held = ckb.Spool(), [0, 0]
        self._from: dict[str, dict[str, int]] = {"lines": {}, "files": {}}

    def _add(self, parcel: Parcel) -> None:
        if self._spool.bytes >= VOLUME_BYTES:
            self._flush(last=False)
        self._spool.add(messages.encode(parcel))
        if isinstance(parcel, LineRange):
            self._held[0] += len(parcel.lines)
            self._from["lines"].setdefault(parcel.chain.text, chain.decode(parcel.lines[0].header).seq)
        else:
            self._held[1] += 1
            self._from["files"].setdefault(parcel.sha, parcel.at)

    def _flush(self, *, last: bool) -> None:
        volume = len(self._files) + 1
        numbered = volume > 1 or not self._named
        target = self._folder / f"{self._name}{f'-{volume}' if numbered else ''}{ckb.SUFFIX}"
        counts = {"volume": volume, "last": last, "lines": self._held[0], "pieces": self._held[1], "holds": self._from}
        head = {**self._head(), **counts}
        volume_of = partial(write_volume, self._store.keys, target, head, self._spool, self._recipients())
        Errand(volume_of).result(self._between)
        self._files.append(target)
        self._lines, self._pieces = self._lines + self._held[0], self._pieces + self._held[1]
        self._begin_volume()

    def _head(self) -> dict[str, Any]:
        return {
            "checkpoint-app": ckb.MARK,
            "format": ckb.FORMAT,
            "program": checkpoint_app.__version__,
            "id": self._mark,
            "unit": self._store.unit.id,
            "root": trust.root(self._store),
            "sender": self._store.keys.id,
            "to": self._to,
            "at": timing.to_text(self._mine.wall),
            "certificates": [_certificate(found) for found in _vouching(self._known, self._store.keys.id, self._to)],
            "hello": json.loads(messages.encode(self._mine)),
        }

    def _recipients(self) -> tuple[str, ...]:
        """Who can open it: every station machine that is not cut off, the addressee, and this machine."""
        reading = [*self._known.stations(), *([self._to] if self._to != STATION else [])]
        return tuple(sorted({self._store.keys.recipient, *(self._known.devices[device].age for device in reading)}))

    def _new_name(self) -> str:
        """B-station-20261120-0935-7f3a: from whom, for whom, when, and something that no other bundle has."""
        local = self._store.now().astimezone(self._store.unit.tz())
        towards = STATION if self._to == STATION else self._known.devices[self._to].letter
        return f"{self._store.device.letter}-{towards}-{local:%Y%m%d-%H%M}-{self._mark[:4]}"

    def _lies_there(self, lying: Lying, needed: Holds) -> bool:
        for one in lying.written_for(self._to):
            told = one.manifest.hello
            same = (told.heads, told.asks) == (self._mine.heads, self._mine.asks)
            if same and one.holds is not None and one.holds.covers(needed) and lying.is_sound(one, self._between):
                return True
        return False


def write(
    store: Store,
    folder: Path,
    to: str,
    *,
    progress: Progress = lambda _done, _total, _what: None,
    between: Between = nothing_between,
) -> Written:
    """What the addressee lacks by its last hello. No file when it lacks nothing, or when all of it lies there already.

    Raises FolderMissing, StickFilled, StickReadOnly, StickGone, ExportDamaged (the stick gives back something else).
    """
    lying, device = Lying(store, folder), reader_of(store, to)
    theirs = lying.said(to)
    total = sum(what.lines for what in outgoing.owed(store, device, theirs.heads if theirs else {}))
    asks = incoming.asks(store, theirs.heads) if theirs else {}
    mine, needed = greeting.hello_for(store, device, asks), what_to_hold(store, theirs, device)
    writer = Writer(store, lying, to, mine, needed=needed, between=between)
    return writer.write(_counted(answer.send(store, theirs, device, files_too=True), progress, total))


def write_whole(store: Store, file: Path, device: str) -> Written:
    """Everything that a device may have, into this file (further volumes beside it): the answer to its card."""
    mine = greeting.hello_for(store, device)
    name = file.name.removesuffix(ckb.SUFFIX)
    writer = Writer(store, Lying(store, file.parent), device, mine, name=name, between=nothing_between)
    return writer.write(answer.send(store, None, device, files_too=True))


def _counted(parcels: Iterable[Parcel], progress: Progress, total: int) -> Iterator[Parcel]:
    done = 0
    for parcel in parcels:
        yield parcel
        done += len(parcel.lines) if isinstance(parcel, LineRange) else 0
        progress(done, max(total, done), "write")


def what_to_hold(store: Store, theirs: Hello | None, device: str) -> Holds:
    """What somebody with this hello is to be given."""
    heads, asks, wants = (theirs.heads, theirs.asks, theirs.wants) if theirs else ({}, {}, {})
    owed = outgoing.owed(store, device, heads, asks)
    return Holds(lines={what.key.text: what.start for what in owed}, files=outgoing.to_give(store, device, wants))


def reader_of(store: Store, to: str) -> str:
    """A device that stands for the addressee: all station machines may have the same. "" when there is none beside this one."""
    if to != STATION:
        return to
    return next((device for device in trust.load(store).stations() if device != store.keys.id), "")


def _vouching(known: Trust, sender: str, to: str) -> list[Certificate]:
    """The certificates that lead from the root to the sender, and the addressee's own: whoever holds only the root can check them."""
    found: dict[str, Certificate] = {}
    for device in (sender, to):
        chain_up: list[Certificate] = []
        above = device
        while above in known.devices and above not in found:
            chain_up.append(known.devices[above])
            above = known.devices[above].by
        found.update((certificate.device, certificate) for certificate in reversed(chain_up))
    return list(found.values())


def _certificate(found: Certificate) -> dict[str, str]:
    return {"statement": found.statement, "signature": found.signature}


def write_volume(keys: DeviceKeys, target: Path, head: Mapping[str, Any], spool: ckb.Spool, recipients: tuple[str, ...]) -> None:
    """One file: aside, to the medium, read back, renamed. Raises the errors of a stick; then there is nothing under its name."""
    part = target.with_name(target.name + carrier.PART)
    packed = _packed(keys, head, spool)
    try:
        try:
            with part.open("wb") as out:
                written = _Hashing(out)
                ckb.encrypt(packed, written, recipients)
                carrier.to_medium(out)
            if carrier.hash_of(part) != written.digest.hexdigest():
                raise stick_errors.ExportDamaged(file=target.name)
            part.replace(target)
            carrier.folder_to_medium(target.parent)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    except OSError as trouble:
        raise stick_errors.of_stick(trouble, target.parent) from trouble


def _packed(keys: DeviceKeys, head: Mapping[str, Any], spool: ckb.Spool) -> Iterator[bytes]:
    blocks, body = spool.finish()
    manifest = ckb.to_line({**head, "frames": spool.frames, "bytes": spool.bytes})
    signed = ckb.signed_bytes(hashlib.sha256(manifest).digest(), body)
    trailer = ckb.trailer_line(keys.sign(signed))
    yield ckb.packed_alone(manifest)
    yield from blocks
    yield ckb.packed_alone(trailer)


class _Hashing:
    """The file being written, with the hash of what was meant to be in it."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        return int(self._out.write(data))

    def flush(self) -> None:
        self._out.flush()
