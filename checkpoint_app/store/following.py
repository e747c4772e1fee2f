"""Records that follow from an entry (hazards, to-dos): kept in step with it in the transaction that writes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain
from checkpoint_app.model.records import Entry, EntryState
from checkpoint_app.store import journal

if TYPE_CHECKING:
    from checkpoint_app.store.session import Transaction


def keep(
    transaction: Transaction, noun: str, entry: Entry, wanted: Mapping[str, Mapping[str, Any]], known: Iterable[str]
) -> None:
    """`wanted`: id → what the entry says of each record now; `known`: the ids of those that follow from it already.

    New ones are created, changed ones changed, those the entry no longer names are void, and come back when it names them again.
    """
    for record in dict.fromkeys([*wanted, *known]):
        merged = journal.merged(transaction.db, record)
        content = wanted.get(record)
        if not merged.lines:
            transaction.append(noun, record, "create", {"open": {"set": dict(content or {})}})
        elif content is None:
            if merged.void is None:
                reason = entry.reason if entry.state is EntryState.VOID and entry.reason else tr("No longer in the check")
                change(transaction, noun, record, {"reason": reason}, op="void")
        else:
            _bring_back(transaction, noun, record, merged, content)


def _bring_back(transaction: Transaction, noun: str, record: str, merged: chain.Merged, content: Mapping[str, Any]) -> None:
    """What follows is there, and says what the entry says now."""
    if merged.void is not None:
        change(transaction, noun, record, {"reason": tr("Undone")}, op="unvoid")
    changed = {key: content.get(key) for key in {**merged.set, **content} if merged.set.get(key) != content.get(key)}
    if changed:
        change(transaction, noun, record, {"set": changed})


def change(transaction: Transaction, noun: str, record: str, body: Mapping[str, Any], *, op: str = "change") -> int:
    """A line on top of everything that is known of a record; returns its seq."""
    base = journal.merged(transaction.db, record).heads
    return transaction.append(noun, record, op, {"open": body}, base=base)
