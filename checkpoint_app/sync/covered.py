"""Room on the stick: bundles that this machine wrote and nobody needs any more are taken away again, and halves of broken-off writing."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.export import carrier
from checkpoint_app.store import filing, incoming, journal, outgoing
from checkpoint_app.sync import bundle, bundle_reader, ckb
from checkpoint_app.sync.bundle_reader import Manifest
from checkpoint_app.sync.ckb import STATION

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def clear(store: Store, folder: Path) -> list[str]:
    """Takes away own bundles of which the addressee has said since that it has all, or beside which a newer whole one lies; unless this
    machine has lost lines of them since. Returns their names. Raises FolderMissing, StickGone."""
    _clear_halves(store, folder)
    there = bundle_reader.readable(store, folder)
    own = {file: manifest for file, manifest in there.items() if _is_own(store, manifest)}
    gone: list[str] = []
    for file, manifest in own.items():
        if _is_covered(store, manifest, there.values()) or _is_outdated(store, manifest, list(own.values())):
            with contextlib.suppress(OSError):
                file.unlink()
                gone.append(file.name)
    return gone


def _is_own(store: Store, manifest: Manifest) -> bool:
    """Written by this machine and by no copy of its disk: that one may still have something to say that is known nowhere else."""
    if manifest.sender != store.keys.id or not all(journal.is_here(store.db, tip.hash) for tip in manifest.hello.heads.values()):
        return False
    return manifest.hello.epoch == store.epoch or store.keys.id not in filing.forked(store)


def _clear_halves(store: Store, folder: Path) -> None:
    """A stick that was pulled out a hundred times does not fill up with halves; only those with names of this machine's making."""
    name = re.compile(rf"{store.device.letter}-({STATION}|[A-Z]+)-\d{{8}}-\d{{4}}-[0-9a-f]{{4}}-\d+\{ckb.SUFFIX}\{carrier.PART}")
    with contextlib.suppress(OSError):
        for file in folder.glob(f"*{ckb.SUFFIX}{carrier.PART}"):
            if name.fullmatch(file.name):
                file.unlink()


def _is_covered(store: Store, manifest: Manifest, there: Iterable[Manifest]) -> bool:
    theirs = bundle.said(store, manifest.to, there)
    if theirs is None or (theirs.wants and manifest.pieces) or incoming.lacking(store, theirs.heads):
        return False  # in the last case its hello still asks for something
    told = manifest.hello.heads
    owed = outgoing.owed(store, bundle.reader_of(store, manifest.to), theirs.heads, theirs.asks)
    return all(what.key not in told or what.start > told[what.key].seq for what in owed)


def _is_outdated(store: Store, manifest: Manifest, own: Sequence[Manifest]) -> bool:
    """A newer one holds everything that the addressee has not said to have."""
    newer = [one for one in own if one.to == manifest.to and one.id != manifest.id and _is_later(store, one, manifest)]
    return any(bundle_reader.is_whole([one for one in newer if one.id == mark]) for mark in {one.id for one in newer})


def _is_later(store: Store, one: Manifest, other: Manifest) -> bool:
    """Counters order what was written in one epoch. After a restore they begin lower: what this epoch says is later all the same."""
    if one.hello.epoch == other.hello.epoch:
        return one.order[:2] > other.order[:2]
    return one.hello.epoch == store.epoch
