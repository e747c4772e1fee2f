"""`due`: when an extinguisher is to be serviced and scrapped. Needs no store."""

from __future__ import annotations

import click

from checkpoint_app.cli import failures, output
from checkpoint_app.cli.options import Call, command
from checkpoint_app.errors import EXIT_DONE, EXIT_REFUSED
from checkpoint_app.i18n import noop, tr


@command
@click.option("--kind", metavar="K", required=True, help=noop("Kind of extinguisher: WATER, POWDER, CLEAN, CO2, HALON …"))
@click.option("--made", metavar="DATE", required=True, help=noop("Day of make; a month is its first day"))
@click.option("--serviced", metavar="DATE", default="", help=noop("Day of the last service"))
def due(call: Call, kind: str, made: str, serviced: str) -> int:
    from datetime import date

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
