"""`verify`, `rebuild`, `purge`, `backup`, `restore`: looking after a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import output, unlocking
from checkpoint_app.cli.options import Call, command, input_file
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_FOUND_WRONG
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.verify import Fault


@command
def verify(call: Call) -> int:
    """One line per fault as it is found; with `--json` a last line says how many, also when there is none.

    What is no fault but worth a word (a copied disk, lines kept aside) follows as `{"notice": CODE, …}` and leaves the exit code alone.
    """
    from checkpoint_app.store import notices
    from checkpoint_app.store import verify as verifying

    faults = 0
    with opened(call) as store:
        for fault in verifying.verify(store):
            faults += 1
            _say_found(call, fault, "error")
        for notice in notices.every(store):
            _say_found(call, notice, "notice")
    if call.json:
        output.write(output.as_json({"ok": not faults, "faults": faults}))
    else:
        output.write(tr("{faults} faults.", faults=faults) if faults else tr("Everything is as it was written."))
    return EXIT_FOUND_WRONG if faults else EXIT_DONE


def _say_found(call: Call, found: Fault, kind: str) -> None:
    if call.json:
        said = {kind: found.code, "field": None, "line": None, "message": found.text()}
        output.write(output.as_json({**said, "chain": found.chain or None, "seq": found.seq or None}))
        return
    place = tr("chain {chain}, line {seq}: ", chain=found.chain, seq=found.seq) if found.chain else ""
    output.write(f"{place}{found.text()}" if kind == "error" else tr("For information: {what}", what=f"{place}{found.text()}"))


@command
def rebuild(call: Call) -> None:
    from checkpoint_app.store import rebuild as rebuilding

    with opened(call) as store:
        records = rebuilding.rebuild(store)
    if call.json:
        output.write(output.as_json({"records": records}))
    else:
        output.write(tr("Computed anew: {records} records.", records=records))


@command
@click.option("--dry-run", is_flag=True, help=noop("Only say what would be erased"))
def purge(call: Call, dry_run: bool) -> None:
    from checkpoint_app.store import purge as purging

    with opened(call) as store:
        report = purging.purge(store, dry_run=dry_run)
    if call.json:
        output.write(output.as_json({"personal": report.personal, "fleeting": report.fleeting, "dry_run": dry_run}))
    elif dry_run:
        output.write(
            tr(
                "Due: persons of {personal} entries, plates of {fleeting} entries.",
                personal=report.personal,
                fleeting=report.fleeting,
            )
        )
    else:
        output.write(
            tr(
                "Erased: persons of {personal} entries, plates of {fleeting} entries.",
                personal=report.personal,
                fleeting=report.fleeting,
            )
        )


@command
@click.argument("folder", metavar="DIR", type=Path)
def backup(call: Call, folder: Path) -> None:
    from checkpoint_app.store import backup as backups

    with opened(call) as store:
        file = backups.backup(store, folder)
    if call.json:
        output.write(output.as_json({"file": str(file), "bytes": file.stat().st_size}))
    else:
        output.write(tr("Written and checked: {folder}", folder=file))


@command
@click.argument("file", metavar="FILE", type=input_file)
@click.option("--to", "target", metavar="DIR", type=Path, required=True, help=noop("The new or empty folder of the store"))
def restore(call: Call, file: Path, target: Path) -> None:
    from checkpoint_app.store import backup as backups

    number = unlocking.officer(call)
    password = unlocking.secret(tr("Password"), call.password_file, unlocking.PASSWORD, "--password-file")
    with backups.restore(file, target, officer=number, password=password) as store:
        answer = {"store": str(target), "unit": store.unit.id, "epoch": store.epoch}
    if call.json:
        output.write(output.as_json(answer))
    else:
        output.write(tr("{unit} is set up in {folder}.", unit=store.unit.name, folder=target))
