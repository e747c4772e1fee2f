"""`hub serve`: the station's store over HTTPS, for laptops and for the duty room's browser."""

from __future__ import annotations

import socket

import click

from checkpoint_app.cli import output
from checkpoint_app.cli.options import Call, command
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr


@command
@click.option("--host", metavar="ADDRESS", default="0.0.0.0", help=noop("Where to listen; default: everywhere"))  # noqa: S104
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8443, help=noop("Default: 8443"))
@click.option("--url", metavar="URL", default="", help=noop("How laptops reach it; default: this machine's name"))
def hub_serve(call: Call, host: str, port: int, url: str) -> None:
    from checkpoint_app.hub import serving, tls
    from checkpoint_app.hub.station import web
    from checkpoint_app.hub.station.desk import Desk
    from checkpoint_app.store import errors, hubs

    with opened(call) as store:
        if store.device.kind != "station":
            raise errors.NotAllowed(what=tr("serving as the hub"), roles=tr("station machine"))
        key, certificate = hubs.certificate(store, lambda: tls.make(store.unit.name))
        with serving.listen(host, port) as listening:
            address = url or f"https://{socket.gethostname()}:{listening.getsockname()[1]}"
            digits = tls.fingerprint(certificate)
            hubs.announce(store, address, digits)
            if call.json:
                output.write(output.as_json({"url": address, "fingerprint": digits}))
            else:
                output.write(tr("The hub of {unit} listens on {url}", unit=store.unit.name, url=address))
                output.write(tr("Fingerprint of its certificate: {digits}", digits=tls.shown(digits)))
            output.flush()
            desk = Desk(store)
            try:
                serving.server(web.app(desk), key, certificate).run(sockets=[listening])
            finally:
                desk.close()
