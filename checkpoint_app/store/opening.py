"""Making a store and opening one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from checkpoint_app.model import ids, text
from checkpoint_app.model.records import Account, Device, Officer, Role, Unit
from checkpoint_app.store import (
    drafts,
    driver,
    errors,
    identity,
    journal,
    keys,
    locking,
    officers,
    place,
    registers,
    schema,
    settling,
    templates,
)
from checkpoint_app.store.session import DATABASE, REKEYED, Store, Transaction, utc_now

Clock = Callable[[], datetime]


def create(
    folder: Path,
    *,
    unit_name: str,
    officer_number: str,
    officer_name: str,
    password: str,
    unit_code: str = "",
    bureau: str = "",
    short: str = "",
    recovery: str = "",
    cost: keys.Cost | None = None,
    clock: Clock = utc_now,
) -> tuple[Store, str]:
    """A new unit with its first station device and first account (all roles). Returns the open store and the recovery key.

    The unit's root key is made from the recovery key (a new one unless `recovery` is given, which somebody has on paper already),
    certifies this device and is forgotten. Raises what `check_new` raises, DiskFull, DiskReadOnly.
    """
    content = check_new(folder, officer_number=officer_number, officer_name=officer_name, password=password)
    recovery = recovery or keys.new_recovery_key()
    root = keys.derive(keys.recovery_secret(recovery), "root")
    unit_id = identity.unit_id(identity.public_key(root))
    unit = {
        "name": text.natural_key(unit_name),
        "bureau": bureau,
        "short": short or short_name(unit_name),
        "code": unit_code,
        "zone": "Asia/Shanghai",
        "day_start": 0,
        "home_plate": "豫L",
        "root": identity.public_key(root).hex(),
    }
    device_keys = identity.new_device_keys()

    def fill(_store: Store, transaction: Transaction) -> None:
        transaction.append("unit", unit_id, "create", {"open": {"set": unit}})
        certificate = identity.certify(
            device_keys, unit=unit_id, kind="station", letter="A", name=machine_name(), by="root", at=transaction.at, signer=root
        )
        transaction.append("certificate", device_keys.id, "create", {"open": {"set": certificate}})
        for source in templates.shipped():
            templates.add(transaction, source)

    store = found(folder, content, password, unit_id, device_keys, recovery, fill, roles=tuple(Role), cost=cost, clock=clock)
    return store, recovery


def check_new(folder: Path, *, officer_number: str, officer_name: str, password: str) -> dict[str, object]:
    """Whether `create` could go on; writes nothing. Returns the officer's row.

    Raises StoreExists, FolderNotEmpty, WeakPassword, Refused (badge number, name).
    """
    content, problems = officers.check({"number": officer_number, "name": officer_name})
    if any(problem.severity == "error" for problem in problems):
        raise errors.Refused(problems)
    keys.check_password(password)
    check_free(folder)
    return content


def found(
    folder: Path,
    officer: dict[str, object],
    password: str,
    unit_id: str,
    device_keys: identity.DeviceKeys,
    recovery: str,
    fill: Callable[[Store, Transaction], None],
    *,
    roles: tuple[str, ...] = (),
    cost: keys.Cost | None = None,
    clock: Clock = utc_now,
) -> Store:
    """The files of a new store: database filled in one transaction, then `keys.json`, whose presence makes it a store.

    `fill` writes what the unit is; the officer gets the first account of this machine with `roles`. After any error the folder is as
    it was.
    """
    officer_id = ids.register_id(unit_id, "officer", str(officer["number"]))

    def begin(store: Store) -> None:
        keep_secrets(store, unit_id)
        store.unit = Unit(id=unit_id, name="")
        store.account = Account(officer=officers.to_officer(officer_id, officer), roles=frozenset(roles))
        with store.transaction() as transaction:
            fill(store, transaction)
            registers.upsert(transaction, "officer", officer, record=officer_id)
            if roles:
                role = {"officer": officer_id, "roles": list(roles)}
                transaction.append("role", ids.register_id(unit_id, "role", officer_id), "create", {"open": {"set": role}})
            first_account(store, transaction, officer_id)

    store = make_files(folder, str(officer["number"]), password, device_keys, recovery, begin, cost=cost, clock=clock)
    load(store, str(officer["number"]))
    return store


def make_files(
    folder: Path,
    number: str,
    password: str,
    device_keys: identity.DeviceKeys,
    recovery: str,
    begin: Callable[[Store], None],
    *,
    cost: keys.Cost | None,
    clock: Clock,
) -> Store:
    """The database, filled by `begin`, then `keys.json`, whose presence makes it a store. After any error the folder is as it was."""
    check_free(folder)
    database_key = secrets.token_bytes(32)
    key_file = keys.KeyFile.create(folder, database_key, recovery)
    key_file.set_password(number, password, database_key, cost)
    made = not folder.exists()
    with driver.trouble(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = locking.hold(folder, 0)
    try:
        db = driver.connect(folder / DATABASE, database_key)
        schema.migrate(db, folder / DATABASE)
        store = Store(folder, db, database_key, device_keys, identity.new_epoch(), lock=lock, clock=clock)
        begin(store)
        key_file.save()
    except BaseException:
        lock.close()
        clear(folder, made=made)
        raise
    return store


def first_account(store: Store, transaction: Transaction, officer_id: str) -> None:
    """The account of whoever set this machine up."""
    account = {"officer": officer_id, "device": store.keys.id, "temporary": False}
    record = ids.register_id(store.unit.id, "account", store.keys.id, officer_id)
    transaction.append("account", record, "create", {"open": {"set": account}}, scope="up")


def open_store(
    folder: Path, *, officer: str, password: str, wait_s: float = 1.0, clock: Clock = utc_now, waiting: bool = False
) -> Store:
    """Opens with a badge number and its password on this machine; one that waits for the station's answer only where `waiting` says so.

    Raises NoStore, StoreInUse, WrongPassword, PasswordWait, NoKeys, KeysDamaged, StoreDamaged, NewerStore, DiskReadOnly, NotEnrolledYet …
    """
    return _open(folder, lambda key_file: key_file.unlock(officer, password), officer, wait_s, clock, waiting=waiting)


def open_with_recovery(folder: Path, recovery_key: str, *, officer: str, wait_s: float = 1.0, clock: Clock = utc_now) -> Store:
    """Opens with the recovery sheet, as the account of `officer`, to set a new password."""
    return _open(folder, lambda key_file: key_file.recover(recovery_key), officer, wait_s, clock)


def _open(
    folder: Path,
    unlock: Callable[[keys.KeyFile], bytes],
    officer: str,
    wait_s: float,
    clock: Clock,
    *,
    waiting: bool = False,
) -> Store:
    from checkpoint_app.store import unenrolled

    if not place.exists(folder):
        raise errors.NoStore(folder=folder)
    key_file = keys.KeyFile.read(folder)
    if not (folder / DATABASE).exists():
        raise errors.NoStore(folder=folder)
    lock = locking.hold(folder, wait_s)
    try:
        database_key = unlock(key_file)
        if (folder / REKEYED).exists():
            _settle_rekey(folder, database_key)
        store = _connect(folder, database_key, lock, clock)
        try:
            if unenrolled.is_waiting(store):
                if not waiting:
                    raise errors.NotEnrolledYet
                unenrolled.load(store)
            else:
                load(store, officer)
                _catch_up(store)
        except BaseException:
            store.db.close()
            raise
    except BaseException:
        lock.close()
        raise
    return store


def _settle_rekey(folder: Path, database_key: bytes) -> None:
    """A change of the key was interrupted: the new file belongs to the keys that open it, else it is left over."""
    try:
        driver.connect(folder / REKEYED, database_key, read_only=True).close()
    except errors.StoreDamaged:
        (folder / REKEYED).unlink()
    else:
        finish_rekey(folder)


def finish_rekey(folder: Path) -> None:
    """The copy under the new key takes the place of the database."""
    for name in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (folder / name).unlink(missing_ok=True)
    (folder / REKEYED).replace(folder / DATABASE)
    keys.sync_folder(folder)


def _connect(folder: Path, database_key: bytes, lock: IO[bytes], clock: Clock) -> Store:
    db = driver.connect(folder / DATABASE, database_key)
    with driver.trouble(folder):
        schema.migrate(db, folder / DATABASE)
        kept = dict(db.execute("SELECT name, value FROM secret").fetchall())
        epoch = db.execute("SELECT value FROM meta WHERE key='epoch'").fetchone()[0]
    device_keys = identity.DeviceKeys(signing=bytes(kept["signing"]), age=bytes(kept["age"]).decode())
    return Store(folder, db, database_key, device_keys, epoch, lock=lock, clock=clock)


def load(store: Store, officer_number: str) -> None:
    """What an open store knows of itself: unit, device, account, counters."""
    with driver.trouble(store.folder):
        store.unit = load_unit(store)
        store.device = load_device(store)
        store.lamport = journal.greatest_lamport(store.db)
        store.account = load_account(store, officer_number)


def load_unit(store: Store) -> Unit:
    unit_id = store.meta("unit")
    content = registers.body(store.db, "unit", unit_id) or {"name": ""}
    return Unit(id=unit_id, **{key: value for key, value in content.items() if key in Unit.__slots__})


def load_device(store: Store) -> Device:
    """This machine as its certificate says; before enrolment a field device whose letter comes from its fingerprint."""
    content = registers.body(store.db, "certificate", store.keys.id)
    certificate = identity.read_certificate(content) if content else None
    if certificate is None:
        return Device(
            id=store.keys.id, letter=store.keys.id[:4].upper(), kind="field", name=store.meta("machine"), epoch=store.epoch
        )
    return Device(
        id=certificate.device, letter=certificate.letter, kind=certificate.kind, name=certificate.name, epoch=store.epoch
    )


def load_account(store: Store, number: str) -> Account:
    """Raises Unknown when nobody ever wrote of this badge number (an account without an officer cannot be).

    An officer whom another program changed to something that cannot be shown gets into the own store all the same.
    """
    record = registers.row_id(store, "officer", {"number": number})
    if registers.body(store.db, "officer", record) is None and journal.lines_of(store.db, record):
        officer = Officer(id=record, number=number)
    else:
        officer = officers.get(store, record)
    role = registers.body(store.db, "role", ids.register_id(store.unit.id, "role", officer.id)) or {}
    return Account(officer=officer, roles=frozenset(role.get("roles", ())))


def _catch_up(store: Store) -> None:
    """After an update of the program: projections computed by older code are rebuilt, new forms are kept. What was thrown away before the
    lock is erased now at the latest, also after a dead battery."""
    if store.meta("projection") != str(schema.PROJECTION):
        from checkpoint_app.store import rebuild

        rebuild.rebuild(store)
    settling.catch_up(store)
    templates.add_shipped(store)
    drafts.forget(store)


def keep_secrets(store: Store, unit_id: str) -> None:
    store.db.execute("BEGIN IMMEDIATE")
    secret_rows = [("signing", store.keys.signing), ("age", store.keys.age.encode())]
    store.db.executemany("INSERT INTO secret VALUES (?,?)", secret_rows)
    facts = [("unit", unit_id), ("device", store.keys.id), ("epoch", store.epoch), ("machine", machine_name())]
    store.db.executemany("INSERT INTO meta VALUES (?,?)", [*facts, ("projection", str(schema.PROJECTION))])
    store.db.execute("COMMIT")


def check_free(folder: Path) -> None:
    """Raises StoreExists, FolderNotEmpty: a store is made in a new or empty folder only."""
    if place.exists(folder):
        raise errors.StoreExists(folder=folder)
    with driver.trouble(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise errors.FolderNotEmpty(folder=folder)


def clear(folder: Path, *, made: bool) -> None:
    """Takes away what was written of a store that did not come to be; the folder itself if it was `made` for it."""
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", locking.FILE, keys.FILE, f"{keys.FILE}.new", keys.ATTEMPTS):
        (folder / name).unlink(missing_ok=True)
    if made and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def short_name(unit_name: str) -> str:
    """沙北派出所 → 沙北: what leads the unit's paper numbers."""
    name = text.natural_key(unit_name)
    for ending in ("派出所", "分局", "公安局", "大队", "中队"):
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    return name[:8]


def machine_name() -> str:
    import platform

    return platform.node() or os.name
