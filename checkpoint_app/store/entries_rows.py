"""Rows of entries to values, and out of list, tally and index. How they get there is in `entries_shown`, what one does with an entry in
`entries`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop
from checkpoint_app.model import chain, timing, travel
from checkpoint_app.model.records import Entry, EntryState
from checkpoint_app.store import forces, registers, search, tally, templates

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

COLUMNS = (
    "key, id, shift, template, template_id, site, at, typed_at, checked_by, account, state, seq, body, personal, fleeting, erased,"
    " source, page, late, corrected, conflict, reason"
)
VOID_REASON_MISTAKE = noop("Entered by mistake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the row of an entry held before: needed to take it out of tally and index."""

    key: int
    at: str
    site: str
    counted: str
    indexed: str


def chain_of(store: Store, merged: chain.Merged) -> tuple[str, str]:
    """Scope of a further line about an entry, and to whom it goes back: what a station changes of a laptop's entry, the laptop sees."""
    from checkpoint_app.store import trust

    scope = templates.get(store, str(merged.set["template"])).scope
    writer = merged.lines[0].device
    if scope != "up" or writer == store.keys.id or store.device.kind != travel.STATION:
        return scope, ""
    return scope, "" if trust.load(store).is_station(writer) else writer


def shift_of(store: Store, record: str) -> tuple[str, str, str, str]:
    """The shift that an entry shows under, with its site, day and planned start: its own, or the one that its own was joined to."""
    seen: set[str] = set()
    while True:
        found = store.db.execute(
            "SELECT site, day, planned_from, json_extract(body, '$.merged_into') FROM shift WHERE id=?", (record,)
        ).fetchone()
        if found is None:
            return record, "", "", ""
        seen.add(record)
        if not found[3] or found[3] in seen:
            return record, found[0], found[1], found[2]
        record = found[3]


def hide(store: Store, record: str) -> None:
    """Takes an entry out of list, tally and index."""
    kept = _kept(store, record)
    if kept is None:
        return
    tally.move(store.db, tally.from_kept(json.loads(kept.counted)), {})
    search.remove(store.db, kept.key, kept.indexed.split("\n"))
    window = store.row(
        "SELECT shift.planned_from FROM entry JOIN shift ON shift.id = entry.shift WHERE entry.key=? AND instr(entry.body, '\"crew\"')",
        (kept.key,),
    )
    store.db.execute("DELETE FROM entry WHERE key=?", (kept.key,))
    if window is not None:
        forces.count(store, kept.site, window[0])


def _kept(store: Store, record: str) -> Kept | None:
    found = store.db.execute("SELECT key, at, site, tally, texts FROM entry WHERE id=?", (record,)).fetchone()
    return Kept(key=found[0], at=found[1], site=found[2], counted=found[3], indexed=found[4]) if found else None


def to_entry(row: tuple[Any, ...]) -> Entry:
    """A row of `COLUMNS` → value."""
    values: dict[str, Any] = {}
    for part in row[12:15]:
        if part:
            values.update(json.loads(part))
    return Entry(
        key=row[0],
        id=row[1],
        shift=row[2],
        template=row[3],
        template_id=row[4],
        site=row[5],
        at=timing.from_text(row[6]),
        typed_at=timing.from_text(row[7]),
        checked_by=tuple(json.loads(row[8])),
        account=row[9],
        state=EntryState(row[10]),
        seq=row[11],
        values=values,
        erased=frozenset(row[15].split()),
        source=row[16],
        page=row[17],
        late=bool(row[18]),
        corrected=bool(row[19]),
        conflict=bool(row[20]),
        reason=row[21],
    )


def officer_names(store: Store, entry: Entry) -> str:
    """王小明 李强"""
    known = registers.StoreRegisters(store.db)
    return " ".join(known.name("officer", officer) for officer in entry.checked_by)
