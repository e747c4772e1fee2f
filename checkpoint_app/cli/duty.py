"""`shift …`: open, close, take, file, list, show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

import click

from checkpoint_app.cli import failures, listing, output, showing
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, moment, names
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import timing
from checkpoint_app.model.records import Shift

if TYPE_CHECKING:
    from checkpoint_app.store.saved import Saved
    from checkpoint_app.store.session import Store


@command
@click.option("--duty", metavar="D", required=True, help=noop("Kind of duty: checkpoint, school, fire, patrol, sweep …"))
@click.option("--site", metavar="S", required=True, help=noop("Site by id or name"))
@click.option("--from", "start", metavar="T", type=moment, help=noop("Planned start; default: now"))
@click.option("--to", "end", metavar="T", type=moment, help=noop("Planned end; default: open"))
@click.option("--crew", metavar="N,N…", type=names, multiple=True, help=noop("Badge numbers or names, separated by commas"))
@click.option("--basis", metavar="KEY", help=noop("Legal basis, such as PL15"))
@click.option("--operation", metavar="ID", help=noop("The operation it belongs to"))
@click.option(
    "--code", metavar="CODE", default="", help=noop("The short code of a shift that another machine opened: one duty with it")
)
def shift_open(
    call: Call,
    duty: str,
    site: str,
    start: str | None,
    end: str | None,
    crew: Sequence[tuple[str, ...]],
    basis: str | None,
    operation: str | None,
    code: str,
) -> None:
    from checkpoint_app.store import shifts, twins

    with opened(call) as store:
        draft = shifts.ShiftDraft(
            duty=duty,
            site=site,
            planned_from=_aware(store, start),
            planned_to=_aware(store, end),
            crew=tuple(chain.from_iterable(crew)),
            basis=basis,
            operation=operation,
        )
        _answer(call, twins.share(store, code, draft) if code else shifts.open_shift(store, draft))


def _aware(store: Store, written: str | None) -> datetime | None:
    return timing.from_text(written, store.unit.tz()) if written else None


@command
@click.argument("shift", metavar="ID")
@click.option("--to", "successor", metavar="NUMBER", help=noop("The officer who takes over"))
@click.option("--withdrawn", is_flag=True, help=noop("The checkpoint is withdrawn; nobody takes over"))
@click.option("--note", metavar="TEXT", default="", help=noop("What the next duty has to know; prints with the handover"))
def shift_close(call: Call, shift: str, successor: str | None, withdrawn: bool, note: str) -> None:
    from checkpoint_app.store import handover, shifts

    if successor and withdrawn:
        raise UsageFault(tr("Either --to or --withdrawn, not both."), command=call.command)
    with opened(call) as store:
        held = shifts.get(store, shift)
        _answer(call, handover.close(store, held.id, to=successor, withdrawn=withdrawn, note=note))


@command
@click.argument("shift", metavar="ID")
def shift_take(call: Call, shift: str) -> None:
    from checkpoint_app.store import handover, shifts

    with opened(call) as store:
        _answer(call, handover.take(store, shifts.get(store, shift).id))


@command
@click.argument("shift", metavar="ID")
def shift_file(call: Call, shift: str) -> None:
    from checkpoint_app.store import handover, shifts

    with opened(call) as store:
        _answer(call, handover.file(store, shifts.get(store, shift).id))


@command
@click.argument("shift", metavar="ID")
@click.argument("other", metavar="OTHER")
@click.option("--reason", metavar="TEXT", default="", help=noop("Why, in a few words"))
def shift_join(call: Call, shift: str, other: str, reason: str) -> None:
    from checkpoint_app.store import twins

    with opened(call) as store:
        _answer(call, twins.join(store, shift, other, reason))


@command
@listing.filters
def shift_list(call: Call, **filters: object) -> None:
    listing.show_list(call, "shift", listing.Filters(**filters))  # type: ignore[arg-type]


@command
@click.argument("shift", metavar="ID")
def shift_show(call: Call, shift: str) -> None:

    with opened(call) as store:
        showing.write(call, store, showing.shift(store, shift))


def _answer(call: Call, saved: Saved[Shift]) -> None:
    shift = saved.value
    if call.json:
        answer = {"id": shift.id, "code": shift.code, "number": shift.number, "state": shift.state.value, "seq": saved.seq}
        output.write(output.as_json(failures.with_warnings(answer, saved.problems)))
        return
    state = shift.state_word
    output.write(tr("Shift {code} ({number}): {state}", code=shift.code, number=shift.number, state=state))
    output.write(tr("Id: {id}", id=shift.id))
    failures.say_warnings(saved.problems)
