"""`due`: when an extinguisher is to be serviced and scrapped, which needs no store; without a kind, what of a store is due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import failures, output
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, day
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.due import Due
    from checkpoint_app.store.session import Store


@command
@click.option("--kind", metavar="K", default="", help=noop("Kind of extinguisher: WATER, POWDER, CLEAN, CO2, HALON …"))
@click.option("--made", metavar="DATE", default="", help=noop("Day of make; a month is its first day"))
@click.option("--serviced", metavar="DATE", default="", help=noop("Day of the last service"))
@click.option("--site", metavar="S", default="", help=noop("Of a store: only these premises, by id or name"))
@click.option("--to", "last", metavar="D", type=day, help=noop("Of a store: due up to this day; default: within 60 days"))
def due(call: Call, kind: str, made: str, serviced: str, site: str, last: date | None) -> int:
    if not (kind or made or serviced):
        with opened(call) as store:
            _show(call, store, site, last)
        return EXIT_DONE
    for name, given in (("--kind", kind), ("--made", made)):
        if not given:
            raise UsageFault(tr("{name} is missing.", name=name), field=name, command=call.command)
    return _answer(call, kind, made, serviced)


def _answer(call: Call, kind: str, made: str, serviced: str) -> int:
    """By the rules alone."""
    from checkpoint_app.model import attributes, extinguisher
    from checkpoint_app.model.problems import Problem

    days: dict[str, date | None] = {"made": None, "serviced": None}
    problems: list[Problem] = []
    for name, given in (("made", made), ("serviced", serviced)):
        if given or name == "made":
            found, wrong = attributes.day(given)
            problems += [problem.at(name) for problem in wrong]
            days[name] = date.fromisoformat(found) if found else None
    if days["made"] is not None and not failures.refusing(problems):
        problems += extinguisher.check(kind, days["made"], days["serviced"])
    refused = failures.refusing(problems)
    if refused or days["made"] is None:
        first = refused[0]
        answer = failures.error_object(first.code, first.text(), field=first.field)
        output.write(output.as_json(answer) if call.json else first.text())
        return EXIT_REFUSED
    found_due = extinguisher.due(kind, days["made"], days["serviced"])
    service = found_due.next_service.isoformat() if found_due.next_service else None
    if call.json:
        output.write(output.as_json({"next_service": service, "scrap": found_due.scrap.isoformat()}))
    else:
        output.pairs([(tr("Next service"), service or tr("none: scrap it")), (tr("Scrap on"), found_due.scrap.isoformat())])
    return EXIT_DONE


def _show(call: Call, store: Store, site: str, last: date | None) -> None:
    """What is due of a store, the most urgent first."""
    from checkpoint_app.model.inspection import NEVER_LABELS, TASK_LABELS, Near
    from checkpoint_app.model.records import label
    from checkpoint_app.store import due as dues
    from checkpoint_app.store import premises

    every = dues.at(store, premises.need(store, site).id) if site else dues.every(store)
    found = [one for one in every if (one.near is not Near.LATER if last is None else one.day is None or one.day <= last)]
    names = store.context().registers
    if call.json:
        for one in found:
            output.write(output.as_json(_object(one)))
        return
    heads = (tr("Due on"), tr("What|due"), tr("Premises|hazards"), tr("Equipment|due"), tr("Responsible officer"))
    rows = (
        (
            one.day.isoformat() if one.day else label(NEVER_LABELS, one.task),
            label(TASK_LABELS, one.task),
            one.name,
            f"{one.label}  {one.place}".strip() if one.piece else tr("{n} {n:piece/pieces}", n=one.pieces) if one.pieces else "",
            names.name("officer", one.officer) if one.officer else "",
        )
        for one in found
    )
    output.table(heads, rows)


def _object(one: Due) -> dict[str, object]:
    return {
        "task": one.task.value,
        "due": one.day.isoformat() if one.day else None,
        "near": one.near.value,
        "premises": one.premises,
        "name": one.name,
        "officer": one.officer or None,
        "equipment": one.piece or None,
        "label": one.label or None,
    }
