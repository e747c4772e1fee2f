"""Officer and password, and the store they open. Asks at a terminal only; a program gets an error instead of a question.

Passwords never stand on the command line (other users see it): they come from CHECKPOINT_PASSWORD, a file, or the keyboard.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.cli import output
from checkpoint_app.cli.failures import UsageFault
from checkpoint_app.cli.options import Call
from checkpoint_app.errors import UserError
from checkpoint_app.i18n import noop, tr

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

OFFICER, PASSWORD = "CHECKPOINT_OFFICER", "CHECKPOINT_PASSWORD"
NEW_PASSWORD, RECOVERY_KEY = "CHECKPOINT_NEW_PASSWORD", "CHECKPOINT_RECOVERY_KEY"


class NotGiven(UserError):
    """Something needed to unlock is missing, and there is no terminal to ask at."""

    code = "NOT_GIVEN"
    message = noop("{what} is not given, and there is no terminal to ask at.")
    hint = noop("Set {variable}, or use {option}.")


class PasswordsDiffer(UserError):
    code = "PASSWORDS_DIFFER"
    message = noop("The two passwords are not the same.")
    hint = noop("Start again and type it twice; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A badge number and its password."""

    officer: str
    password: str


@contextmanager
def opened(call: Call, *, waiting: bool = False) -> Iterator[Store]:
    """The open store of a call, closed afterwards; `waiting`: also one that waits for its station's answer.

    Raises NoStore, NotGiven, WrongPassword, StoreInUse …
    """
    with signed_in(call, waiting=waiting) as (store, _):
        yield store


@contextmanager
def signed_in(call: Call, *, waiting: bool = False) -> Iterator[tuple[Store, str]]:
    """The same with the password that opened it, for commands that have to show it again."""
    from checkpoint_app.store import accounts, errors, opening, place

    if not place.exists(call.store):
        raise errors.NoStore(folder=call.store)
    number = officer(call)
    password = secret(tr("Password"), call.password_file, PASSWORD, "--password-file")
    with opening.open_store(call.store, officer=number, password=password, waiting=waiting) as store:
        if store.account.id and accounts.is_temporary(store, store.account.id):
            output.say(tr("This is a one-time password. Set your own: checkpoint-app account password"))
        yield store, password


def officer(call: Call) -> str:
    """The badge number of a call. Raises NotGiven."""
    given = call.officer or os.environ.get(OFFICER, "")
    if given:
        return given
    if not _has_terminal():
        raise NotGiven(what=tr("The badge number"), variable=OFFICER, option="--officer")
    return _ask(tr("Badge number"))


def secret(what: str, file: Path | None, variable: str, option: str) -> str:
    """A password or key from a file, the environment, or the keyboard. Raises NotGiven, UsageFault (file)."""
    if file is not None:
        return _first_line(file)
    if os.environ.get(variable):
        return _without_halves(os.environ[variable])
    if not _has_terminal():
        raise NotGiven(what=what, variable=variable, option=option)
    return _without_halves(getpass.getpass(f"{what}: ", sys.stderr))


def new_secret(file: Path | None, variable: str, option: str) -> str:
    """A password to be set; typed twice when it comes from the keyboard. Raises NotGiven, PasswordsDiffer."""
    given = secret(tr("New password"), file, variable, option)
    if file is None and not os.environ.get(variable) and given != getpass.getpass(f"{tr('New password again')}: ", sys.stderr):
        raise PasswordsDiffer
    return given


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _ask(what: str) -> str:
    sys.stderr.write(f"{what}: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()


def _first_line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig") as stream:
            return stream.readline().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise UsageFault(tr("The file {file} is not UTF-8 text.", file=file)) from error


def _without_halves(given: str) -> str:
    """Bytes that are no UTF-8 cannot be part of a password."""
    if any("\ud800" <= char <= "\udfff" for char in given):
        raise UsageFault(tr("The password is not valid UTF-8."))
    return given
