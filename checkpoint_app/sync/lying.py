"""What lies in a folder of bundles, by their first lines; each is read once as long as its file stays as it is.

A stick is gone through again and again on one visit, machine by machine, and it is slow. Only a claim of what lies there comes from here:
what is taken in is verified whole each time (`bundle_reader`).
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.errors import UserError
from checkpoint_app.export import errors as stick_errors
from checkpoint_app.store import journal, peers, trust
from checkpoint_app.store.incoming import Between, nothing_between
from checkpoint_app.store.trust import Trust
from checkpoint_app.sync import bundle_reader, greeting
from checkpoint_app.sync.bundle_reader import Holds, Manifest
from checkpoint_app.sync.ckb import STATION
from checkpoint_app.sync.messages import Hello

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A bundle of this machine, with those volumes of it that are there."""

    volumes: dict[Path, Manifest]

    @property
    def manifest(self) -> Manifest:
        return next(iter(self.volumes.values()))

    @property
    def is_whole(self) -> bool:
        numbers = sorted({one.volume for one in self.volumes.values()})
        return any(one.last for one in self.volumes.values()) and numbers == list(range(1, len(numbers) + 1))

    @property
    def holds(self) -> Holds | None:
        """What is in all of them together. None when a program wrote it that did not say so yet."""
        lines: dict[str, int] = {}
        files: dict[str, int] = {}
        for one in self.volumes.values():
            if one.holds is None:
                return None
            for there, here in ((one.holds.lines, lines), (one.holds.files, files)):
                for name, first in there.items():
                    here[name] = min(first, here.get(name, first))
        return Holds(lines=lines, files=files)


class Lying:
    """The bundles of one folder, for one visit of one store."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.folder = folder
        self._store = store
        self._read: dict[Path, tuple[_Stamp, Manifest | UserError]] = {}
        self._sound: dict[Path, _Stamp] = {}

    def manifest(self, file: Path) -> Manifest:
        """Raises as `bundle_reader.inspect`."""
        stamp = _stamp(file)
        known = self._read.get(file)
        if known is None or known[0] != stamp:
            known = self._read[file] = (stamp, self._inspected(file))
        if isinstance(known[1], UserError):
            raise known[1].with_traceback(None)
        return known[1]

    def _inspected(self, file: Path) -> Manifest | UserError:
        try:
            return bundle_reader.inspect(self._store, file)
        except (stick_errors.StickGone, stick_errors.StickTrouble, stick_errors.StickReadOnly):
            raise  # that is the medium, and may be otherwise the next time
        except UserError as error:
            return error

    def readable(self) -> dict[Path, Manifest]:
        """The bundles that this machine can open. Raises FolderMissing, StickGone."""
        found: dict[Path, Manifest] = {}
        for file in bundle_reader.bundles_in(self.folder):
            with contextlib.suppress(UserError):
                found[file] = self.manifest(file)
        return found

    def written_for(self, to: str) -> list[Own]:
        """The bundles of this machine for an addressee, as far as they are readable. Raises FolderMissing, StickGone."""
        marks: dict[str, dict[Path, Manifest]] = {}
        for file, one in self.readable().items():
            if (one.sender, one.to) == (self._store.keys.id, to):
                marks.setdefault(one.id, {})[file] = one
        return [Own(volumes=volumes) for volumes in marks.values()]

    def is_sound(self, one: Own, between: Between = nothing_between) -> bool:
        """Whether an own bundle is there with all volumes, and nothing happened to them since they were written: all of it is read once."""
        if not one.is_whole:
            return False
        known = trust.load(self._store)
        for file in one.volumes:
            try:
                stamp = _stamp(file)
                if self._sound.get(file) == stamp:
                    continue
                with bundle_reader.opened(file, self._store.keys.age) as bundle:
                    bundle.known = known
                    bundle_reader.check_whole(bundle, between=between)
            except UserError:
                return False
            self._sound[file] = stamp
        return True

    # -- who said what

    def heard(self, device: str) -> list[Hello]:
        """What is believed of what a machine said, here or earlier: the newest, then what other copies of it said (a cloned disk).

        An epoch that it left counts only when there is no other. Of one epoch, what is later by the clock and yet lower by the counter
        comes from a copy that has seen less. Of this machine itself: what a copy of it said.
        """
        said = [one.hello for one in self.readable().values() if one.sender == device and bundle_reader.is_for(self._store, one)]
        known = trust.load(self._store) if said else None
        said = [hello for hello in said if self._is_believed(hello, known)]
        kept = greeting.newest(self._store, device)
        said += [kept] if kept is not None else []
        if device == self._store.keys.id:
            said = [hello for hello in said if self.is_of_copy(hello)]
        live = [hello for hello in said if not peers.is_superseded(self._store, device, hello.epoch)]
        ordered = sorted(said, key=_age, reverse=True)
        newest = max(live or said, key=_age, default=None)
        if newest is None:
            return []
        others = [hello for hello in ordered if not any(is_later(one, hello) for one in said)]
        return [newest, *{hello.signature: hello for hello in others if hello.signature != newest.signature}.values()]

    def is_of_copy(self, hello: Hello) -> bool:
        """Whether a hello with this machine's name was said by another copy of its disk that is still in use."""
        store = self._store
        if hello.epoch == store.epoch:
            return not all(journal.is_here(store.db, tip.hash) for tip in hello.heads.values())
        return not peers.is_superseded(store, store.keys.id, hello.epoch)

    def listeners(self, to: str) -> list[Hello]:
        """What all those said who read what is written for an addressee."""
        devices = trust.load(self._store).stations() if to == STATION else [to]
        return [hello for device in devices for hello in self.heard(device)]

    def said(self, to: str) -> Hello | None:
        """What an addressee said last; of several that read it: what each of them has, what any of them wants."""
        spoken = self.listeners(to)
        return greeting.common(self._store, spoken) if spoken else None

    def _is_believed(self, hello: Hello, known: Trust | None) -> bool:
        try:
            greeting.check(self._store, hello, known)
        except UserError:
            return False
        return True


def _stamp(file: Path) -> _Stamp:
    try:
        found = file.stat()
    except OSError as trouble:
        raise stick_errors.of_stick(trouble, file.parent) from trouble
    return found.st_size, found.st_mtime_ns


def _age(hello: Hello) -> tuple[int, object]:
    return hello.lamport, hello.wall


def is_later(one: Hello, other: Hello) -> bool:
    """By counter and clock, in one epoch."""
    later = one.lamport >= other.lamport and one.wall >= other.wall
    return one.epoch == other.epoch and later and (one.lamport, one.wall) != (other.lamport, other.wall)
