"""`task`: a step of a to-do — done with a document number, arrived, extended, given to another officer, taken up again."""

from __future__ import annotations

import click

from checkpoint_app.cli import failures, output, task_rows
from checkpoint_app.cli.options import Call, command, moment
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import noop, tr


@command
@click.argument("record", metavar="ID")
@click.argument("step", metavar="STEP")
@click.option("--at", metavar="T", type=moment, help=noop("When it happened; default: now"))
@click.option("--document", metavar="TEXT", default="", help=noop("Name and number of the document"))
@click.option(
    "--note", metavar="TEXT", default="", help=noop("What else is to be known; the reason when a to-do is taken up again")
)
@click.option("--approved-by", metavar="TEXT", default="", help=noop("Who approved the extension"))
@click.option("--special", metavar="CODE", default="", help=noop("PREGNANT, UNDER_16 or FROM_70: four hours only"))
@click.option("--to", "owner", metavar="NUMBER", default="", help=noop("The officer who takes it on"))
def task(
    call: Call, record: str, step: str, at: str | None, document: str, note: str, approved_by: str, special: str, owner: str
) -> None:
    from checkpoint_app.model import timing
    from checkpoint_app.store import tasks

    with opened(call) as store:
        happened = timing.from_text(at, store.unit.tz()) if at else None
        saved = tasks.add_step(
            store,
            record,
            step.upper(),
            at=happened,
            document=document,
            note=note,
            approved_by=approved_by,
            special=special.upper(),
            owner=owner,
        )
        if call.json:
            answer = {**task_rows.to_object(store, saved.value), "seq": saved.seq}
            output.write(output.as_json(failures.with_warnings(answer, saved.problems)))
            return
        state = saved.value.life.words(store.now())
        output.write(tr("{task}: {state}", task=saved.value.name, state=state))
        failures.say_warnings(saved.problems)
