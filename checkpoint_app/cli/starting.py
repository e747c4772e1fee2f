"""`init` and `demo`: making a store. `init --join` needs the exchange with the station and says so."""

from __future__ import annotations

from pathlib import Path

import click

from checkpoint_app.cli import output, unlocking
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, whole
from checkpoint_app.errors import EXIT_USAGE, UserError
from checkpoint_app.i18n import noop, tr

_RECORDS = 3000
_SEED = 1


class EnrolmentLater(UserError):
    code = "ENROLMENT_LATER"
    message = noop("Joining a unit by stick comes with the version that exchanges data; it is not in this one.")
    hint = noop("Until then choose “Join a unit” in the window of the new laptop, with the unit file of the first one.")
    exit_code = EXIT_USAGE


@command
@click.option("--unit", metavar="NAME", default="", help=noop("Name of the unit"))
@click.option("--name", metavar="NAME", default="", help=noop("Name of the officer"))
@click.option("--unit-code", metavar="CODE", default="", help=noop("Code of the unit, 12 digits"))
@click.option("--join", is_flag=True, help=noop("A further laptop of a unit; comes with the exchange by stick"))
def init(call: Call, unit: str, name: str, unit_code: str, join: bool) -> None:
    if join:
        raise EnrolmentLater
    for option, value in (("--unit", unit), ("--name", name)):
        if not value.strip():
            raise UsageFault(tr("{name} is missing.", name=option), field=option, command=call.command)
    number = unlocking.officer(call)
    password = unlocking.new_secret(call.password_file, unlocking.PASSWORD, "--password-file")
    from checkpoint_app.store import opening

    made, recovery_key = opening.create(
        call.store, unit_name=unit, unit_code=unit_code, officer_number=number, officer_name=name, password=password
    )
    with made as store:
        answer = {"unit": store.unit.id, "device": store.device.id, "officer": store.account.id, "recovery_key": recovery_key}
        if call.json:
            output.write(output.as_json(answer))
            return
        output.write(tr("{unit} is set up in {folder}.", unit=store.unit.name, folder=call.store))
        output.write(
            tr("Recovery key, shown this once. Write it down and lock it away; without it and all passwords the data is lost:")
        )
        output.write(f"\n    {recovery_key}\n")


@command
@click.argument("folder", metavar="DIR", type=Path)
@click.option("--records", metavar="N", type=whole, default=_RECORDS, help=noop("About how many entries the year holds"))
@click.option("--seed", metavar="S", type=whole, default=_SEED, help=noop("The same seed makes the same year"))
def demo(call: Call, folder: Path, records: int, seed: int) -> None:
    from checkpoint_app import demo as demonstration

    result = demonstration.run(folder, records=records, seed=seed, say=output.say)
    answer = {
        "store": str(result.store),
        "officer": demonstration.FIRST_NUMBER,
        "password": demonstration.PASSWORD,
        "entries": result.entries,
        "shift_log": str(result.shift_log),
        "usb": str(result.usb),
        "pictures": str(result.pictures),
    }
    if call.json:
        output.write(output.as_json(answer))
        return
    output.pairs(
        [
            (tr("Store"), str(result.store)),
            (tr("Badge number"), demonstration.FIRST_NUMBER),
            (tr("Practice password"), demonstration.PASSWORD),
            (tr("Entries"), str(result.entries)),
            (tr("Shift log"), str(result.shift_log)),
            (tr("USB folder"), str(result.usb)),
            (tr("Pictures"), str(result.pictures) if result.pictures.exists() else ""),
        ]
    )
    output.write("")
    output.write(
        tr(
            "Look around: checkpoint-app --store {store} --officer {officer}",
            store=result.store,
            officer=demonstration.FIRST_NUMBER,
        )
    )
