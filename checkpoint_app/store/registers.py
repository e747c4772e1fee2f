"""The registers: officers, sites and what else has a name, a natural key and a search box. One table for all of them.

`upsert` writes a line only for what changed, so importing one list twice changes nothing. Ids are UUIDv5 of the natural key, fixed at
creation: two laptops that import one Excel file agree.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain, ids, pinyin, text
from checkpoint_app.model.attributes import Find
from checkpoint_app.model.records import RESPONSE_MINUTES, SITE_OF_DUTY, Changes
from checkpoint_app.store import errors, journal
from checkpoint_app.store.driver import Connection

if TYPE_CHECKING:
    from checkpoint_app.store.projection import Projector
    from checkpoint_app.store.session import Store, Transaction

NOUNS = (
    "unit",
    "certificate",
    "role",
    "account",
    "officer",
    "site",
    "operation",
    "equipment",
    "calendar",
    "roster",
    "workbook",
    "report",
    "hub",
)
_KEYS: Mapping[str, tuple[str, ...]] = {
    "officer": ("number",),
    "site": ("kind", "name"),
    "equipment": ("premises", "label"),
    "roster": ("week", "site"),
    "calendar": ("date",),
    "operation": ("name", "first"),
    "workbook": ("name",),
    "hub": ("url",),
}
"""The attributes that make a row itself."""
_NEEDED: Mapping[str, tuple[str, ...]] = {**_KEYS, "account": ("officer", "device")}
_SETTINGS: Mapping[str, Mapping[str, object]] = {"response_minutes": RESPONSE_MINUTES}
"""What holds until the unit has set something else."""
NOUN_LABELS: Mapping[str, str] = {
    "officer": noop("officer"),
    "site": noop("site"),
    "template": noop("form"),
    "shift": noop("shift"),
    "entry": noop("entry"),
    "operation": noop("operation"),
    "hazard": noop("hazard"),
    "task": noop("to-do"),
    "attachment": noop("photo or file"),
    "school": noop("school"),
    "premises": noop("premises"),
    "equipment": noop("piece of equipment"),
    "roster": noop("roster"),
    "calendar": noop("day of the calendar"),
    "workbook": noop("workbook|bureau"),
    "report": noop("report|statistics"),
}


def noun_label(noun: str) -> str:
    """The word for a noun inside a sentence."""
    return tr(NOUN_LABELS[noun]) if noun in NOUN_LABELS else noun


def natural_key(noun: str, content: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes a row itself: an officer's badge number; a site's kind and name; a piece of equipment's premises and label."""
    return tuple(str(content[key]) for key in _KEYS.get(noun, ()))


def row_id(store: Store, noun: str, content: Mapping[str, Any]) -> str:
    """The id a row of this content has or would get."""
    return ids.register_id(store.unit.id, noun, *natural_key(noun, content))


def projector(noun: str) -> Projector:
    """The projector of one register noun."""

    def project(store: Store, record: str, merged: chain.Merged) -> None:
        with _counting(store, noun, record):
            _project(store.db, noun, record, merged)

    return project


def hide(store: Store, noun: str, record: str) -> None:
    """Takes a row away."""
    with _counting(store, noun, record):
        store.db.execute("DELETE FROM register WHERE noun=? AND id=?", (noun, record))


@contextmanager
def _counting(store: Store, noun: str, record: str) -> Iterator[None]:
    """Forces count by the kind of an officer, and a shift may have come before its crew."""
    if noun != "officer":
        yield
        return
    before = StoreRegisters(store.db).officer_kind(record)
    yield
    if before != StoreRegisters(store.db).officer_kind(record):
        from checkpoint_app.store import forces

        forces.count_of_officer(store, record)


def _project(db: Connection, noun: str, record: str, merged: chain.Merged) -> None:
    """Raises KeyError, TypeError for a row without what makes it itself: such a row cannot be shown in any list."""
    content = merged.set
    needed = [content[part] for part in _NEEDED.get(noun, ())]
    if not all(isinstance(value, str) for value in (*needed, content.get("name", ""), content.get("kind", ""))):
        raise TypeError("text expected")
    name = _row_name(noun, content)
    key = ids.SEPARATOR.join(text.natural_key(str(content[part])) for part in _KEYS.get(noun, ()))
    active = merged.void is None and bool(content.get("active", True))
    row = (
        noun,
        record,
        key,
        name,
        str(content.get("kind", "")),
        int(active),
        search_text(noun, content),
        json.dumps(content, ensure_ascii=False),
        int(bool(merged.conflicts)),
        " ".join(merged.heads),
    )
    db.execute("INSERT OR REPLACE INTO register VALUES (?,?,?,?,?,?,?,?,?,?)", row)


def search_text(noun: str, content: Mapping[str, Any]) -> str:
    """What the search finds a row by, a line each: name, number, pinyin."""
    name = _row_name(noun, content)
    words = [name, str(content.get("number", ""))]
    if noun in ("officer", "site"):
        words += pinyin.search_words(name, person=noun == "officer")
    return text.fold("\n".join(words))


def _row_name(noun: str, content: Mapping[str, Any]) -> str:
    """What the row is called: a piece of equipment by its label, a roster by its week, a day of the calendar by its date."""
    return str(content.get({"equipment": "label", "roster": "week", "calendar": "date"}.get(noun, "name"), ""))


def body(db: Connection, noun: str, record: str) -> dict[str, Any] | None:
    """The attributes of one row, or None."""
    found = db.execute("SELECT body FROM register WHERE noun=? AND id=?", (noun, record)).fetchone()
    return json.loads(found[0]) if found else None


def bodies(
    db: Connection, noun: str, *, kind: str = "", within: str = "", all_rows: bool = False
) -> list[tuple[str, dict[str, Any]]]:
    """All rows of a register as (id, attributes), by natural key; those no longer in use only with `all_rows`.

    `within`: only those whose natural key begins with this part (the equipment of one site, the roster of one week).
    """
    where = "noun=?" + (" AND kind=?" if kind else "") + ("" if all_rows else " AND active=1")
    given = [noun, kind] if kind else [noun]
    if within:
        where += " AND natural_key >= ? AND natural_key < ?"
        given += [f"{within}\x1f", f"{within}\x20"]
    rows = db.execute(f"SELECT id, body FROM register WHERE {where} ORDER BY natural_key", given).fetchall()
    return [(row[0], json.loads(row[1])) for row in rows]


def upsert(transaction: Transaction, noun: str, content: Mapping[str, Any], *, record: str | None = None) -> tuple[str, bool]:
    """Writes a row by its natural key, changed attributes only; returns its id and whether anything was written."""
    record = record or row_id(transaction.store, noun, content)
    known = body(transaction.db, noun, record)
    given = {key: value for key, value in content.items() if value is not None}
    if known is None:  # new, or there are lines of it that cannot be shown
        base = journal.merged(transaction.db, record).heads
        transaction.append(noun, record, "change" if base else "create", {"open": {"set": given}}, base=base)
        return record, True
    changed = {key: value for key, value in given.items() if known.get(key) != value}
    if not changed:
        return record, False
    base = journal.merged(transaction.db, record).heads
    transaction.append(noun, record, "change", {"open": {"set": changed}}, base=base)
    return record, True


def save(store: Store, noun: str, content: Mapping[str, Any], *, record: str | None = None) -> tuple[str, Changes]:
    """One row in a transaction of its own; returns its id and what changed."""
    with store.transaction() as transaction:
        record, _ = upsert(transaction, noun, content, record=record)
    return record, transaction.changes


def find(db: Connection, noun: str, name: str, *, kind: str = "") -> str | None:
    """The id for an id, a natural key or a name; `kind` wins when a name is ambiguous. Raises Ambiguous."""
    wanted = text.natural_key(name)
    if db.execute("SELECT 1 FROM register WHERE noun=? AND id=?", (noun, name)).fetchone():
        return name
    column = "natural_key" if noun == "officer" else "name"
    rows = db.execute(f"SELECT id, kind FROM register WHERE noun=? AND {column}=? AND active=1", (noun, wanted)).fetchall()
    if not rows:
        rows = db.execute("SELECT id, kind FROM register WHERE noun=? AND name=? AND active=1", (noun, name.strip())).fetchall()
    fitting = [row for row in rows if kind and row[1] == kind] or rows
    if len(fitting) > 1:
        raise errors.Ambiguous(noun=noun_label(noun), name=name)
    if not fitting and noun == "equipment":
        return _labelled(db, wanted)
    return fitting[0][0] if fitting else None


def _labelled(db: Connection, wanted: str) -> str | None:
    """Equipment by “premises label”: both may hold blanks, so each one is tried as the place between them."""
    words = wanted.split(" ")
    for at in range(1, len(words)):
        place, label = " ".join(words[:at]), " ".join(words[at:])
        found = db.execute(
            "SELECT equipment.id FROM register AS site JOIN register AS equipment ON equipment.noun='equipment'"
            " AND equipment.natural_key = site.id || ? WHERE site.noun='site' AND site.name=? AND equipment.active=1",
            (ids.SEPARATOR + label, place),
        ).fetchall()
        if len(found) > 1:
            raise errors.Ambiguous(noun=noun_label("equipment"), name=wanted)
        if found:
            return str(found[0][0])
    return None


def finder(db: Connection) -> Find:
    """What the rules of a row look references up with (`model.attributes`); each name is looked up once."""

    @cache
    def look_up(noun: str, name: str, kind: str) -> str | None:
        try:
            return find(db, noun, name, kind=kind)
        except errors.Ambiguous:
            return None

    return look_up


def known(content: Mapping[str, Any], keys: Collection[str]) -> dict[str, Any]:
    """The attributes that a value has a field for; cleared ones are left out."""
    return {key: value for key, value in content.items() if key in keys and value != ""}


def need(db: Connection, noun: str, name: str, *, duty: str = "") -> str:
    """Like `find` for a duty's kind of site, but raises Unknown."""
    found = find(db, noun, name, kind=SITE_OF_DUTY.get(duty, ""))
    if found is None:
        raise errors.Unknown(noun=noun_label(noun), name=name)
    return found


def _setting(db: Connection, name: str, code: str) -> object:
    """What the unit has set for a code of a choice, such as the minutes of a level."""
    row = db.execute("SELECT body FROM register WHERE noun='unit' LIMIT 1").fetchone()
    known = json.loads(row[0]).get(name) if row else None
    return known.get(code) if isinstance(known, dict) else _SETTINGS.get(name, {}).get(code)


class StoreRegisters:
    """What the template engine asks of the registers (`model.template.Registers`)."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        self._known: dict[tuple[str, str], dict[str, Any]] = {}

    def find(self, noun: str, name: str) -> str | None:
        if noun == "hazard":
            from checkpoint_app.store import hazards

            return hazards.find(self._db, name)
        try:
            return find(self._db, noun, name)
        except errors.Ambiguous:
            return None

    def _body(self, noun: str, record: str) -> dict[str, Any]:
        key = (noun, record)
        if key not in self._known:
            if noun == "hazard":
                from checkpoint_app.store import hazards

                self._known[key] = hazards.attributes(self._db, record)
            else:
                self._known[key] = body(self._db, noun, record) or {}
        return self._known[key]

    def name(self, noun: str, record: str) -> str:
        found = self._body(noun, record)
        return _row_name(noun, found) or str(found.get("number") or record)

    def officer_kind(self, record: str) -> str:
        return str(self._body("officer", record).get("kind", ""))

    def attribute(self, noun: str, record: str, name: str) -> object:
        if noun == "choice":
            return _setting(self._db, name, record)
        found = self._body(noun, record)
        if name == "nature" and noun == "site" and name not in found:
            from checkpoint_app.store import premises

            return premises.nature(found)
        return found.get(name)
