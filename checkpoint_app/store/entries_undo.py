"""Ctrl+Z and 撤销: the inverse of an entry's newest line, as a line of its own. Refused once something stands on that line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain, checking, timing
from checkpoint_app.model.records import Entry
from checkpoint_app.model.template import Template
from checkpoint_app.store import entries, entries_rows, errors, journal, shifts, templates
from checkpoint_app.store.saved import Saved

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

WITHIN = timedelta(seconds=60)
"""How long the last entry is taken back without a question."""


def undo_last(store: Store) -> Saved[Entry]:
    """Ctrl+Z: takes back the account's newest entry line of the last minute. Raises NotUndoable."""
    found = store.row(
        "SELECT line.record FROM line JOIN chain ON chain.id = line.chain WHERE line.noun='entry' AND chain.device=?"
        " ORDER BY line.id DESC LIMIT 1",
        (store.keys.id,),
    )
    if found is None:
        raise errors.NotUndoable(why=tr("nothing was recorded yet"))
    return undo(store, found[0], within=WITHIN)


def undo(store: Store, record_id: str, *, within: timedelta | None = None) -> Saved[Entry]:
    """The inverse of the newest line of an entry, as a line of its own.

    Raises NotUndoable when it is another officer's, too old, or the shift is signed.
    """
    return entries.write_change(store, prepare(store, record_id, within=within))


def prepare(store: Store, record_id: str, *, within: timedelta | None = None) -> entries.PreparedChange:
    """Everything about `undo` but the writing."""
    entry = entries.get(store, record_id)
    merged = journal.merged(store.db, record_id)
    last = merged.lines[-1]
    if merged.heads != (last.hash,) or last.officer != store.account.id:
        raise errors.NotUndoable(why=tr("somebody else has changed it since"))
    if within is not None and store.now() - timing.from_text(last.wall) > within:
        raise errors.NotUndoable(why=tr("the last entry is older than a minute"))
    if shifts.get(store, entry.shift).signed:
        raise errors.NotUndoable(why=tr("the shift is signed"))
    if last.op == "create":
        return entries.PreparedChange(entry, "void", {"open": {"reason": tr(entries_rows.VOID_REASON_MISTAKE)}})
    if last.op == "void":
        return entries.PreparedChange(entry, "unvoid", {"open": {"reason": tr("Undone")}})
    if last.op == "change":
        return entries.PreparedChange(entry, "change", _inverse(templates.get(store, entry.template), merged))
    raise errors.NotUndoable(why=tr("a confirmation stays"))


def _inverse(template: Template, merged: chain.Merged) -> dict[str, dict[str, Any]]:
    """What the newest change replaced, as a change."""
    last = merged.lines[-1]
    before = chain.merge(merged.lines[:-1])
    open_set = {key: before.set.get(key) for key in _mapping(last.body.get("set"))}
    changed: dict[str, Any] = {"values": {key: before.values.get(key) for key in _mapping(last.body.get("values"))}}
    tables: dict[str, Any] = {}
    for table, rows in _mapping(last.body.get("rows")).items():
        for row_id, row in rows.items():
            old = before.rows.get(table, {}).get(row_id)
            restored = None if old is None else {key: old.get(key) for key in {**(row or {}), **old}}
            tables.setdefault(table, {})[row_id] = restored
    changed["rows"] = tables
    body = checking.split_patch(template, changed)
    body["open"] = {**({"set": open_set} if open_set else {}), **body.get("open", {}), "reason": tr("Undone")}
    return body


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
