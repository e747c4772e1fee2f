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
from checkpoint_app.model import timing
from checkpoint_app.model.travel import LineRange, Parcel
from checkpoint_app.store import incoming, outgoing, trust
from checkpoint_app.store.identity import Certificate, DeviceKeys
from checkpoint_app.store.incoming import Between, nothing_between
from checkpoint_app.store.trust import Trust
from checkpoint_app.sync import answer, bundle_reader, ckb, greeting, messages
from checkpoint_app.sync.bundle_reader import Manifest
from checkpoint_app.sync.ckb import STATION
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

    `mine` is what this machine says of itself to the addressee. `again` False: not once more what lies in the folder already.
    """

    def __init__(
        self, store: Store, folder: Path, to: str, mine: Hello, *, name: str = "", again: bool = True, between: Between
    ) -> None:
        """Raises FolderMissing, StickGone, StickTrouble."""
        there = bundle_reader.readable(store, folder).values()
        self._own = [one for one in there if (one.sender, one.to) == (store.keys.id, to)]
        self._said = said(store, to, there)
        self._store = store
        self._folder = folder
        self._to = to
        self._mine = mine
        self._between = between
        self._known = trust.load(store)
        self._named = bool(name)
        self._mark = secrets.token_hex(8)
        self._name = name or self._new_name()
        self._there = not again and self._lies_there()
        self._files: list[Path] = []
        self._lines = self._pieces = 0
        self._spool, self._held = ckb.Spool(), [0, 0]

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

    def _add(self, parcel: Parcel) -> None:
        if self._spool.bytes >= VOLUME_BYTES:
            self._flush(last=False)
        self._spool.add(messages.encode(parcel))
        if isinstance(parcel, LineRange):
            self._held[0] += len(parcel.lines)
        else:
            self._held[1] += 1

    def _flush(self, *, last: bool) -> None:
        volume = len(self._files) + 1
        numbered = volume > 1 or not self._named
        target = self._folder / f"{self._name}{f'-{volume}' if numbered else ''}{ckb.SUFFIX}"
        head = {**self._head(), "volume": volume, "last": last, "lines": self._held[0], "pieces": self._held[1]}
        volume_of = partial(write_volume, self._store.keys, target, head, self._spool, self._recipients())
        Errand(volume_of).result(self._between)
        self._files.append(target)
        self._lines, self._pieces = self._lines + self._held[0], self._pieces + self._held[1]
        self._spool, self._held = ckb.Spool(), [0, 0]

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

    def _lies_there(self) -> bool:
        """Whether a whole bundle of ours for this addressee is in the folder that says everything this one would say."""
        theirs = self._said
        for mark in {manifest.id for manifest in self._own}:
            volumes = [one for one in self._own if one.id == mark]
            whole = bundle_reader.is_whole(volumes)
            files = theirs is None or not theirs.wants or any(one.pieces for one in volumes)
            told = volumes[0].hello
            if whole and files and (told.heads, told.asks) == (self._mine.heads, self._mine.asks):
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
    theirs, device = said(store, to, bundle_reader.readable(store, folder).values()), reader_of(store, to)
    total = sum(what.lines for what in outgoing.owed(store, device, theirs.heads if theirs else {}))
    asks = incoming.asks(store, theirs.heads) if theirs else {}
    writer = Writer(store, folder, to, greeting.hello_for(store, device, asks), again=False, between=between)
    return writer.write(_counted(answer.send(store, theirs, device, files_too=True), progress, total))


def write_whole(store: Store, file: Path, device: str) -> Written:
    """Everything that a device may have, into this file (further volumes beside it): the answer to its card."""
    mine = greeting.hello_for(store, device)
    name = file.name.removesuffix(ckb.SUFFIX)
    writer = Writer(store, file.parent, device, mine, name=name, between=nothing_between)
    return writer.write(answer.send(store, None, device, files_too=True))


def _counted(parcels: Iterable[Parcel], progress: Progress, total: int) -> Iterator[Parcel]:
    done = 0
    for parcel in parcels:
        yield parcel
        done += len(parcel.lines) if isinstance(parcel, LineRange) else 0
        progress(done, max(total, done), "write")


def said(store: Store, to: str, there: Iterable[Manifest] = ()) -> Hello | None:
    """What an addressee said last, `there`: also in the bundles of a folder. Of several machines that have spoken (stations; copies of one
    disk): what each of them has, what any of them wants."""
    stations = [device for device in trust.load(store).stations() if device != store.keys.id]
    lying: dict[str, list[Hello]] = {device: [] for device in (stations if to == STATION else [to])}
    for one in there:
        if one.sender in lying and bundle_reader.is_for(store, one) and greeting.is_believed(store, one.hello):
            lying[one.sender].append(one.hello)
    spoken = [hello for device, found in lying.items() for hello in greeting.spoken(store, device, found)]
    return greeting.common(store, spoken) if spoken else None


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
