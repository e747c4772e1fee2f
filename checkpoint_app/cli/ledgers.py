"""`print ledger KIND`: the ledgers (台账) of a period, each a printed form of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import paper
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import PERIOD, Call, command, day_text, with_options
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


@command
@click.argument("kind", metavar="KIND")
@paper.to_file
@with_options(*PERIOD)
@click.option("--site", metavar="S", default="", help=noop("Only this site, by id or name"))
@click.option("--open", "only_open", is_flag=True, help=noop("Only what is still open"))
def print_ledger(call: Call, kind: str, target: Path, first: date | None, last: date | None, site: str, only_open: bool) -> None:
    if kind not in LEDGERS:
        what = tr("There is no ledger “{kind}”; there are: {known}.", kind=kind, known=", ".join(LEDGERS))
        raise UsageFault(what, field="KIND", command=call.command)
    paper.write_print(call, target, lambda store: LEDGERS[kind](store, site, day_text(first), day_text(last), only_open))


def _hazards(store: Store, site: str, first: str, last: str, only_open: bool) -> bytes:
    from checkpoint_app.printing import collect
    from checkpoint_app.store import hazards, prints, sites

    subject = sites.need(store, site, duty="fire").id if site else store.unit.id
    parameters = {"today": hazards.today(store).isoformat(), "first": first, "last": last, "open": only_open}
    return collect.make(store, prints.HAZARD_LEDGER, subject, parameters=parameters)


def _extinguishers(store: Store, site: str, _first: str, _last: str, only_open: bool) -> bytes:
    """As the register stands today; days do not narrow it."""
    from checkpoint_app.printing import collect
    from checkpoint_app.store import equipment, premises, prints

    subject = premises.need(store, site).id if site else store.unit.id
    parameters = {"today": equipment.today(store).isoformat(), "open": only_open}
    return collect.make(store, prints.EXTINGUISHER_LEDGER, subject, parameters=parameters)


LEDGERS: Mapping[str, Callable[[Store, str, str, str, bool], bytes]] = {"hazards": _hazards, "extinguishers": _extinguishers}
"""Kind → (store, site by id or name, first and last day, only open ones) → PDF. A new ledger adds its own."""
