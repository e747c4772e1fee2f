"""A machine that was set up to join a unit and waits for the station's answer (`init --join`).

It knows who set it up and has its keys; it does not know its unit, so it holds no line and no register: every id of a unit is made from
the unit's. The answer brings the unit (`adopt`, then the lines as from any bundle); `settle` makes it a store like others.
"""

from __future__ import annotations

import json
from pathlib import Path

from checkpoint_app.model import ids
from checkpoint_app.model.records import Account, Unit
from checkpoint_app.store import errors, identity, journal, keys, officers, opening, registers
from checkpoint_app.store.session import Store, utc_now

_WHO = "waiting"
"""In `meta`: number and name of who set the machine up, as long as it waits."""


def create(
    folder: Path,
    *,
    officer_number: str,
    officer_name: str,
    password: str,
    recovery: str = "",
    cost: keys.Cost | None = None,
    clock: opening.Clock = utc_now,
) -> tuple[Store, str]:
    """Keys and the account's password, not a single line. Returns the open store and this machine's recovery key (a new one unless
    `recovery` is given, which somebody has on paper already).

    Raises StoreExists, FolderNotEmpty, WeakPassword, Refused (badge number, name), DiskFull, DiskReadOnly.
    """
    content, problems = officers.check({"number": officer_number, "name": officer_name})
    if any(problem.severity == "error" for problem in problems):
        raise errors.Refused(problems)
    recovery = recovery or keys.new_recovery_key()

    def begin(store: Store) -> None:
        opening.keep_secrets(store, "")
        store.db.execute("INSERT INTO meta VALUES (?,?)", (_WHO, json.dumps(content, ensure_ascii=False)))

    number = str(content["number"])
    store = opening.make_files(folder, number, password, identity.new_device_keys(), recovery, begin, cost=cost, clock=clock)
    load(store)
    return store, recovery


def is_waiting(store: Store) -> bool:
    """Whether the machine waits for the answer."""
    return bool(store.meta(_WHO))


def load(store: Store) -> None:
    """What an open store knows of itself while it waits."""
    content = json.loads(store.meta(_WHO))
    store.unit = Unit(id=store.meta("unit"), name="")
    store.device = opening.load_device(store)
    store.lamport = journal.greatest_lamport(store.db)
    store.account = Account(officer=officers.to_officer("", content), roles=frozenset())


def adopt(store: Store, unit_id: str) -> None:
    """The machine learns which unit it belongs to. The id is made from the unit's root key, so nothing of another unit fits it."""
    with store.transaction() as transaction:
        transaction.db.execute("INSERT OR REPLACE INTO meta VALUES ('unit', ?)", (unit_id,))
    store.unit = Unit(id=unit_id, name="")


def settle(store: Store) -> None:
    """The answer is here: the officer's row where the unit does not know it yet, the account; then it is a store like others."""
    content = json.loads(store.meta(_WHO))
    officer_id = ids.register_id(store.unit.id, "officer", str(content["number"]))
    store.account = Account(officer=officers.to_officer(officer_id, content), roles=frozenset())
    with store.transaction() as transaction:
        if registers.body(store.db, "officer", officer_id) is None:
            registers.upsert(transaction, "officer", content, record=officer_id)
        opening.first_account(store, transaction, officer_id)
        transaction.db.execute("DELETE FROM meta WHERE key=?", (_WHO,))
    opening.load(store, str(content["number"]))
