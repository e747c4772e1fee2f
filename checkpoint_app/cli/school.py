"""`print board`, `print register`: the papers of school guard."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import paper
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import PERIOD, Call, command, with_options
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

REGISTERS = ("school",)
"""What `print register` knows; the first is the default."""

one_period = click.option("--period", metavar="P", default="", help=noop("Only this period: MORNING … or its Chinese name"))


@command
@click.option("--at", "day", metavar="DAY", default="", help=noop("The day; default: today"))
@one_period
@paper.to_file
def print_board(call: Call, day: str, period: str, target: Path) -> None:
    from checkpoint_app.cli import options

    wanted, code = options.day(day) if day else None, _period(call, period)

    def pdf(store: Store) -> bytes:
        from checkpoint_app.printing import collect
        from checkpoint_app.store import prints

        return collect.make(store, prints.SCHOOL_BOARD, f"{(wanted or _today(store)).isoformat()}/{code}")

    paper.write_print(call, target, pdf)


@command
@click.argument("kind", metavar="KIND", required=False, default=REGISTERS[0])
@with_options(*PERIOD)
@click.option("--site", metavar="S", default="", help=noop("Only this school, by id or name"))
@one_period
@paper.to_file
def print_register(call: Call, kind: str, first: date | None, last: date | None, site: str, period: str, target: Path) -> None:
    if kind not in REGISTERS:
        what = tr("There is no register “{kind}” to print; there are: {known}.", kind=kind, known=", ".join(REGISTERS))
        raise UsageFault(what, field="KIND", command=call.command)
    code = _period(call, period)

    def pdf(store: Store) -> bytes:
        from checkpoint_app.printing import collect
        from checkpoint_app.store import prints, schools

        school = schools.need(store, site).id if site else ""
        end = last or first or _today(store)
        return collect.make(store, prints.SCHOOL_REGISTER, f"{(first or end).isoformat()}/{end.isoformat()}/{school}/{code}")

    paper.write_print(call, target, pdf)


def _today(store: Store) -> date:
    return store.now().astimezone(store.unit.tz()).date()


def _period(call: Call, written: str) -> str:
    """The code of a period by its code or name; empty for none. Raises UsageFault."""
    from checkpoint_app.model import attributes
    from checkpoint_app.store import rosters

    known = rosters.periods()
    code = attributes.code_of(written, known) if written else ""
    if code is None:
        names = ", ".join(known)
        raise UsageFault(
            tr("There is no period “{text}”; there are: {known}.", text=written, known=names),
            field="--period",
            command=call.command,
        )
    return code
