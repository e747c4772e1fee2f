"""`print labels`, `print round`: what is stuck on fire equipment, and the sheet for a round on paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import paper
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

on_floors = click.option(
    "--floor", "floors", metavar="F,F…", default="", help=noop("Only these floors, with commas between them")
)


@command
@click.argument("premises", metavar="SITE", required=False, default="")
@on_floors
@click.option("--size", metavar="SIZE", default="", help=noop("The label: 70x37 (default), 63.5x38.1, 99.1x57 mm"))
@click.option(
    "--first", "start", metavar="N", type=int, help=noop("The first free label of the sheet; default: after the last print")
)
@paper.to_file
def print_labels(call: Call, premises: str, floors: str, size: str, start: int | None, target: Path) -> None:
    """Without SITE: labels of everything on file."""
    from checkpoint_app.model import labels, rounds

    known = {sheet.code: sheet for sheet in labels.sheets()}
    if size and size not in known:
        what = tr("There is no label sheet {size}; there are: {known}.", size=size, known=", ".join(known))
        raise UsageFault(what, field="--size", command=call.command)
    sheet = labels.sheet(size)
    if start is not None and not 1 <= start <= sheet.count:
        raise UsageFault(
            tr("A sheet of {size} has the labels 1 to {n}.", size=sheet.code, n=sheet.count),
            field="--first",
            command=call.command,
        )

    def pdf(store: Store) -> bytes:
        from checkpoint_app.printing import collect, gather_equipment
        from checkpoint_app.store import premises as places
        from checkpoint_app.store import prints

        site = places.need(store, premises).id if premises else ""
        parameters = gather_equipment.label_parameters(
            store, site, sheet=sheet.code, start=start, floors=rounds.floors_of(floors)
        )
        return collect.make(store, prints.LABELS, site or store.unit.id, parameters=parameters)

    paper.write_print(call, target, pdf)


@command
@click.argument("premises", metavar="SITE")
@on_floors
@paper.to_file
def print_round(call: Call, premises: str, floors: str, target: Path) -> None:
    def pdf(store: Store) -> bytes:
        from checkpoint_app.model import rounds
        from checkpoint_app.printing import collect
        from checkpoint_app.store import premises as places
        from checkpoint_app.store import prints, round_sheets

        site = places.need(store, premises).id
        parameters = round_sheets.parameters(store, site, rounds.floors_of(floors))
        return collect.make(store, prints.ROUND_SHEET, site, parameters=parameters)

    paper.write_print(call, target, pdf)
