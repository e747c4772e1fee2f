"""What follows from lines that came: records shown that waited for them, hazards and to-dos, an own epoch left, oneself known anew.

The table `again` holds what is still to be done, so that a crash loses nothing and the next exchange or opening goes on: a noun to be shown
anew; `follow`, hazards and to-dos of an entry; `rest`, new entries that only have to be shown and counted. These are most of what comes,
and cost more than everything else: they wait until the machine that brought them has its receipt and may go (`show_rest`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from checkpoint_app.model import chain, ids, timing, travel
from checkpoint_app.store import identity, journal, projection, trust

if TYPE_CHECKING:
    from checkpoint_app.store.inspection import Inspected
    from checkpoint_app.store.session import Store, Transaction

FOLLOW: Final = "follow"
REST: Final = "rest"
FIRST: Final = frozenset({"unit", "certificate", "template", "shift", "purge"})
"""Shown in the slice that brings them, however long it takes: much is made with them."""
ONESELF: Final = frozenset({"unit", "certificate", "role", "account"})
"""What says who this machine and its account are: known anew once such records were shown (`know_oneself_again`)."""
_LONGEST_S: Final = 0.25
"""A slice ends as soon as somebody waits, and after so long though nobody does."""
_SHOWN_AT_ONCE: Final = 50
_FOLLOWED_AT_ONCE: Final = 200
_POSITION = {noun: at for at, noun in enumerate(projection.ORDER)}


def position(noun: str) -> int:
    """Where a noun stands in the order of projections; unknown ones come last."""
    return _POSITION.get(noun, len(_POSITION))


def again(transaction: Transaction, task: str, *records: str) -> None:
    """Notes that records are to be shown anew (or what follows from entries)."""
    transaction.db.executemany("INSERT OR IGNORE INTO again VALUES (?,?)", [(task, record) for record in records])


def show(transaction: Transaction, noun: str, records: Mapping[str, Inspected | None]) -> None:
    """Shows records of one noun and notes what waited for them. With each its only line, where the caller knows that."""
    store = transaction.store
    purged = _purged(store, [alone.digest for alone in records.values() if alone is not None])
    merged = {
        record: journal.merged(transaction.db, record)
        if alone is None or alone.digest in purged
        else chain.merge([to_line(alone)])
        for record, alone in records.items()
    }
    zone = (store.unit.zone, store.unit.day_start)
    projection.show_all(store, noun, merged)
    waiting = f"SELECT DISTINCT noun, record FROM awaited WHERE needs IN ({','.join('?' * len(records))})"
    for other_noun, other in store.rows(waiting, list(records)):
        again(transaction, other_noun, other)
    for record in records:
        if noun == "shift":  # entries that came before it, or before the one it was joined to
            early = store.rows("SELECT id FROM entry WHERE shift=? AND day=''", (record,))
            again(transaction, "entry", *(entry for (entry,) in early))
        if noun == "unit" and record == store.unit.id:
            _follow_the_unit(transaction, zone)
    if noun == "entry" and store.device.kind == travel.STATION:
        from checkpoint_app.store import entries

        fresh = [record for record, alone in records.items() if alone is not None]
        changed = [record for record, alone in records.items() if alone is None]
        again(transaction, FOLLOW, *changed, *entries.leading_on(store, fresh))


def _purged(store: Store, digests: Sequence[bytes]) -> set[bytes]:
    """Those of the lines that came with parts which a purge line had erased before."""
    marks = ",".join("?" * len(digests))
    return {bytes(row[0]) for row in store.rows(f"SELECT DISTINCT hash FROM erased_line WHERE hash IN ({marks})", digests)}


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


def can_wait(store: Store, one: Inspected) -> bool:
    """Whether a new entry, this its only line, has just to be shown and counted: nothing follows from it that others have to hear of."""
    from checkpoint_app.store import hazards, tasks, templates

    parts = [body for _, body in one.line.parts.values()]
    content = trust.set_of(one.line.parts["open"][1]) if "open" in one.line.parts else None
    if not isinstance(content, dict):
        return False
    try:
        template = templates.get(store, str(content.get("template")))
    except projection.UNREADABLE:
        return False
    return not hazards.concern(template) and not tasks.concern(template, [part.decode(errors="replace") for part in parts])


def show_rest(store: Store, between: Callable[[], None]) -> None:
    """Shows and counts the entries that could wait."""
    _work_through(store, between, f"task='{REST}'")


def _follow_the_unit(transaction: Transaction, before: tuple[str, int]) -> None:
    """A new time zone or start of the day moves every figure to its day."""
    from checkpoint_app.store import opening

    store = transaction.store
    store.unit = opening.load_unit(store)
    if before != (store.unit.zone, store.unit.day_start):
        for noun in ("shift", "hazard", "task"):
            again(transaction, noun, *journal.records_of(store.db, noun))


def catch_up(store: Store) -> None:
    """Everything that is left to do: after an exchange that was interrupted, and before figures are frozen while one is under way."""
    shown: set[str] = set()
    settle(store, lambda: None, shown, set())
    show_rest(store, lambda: None)
    if shown & ONESELF:
        know_oneself_again(store)


def settle(store: Store, between: Callable[[], None], nouns: set[str], records: set[str]) -> None:
    """Works through `again` but for what can wait; shown records are added to `nouns` and `records`."""
    for task, record in _work_through(store, between, f"task<>'{REST}'"):
        nouns.update(("hazard", "task") if task == FOLLOW else (task,))
        records.add(record)


def _work_through(store: Store, between: Callable[[], None], which: str) -> list[tuple[str, str]]:
    """Does these rows of `again`, and those that follow from them, in slices; returns them."""
    done_all: list[tuple[str, str]] = []
    while rows := store.rows(f"SELECT task, record FROM again WHERE {which}"):
        rows.sort(key=lambda row: (row[0] == FOLLOW, position(row[0]), row[1]))
        at = 0
        while at < len(rows):
            deadline = time.perf_counter() + _LONGEST_S
            with store.transaction() as transaction:
                while at < len(rows):
                    task = rows[at][0]
                    some = _alike(rows, at)
                    done = some[: _do(transaction, task, some)]
                    transaction.db.executemany("DELETE FROM again WHERE task=? AND record=?", [(task, record) for record in done])
                    at += len(done)
                    if store.is_waited_for() or time.perf_counter() > deadline:
                        break
            between()
        done_all += rows
    return done_all


def _alike(rows: Sequence[tuple[str, str]], at: int) -> list[str]:
    """The records of the next rows that ask for the same."""
    task = rows[at][0]
    most = _FOLLOWED_AT_ONCE if task == FOLLOW else _SHOWN_AT_ONCE
    return [record for _, record in takewhile(lambda row: row[0] == task, rows[at : at + most])]


def _do(transaction: Transaction, task: str, records: Sequence[str]) -> int:
    """Does one task for several records; returns for how many of them before somebody waited, at least one."""
    store = transaction.store
    if task == FOLLOW:
        return _follow(transaction, records)
    noun = "entry" if task == REST else task
    projection.show_all(store, noun, {record: journal.merged(transaction.db, record) for record in records})
    if task == "entry" and store.device.kind == travel.STATION:
        again(transaction, FOLLOW, *records)
    return len(records)


def _follow(transaction: Transaction, records: Sequence[str]) -> int:
    from checkpoint_app.store import entries

    leading = entries.leading_on(transaction.store, records)
    for done, record in enumerate(records):
        if done and transaction.store.is_waited_for():
            return done
        if record in leading:
            try:
                with transaction.attempt():
                    entries.follow(transaction, record)
            except projection.UNREADABLE:  # another program wrote it: this one cannot say what follows
                transaction.db.execute("INSERT OR IGNORE INTO awaited VALUES ('entry', ?, '')", (record,))
    return len(records)


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
