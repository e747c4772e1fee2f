"""What follows from lines that came: records shown that waited for them, hazards and to-dos, an own epoch left, oneself known anew.

The table `again` holds what is still to be done (`follow`: hazards and to-dos of an entry; else a noun to be shown anew), so that a
crash loses nothing: the next exchange or opening goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from checkpoint_app.model import chain, ids, timing, travel
from checkpoint_app.store import identity, journal, projection

if TYPE_CHECKING:
    from checkpoint_app.store.inspection import Inspected
    from checkpoint_app.store.session import Store, Transaction

FOLLOW: Final = "follow"
FIRST: Final = frozenset({"unit", "certificate", "template", "shift", "purge"})
"""Shown in the slice that brings them, however long it takes: much is made with them."""
_SLICE_S = 0.03
_POSITION = {noun: at for at, noun in enumerate(projection.ORDER)}


def position(noun: str) -> int:
    """Where a noun stands in the order of projections; unknown ones come last."""
    return _POSITION.get(noun, len(_POSITION))


def again(transaction: Transaction, task: str, record: str) -> None:
    """Notes that a record is to be shown anew (or what follows from an entry)."""
    transaction.db.execute("INSERT OR IGNORE INTO again VALUES (?,?)", (task, record))


def show(transaction: Transaction, noun: str, record: str, alone: Inspected | None = None) -> None:
    """Shows a record and notes what waited for it. `alone`: its only line, where the caller knows that."""
    merged = chain.merge([to_line(alone)]) if alone is not None else journal.merged(transaction.db, record)
    zone = (transaction.store.unit.zone, transaction.store.unit.day_start) if noun == "unit" else None
    projection.show(transaction.store, noun, record, merged)
    waiting = transaction.db.execute("SELECT noun, record FROM awaited WHERE needs=?", (record,)).fetchall()
    for other_noun, other in waiting:
        again(transaction, other_noun, other)
    if noun == "shift":  # entries that came before it, or before the one it was joined to
        for (entry,) in transaction.store.rows("SELECT id FROM entry WHERE shift=? AND day=''", (record,)):
            again(transaction, "entry", entry)
    if noun == "entry" and transaction.store.device.kind == travel.STATION:
        again(transaction, FOLLOW, record)
    if zone is not None and record == transaction.store.unit.id:
        _follow_the_unit(transaction, zone)


def to_line(one: Inspected) -> chain.Line:
    """A line that has just come, as the merge sees it."""
    header = one.header
    body = chain.read_parts(one.line.parts[part][1] for part in chain.PARTS if part in one.line.parts)
    return chain.Line(
        hash=one.digest.hex(),
        lamport=header.lamport,
        device=header.device,
        officer=header.officer,
        wall=header.wall,
        op=header.op,
        base=header.base,
        body=body or {},
        erased=frozenset(one.line.erased),
        readable=body is not None,
    )


def _follow_the_unit(transaction: Transaction, before: tuple[str, int]) -> None:
    """A new time zone or start of the day moves every figure to its day."""
    from checkpoint_app.store import opening

    store = transaction.store
    store.unit = opening.load_unit(store)
    if before != (store.unit.zone, store.unit.day_start):
        for noun in ("shift", "hazard", "task"):
            for record in journal.records_of(store.db, noun):
                again(transaction, noun, record)


def settle(store: Store, between: Callable[[], None], nouns: set[str], records: set[str]) -> None:
    """Works through `again`, in slices; shown records are added to `nouns` and `records`."""
    while True:
        rows = store.rows("SELECT task, record FROM again")
        if not rows:
            return
        rows.sort(key=lambda row: (row[0] == FOLLOW, position(row[0]), row[1]))
        at = 0
        while at < len(rows):
            deadline = time.perf_counter() + _SLICE_S
            with store.transaction() as transaction:
                while at < len(rows) and time.perf_counter() < deadline:
                    task, record = rows[at]
                    transaction.db.execute("DELETE FROM again WHERE task=? AND record=?", (task, record))
                    _do(transaction, task, record)
                    at += 1
            between()
        nouns.update(noun for task, _ in rows for noun in (("hazard", "task") if task == FOLLOW else (task,)))
        records.update(record for _, record in rows)


def _do(transaction: Transaction, task: str, record: str) -> None:
    if task == FOLLOW:
        from checkpoint_app.store import entries

        entries.follow(transaction, record)
        return
    merged = journal.merged(transaction.db, record)
    projection.show(transaction.store, task, record, merged)
    if task == "entry" and transaction.store.device.kind == travel.STATION:
        again(transaction, FOLLOW, record)


def is_own_epoch(store: Store, epoch: str, scope: str) -> bool:
    """Whether lines with this epoch are this machine's to write, now."""
    if epoch == store.epoch:
        return True
    if scope != "up":
        return False
    rows = store.rows("SELECT addressee FROM chain WHERE device=? AND epoch=? AND addressee<>''", (store.keys.id, epoch))
    return any(chain.addressed_epoch(store.epoch, row[0]) == epoch for row in rows)


def begin_epoch(transaction: Transaction, *, why: str) -> None:
    """Leaves the epoch behind, and says so to everybody: receipts written in it no longer count (`receipts`)."""
    store = transaction.store
    previous, store.epoch = store.epoch, identity.new_epoch()
    transaction.db.execute("UPDATE meta SET value=? WHERE key='epoch'", (store.epoch,))
    content = {"previous": previous, "why": why, "at": timing.to_text(transaction.at)}
    transaction.append("restore", ids.uuid7(), "create", {"open": {"set": content}})


def know_oneself_again(store: Store) -> None:
    """Unit, letter and kind of this device, roles of the account: as the lines that came say."""
    from dataclasses import replace

    from checkpoint_app.store import opening, registers

    store.unit = opening.load_unit(store)
    store.device = opening.load_device(store)
    role = registers.body(store.db, "role", ids.register_id(store.unit.id, "role", store.account.officer.id)) or {}
    store.account = replace(store.account, roles=frozenset(role.get("roles", ())))
