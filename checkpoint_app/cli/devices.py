"""`device …`, `print loss`, `print delivery`: the machines of the unit, how they are taken in, what they delivered, and what is done when
one is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import nouns, output, paper
from checkpoint_app.cli.options import Call, command, input_file
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import timing

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from checkpoint_app.store.devices import DeviceRow

_STDIN = Path("-")


@command
@click.option("-o", "--output", "target", metavar="FILE", type=Path, required=True, help=noop("The card to write"))
def device_card(call: Call, target: Path) -> None:
    from checkpoint_app.sync import enrolment

    with opened(call, waiting=True) as store:
        own = enrolment.own_card(store)
        paper.write_whole(target, enrolment.card_bytes(store))
    if call.json:
        output.write(output.as_json({"device": own.id, "name": own.name, "fingerprint": own.words(), "file": str(target)}))
        return
    output.write(tr("Written: {file}", file=target))
    output.write(tr("Take it to the station. Its screen must show these words:"))
    output.write(f"\n    {own.words()}\n")


@command
@click.argument("card", metavar="CARD", type=input_file)
@click.option("-o", "--output", "target", metavar="FILE", type=Path, required=True, help=noop("The answer to write, FILE.ckb"))
@click.option("--name", metavar="NAME", default="", help=noop("What the machine is called; default: its own name"))
@click.option("--station", is_flag=True, help=noop("As a further station machine"))
def device_enrol(call: Call, card: Path, target: Path, name: str, station: bool) -> None:
    from checkpoint_app.sync import enrolment

    found = enrolment.read_card(paper.read_file(card), card.name)
    with opened(call) as store:
        certificate, written = enrolment.enrol_and_answer(store, found, target, name=name, station=station)
        unit_words = enrolment.unit_words(store)
    if call.json:
        answer = {"device": certificate.device, "letter": certificate.letter, "name": certificate.name, "kind": certificate.kind}
        words = {"fingerprint": found.words(), "unit_fingerprint": unit_words}
        output.write(output.as_json({**answer, **words, "files": [str(file) for file in written.files]}))
        return
    output.write(tr("Enrolled as {letter}: {name}", letter=certificate.letter, name=certificate.name))
    output.write(tr("The machine itself must show these words; if it shows others, revoke it at once:"))
    output.write(f"\n    {found.words()}\n")
    for file in written.files:
        output.write(tr("The answer for it: {file}", file=file))
    output.write(tr("When it has read the answer, it shows these words of the unit: {words}", words=unit_words))


@command
def device_list(call: Call) -> None:
    from checkpoint_app.store import devices

    with opened(call) as store:
        _face(store.unit.tz()).write(devices.every(store), "json" if call.json else "table")


def _face(zone: ZoneInfo) -> nouns.Face[DeviceRow]:
    def to_object(row: DeviceRow) -> dict[str, object]:
        certificate = row.certificate
        return {
            "id": row.id,
            "letter": certificate.letter,
            "name": certificate.name,
            "kind": certificate.kind,
            "active": row.active,
            "own": row.is_own,
            "forked": row.forked,
            "enrolled_at": certificate.at,
            "heard_at": timing.to_text(row.heard_at) if row.heard_at else None,
            "skew_s": round(row.skew.total_seconds()),
        }

    def state(row: DeviceRow) -> str:
        if not row.active:
            return tr("Cut off|device")
        own = tr("This machine|device") if row.is_own else ""
        return " ".join(part for part in (own, tr("copied disk|device") if row.forked else "") if part)

    return nouns.Face(
        to_object=to_object,
        heads=[tr("Letter|device"), tr("Name|device"), tr("Kind|device"), tr("Last heard of|device"), tr("State|device")],
        to_row=lambda row: [
            row.certificate.letter,
            row.certificate.name,
            tr("Station machine") if row.certificate.kind == "station" else tr("Field laptop"),
            nouns.moment(row.heard_at, zone),
            state(row),
        ],
    )


@command
@click.argument("device", metavar="DEVICE")
@click.option("--reason", metavar="TEXT", default="", help=noop("Why, in a few words"))
def device_revoke(call: Call, device: str, reason: str) -> None:
    from checkpoint_app.sync import enrolment

    with opened(call) as store:
        loss = enrolment.revoke(store, device, reason)
        zone = store.unit.tz()
    if call.json:
        found = {"device": loss.device.id, "letter": loss.device.certificate.letter, "reason": loss.reason}
        chains = {one.name: one.seq for one in loss.received}
        output.write(output.as_json({**found, "chains": chains, "entries": loss.entries}))
        return
    output.write(tr("{device} is cut off: nothing new of it is taken, and it gets nothing any more.", device=loss.device.label))
    output.write(
        tr(
            "Received of it: {entries} entries, the last line of {at}.",
            entries=loss.entries,
            at=nouns.moment(loss.last_line_at, zone),
        )
    )
    output.write(tr("The report: checkpoint-app print loss {letter} -o FILE", letter=loss.device.certificate.letter))


@command
@click.argument("device", metavar="DEVICE")
@paper.to_file
def print_loss(call: Call, device: str, target: Path) -> None:
    from checkpoint_app.printing import collect
    from checkpoint_app.store import devices, prints

    paper.write_print(call, target, lambda store: collect.make(store, prints.LOSS, devices.find(store, device).id))


@command
@click.argument("receipt", metavar="RECEIPT", default="")
@paper.to_file
def print_delivery(call: Call, receipt: str, target: Path) -> None:
    from checkpoint_app.printing import collect
    from checkpoint_app.store import deliveries, prints

    paper.write_print(call, target, lambda store: collect.make(store, prints.DELIVERY, deliveries.find(store, receipt).id))
