"""Bundles into the store: several files, any order, several senders; each file is verified whole before anything of it is written.

A file that cannot be used stops itself only: it stands in the report with its error, the others are taken in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.errors import UserError
from checkpoint_app.model.travel import ChainKey, LineRange, Parcel
from checkpoint_app.store import incoming, settling
from checkpoint_app.store.incoming import Between, nothing_between
from checkpoint_app.store.inspection import Refusal
from checkpoint_app.sync import answer, bundle_reader, greeting
from checkpoint_app.sync.bundle_reader import Bundle, Manifest
from checkpoint_app.sync.messages import Hello

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

Progress = Callable[[int, int, str], object]
"""(lines done, lines in all, what): may raise to stop."""


@dataclass(kw_only=True)
class FromDevice:
    """What came from one machine: new lines, lines known before, lines that it has beyond what was there (`lacking`), files that are
    whole now, chains that were not taken, and how far its clock is ahead at least."""

    device: str
    name: str
    hello: Hello
    files: list[str] = field(default_factory=list)
    new: int = 0
    repeated: int = 0
    lacking: int = 0
    attachments: int = 0
    refused: dict[ChainKey, Refusal] = field(default_factory=dict)
    skew: timedelta = timedelta()


@dataclass(kw_only=True)
class Report:
    """By machine, in the order in which they were read; and the files that were refused."""

    devices: dict[str, FromDevice] = field(default_factory=dict)
    refused: list[tuple[str, UserError]] = field(default_factory=list)


def read(
    store: Store,
    files: Iterable[Path],
    *,
    progress: Progress = lambda _done, _total, _what: None,
    between: Between = nothing_between,
) -> Report:
    """Takes in what these bundles hold. Stations first, each sender's in the order of writing. `between` is called after each slice."""
    report = Report()
    ordered = _in_order(store, files, report)
    total = sum(manifest.lines for _, manifest in ordered)
    done = 0
    try:
        for file, manifest in ordered:
            try:
                with bundle_reader.opened(file, store.keys.age) as found:
                    bundle_reader.verify(store, found, between=between)
                    _take_in(store, found, report, _Further(progress, done, total, file.name), between)
            except UserError as error:
                report.refused.append((file.name, error))
            done += manifest.lines
    finally:
        settling.show_rest(store, between)
    for one in report.devices.values():
        one.lacking = sum(incoming.lacking(store, one.hello.heads).values())
    return report


def _in_order(store: Store, files: Iterable[Path], report: Report) -> list[tuple[Path, Manifest]]:
    found: list[tuple[Path, Manifest]] = []
    for file in dict.fromkeys(files):
        try:
            found.append((file, bundle_reader.inspect(store, file)))
        except UserError as error:
            report.refused.append((file.name, error))
    return sorted(found, key=lambda one: (not one[1].from_station, one[1].sender, one[1].order))


@dataclass
class _Further:
    """The progress of one file among several."""

    progress: Progress
    before: int
    total: int
    what: str

    def __call__(self, lines: int) -> None:
        self.progress(self.before + lines, self.total, self.what)


def _take_in(store: Store, found: Bundle, report: Report, progress: _Further, between: Between) -> None:
    manifest = found.manifest
    one = report.devices.setdefault(manifest.sender, FromDevice(device=manifest.sender, name=manifest.name, hello=manifest.hello))
    one.files.append(found.shown)
    one.hello = max(one.hello, manifest.hello, key=lambda hello: (hello.lamport, hello.wall))
    one.skew = max(one.skew, manifest.hello.wall - store.now())
    greeting.keep(store, manifest.hello, at=None)
    taken = answer.receive(store, manifest.hello, _shown(found.parcels(between), progress), between)
    one.new += taken.lines
    one.repeated += taken.repeated
    one.attachments += taken.files
    one.refused.update(taken.refused)


def _shown(parcels: Iterable[Parcel], progress: _Further) -> Iterator[Parcel]:
    lines = 0
    for parcel in parcels:
        yield parcel
        lines += len(parcel.lines) if isinstance(parcel, LineRange) else 0
        progress(lines)
