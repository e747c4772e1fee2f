"""Entries in the database: projection with tally and search index, rows to values. What one does with an entry is in `entries`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop
from checkpoint_app.model import chain, checking, display, measures, text, timing, travel
from checkpoint_app.model.records import Entry, EntryState
from checkpoint_app.model.template import Template
from checkpoint_app.store import forces, journal, registers, search, tally, templates

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

COLUMNS = (
    "key, id, shift, template, template_id, site, at, typed_at, checked_by, account, state, seq, body, personal, fleeting, erased,"
    " source, page, late, corrected, conflict, reason"
)
_TIE_BITS = 20
VOID_REASON_MISTAKE = noop("Entered by mistake")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the row of an entry held before: needed to take it out of tally and index."""

    key: int
    at: str
    site: str
    counted: str
    indexed: str


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `entry`."""
    content = merged.set
    template = templates.get(store, str(content["template"]))
    held, *shift = shift_of(store, str(content["shift"]))
    site, day = str(content.get("site") or shift[0]), shift[1]
    values = checking.join(template, merged.values, merged.rows)
    state = EntryState.VOID if merged.void else EntryState(str(content["state"]))
    kept = _kept(store, record)
    key = _key(store, str(content["at"]), kept)
    counted = _count(store, record, template, values, merged, site=site, day=day) if state is not EntryState.VOID else {}
    indexed = _texts(store, template, values, site, content)
    before = json.loads(kept.counted) if kept else {}
    tally.move(store.db, tally.from_kept(before), tally.from_kept(counted))
    if kept:
        search.remove(store.db, kept.key, kept.indexed.split("\n"))
        store.db.execute("DELETE FROM entry WHERE key=?", (kept.key,))
    search.add(store.db, key, indexed)
    parts = _by_part(template, values)
    first = merged.lines[0]
    store.db.execute(
        f"INSERT INTO entry ({COLUMNS}, day, tally, texts, heads) VALUES ({','.join('?' * 26)})",
        (
            key,
            record,
            held,
            template.identity,
            template.id,
            site,
            content["at"],
            content["typed_at"],
            json.dumps(content.get("checked_by", [])),
            first.officer,
            state.value,
            _seq(store, first),
            _dump(parts["open"]),
            _dump(parts["personal"]) if parts["personal"] else None,
            _dump(parts["fleeting"]) if parts["fleeting"] else None,
            " ".join(sorted(merged.erased)),
            content.get("source"),
            content.get("page"),
            int(bool(content.get("late"))),
            int(any(line.op == "change" for line in merged.lines)),
            int(bool(merged.conflicts)),
            merged.void.body.get("reason") if merged.void else content.get("reason"),
            day,
            _dump(counted),
            "\n".join(indexed),
            " ".join(merged.heads),
        ),
    )
    if template.crew_counts and shift[2]:
        for place in sorted({site, *([kept.site] if kept else [])}):
            forces.count(store, place, shift[2])


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


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kept(store: Store, record: str) -> Kept | None:
    found = store.db.execute("SELECT key, at, site, tally, texts FROM entry WHERE id=?", (record,)).fetchone()
    return Kept(key=found[0], at=found[1], site=found[2], counted=found[3], indexed=found[4]) if found else None


def _key(store: Store, at: str, kept: Kept | None) -> int:
    """Seconds · 2²⁰ + a tie: newest first is row-id order, in lists and in search."""
    if kept is not None and kept.at == at:
        return kept.key
    start = max(int(timing.from_text(at).timestamp()), 0) << _TIE_BITS
    end = start + (1 << _TIE_BITS) - 1
    found = store.db.execute("SELECT max(key) FROM entry WHERE key BETWEEN ? AND ?", (start, end)).fetchone()[0]
    return int(found) + 1 if found is not None else start


def _seq(store: Store, first: chain.Line) -> int:
    found = store.db.execute("SELECT seq FROM line WHERE hash=?", (bytes.fromhex(first.hash),)).fetchone()
    return int(found[0]) if found else 0


def _count(
    store: Store, record: str, template: Template, values: Mapping[str, Any], merged: chain.Merged, *, site: str, day: str
) -> dict[str, Any]:
    """The entry's own figures. What a purge erased can no longer be counted: the purge line kept those figures."""
    figures = measures.count(template, values)
    if merged.erased:
        from checkpoint_app.store import purge

        figures = {**figures, **purge.kept_measures(store, record)}
    checked = merged.set.get("checked_by")
    officer = str(checked[0]) if isinstance(checked, list) and checked else ""
    return {"day": day, "site": site, "template": template.id, "figures": {officer: figures}} if figures else {}


def _texts(store: Store, template: Template, values: Mapping[str, Any], site: str, content: Mapping[str, Any]) -> list[str]:
    """What the search finds an entry by: its own texts without personal ones, its site and its officers with pinyin."""
    texts = [text.fold(part) for part in display.search_text(template, values, store.context())]
    named = [("site", site), *(("officer", officer) for officer in content.get("checked_by", ()))]
    for noun, record in named:
        found = store.db.execute("SELECT search FROM register WHERE noun=? AND id=?", (noun, record)).fetchone()
        texts += found[0].split("\n") if found else []
    return [part.replace("\n", " ") for part in dict.fromkeys(texts) if part]


def _by_part(template: Template, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {name: {} for name in chain.PARTS}
    for key, value in values.items():
        parts[template.part_of(key)][key] = value
    return parts


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


def reproject_shift(store: Store, shift: str) -> None:
    """All entries of a shift again: its day or its site has changed."""
    for (record,) in store.rows("SELECT id FROM entry WHERE shift=?", (shift,)):
        project(store, record, journal.merged(store.db, record))


def officer_names(store: Store, entry: Entry) -> str:
    """王小明 李强"""
    known = registers.StoreRegisters(store.db)
    return " ".join(known.name("officer", officer) for officer in entry.checked_by)
