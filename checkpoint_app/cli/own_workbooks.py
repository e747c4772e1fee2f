"""`workbook add/show/list`: the bureau's own workbooks (套表), mapped once; `statistics --workbook NAME` fills them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checkpoint_app.cli import output
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, input_file, json_object
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.model.workbooks import Target
    from checkpoint_app.store.session import Store


@command
@click.argument("file", metavar="FILE.xlsx", type=input_file)
@click.option("--name", metavar="NAME", default="", help=noop("What it is called; default: the name of the file"))
@click.option(
    "--values",
    metavar="JSON",
    type=json_object,
    help=noop("Sheet!C5 → figure, or its measure, period and site; default: what the labels say"),
)
@click.option("--dry-run", is_flag=True, help=noop("Only show what its cells would get"))
def workbook_add(call: Call, file: Path, name: str, values: Mapping[str, Any] | None, dry_run: bool) -> None:
    given = None if values is None else {cell: _target(call, cell, written) for cell, written in values.items()}
    from checkpoint_app.export import own_workbook
    from checkpoint_app.store import workbooks

    with opened(call) as store:
        data = own_workbook.read(file)
        cells = own_workbook.suggest(store, data) if given is None else _with_sites(store, given)
        own_workbook.check(store, name or file.stem, data, cells)
        if not dry_run:
            workbooks.save(store, name or file.stem, file.name, data, cells)
        _show(call, store, cells)


@command
@click.argument("name", metavar="NAME")
def workbook_show(call: Call, name: str) -> None:
    from checkpoint_app.store import workbooks

    with opened(call) as store:
        _show(call, store, workbooks.need(store, name).cells)


@command
def workbook_list(call: Call) -> None:
    from checkpoint_app.store import workbooks

    with opened(call) as store:
        found = workbooks.every(store)
        if call.json:
            for one in found:
                output.write(output.as_json({"id": one.id, "name": one.name, "file": one.file, "cells": len(one.cells)}))
        else:
            rows = [[one.name, one.file, str(len(one.cells))] for one in found]
            output.table([tr("Name of the workbook"), tr("File|workbook"), tr("Cells|workbook")], rows)


def _target(call: Call, cell: str, written: object) -> Target:
    from checkpoint_app.model.workbooks import Target

    given = {"measure": written} if isinstance(written, str) else written
    known = isinstance(given, dict) and set(given) <= {"measure", "period", "site"} and "measure" in given
    if not known or not isinstance(given, dict) or not all(isinstance(part, str) for part in given.values()):
        raise UsageFault(tr("{cell} needs the key of a figure, or measure, period and site.", cell=cell), command=call.command)
    return Target(**given)


def _with_sites(store: Store, cells: Mapping[str, Target]) -> dict[str, Target]:
    """Sites may be given by name."""
    from dataclasses import replace

    from checkpoint_app.store import sites

    return {
        cell: replace(target, site=sites.need(store, target.site).id) if target.site else target for cell, target in cells.items()
    }


def _show(call: Call, store: Store, cells: Mapping[str, Target]) -> None:
    from checkpoint_app.export import own_workbook

    described = own_workbook.described(store, cells)
    if call.json:
        for cell, _ in described:
            output.write(output.as_json({"cell": cell, **asdict(cells[cell])}))
    else:
        output.table([tr("Cell|workbook"), tr("Gets|workbook")], [list(row) for row in described])
