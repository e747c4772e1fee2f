"""Who can log in on this machine, and with which roles. Passwords live in keys.json only; the journal says who got an account."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checkpoint_app.i18n import tr
from checkpoint_app.model import ids
from checkpoint_app.model.records import Changes, Officer, Role
from checkpoint_app.store import driver, errors, journal, keys, officers, opening, registers
from checkpoint_app.store.session import DATABASE, REKEYED

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

_SLIP_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One officer's account on this machine. `temporary`: the password is a one-time one and must be changed at the next login."""

    officer: Officer
    roles: frozenset[str]
    temporary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A one-time password to hand over on paper."""

    officer: Officer
    password: str


def every(store: Store) -> list[AccountRow]:
    """The accounts of this machine by badge number."""
    key_file = keys.KeyFile.read(store.folder)
    return [
        AccountRow(officer=officer, roles=roles_of(store, officer.id), temporary=is_temporary(store, officer.id))
        for officer in officers.every(store)
        if key_file.has(officer.number)
    ]


def roles_of(store: Store, officer: str) -> frozenset[str]:
    content = registers.body(store.db, "role", ids.register_id(store.unit.id, "role", officer)) or {}
    return frozenset(content.get("roles", ()))


def is_temporary(store: Store, officer: str) -> bool:
    content = registers.body(store.db, "account", _record(store, officer)) or {}
    return bool(content.get("temporary"))


def _record(store: Store, officer: str) -> str:
    return ids.register_id(store.unit.id, "account", store.keys.id, officer)


def give(store: Store, numbers: Iterable[str]) -> tuple[list[Slip], Changes]:
    """A one-time password for each officer, new account or forgotten password; journaled. Needs a leader or administrator."""
    store.require(tr("giving passwords"), Role.LEADER, Role.ADMIN)
    slips = [Slip(officer=officers.need(store, number), password=one_time_password()) for number in numbers]
    key_file = keys.KeyFile.read(store.folder)
    for slip in slips:
        key_file.set_password(slip.officer.number, slip.password, store.key)
    with store.transaction() as transaction:
        for slip in slips:
            content = {"officer": slip.officer.id, "device": store.keys.id, "temporary": True, "given_by": store.account.id}
            _upsert_account(store, transaction, slip.officer, content)
        key_file.save()
    return slips, transaction.changes


def _upsert_account(store: Store, transaction: Transaction, officer: Officer, content: Mapping[str, object]) -> None:
    record = _record(store, officer.id)
    merged = journal.merged(store.db, record)
    op = "change" if merged.lines else "create"
    transaction.append("account", record, op, {"open": {"set": content}}, scope="up", base=merged.heads)


def set_password(store: Store, old: str, new: str) -> Changes:
    """The account's own new password. Raises WrongPassword, WeakPassword."""
    if not verify(store, store.account.officer.number, old):
        raise errors.WrongPassword
    return _set_password(store, new)


def reset_after_recovery(store: Store, new: str) -> Changes:
    """A new password for the account that was opened with the recovery key. Raises WeakPassword."""
    return _set_password(store, new)


def _set_password(store: Store, new: str) -> Changes:
    key_file = keys.KeyFile.read(store.folder)
    key_file.set_password(store.account.officer.number, new, store.key)
    with store.transaction() as transaction:
        content = {"officer": store.account.id, "device": store.keys.id, "temporary": False}
        _upsert_account(store, transaction, store.account.officer, content)
        key_file.save()
    return transaction.changes


def verify(store: Store, number: str, password: str) -> bool:
    """True when this is the officer's password on this machine (a successor signs, an officer switches). Raises PasswordWait."""
    try:
        return secrets.compare_digest(keys.KeyFile.read(store.folder).unlock(number, password), store.key)
    except errors.WrongPassword:
        return False


def switch(store: Store, number: str, password: str) -> None:
    """The store goes on with another officer's account; nothing is closed or lost. Raises WrongPassword, PasswordWait."""
    if not verify(store, number, password):
        raise errors.WrongPassword
    store.account = opening.load_account(store, number)


def remove(store: Store, number: str) -> Changes:
    """No more login on this machine. Somebody who knew a password may have kept the key: `rekey` follows. Needs an administrator."""
    store.require(tr("removing an account"), Role.ADMIN)
    officer = officers.need(store, number)
    key_file = keys.KeyFile.read(store.folder)
    if not key_file.has(officer.number):
        raise errors.Unknown(noun=tr("account"), name=officer.label())
    if officer.id == store.account.id:
        raise errors.NotAllowed(what=tr("removing your own account"), roles=tr("Administrator"))
    key_file.remove(officer.number)
    with store.transaction() as transaction:
        content = {"officer": officer.id, "device": store.keys.id, "removed_by": store.account.id}
        _upsert_account(store, transaction, officer, content)
        key_file.save()
    return transaction.changes


def set_roles(store: Store, number: str, roles: Iterable[str]) -> Changes:
    """Replaces an officer's roles; only station devices write them. Needs an administrator."""
    store.require(tr("changing roles"), Role.ADMIN)
    officer = officers.need(store, number)
    content = {"officer": officer.id, "roles": sorted({Role(role).value for role in roles})}
    with store.transaction() as transaction:
        registers.upsert(transaction, "role", content, record=ids.register_id(store.unit.id, "role", officer.id))
    return transaction.changes


def rekey(store: Store, password: str, recovery_key: str) -> None:
    """A new database key: the whole file is encrypted anew, and only this account and the recovery sheet open it.

    The others get one-time passwords afterwards (`give`). Raises WrongPassword, WrongRecoveryKey, DiskFull. A power cut in the middle
    leaves the old file with the old keys, or the new with the new.
    """
    store.require(tr("changing the key of the store"), Role.ADMIN)
    if not verify(store, store.account.officer.number, password):
        raise errors.WrongPassword
    keys.KeyFile.read(store.folder).recover(recovery_key)
    key = secrets.token_bytes(32)
    key_file = keys.KeyFile.create(store.folder, key, recovery_key)
    key_file.set_password(store.account.officer.number, password, key)
    with driver.trouble(store.folder):
        driver.copy_encrypted(store.db, store.folder / REKEYED, key)
    key_file.save()
    store.db.close()
    opening.finish_rekey(store.folder)
    store.db, store.key = driver.connect(store.folder / DATABASE, key), key


def one_time_password() -> str:
    """Ten letters and digits without look-alikes, about 49 bits: enough for a password that is changed at the first login."""
    return "".join(secrets.choice(_SLIP_LETTERS) for _ in range(10))
