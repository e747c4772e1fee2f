"""`init` and `demo`: making a store. `init --join` makes one that waits for its station's answer."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import which

import click

from checkpoint_app.cli import output, unlocking
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, whole
from checkpoint_app.i18n import noop, tr

_RECORDS = 3000
_SEED = 1


@command
@click.option("--unit", metavar="NAME", default="", help=noop("Name of the unit"))
@click.option("--name", metavar="NAME", default="", help=noop("Name of the officer"))
@click.option("--unit-code", metavar="CODE", default="", help=noop("Code of the unit, 12 digits"))
@click.option("--join", is_flag=True, help=noop("A further machine of a unit, which a station takes in by its card"))
def init(call: Call, unit: str, name: str, unit_code: str, join: bool) -> None:
    for option, value in (("--unit", unit), ("--name", name)):
        if not value.strip() and not (join and option == "--unit"):
            raise UsageFault(tr("{name} is missing.", name=option), field=option, command=call.command)
    number = unlocking.officer(call)
    password = unlocking.new_secret(call.password_file, unlocking.PASSWORD, "--password-file")
    if join:
        _join(call, number, name, password)
        return
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
        _show_key(recovery_key)


def _show_key(recovery_key: str) -> None:
    output.write(
        tr("Recovery key, shown this once. Write it down and lock it away; without it and all passwords the data is lost:")
    )
    output.write(f"\n    {recovery_key}\n")


def _join(call: Call, number: str, name: str, password: str) -> None:
    from checkpoint_app.store import unenrolled

    made, recovery_key = unenrolled.create(call.store, officer_number=number, officer_name=name, password=password)
    with made as store:
        device = store.keys.id
    if call.json:
        output.write(output.as_json({"device": device, "recovery_key": recovery_key}))
        return
    output.write(tr("This machine is set up in {folder} and waits for its station.", folder=call.store))
    _show_key(recovery_key)
    output.write(tr("Next: checkpoint-app device card -o FILE, and take the card to the station."))


@command
@click.argument("folder", metavar="DIR", type=Path)
@click.option("--records", metavar="N", type=whole, default=_RECORDS, help=noop("About how many entries the year holds"))
@click.option("--seed", metavar="S", type=whole, default=_SEED, help=noop("The same seed makes the same year"))
def demo(call: Call, folder: Path, records: int, seed: int) -> None:
    from checkpoint_app import demo as demonstration

    result = demonstration.run(folder, records=records, seed=seed, say=output.say)
    carried = result.carried
    answer = {
        "store": str(result.store),
        "officer": demonstration.FIRST_NUMBER,
        "password": demonstration.PASSWORD,
        "entries": result.entries,
        "shift_log": str(result.shift_log),
        "usb": str(result.usb),
        "pictures": str(result.pictures),
        "stick": str(carried.stick),
        "received": carried.received,
        "repeated": carried.repeated,
        "lacking": carried.lacking,
        "not_received": carried.not_received,
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
            (tr("Stick"), str(carried.stick)),
            (
                tr("From the second machine"),
                tr(
                    "received {new}, repeated {repeated}, lacking {lacking}; without receipt: {left}",
                    new=carried.received,
                    repeated=carried.repeated,
                    lacking=carried.lacking,
                    left=carried.not_received,
                ),
            ),
            (tr("Pictures"), str(result.pictures) if result.pictures.exists() else ""),
        ]
    )
    output.write("")
    output.write(
        tr(
            "Look around: {program} --store {store} --officer {officer}",
            program=_program(),
            store=result.store,
            officer=demonstration.FIRST_NUMBER,
        )
    )


def _program() -> str:
    """What starts this program from the shell in which it runs now."""
    name = "checkpoint-app"
    return name if which(name) else f"{sys.executable} -m checkpoint_app"
