"""What the page of sync shows and does with the store. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from checkpoint_app.errors import UserError
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import tr
from checkpoint_app.model import skew
from checkpoint_app.model.records import NO_CHANGES, Changes
from checkpoint_app.store.session import Store

LINES_PER_S = 1500.0
"""Of reading twice, checking, applying, and of writing and reading back, on a slow laptop; until an exchange was measured here."""

if TYPE_CHECKING:
    from checkpoint_app.sync.exchange import Report
    from checkpoint_app.sync.prospect import Prospect
    from checkpoint_app.sync.stick import Visit


Forecasts: TypeAlias = "dict[Path, Prospect | UserError]"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`waiting` of our records that no station has, the oldest `since`; `enrolled`: this machine has a certificate; `hubs` (address,
    fingerprint); `skew`: this machine's clock against the station's, in words."""

    station: bool
    enrolled: bool
    waiting: int
    since: str
    skew: str
    last_receipt: str
    hubs: tuple[tuple[str, str], ...]
    may_enrol: bool


def state(store: Store, _progress: Progress) -> State:
    from checkpoint_app.store import clocks, hubs, receipts, trust

    known, zone = trust.load(store), store.unit.tz()
    waiting, since = receipts.waiting(store)
    given = receipts.every(store, store.keys.id, limit=1)
    at = f"{given[0].at.astimezone(zone):%Y-%m-%d %H:%M}" if given else ""
    return State(
        station=store.device.kind == "station",
        enrolled=store.keys.id in known.devices,
        waiting=waiting,
        since=f"{since.astimezone(zone):%m-%d %H:%M}" if since else "",
        skew=skew.words(clocks.of_machine(store, store.keys.id)),
        last_receipt=at,
        hubs=tuple((hub.url, hub.certificate) for hub in hubs.every(store)),
        may_enrol=store.device.kind == "station" and store.account.may("leader", "admin"),
    )


def waiting_rows(store: Store) -> RowPage:
    """What the station does not have yet, by name."""
    from checkpoint_app.store import deliveries, receipts

    zone = store.unit.tz()
    rows = [
        Row(
            id=one.record,
            cells={
                "at": f"{one.at.astimezone(zone):%m-%d %H:%M}",
                "noun": _begun(deliveries.word(one.noun)),
                "title": one.title,
                "photos": tr("{n} photos missing there", n=one.photos) if one.photos else "",
            },
            data=one.noun,
        )
        for one in receipts.not_received(store, limit=500)
    ]
    return RowPage(rows=rows, after=None)


def _begun(word: str) -> str:
    """A word as the beginning of a cell."""
    return word[:1].upper() + word[1:]


RECEIPTS = 60
"""How many of the newest receipts the page lists; `receipts` on the command line lists all."""


def receipt_rows(store: Store) -> RowPage:
    """What stations signed for: of this machine, on a station machine of all."""
    from checkpoint_app.store import deliveries, devices, receipts

    zone = store.unit.tz()
    names = {row.id: row.label for row in devices.every(store)}
    about = None if store.device.kind == "station" else store.keys.id
    rows = [
        Row(
            id=one.id,
            cells={
                "at": f"{one.at.astimezone(zone):%Y-%m-%d %H:%M}",
                "number": deliveries.short(one),
                "machine": names.get(one.device, one.device[:8]),
                "station": names.get(one.station, one.station[:8]),
                "entries": str(deliveries.count(store, one)),
                "missing": tr("{n} files missing there", n=len(one.missing)) if one.missing else "",
            },
        )
        for one in receipts.every(store, about, limit=RECEIPTS)
    ]
    return RowPage(rows=rows, after=None)


def forecasts(store: Store, folders: Sequence[Path]) -> Forecasts:
    """What each stick would bring and take; a stick that cannot be read has its trouble instead."""
    from checkpoint_app.sync import prospect

    found: Forecasts = {}
    for folder in folders:
        try:
            found[folder] = prospect.of(store, folder)
        except UserError as error:
            found[folder] = error
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one stick (or the hub): sentences, what was left out with its reason, and a trouble in words, empty for none."""

    name: str
    lines: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What became of all of them; `moved` lines came or went; `changes` is what came in, for the views."""

    outcomes: tuple[Outcome, ...]
    moved: int = 0
    changes: Changes = NO_CHANGES


def visit(store: Store, folders: Sequence[Path], progress: Progress) -> Exchanged:
    """Every stick one after the other: taken in, written to, read back. A stick that fails does not stop the next."""
    from checkpoint_app.sync import stick

    found, moved, nouns, records = [], 0, set[str](), set[str]()
    for folder in folders:
        name = folder.name or str(folder)
        try:
            visits = stick.sync(
                store, folder, progress=lambda done, total, _what: progress.report(done, total), between=progress.between
            )
        except UserError as error:
            found.append(Outcome(name=name, trouble=str(error)))
            continue
        for one in visits.visits:
            nouns |= one.report.changes.nouns
            records |= one.report.changes.records
            moved += one.report.taken + one.report.given
        lines = [_said(one) for one in visits.visits if one.report.anything or one.written]
        lines += [_skew(one) for one in visits.visits if _skew(one)]
        left_out = tuple(named(file, str(error)) for file, error in visits.refused)
        if visits.for_others:
            lines.append(for_others_words(visits.for_others))
        trouble = str(visits.unwritten) if visits.unwritten is not None else ""
        nothing = () if trouble else (tr("Nothing new, either way."),)
        found.append(Outcome(name=name, lines=tuple(lines) or nothing, warnings=left_out, trouble=trouble))
    return Exchanged(outcomes=tuple(found), moved=moved, changes=Changes(nouns=frozenset(nouns), records=frozenset(records)))


def for_others_words(count: int) -> str:
    """What lies on a stick and is not for this machine."""
    return tr("{count} {count:bundle there is/bundles there are} for other machines.", count=count)


def named(file: str, what: str) -> str:
    """What is wrong with a file; most troubles name it themselves."""
    return what if file in what else f"{file}: {what}"


def _said(one: Visit) -> str:
    report = one.report
    words = tr(
        "{name}: received {new}, repeated {repeated}, lacking {lacking}",
        name=one.name,
        new=report.taken,
        repeated=report.repeated,
        lacking=one.lacking,
    )
    written = one.written.lines if one.written is not None and one.written.files else 0
    return f"{words}  {tr('written {n} lines', n=written)}" if written else words


def _skew(one: Visit) -> str:
    said = skew.words(one.skew)
    return tr("The clock of {name} against this one: {skew}", name=one.name, skew=said) if said else ""


def with_hub(store: Store, url: str, fingerprint: str, progress: Progress) -> Exchanged:
    """Over the network."""
    from checkpoint_app.sync.exchange import exchange
    from checkpoint_app.sync.http import HttpPeer

    with HttpPeer(store, url, fingerprint) as peer:
        report: Report = exchange(
            store, peer, progress=lambda done, total, _what: progress.report(done, total), between=progress.between
        )
    lacking = sum(report.lacking.values())
    lines = [tr("Given {given}, received {new}, lacking {lacking}", given=report.given, new=report.taken, lacking=lacking)]
    lines += [one.text() for one in report.refused]
    lines += [tr("The hub did not take part of it: {why}", why=why) for why in report.not_taken.values()]
    said = skew.words(timedelta(milliseconds=report.skew_ms or 0))
    if said:
        lines.append(tr("The station's clock against this one: {skew}", skew=said))
    return Exchanged(outcomes=(Outcome(name=url, lines=tuple(lines)),), changes=report.changes)
