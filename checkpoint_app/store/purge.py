"""Erasing personal data on schedule: the parts go, the chain, the counts and the open fields stay.

A purge line (noun `purge`, only station devices write it) names lines and parts and carries the measures that can no longer be counted:

    set: {"lines": {line hash: [part, …]}, "measures": {entry id: {measure: value}}}

Erased is terminal: applying the line empties the parts here and wherever it travels, and nothing refills them: the table `erased_line`
keeps what purge lines named, so that a line which arrives after them loses those parts on arrival.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain, ids, measures, timing
from checkpoint_app.model.records import NO_CHANGES, Changes, Entry, Role
from checkpoint_app.model.template import Template
from checkpoint_app.store import driver, entries_rows, errors, journal, projection, search, templates

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was (or with a dry run would be) erased: entries by part."""

    personal: int
    fleeting: int
    changes: Changes = NO_CHANGES


def purge(store: Store, *, dry_run: bool = False) -> Report:
    """Erases what is due. Needs a station device and a clerk, leader or administrator. Raises NotAllowed."""
    store.require(tr("erasing personal data"), Role.CLERK, Role.LEADER, Role.ADMIN)
    if store.device.kind != "station":
        raise errors.NotAllowed(what=tr("erasing personal data on this machine"), roles=tr("station machine"))
    due = list(_due(store))
    report = Report(personal=sum("personal" in parts for _, parts in due), fleeting=sum("fleeting" in parts for _, parts in due))
    if dry_run:
        return report
    changes = NO_CHANGES
    for start in range(0, len(due), _AT_ONCE):
        changes = _erase(store, due[start : start + _AT_ONCE])
    _leave_no_fragment(store)
    return Report(personal=report.personal, fleeting=report.fleeting, changes=changes)


def _due(store: Store) -> Iterator[tuple[Entry, list[str]]]:
    now = store.now()
    rows = store.rows(
        f"SELECT {entries_rows.COLUMNS} FROM entry WHERE (personal IS NOT NULL OR fleeting IS NOT NULL) ORDER BY key"
    )
    for row in rows:
        entry = entries_rows.to_entry(row)
        template = templates.get(store, entry.template)
        parts = [part for part in ("personal", "fleeting") if _is_due(template, entry, part, row, now)]
        if parts:
            yield entry, parts


def _is_due(template: Template, entry: Entry, part: str, row: tuple[Any, ...], now: datetime) -> bool:
    present = row[13] if part == "personal" else row[14]
    days = template.personal_days if part == "personal" else template.fleeting_days
    if not present or entry.at > now - timedelta(days=days):
        return False
    if part == "personal":
        return True
    conditions = {field.fleeting_unless for field in template.fields if field.fleeting_unless}
    return not any(entry.values.get(key) for key in conditions)


def _erase(store: Store, due: list[tuple[Entry, list[str]]]) -> Changes:
    lines: dict[str, list[str]] = {}
    kept: dict[str, dict[str, Any]] = {}
    for entry, parts in due:
        for line in journal.lines_of(store.db, entry.id):
            lines[line.hash] = parts
        template = templates.get(store, entry.template)
        left = {key: value for key, value in entry.values.items() if template.part_of(key) not in parts}
        before, after = measures.count(template, entry.values), measures.count(template, left)
        lost = {name: value for name, value in before.items() if after.get(name) != value}
        if lost:
            kept[entry.id] = {**kept_measures(store, entry.id), **lost}
    with store.transaction() as transaction:
        body = {"set": {"at": timing.to_text(transaction.at), "lines": lines, "measures": kept}}
        transaction.append("purge", ids.uuid7(), "create", {"open": body})
    return transaction.changes


def project(store: Store, _record: str, merged: chain.Merged) -> None:
    """Projector of the noun `purge`: applies it to every line that is here."""
    content: dict[str, Any] = merged.set
    for entry, figures in content["measures"].items():
        store.db.execute("INSERT OR REPLACE INTO purged VALUES (?,?)", (entry, json.dumps(figures)))
    touched: dict[str, None] = {}
    for digest, parts in content["lines"].items():
        gone = [(bytes.fromhex(digest), part) for part in parts if part in ("personal", "fleeting")]
        store.db.executemany("INSERT OR IGNORE INTO erased_line VALUES (?,?)", gone)
        found = store.db.execute("SELECT id, record, erased FROM line WHERE hash=?", (bytes.fromhex(digest),)).fetchone()
        if found is None:
            continue
        touched[found[1]] = None
        erased = " ".join(sorted({*found[2].split(), *(part for _, part in gone)}))
        empty = "".join(f", {part}=NULL, {part}_salt=NULL" for _, part in gone)
        store.db.execute(f"UPDATE line SET erased=?{empty} WHERE id=?", (erased, found[0]))
    shown = [entry for entry in touched if store.db.execute("SELECT 1 FROM entry WHERE id=?", (entry,)).fetchone()]
    for start in range(0, len(shown), _AT_ONCE):
        some = shown[start : start + _AT_ONCE]
        projection.show_all(store, "entry", {entry: journal.merged(store.db, entry) for entry in some})


def kept_measures(store: Store, entry: str) -> dict[str, Any]:
    """The measures that a purge line carries for an entry."""
    found = store.db.execute("SELECT measures FROM purged WHERE record=?", (entry,)).fetchone()
    return json.loads(found[0]) if found else {}


def _leave_no_fragment(store: Store) -> None:
    """Out of the index, the write-ahead log and the copies that migrations left."""
    with driver.trouble(store.folder):
        search.forget(store.db)
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for copy in store.folder.glob("store.db.before-*"):
            copy.unlink()
