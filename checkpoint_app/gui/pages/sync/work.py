"""What the page of sync shows and does with the store. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.errors import UserError
from checkpoint_app.gui.runner import Progress
from checkpoint_app.gui.table import Row, RowPage
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import NO_CHANGES, Changes
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.sync.exchange import Report
    from checkpoint_app.sync.stick import Visit

LEAST_SKEW_S = 120
"""Clocks that differ by less are not worth a word."""
NOUNS = {
    "entry": noop("entry"),
    "shift": noop("shift"),
    "hazard": noop("hazard"),
    "attachment": noop("file|sync"),
    "report": noop("report|statistics"),
    "print": noop("printed paper"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """`waiting` of our records that no station has; `enrolled`: this machine has a certificate; `hubs` (address, fingerprint)."""

    station: bool
    enrolled: bool
    waiting: int
    last_receipt: str
    hubs: tuple[tuple[str, str], ...]
    may_enrol: bool


def state(store: Store, _progress: Progress) -> State:
    from checkpoint_app.store import hubs, receipts, trust

    known = trust.load(store)
    given = receipts.every(store, store.keys.id, limit=1)
    at = f"{given[0].at.astimezone(store.unit.tz()):%Y-%m-%d %H:%M}" if given else ""
    return State(
        station=store.device.kind == "station",
        enrolled=store.keys.id in known.devices,
        waiting=receipts.count_not_received(store),
        last_receipt=at,
        hubs=tuple((hub.url, hub.certificate) for hub in hubs.every(store)),
        may_enrol=store.device.kind == "station" and store.account.may("leader", "admin"),
    )


def waiting_rows(store: Store) -> RowPage:
    """What the station does not have yet, by name."""
    from checkpoint_app.store import receipts

    zone = store.unit.tz()
    rows = [
        Row(
            id=one.record,
            cells={
                "at": f"{one.at.astimezone(zone):%m-%d %H:%M}",
                "noun": tr(NOUNS[one.noun]) if one.noun in NOUNS else one.noun,
                "title": one.title,
                "photos": tr("{n} photos missing there", n=one.photos) if one.photos else "",
            },
            data=one.noun,
        )
        for one in receipts.not_received(store, limit=500)
    ]
    return RowPage(rows=rows, after=None)


def device_rows(store: Store) -> RowPage:
    """The machines of the unit."""
    from checkpoint_app.store import devices

    zone = store.unit.tz()
    rows = []
    for one in devices.every(store):
        seconds = round(one.skew.total_seconds())
        lost = not one.active
        words = tr("cut off|device") if lost else tr("copied twice|device") if one.forked else tr("In use")
        rows.append(
            Row(
                id=one.id,
                cells={
                    "name": one.label,
                    "kind": tr("station machine") if one.certificate.kind == "station" else tr("field laptop"),
                    "heard": f"{one.heard_at.astimezone(zone):%Y-%m-%d %H:%M}" if one.heard_at else "—",
                    "skew": skew_words(seconds),
                    "state": tr("this machine|device") if one.is_own else words,
                },
                tone="bad" if lost or one.forked else "ok",
                void=lost,
                data=one.is_own,
            )
        )
    return RowPage(rows=rows, after=None)


def skew_words(seconds: int) -> str:
    """How far a clock is ahead or behind, in minutes; empty where nobody has to mend it."""
    if abs(seconds) < LEAST_SKEW_S:
        return ""
    minutes = round(abs(seconds) / 60)
    return tr("{n} min fast", n=minutes) if seconds > 0 else tr("{n} min slow", n=minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one stick (or the hub): sentences, and a trouble in words, empty for none."""

    name: str
    lines: tuple[str, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What became of all of them; `changes` is what came in, for the views."""

    outcomes: tuple[Outcome, ...]
    changes: Changes = NO_CHANGES


def visit(store: Store, folders: Sequence[Path], progress: Progress) -> Exchanged:
    """Every stick one after the other: taken in, written to, read back. A stick that fails does not stop the next."""
    from checkpoint_app.sync import stick

    found, nouns, records = [], set[str](), set[str]()
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
        lines = [_said(one) for one in visits.visits if one.report.anything or one.written]
        lines += [_skew(one) for one in visits.visits if _skew(one)]
        lines += [f"{file}: {error}" for file, error in visits.refused]
        if visits.for_others:
            lines.append(tr("{count} bundles there are for other machines.", count=visits.for_others))
        trouble = str(visits.unwritten) if visits.unwritten is not None else ""
        found.append(
            Outcome(name=name, lines=tuple(lines) or (() if trouble else (tr("Nothing new, either way."),)), trouble=trouble)
        )
    return Exchanged(outcomes=tuple(found), changes=Changes(nouns=frozenset(nouns), records=frozenset(records)))


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
    minutes = round(one.skew.total_seconds() / 60)
    return (
        tr("The clock of {name} is at least {minutes} minutes ahead of this one.", name=one.name, minutes=minutes)
        if one.skew.total_seconds() >= LEAST_SKEW_S
        else ""
    )


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
    skew = skew_words((report.skew_ms or 0) // 1000)
    if skew:
        lines.append(tr("The station's clock against this one: {skew}", skew=skew))
    return Exchanged(outcomes=(Outcome(name=url, lines=tuple(lines)),), changes=report.changes)


def read_card(file: Path) -> tuple[bytes, str, str]:
    """A device card: its bytes, the machine's name, the words of its fingerprint. Raises CardUnreadable, DiskTrouble …"""
    from checkpoint_app.store import driver
    from checkpoint_app.sync import enrolment

    with driver.trouble(file.parent):
        data = file.read_bytes()
    card = enrolment.read_card(data, file.name)
    return data, card.name, card.words()


def enrol(store: Store, data: bytes, answer: Path) -> tuple[str, str]:
    """Takes the machine in; returns its label and the words of the unit that it will show."""
    from checkpoint_app.sync import enrolment

    card = enrolment.read_card(data, answer.name)
    certificate, _ = enrolment.enrol_and_answer(store, card, answer)
    return f"{certificate.letter} {certificate.name}", enrolment.unit_words(store)


def write_card(store: Store, file: Path) -> str:
    """This machine's card; returns the words of its fingerprint."""
    from checkpoint_app.store import keys
    from checkpoint_app.sync import enrolment

    keys.write_aside(file, enrolment.card_bytes(store))
    return enrolment.own_card(store).words()


def revoke(store: Store, device: str, reason: str) -> str:
    """Cuts a lost machine off; returns its id."""
    from checkpoint_app.store import revocation
    from checkpoint_app.sync import enrolment

    enrolment.require_station(store, tr("cutting a machine off"))
    loss, _ = revocation.revoke(store, device, reason)
    return loss.device.id
