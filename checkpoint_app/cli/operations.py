"""`operation …`: open (or change), list, show with its figures, close, take up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checkpoint_app.cli import failures, listing, operation_rows, output, paper, showing
from checkpoint_app.cli.failures import FileTrouble
from checkpoint_app.cli.options import Call, command, day, json_object
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.model.operations import Operation
    from checkpoint_app.store.saved import Saved
    from checkpoint_app.store.session import Store


@command
@click.argument("name", metavar="NAME")
@click.option("--from", "first", metavar="D", type=day, help=noop("First day; default: today"))
@click.option("--to", "last", metavar="D", type=day, help=noop("Last day; default: the first"))
@click.option("--window", metavar="T-T", help=noop("Time of each day, such as 20:00-02:00"))
@click.option("--number", metavar="TEXT", help=noop("Number of the order"))
@click.option("--commander", metavar="TEXT", help=noop("Who commands it"))
@click.option("--note", metavar="TEXT", help=noop("What else is to be known"))
@click.option(
    "--values",
    metavar="JSON",
    type=json_object,
    help=noop("More of it: groups [name, lead, people, task], places [class, count, names]"),
)
def operation_open(
    call: Call,
    name: str,
    first: date | None,
    last: date | None,
    window: str | None,
    number: str | None,
    commander: str | None,
    note: str | None,
    values: Mapping[str, Any] | None,
) -> None:
    """The same name and first day again changes it."""
    from checkpoint_app.store import operations

    given = {
        "name": name,
        "first": first.isoformat() if first else None,
        "last": last.isoformat() if last else None,
        "window": window,
        "number": number,
        "commander": commander,
        "note": note,
        **(values or {}),
    }
    with opened(call) as store:
        _answer(call, operations.save(store, {key: value for key, value in given.items() if value is not None}))


@command
@listing.filters
def operation_list(call: Call, **filters: object) -> None:
    listing.show_list(call, "operation", listing.Filters(**filters))  # type: ignore[arg-type]


@command
@click.argument("operation", metavar="ID")
@click.option("-o", "--output", "target", metavar="FILE.xlsx", type=Path, help=noop("Writes its sheet as a workbook"))
def operation_show(call: Call, operation: str, target: Path | None) -> None:
    from checkpoint_app.store import operations

    with opened(call) as store:
        found = operations.need(store, operation)
        if target is None:
            showing.write(call, store, showing.operation(store, found.id))
            return
        from checkpoint_app.export import operation_sheet

        try:
            operation_sheet.write(store, found.id, target)
        except OSError as error:
            raise FileTrouble(file=target, what=error.strerror or str(error)) from error
    if call.json:
        output.write(output.as_json({"file": str(target)}))
    else:
        output.write(tr("Written: {file}", file=target))


@command
@click.argument("operation", metavar="ID")
@click.option("--note", metavar="TEXT", default="", help=noop("How it ended, in a few words"))
def operation_close(call: Call, operation: str, note: str) -> None:
    from checkpoint_app.store import operations

    with opened(call) as store:
        _answer(call, operations.close(store, operations.need(store, operation).id, note))


@command
@click.argument("operation", metavar="ID")
@click.option("--reason", metavar="TEXT", default="", help=noop("Why, in a few words"))
def operation_reopen(call: Call, operation: str, reason: str) -> None:
    from checkpoint_app.store import operations

    with opened(call) as store:
        _answer(call, operations.reopen(store, operations.need(store, operation).id, reason))


@command
@click.argument("operation", metavar="ID")
@paper.to_file
def print_operation(call: Call, operation: str, target: Path) -> None:
    from checkpoint_app.printing import collect
    from checkpoint_app.store import operations, prints

    def pdf(store: Store) -> bytes:
        return collect.make(store, prints.OPERATION, operations.need(store, operation).id)

    paper.write_print(call, target, pdf)


def _answer(call: Call, saved: Saved[Operation]) -> None:
    operation = saved.value
    if call.json:
        answer = operation_rows.to_object(operation)
        output.write(output.as_json(failures.with_warnings(answer, saved.problems)))
        return
    output.write(tr("Operation {name}: {state}", name=operation.name, state=operation_rows.state(operation)))
    output.write(tr("Id: {id}", id=operation.id))
    failures.say_warnings(saved.problems)
