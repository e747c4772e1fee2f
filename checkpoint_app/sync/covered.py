"""Room on the stick: bundles that this machine wrote and nobody needs any more are taken away again, and halves of broken-off writing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.export import carrier
from checkpoint_app.model.travel import ChainKey
from checkpoint_app.store import filing, incoming, outgoing
from checkpoint_app.sync import bundle, bundle_reader, ckb, greeting, lying
from checkpoint_app.sync.bundle_reader import Manifest
from checkpoint_app.sync.ckb import STATION
from checkpoint_app.sync.lying import Lying, Own
from checkpoint_app.sync.messages import Hello

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def clear(store: Store, stick: Lying, only: str = "") -> list[str]:
    """Takes away own bundles of which the addressee has said since that it has all, or beside which a newer whole one lies; unless this
    machine has lost lines of them since. `only`: those for one addressee. Returns their names. Raises FolderMissing, StickGone."""
    _clear_halves(store, stick.folder)
    gone: list[str] = []
    for to in sorted({one.to for one in stick.readable().values() if one.sender == store.keys.id and only in ("", one.to)}):
        own = [one for one in stick.written_for(to) if _is_own(store, stick, one.manifest)]
        spoken = stick.listeners(to)
        is_asking = any(incoming.lacking(store, hello.heads) for hello in spoken)  # own bundles ask for what they have
        theirs = greeting.common(store, spoken) if spoken and not is_asking else None
        owed = _owed(store, to, theirs) if theirs else {}
        for one in own:
            if (theirs and _is_covered(one, theirs, owed)) or _is_outdated(store, one, own):
                gone += _taken_away(one)
    return gone


def _taken_away(one: Own) -> list[str]:
    gone: list[str] = []
    for file in one.volumes:
        with contextlib.suppress(OSError):
            file.unlink()
            gone.append(file.name)
    return gone


def _is_own(store: Store, stick: Lying, manifest: Manifest) -> bool:
    """Written by this machine and by no copy of its disk: that one may still have something to say that is known nowhere else, and would
    write again, each time, what is taken away from it."""
    if not bundle_reader.is_own(store, manifest):
        return False
    if manifest.hello.epoch == store.epoch:
        return True
    return store.keys.id not in filing.forked(store) and not stick.is_of_copy(manifest.hello)


def _clear_halves(store: Store, folder: Path) -> None:
    """A stick that was pulled out a hundred times does not fill up with halves; only those with names of this machine's making."""
    name = re.compile(rf"{store.device.letter}-({STATION}|[A-Z]+)-\d{{8}}-\d{{4}}-[0-9a-f]{{4}}-\d+\{ckb.SUFFIX}\{carrier.PART}")
    with contextlib.suppress(OSError):
        for file in folder.glob(f"*{ckb.SUFFIX}{carrier.PART}"):
            if name.fullmatch(file.name):
                file.unlink()


def _owed(store: Store, to: str, theirs: Hello) -> dict[ChainKey, int]:
    """Chain → from which line on the addressee lacks it: where there is no other station, the other copy of this one."""
    reader = bundle.reader_of(store, to) or store.keys.id
    return {what.key: what.start for what in outgoing.owed(store, reader, theirs.heads, theirs.asks)}


def _is_covered(one: Own, theirs: Hello, owed: Mapping[ChainKey, int]) -> bool:
    if _is_wanted(one, theirs):
        return False
    told = one.manifest.hello.heads
    return all(key not in told or first > told[key].seq for key, first in owed.items())


def _is_wanted(one: Own, theirs: Hello) -> bool:
    """Whether there are pieces of files in it that the addressee waits for."""
    if one.holds is None:
        return bool(theirs.wants) and any(volume.pieces for volume in one.volumes.values())
    return bool(theirs.wants.keys() & one.holds.files.keys())


def _is_outdated(store: Store, one: Own, own: Sequence[Own]) -> bool:
    """A newer whole one holds everything that the addressee has not said to have."""
    return any(newer.is_whole and _is_later(store, newer.manifest.hello, one.manifest.hello) for newer in own if newer is not one)


def _is_later(store: Store, one: Hello, other: Hello) -> bool:
    """After a restore counters begin lower: what this epoch says is later all the same."""
    return lying.is_later(one, other) or (one.epoch != other.epoch and one.epoch == store.epoch)
