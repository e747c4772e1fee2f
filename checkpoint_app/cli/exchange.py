"""`bundle …`, `sync`, `receipts`: data to and from other machines of the unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import failures, nouns, output
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import timing

if TYPE_CHECKING:
    from datetime import timedelta

    from checkpoint_app.store.inspection import Refusal
    from checkpoint_app.sync.bundle import Written
    from checkpoint_app.sync.bundle_reader import Manifest
    from checkpoint_app.sync.intake import FromDevice
    from checkpoint_app.sync.stick import Visit

LEAST_SKEW_S = 120
"""Clocks that differ by less are not worth a word."""


@command
@click.argument("folder", metavar="DIR", type=Path)
@click.option("--for", "device", metavar="DEVICE", default="", help=noop("Only for this machine: letter, name or id"))
def bundle_write(call: Call, folder: Path, device: str) -> None:
    from checkpoint_app.store import devices
    from checkpoint_app.sync import stick

    with opened(call) as store:
        written = stick.write(store, folder, devices.find(store, device).id if device else "")
    _say_written(call, written)


def _say_written(call: Call, written: Sequence[Written]) -> None:
    for one in written:
        for file in one.files:
            if call.json:
                found = {"to": one.to, "file": str(file), "lines": one.lines, "pieces": one.pieces}
                output.write(output.as_json(found))
            else:
                output.write(tr("Written and checked: {folder}", folder=file))
    if not call.json:
        new = any(one.files for one in written)
        output.write(tr("You can pull the stick out.") if new else tr("Nothing new to write; the folder is as it was."))


@command
@click.argument("files", metavar="FILE", nargs=-1, required=True, type=Path)
def bundle_read(call: Call, files: Sequence[Path]) -> int:
    from checkpoint_app.sync import enrolment, intake

    found = list(_bundles(files))
    with opened(call, waiting=True) as store:
        answered = enrolment.is_waiting(store)
        report = enrolment.accept(store, found) if answered else intake.read(store, found)
        unit, words = store.unit.name, enrolment.unit_words(store)
    for one in report.devices.values():
        _say_from(call, one)
    if answered and not call.json:
        output.write(tr("This machine now belongs to {unit}. The station must show these words of the unit:", unit=unit))
        output.write(f"\n    {words}\n")
    return _refused(call, report.refused)


def _bundles(given: Iterable[Path]) -> Iterable[Path]:
    """Files as they are; a folder stands for the bundles in it."""
    from checkpoint_app.sync import bundle_reader, errors

    for path in given:
        if path.is_dir():
            inside = bundle_reader.bundles_in(path)
            if not inside:
                raise errors.NoBundles(folder=path)
            yield from inside
        elif path.is_file():
            yield path
        else:
            raise UsageFault(tr("There is no file {file}.", file=path))


def _say_from(call: Call, one: FromDevice) -> None:
    if call.json:
        found = {"device": one.device, "name": one.name, "files": one.files, "new": one.new, "repeated": one.repeated}
        rest = {"lacking": one.lacking, "refused": _chains(one.refused.values()), "skew_s": round(one.skew.total_seconds())}
        output.write(output.as_json({**found, **rest}))
        return
    output.write(_counts(one.name, one.new, one.repeated, one.lacking))
    _say_chains(one.refused.values())
    _say_skew(one.name, one.skew)


def _counts(name: str, new: int, repeated: int, lacking: int) -> str:
    return tr(
        "{name}: received {new}, repeated {repeated}, lacking {lacking}", name=name, new=new, repeated=repeated, lacking=lacking
    )


def _chains(refused: Iterable[Refusal]) -> dict[str, str]:
    return {one.chain.text: one.text() for one in refused}


def _say_chains(refused: Iterable[Refusal]) -> None:
    for one in refused:
        output.say(tr("Not taken: {chain}: {why} It is offered again the next time.", chain=one.chain.short, why=one.text()))


def _say_skew(name: str, skew: timedelta) -> None:
    if skew.total_seconds() >= LEAST_SKEW_S:
        minutes = round(skew.total_seconds() / 60)
        output.say(tr("The clock of {name} is at least {minutes} minutes ahead of this one.", name=name, minutes=minutes))


def _refused(call: Call, refused: Sequence[tuple[str, UserError]]) -> int:
    """Files that could not be used, each with its reason; the others were taken in."""
    for file, error in refused:
        if call.json:
            output.write(output.as_json({**failures.to_object(error), "file": file}))
        else:
            output.say(tr("{file}: {what}", file=file, what=str(error)))
    return EXIT_REFUSED if refused else EXIT_DONE


@command
@click.argument("file", metavar="FILE", type=Path)
def bundle_inspect(call: Call, file: Path) -> None:
    from checkpoint_app.store import devices, trust
    from checkpoint_app.sync import bundle_reader

    (path,) = _bundles([file])
    with opened(call) as store:
        with bundle_reader.opened(path, store.keys.age) as found:
            found.known = trust.load(store, more=found.manifest.certificates)
            bundle_reader.check_whole(found)
        names = {row.id: row.label for row in devices.every(store)}
        zone = store.unit.tz()
    manifest = found.manifest
    if call.json:
        output.write(output.as_json({"file": str(path), **_described(manifest)}))
        return
    output.pairs(
        [
            (tr("From|bundle"), manifest.name),
            (tr("For|bundle"), names.get(manifest.to, tr("the station|bundle"))),
            (tr("Written at|bundle"), nouns.moment(manifest.hello.wall, zone)),
            (tr("Lines|bundle"), str(manifest.lines)),
            (tr("Pieces of files|bundle"), str(manifest.pieces)),
            (tr("Volume|bundle"), str(manifest.volume)),
            (tr("Program|bundle"), manifest.program),
        ]
    )
    output.write(tr("Whole and signed by its sender."))


def _described(manifest: Manifest) -> dict[str, object]:
    return {
        "id": manifest.id,
        "unit": manifest.unit,
        "sender": manifest.sender,
        "name": manifest.name,
        "to": manifest.to,
        "at": manifest.at,
        "program": manifest.program,
        "volume": manifest.volume,
        "last": manifest.last,
        "lines": manifest.lines,
        "pieces": manifest.pieces,
        "bytes": manifest.bytes,
    }


def _with_hub(call: Call, url: str, fingerprint: str) -> int:
    """Over the network, with the holder of the certificate that the unit announced, or that is named here."""
    from checkpoint_app.store import hubs
    from checkpoint_app.store import receipts as received
    from checkpoint_app.sync.exchange import exchange
    from checkpoint_app.sync.http import HttpPeer

    with opened(call) as store:
        known = fingerprint or next((hub.certificate for hub in hubs.every(store) if hub.url == url), "")
        if not known:
            text = tr("The unit has not announced this hub: add --fingerprint as the hub shows it.")
            raise UsageFault(text, field="--fingerprint", command=call.command)
        with HttpPeer(store, url, known) as peer:
            report = exchange(store, peer)
        left = received.count_not_received(store)
    if call.json:
        found = {"device": report.device, "given": report.given, "new": report.taken, "repeated": report.repeated}
        rest = {
            "lacking": sum(report.lacking.values()),
            "refused": _chains(report.refused),
            "not_taken": dict(report.not_taken),
            "skew_s": (report.skew_ms or 0) // 1000,
        }
        output.write(output.as_json({**found, **rest, "not_received": left}))
    else:
        lacking = sum(report.lacking.values())
        output.write(
            tr("Given {given}, received {new}, lacking {lacking}", given=report.given, new=report.taken, lacking=lacking)
        )
        _say_chains(report.refused)
        for chain, why in report.not_taken.items():
            output.say(
                tr("The hub did not take {chain}: {why} Tell the station; nothing of it is lost here.", chain=chain, why=why)
            )
        if left:
            output.write(tr("Not yet received by the station: {count}", count=left))
    return EXIT_REFUSED if report.refused or report.not_taken else EXIT_DONE


@command
@click.argument("where", metavar="URL", default="")
@click.option(
    "--fingerprint", metavar="HEX", default="", help=noop("Of a hub that the unit has not announced yet, as it shows it")
)
def sync(call: Call, where: str, fingerprint: str) -> int:
    from checkpoint_app.store import receipts as received
    from checkpoint_app.sync import stick

    if where.startswith(("http://", "https://")):
        return _with_hub(call, where, "".join(fingerprint.split()).lower())
    folder = Path(where) if where else stick.only_stick()
    with opened(call) as store:
        found = stick.sync(store, folder)
        left = received.count_not_received(store)
    for visit in found.visits:
        if call.json or visit.is_worth_a_word:
            _say_visit(call, visit)
    if not call.json:
        if found.is_empty:
            output.write(tr("There is nothing for this machine on {folder}, and nothing new to write.", folder=folder))
        if found.for_others:
            output.say(tr("{count} {count:bundle there is/bundles there are} for other machines.", count=found.for_others))
        if left:
            output.write(tr("Not yet received by the station: {count}", count=left))
        output.write(tr("You can pull the stick out."))
    code = _refused(call, found.refused)
    if found.unwritten is not None:
        raise found.unwritten
    return code


def _say_visit(call: Call, visit: Visit) -> None:
    report = visit.report
    files = [str(file) for file in visit.written.files] if visit.written else []
    if call.json:
        found = {"device": visit.device, "name": visit.name, "new": report.taken, "repeated": report.repeated}
        rest = {"lacking": visit.lacking, "given": visit.written.lines if visit.written else 0, "files": files}
        refused = {"refused": _chains(report.refused), "skew_s": round(visit.skew.total_seconds()), "receipts": report.receipts}
        output.write(output.as_json({**found, **rest, **refused}))
        return
    output.write(_counts(visit.name, report.taken, report.repeated, visit.lacking))
    for file in files:
        output.write(tr("Written and checked: {folder}", folder=file))
    _say_chains(report.refused)
    _say_skew(visit.name, visit.skew)


@command
def receipts(call: Call) -> None:
    from checkpoint_app.store import deliveries, devices
    from checkpoint_app.store import receipts as received

    with opened(call) as store:
        found = received.every(store)
        names = {row.id: row.label for row in devices.every(store)}
        zone = store.unit.tz()
    if call.json:
        for receipt in found:
            heads = {name: list(head) for name, head in receipt.heads.items()}
            answer = {"device": receipt.device, "at": timing.to_text(receipt.at), "heads": heads, "station": receipt.station}
            answer["id"] = receipt.id
            output.write(output.as_json({**answer, "missing": sorted(receipt.missing)}))
        return
    output.table(
        [
            tr("Number|receipt"),
            tr("Machine|receipt"),
            tr("Received at|receipt"),
            tr("By|receipt"),
            tr("Lines|receipt"),
            tr("Files missing|receipt"),
        ],
        [
            [
                deliveries.short(receipt),
                names.get(receipt.device, receipt.device[:8]),
                nouns.moment(receipt.at, zone),
                names.get(receipt.station, receipt.station[:8]),
                str(sum(seq for seq, _ in receipt.heads.values())),
                str(len(receipt.missing)),
            ]
            for receipt in found
        ],
    )
