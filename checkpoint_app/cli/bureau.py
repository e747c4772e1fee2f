"""`hub archive`, `hub deliver`: the bureau's archive, and a station's delivery to it."""

from __future__ import annotations

import os
from pathlib import Path

import click

from checkpoint_app import paths
from checkpoint_app.cli import output, unlocking
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, input_file
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED
from checkpoint_app.i18n import noop, tr

DATABASE = "CHECKPOINT_DATABASE"


@command
@click.option("--database", metavar="URI", help=noop("postgresql://…; also from CHECKPOINT_DATABASE"))
@click.option("--host", metavar="ADDRESS", default="0.0.0.0", help=noop("Where to listen; default: everywhere"))  # noqa: S104
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8444, help=noop("Default: 8444"))
@click.option("--folder", metavar="DIR", type=click.Path(path_type=Path), help=noop("Where certificate and readers are kept"))
@click.option("--admit", metavar="UNIT", help=noop("Take in the deliveries of this unit, by its id"))
@click.option("--name", metavar="NAME", default="", help=noop("With --admit: what the station is called on the page"))
@click.option("--reader", metavar="NAME", help=noop("Give somebody a password for the page"))
@click.option("--new-password-file", metavar="FILE", type=input_file, help=noop("With --reader: the password in its first line"))
def hub_archive(
    call: Call,
    database: str | None,
    host: str,
    port: int,
    folder: Path | None,
    admit: str | None,
    name: str,
    reader: str | None,
    new_password_file: Path | None,
) -> int | None:
    from checkpoint_app.hub.archive import readers

    place = folder or paths.default_archive()
    if reader:
        readers.save(place, reader, unlocking.new_secret(new_password_file, "CHECKPOINT_NEW_PASSWORD", "--new-password-file"))
        output.say(tr("{name} can look at the page now.", name=reader))
        return None
    address = database or os.environ.get(DATABASE, "")
    if not address:
        raise UsageFault(tr("{name} is missing.", name="--database"), field="--database", command=call.command)
    if admit:
        _admit(call, address, admit, name)
        return None
    return _serve(call, address, place, host, port)


def _admit(call: Call, address: str, unit: str, name: str) -> None:
    from uuid import UUID

    from checkpoint_app.hub.archive import database, ingest

    try:
        unit = str(UUID(unit))
    except ValueError as error:
        raise UsageFault(tr("“{unit}” is no id of a unit.", unit=unit), field="--admit", command=call.command) from error
    with database.connect(address) as db:
        ingest.admit(db, unit, name or unit[:8], os.environ.get("USER", ""))
    output.say(tr("Unit {unit} is admitted as {name}.", unit=unit, name=name or unit[:8]))


def _serve(call: Call, address: str, place: Path, host: str, port: int) -> int:
    from checkpoint_app.hub import serving, tls
    from checkpoint_app.hub.archive import database, web

    database.connect(address).close()
    key, certificate = tls.kept(place, tr("Bureau archive"))
    archive = web.Archive(address, place)
    listening = serving.listen(host, port)
    url = f"https://{host}:{listening.getsockname()[1]}"
    digits = tls.fingerprint(certificate)
    if call.json:
        output.write(output.as_json({"url": url, "fingerprint": digits}))
    else:
        output.write(tr("The archive listens on {url}", url=url))
        output.write(tr("Fingerprint of its certificate: {digits}", digits=tls.shown(digits)))
    output.flush()
    try:
        serving.server(web.app(archive), key, certificate).run(sockets=[listening])
    finally:
        archive.close()
        listening.close()
    return EXIT_DONE


@command
@click.argument("url", metavar="URL")
@click.option(
    "--fingerprint", metavar="HEX", default="", help=noop("The archive's certificate, as it shows it; kept after the first time")
)
def hub_deliver(call: Call, url: str, fingerprint: str) -> int:
    from checkpoint_app.sync import archive, pinned

    with opened(call) as store:
        known = "".join(fingerprint.split()).lower() or archive.known_fingerprint(store, url)
        if not known:
            shown = pinned.fingerprint(pinned.certificate_of(url))
            text = tr(
                "Its certificate is not known yet. If the archive shows the same one, add --fingerprint {digits}", digits=shown
            )
            raise UsageFault(text, field="--fingerprint", command=call.command)
        delivery = archive.deliver(store, url, known)
        archive.keep_fingerprint(store, url, known)
    if call.json:
        found = {"new": delivery.new, "repeated": delivery.repeated, "months": delivery.months, "refused": delivery.refused}
        output.write(output.as_json(found))
    else:
        output.write(tr("Delivered: {new} new lines, {months} months of figures.", new=delivery.new, months=delivery.months))
        for name, why in delivery.refused.items():
            output.say(f"{name}: {why}")
    return EXIT_REFUSED if delivery.refused else EXIT_DONE
