"""`hazard`: a step in the life of a hazard that is no recheck — a new deadline, a transfer, a report, closing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click

from checkpoint_app.cli import failures, hazard_rows, output
from checkpoint_app.cli.options import Call, command, day, moment, names
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr


@command
@click.argument("record", metavar="ID")
@click.argument("step", metavar="STEP")
@click.option("--at", metavar="T", type=moment, help=noop("When it happened; default: now"))
@click.option("--deadline", metavar="D", type=day, help=noop("The new deadline"))
@click.option("--receiver", metavar="CODE", default="", help=noop("Who receives it: a code of the list, or any words"))
@click.option("--document", metavar="TEXT", default="", help=noop("Name and number of the document"))
@click.option("--note", metavar="TEXT", default="", help=noop("What else is to be known; the reason when a hazard is closed"))
@click.option("--photos", metavar="SHA,SHA…", type=names, default="", help=noop("Photos that attach has put into the store"))
def hazard(
    call: Call,
    record: str,
    step: str,
    at: str | None,
    deadline: date | None,
    receiver: str,
    document: str,
    note: str,
    photos: Sequence[str],
) -> None:
    from checkpoint_app.model import timing
    from checkpoint_app.store import hazards

    with opened(call) as store:
        happened = timing.from_text(at, store.unit.tz()) if at else None
        saved = hazards.add_step(
            store,
            record,
            step.upper(),
            at=happened,
            deadline=deadline,
            receiver=receiver,
            document=document,
            note=note,
            photos=photos,
        )
        if call.json:
            answer = {**hazard_rows.to_object(store, saved.value), "seq": saved.seq}
            output.write(output.as_json(failures.with_warnings(answer, saved.problems)))
            return
        state = saved.value.life.words(hazards.today(store))
        output.write(tr("{hazard}: {state}", hazard=saved.value.name, state=state))
        failures.say_warnings(saved.problems)
