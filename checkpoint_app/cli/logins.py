"""`account …`: who can log in on this machine. One-time passwords are printed once, for slips of paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click

from checkpoint_app.cli import nouns, output, unlocking
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call, command, input_file, names
from checkpoint_app.cli.unlocking import opened, signed_in
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import Role

_new_password_file = click.option(
    "--new-password-file",
    metavar="FILE",
    type=input_file,
    help=noop("File with the new password in its first line; also from CHECKPOINT_NEW_PASSWORD"),
)
_recovery_key_file = click.option(
    "--recovery-key-file",
    metavar="FILE",
    type=input_file,
    help=noop("File with the recovery key in its first line; also from CHECKPOINT_RECOVERY_KEY"),
)


@command
def account_list(call: Call) -> None:
    from checkpoint_app.store import accounts

    with opened(call) as store:
        nouns.accounts().write(accounts.every(store), "json" if call.json else "table")


@command
@click.argument("numbers", metavar="NUMBER", nargs=-1, required=True, type=names)
def account_add(call: Call, numbers: Sequence[tuple[str, ...]]) -> None:
    from checkpoint_app.store import accounts

    with opened(call) as store:
        slips, _ = accounts.give(store, chain.from_iterable(numbers))
    for slip in slips:
        officer = slip.officer
        if call.json:
            found = {"id": officer.id, "number": officer.number, "name": officer.name, "password": slip.password}
            output.write(output.as_json(found))
        else:
            output.write(tr("{officer}: one-time password {password}", officer=officer.label(), password=slip.password))


@command
@_new_password_file
def account_password(call: Call, new_password_file: Path | None) -> None:
    from checkpoint_app.store import accounts

    with signed_in(call) as (store, old):
        new = unlocking.new_secret(new_password_file, unlocking.NEW_PASSWORD, "--new-password-file")
        accounts.set_password(store, old, new)
        _done(call, store.account.officer.number, tr("The password is changed."))


@command
@click.argument("number", metavar="NUMBER")
@click.argument("roles", metavar="ROLE", nargs=-1)
def account_roles(call: Call, number: str, roles: Sequence[str]) -> None:
    """The roles given replace the officer's; without any there are none."""
    from checkpoint_app.store import accounts

    for role in roles:
        if role not in set(Role):
            raise UsageFault(
                tr("“{value}” is none of: {words}.", value=role, words=", ".join(Role)), field="ROLE", command=call.command
            )
    with opened(call) as store:
        accounts.set_roles(store, number, roles)
        _done(call, number, tr("The roles are changed."))


@command
@click.argument("number", metavar="NUMBER")
def account_remove(call: Call, number: str) -> None:
    from checkpoint_app.store import accounts

    with opened(call) as store:
        accounts.remove(store, number)
        _done(call, number, tr("The account is removed. Who knew a password may have kept the key: checkpoint-app account rekey"))


@command
@_recovery_key_file
def account_rekey(call: Call, recovery_key_file: Path | None) -> None:
    from checkpoint_app.store import accounts

    with signed_in(call) as (store, password):
        accounts.rekey(store, password, _recovery_key(recovery_key_file))
        _done(
            call,
            store.account.officer.number,
            tr("The store has a new key. The others need new passwords: checkpoint-app account add NUMBER"),
        )


@command
@_recovery_key_file
@_new_password_file
def account_recover(call: Call, recovery_key_file: Path | None, new_password_file: Path | None) -> None:
    from checkpoint_app.store import accounts, opening

    number = unlocking.officer(call)
    key = _recovery_key(recovery_key_file)
    with opening.open_with_recovery(call.store, key, officer=number) as store:
        new = unlocking.new_secret(new_password_file, unlocking.NEW_PASSWORD, "--new-password-file")
        accounts.reset_after_recovery(store, new)
        _done(call, number, tr("The password is changed."))


def _recovery_key(file: Path | None) -> str:
    return unlocking.secret(tr("Recovery key"), file, unlocking.RECOVERY_KEY, "--recovery-key-file")


def _done(call: Call, number: str, words: str) -> None:
    output.write(output.as_json({"number": number, "done": True}) if call.json else words)
