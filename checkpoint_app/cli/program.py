"""The table of commands, and how an argument list finds its command. Loads a command's module only when it is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module

import click

import checkpoint_app
from checkpoint_app import i18n
from checkpoint_app.cli import helping, options, output
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.errors import EXIT_DONE
from checkpoint_app.i18n import noop, tr


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command stands: module of this package, its name there, what it does in one sentence."""

    module: str
    name: str
    help: str


COMMANDS: dict[str, Place] = {
    "init": Place("starting", "init", noop("Set up a new unit with its first device; prints the recovery key once")),
    "demo": Place("starting", "demo", noop("Make a practice store in DIR and do the whole main job on it")),
    "import": Place(
        "registers",
        "import_register",
        noop("Read officers, sites, schools, premises, equipment or rosters from XLSX, CSV or JSON Lines"),
    ),
    "template list": Place("forms", "template_list", noop("List the forms")),
    "template show": Place("forms", "template_show", noop("Show a form with its fields")),
    "template check": Place("forms", "template_check", noop("Check the file of a form; needs no store")),
    "template preview": Place("forms", "template_preview", noop("A picture of a form as it will look; needs no store")),
    "template add": Place("forms", "template_add", noop("Add a form or a new version of one")),
    "shift open": Place("duty", "shift_open", noop("Open a shift")),
    "shift close": Place("duty", "shift_close", noop("End recording: hand over, withdraw, or wait for the station")),
    "shift take": Place("duty", "shift_take", noop("Take a shift over, as its successor")),
    "shift file": Place("duty", "shift_file", noop("The signed paper is in the folder")),
    "shift join": Place("duty", "shift_join", noop("Join a shift that another machine opened for the same duty")),
    "shift list": Place("duty", "shift_list", noop("List shifts")),
    "shift show": Place("duty", "shift_show", noop("Show a shift with its history")),
    "record": Place("recording", "record", noop("Record entries from JSON Lines; each is saved before it is answered")),
    "correct": Place("recording", "correct", noop("Correct an entry, with a reason")),
    "void": Place("recording", "void", noop("Void an entry, with a reason")),
    "confirm": Place("recording", "confirm", noop("Confirm what auxiliaries wrote")),
    "attach": Place("files", "attach", noop("Put photos and PDF files into the store; prints the number that an entry names")),
    "photo": Place("files", "photo", noop("Write a stored photo or file to FILE")),
    "list": Place(
        "listing", "list_records", noop("List entries of a form, or officer, site, shift, template, account, operation")
    ),
    "search": Place("listing", "search", noop("Find entries by any part of their text, plate, site or officer")),
    "show": Place("showing", "show", noop("Show a record with its history")),
    "hazard": Place("hazards", "hazard", noop("A step of a hazard: new deadline, transfer, report, closing")),
    "task": Place("tasks", "task", noop("A step of a to-do: done with a number, arrived, extended, given on")),
    "operation open": Place("operations", "operation_open", noop("Open an operation, or change it")),
    "operation list": Place("operations", "operation_list", noop("List operations")),
    "operation show": Place(
        "operations", "operation_show", noop("An operation with the figures of its shifts; -o as a workbook")
    ),
    "operation close": Place("operations", "operation_close", noop("Close an operation")),
    "operation reopen": Place("operations", "operation_reopen", noop("Take a closed operation up again, with a reason")),
    "print shift-log": Place("paper", "print_shift_log", noop("The shift log as PDF")),
    "print correction": Place("paper", "print_correction", noop("The corrections of a signed shift as PDF")),
    "print operation": Place("operations", "print_operation", noop("The sheet of an operation as PDF")),
    "print entry": Place("paper", "print_entry", noop("One entry as PDF")),
    "print board": Place("school", "print_board", noop("The coverage of school guard in a period or a day as PDF")),
    "print register": Place("school", "print_register", noop("The register of school guard posts as PDF")),
    "print ledger": Place("ledgers", "print_ledger", noop("A ledger as PDF: hazards, extinguishers")),
    "print labels": Place(
        "equipment_papers", "print_labels", noop("Labels with QR for fire equipment as PDF, on A4 label sheets")
    ),
    "print round": Place("equipment_papers", "print_round", noop("The sheet for a round of fire equipment on paper as PDF")),
    "statistics": Place("statistics", "statistics", noop("The figures of a period, as table, JSON Lines, bulletin or XLSX")),
    "workbook add": Place(
        "own_workbooks", "workbook_add", noop("Take up the bureau's own workbook: which cell gets which figure")
    ),
    "workbook show": Place("own_workbooks", "workbook_show", noop("What each cell of a workbook gets")),
    "workbook list": Place("own_workbooks", "workbook_list", noop("The workbooks that are filled")),
    "print statistics": Place("statistics", "print_statistics", noop("The statistics of a period as PDF, with charts")),
    "export": Place("paper", "export", noop("Write the USB data folder")),
    "check plate": Place("checks", "check_plate", noop("Check number plates; needs no store")),
    "check identity": Place("checks", "check_identity", noop("Check identity numbers; needs no store")),
    "check phone": Place("checks", "check_phone", noop("Check telephone numbers; needs no store")),
    "due": Place(
        "due", "due", noop("When an extinguisher is to be serviced and scrapped; without a kind: what of the store is due")
    ),
    "verify": Place("care", "verify", noop("Check that everything is as it was written")),
    "verify-print": Place("paper", "verify_print", noop("Compare a printed PDF with the data")),
    "rebuild": Place("care", "rebuild", noop("Compute lists and figures anew from the journal")),
    "purge": Place("care", "purge", noop("Erase personal data that is due")),
    "backup": Place("care", "backup", noop("The whole store, encrypted, as one file in DIR")),
    "restore": Place("care", "restore", noop("Make a store from a backup, in a new folder")),
    "account list": Place("logins", "account_list", noop("Who can log in on this machine")),
    "account add": Place("logins", "account_add", noop("Give officers an account, or a new one-time password")),
    "account password": Place("logins", "account_password", noop("Change your own password")),
    "account roles": Place("logins", "account_roles", noop("Set an officer's roles")),
    "account remove": Place("logins", "account_remove", noop("Take an officer's account away")),
    "account rekey": Place("logins", "account_rekey", noop("Encrypt the store with a new key after somebody has left")),
    "account recover": Place("logins", "account_recover", noop("Set a new password with the recovery key")),
    "hub serve": Place("serving", "hub_serve", noop("This station's store over HTTPS, for laptops and the duty room")),
    "hub archive": Place("bureau", "hub_archive", noop("The bureau's archive over HTTPS: all stations in one PostgreSQL")),
    "hub deliver": Place("bureau", "hub_deliver", noop("Deliver open parts and figures of this station to the bureau's archive")),
    "device card": Place("devices", "device_card", noop("Write this machine's card, to be taken to the station")),
    "device enrol": Place("devices", "device_enrol", noop("Take a machine into the unit by its card; writes the answer for it")),
    "device list": Place("devices", "device_list", noop("List the machines of the unit")),
    "device revoke": Place("devices", "device_revoke", noop("Cut off a machine that was lost")),
    "print loss": Place("devices", "print_loss", noop("The report on a lost machine as PDF")),
    "print delivery": Place(
        "devices", "print_delivery", noop("What a receipt says was delivered, as PDF; a machine's newest, default this one's")
    ),
    "bundle write": Place("exchange", "bundle_write", noop("Write what other machines lack into DIR, encrypted")),
    "bundle read": Place("exchange", "bundle_read", noop("Take in bundles of other machines, or the station's answer")),
    "bundle inspect": Place("exchange", "bundle_inspect", noop("Show what a bundle holds and whether it is whole")),
    "sync": Place(
        "exchange", "sync", noop("Exchange by stick or with the hub: take in what is there, give what the others lack")
    ),
    "receipts": Place("exchange", "receipts", noop("List the station's receipts")),
    "errors": Place("checks", "errors", noop("List the codes of all errors")),
}


def run(arguments: Sequence[str]) -> int:
    """Finds the command and calls it. Raises UserError; everything click complains about is a UsageFault."""
    arranged = options.arrange(arguments)
    i18n.set_language(_language(arranged))
    if any("\ud800" <= char <= "\udfff" for argument in arguments for char in argument):
        raise UsageFault(tr("An argument is not valid UTF-8."))
    strange = options.unknown(arranged)
    if strange is not None:
        raise UsageFault(_no_option(strange, sorted(options.VALUED | options.FLAGS)))
    if arranged.has("--version"):
        output.write(checkpoint_app.__version__)
        return EXIT_DONE
    if not arranged.words:
        return _without_command(arranged)
    name, words = _find(arranged.words, wants_help=arranged.has("--help", "-h"))
    if name is None:
        return EXIT_DONE
    place = COMMANDS[name]
    command: options.Command = getattr(import_module(f"checkpoint_app.cli.{place.module}"), place.name)
    if arranged.has("--help", "-h"):
        output.write(helping.of_command(name, place.help, command))
        return EXIT_DONE
    return _call(command, name, [*arranged.options, "--", *words])


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether errors are to be objects, also when the call itself could not be understood."""
    arranged = options.arrange(arguments)
    return arranged.has("--json") or arranged.value("--format") == "json"


def _language(arranged: options.Arranged) -> str:
    wanted = arranged.value("--lang")
    return wanted if wanted in i18n.LANGUAGES else i18n.LANGUAGES[0]


def _without_command(arranged: options.Arranged) -> int:
    if arranged.has("--help", "-h"):
        output.write(helping.of_program((name, place.help) for name, place in COMMANDS.items()))
        return EXIT_DONE
    with _usage("checkpoint-app"):
        call = options.call_of(arranged.options)
    from checkpoint_app import app

    return app.main(store=call.store)


def _find(words: Sequence[str], *, wants_help: bool) -> tuple[str | None, Sequence[str]]:
    """The command that the first words name, and the words that are left. Shows the commands of a group where help is wanted."""
    for length in (2, 1):
        name = " ".join(words[:length])
        if len(words) >= length and name in COMMANDS:
            return name, words[length:]
    first = words[0]
    group = {name: place.help for name, place in COMMANDS.items() if name.startswith(f"{first} ")}
    if group and wants_help:
        output.write(helping.of_program(group.items()))
        return None, ()
    known = ", ".join(name.partition(" ")[2] for name in group)
    if group and len(words) > 1:
        raise UsageFault(
            tr("There is no command “{name}”; there are: {known}.", name=" ".join(words[:2]), known=known),
            command=f"checkpoint-app {first}",
        )
    if group:
        raise UsageFault(tr("“{name}” needs one more word: {known}.", name=first, known=known), command=f"checkpoint-app {first}")
    raise UsageFault(_no_command(first))


def _no_command(name: str) -> str:
    near = get_close_matches(name, [known.partition(" ")[0] for known in COMMANDS], n=1)
    if near:
        return tr("There is no command “{name}”. Do you mean “{near}”?", name=name, near=near[0])
    return tr("There is no command “{name}”.", name=name)


def _no_option(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return tr("There is no option {name}. Do you mean {near}?", name=name, near=near[0])
    return tr("There is no option {name}.", name=name)


def _call(command: options.Command, name: str, arguments: list[str]) -> int:
    path = f"checkpoint-app {name}"
    with _usage(path):
        context = command.make_context(path, arguments)
    with context:
        return command.invoke(context)


@contextmanager
def _usage(path: str) -> Iterator[None]:
    """What click complains about, as an error of ours in the language of the moment."""
    try:
        yield
    except click.MissingParameter as error:
        name = helping.parameter_name(error.param) if error.param else ""
        raise UsageFault(tr("{name} is missing.", name=name), field=name, command=path) from error
    except click.NoSuchOption as error:
        raise UsageFault(tr("“{command}” has no option {name}.", command=path, name=error.option_name), command=path) from error
    except click.BadOptionUsage as error:
        what = tr("The option {name} is not used like that: one value, or none for a switch.", name=error.option_name)
        raise UsageFault(what, field=error.option_name, command=path) from error
    except click.UsageError as error:
        raise UsageFault(error.format_message(), command=path) from error
