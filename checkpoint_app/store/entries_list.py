"""Lists of entries: keyset pages (never OFFSET), counts and search over any number of them. Filters and order happen in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checkpoint_app.model.records import Entry
from checkpoint_app.store import entries_rows, search

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """What a list shows. Days are inclusive business days (`2026-11-20`); empty means no limit; void ones are left out by default.

    `measure`: only entries that count one of these figures (exact names).
    """

    template: str = ""
    shift: str = ""
    site: str = ""
    first: str = ""
    last: str = ""
    officer: str = ""
    state: str = ""
    finding: str = ""
    text: str = ""
    measure: tuple[str, ...] = ()
    void: bool = False
    conflict: bool = False
    late: bool = False
    oldest_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some entries in list order; `after` is the cursor of the next page, None at the end."""

    rows: tuple[Entry, ...]
    after: int | None


def page(store: Store, where: EntryFilter, after: int | None = None, limit: int = PAGE) -> Page:
    """The entries that follow the cursor `after`."""
    return _page(store, where, _keys(store, where), after, limit)


def every(store: Store, where: EntryFilter) -> Iterator[Entry]:
    """All entries of a filter, page by page."""
    keys = _keys(store, where)
    after: int | None = None
    while True:
        found = _page(store, where, keys, after, 1000)
        yield from found.rows
        if found.after is None:
            return
        after = found.after


def _page(store: Store, where: EntryFilter, keys: tuple[int, int] | None, after: int | None, limit: int) -> Page:
    source, clauses, values = _conditions(where)
    if keys is not None:
        clauses.append("entry.key BETWEEN ? AND ?")
        values += keys
    if after is not None:
        clauses.append("entry.key > ?" if where.oldest_first else "entry.key < ?")
        values.append(after)
    order = "ASC" if where.oldest_first else "DESC"
    key = "search.rowid" if "search" in source else "entry.key"
    rows = store.rows(
        f"SELECT {_columns()} FROM {source} WHERE {' AND '.join(clauses)} ORDER BY {key} {order} LIMIT ?", (*values, limit + 1)
    )
    found = tuple(entries_rows.to_entry(row) for row in rows[:limit])
    return Page(rows=found, after=found[-1].key if len(rows) > limit else None)


def _keys(store: Store, where: EntryFilter) -> tuple[int, int] | None:
    """The first and last key of a period, from the index alone: a list walks the keys in its order, and need not walk all of them."""
    if where.shift or where.text or not (where.first or where.last):
        return None
    days = (where.first, where.last or "9999")
    found = store.row("SELECT min(key), max(key) FROM entry INDEXED BY entry_day WHERE day BETWEEN ? AND ?", days)
    return (found[0] or 0, found[1] or 0) if found else None


def count(store: Store, where: EntryFilter) -> int:
    """How many entries a filter finds."""
    source, clauses, values = _conditions(where, counting=True)
    found = store.row(f"SELECT count(*) FROM {source} WHERE {' AND '.join(clauses)}", values)
    return int(found[0]) if found else 0


def totals(store: Store, shift: str) -> dict[str, float]:
    """The figures of one shift's entries: measure → value."""
    figures: dict[str, float] = {}
    for (kept,) in store.rows("SELECT tally FROM entry WHERE shift=?", (shift,)):
        for measures in json.loads(kept).get("figures", {}).values():
            for measure, value in measures.items():
                figures[measure] = figures.get(measure, 0) + value
    return figures


def _columns() -> str:
    return ", ".join(f"entry.{name.strip()}" for name in entries_rows.COLUMNS.split(","))


def _conditions(where: EntryFilter, *, counting: bool = False) -> tuple[str, list[str], list[Any]]:
    """Source, clauses and values of a filter. With a text the index leads and entries are looked up by row id.

    A list walks the keys in its order and must not sort what the index of days finds (`+`); a count may use that index.
    """
    plain = "" if counting else "+"
    clauses: list[str] = []
    values: list[Any] = []
    source = "entry"
    expression = search.match(where.text)
    if expression:
        source = "search CROSS JOIN entry ON entry.key = search.rowid"
        clauses.append("search MATCH ?")
        values.append(expression)
    for clause, value in (
        ("entry.template_id = ?", where.template),
        ("entry.shift = ?", where.shift),
        ("entry.site = ?", where.site),
        (f"{plain}entry.day >= ?", where.first),
        (f"{plain}entry.day <= ?", where.last),
        ("entry.state = ?", where.state),
    ):
        if value:
            clauses.append(clause)
            values.append(value)
    if where.officer:
        clauses.append("instr(entry.checked_by, ?)")
        values.append(where.officer)
    if where.finding:
        clauses.append("instr(entry.body, ?)")
        values.append(f'"{where.finding}"')
    if where.measure:
        clauses.append("(" + " OR ".join(["instr(entry.tally, ?)"] * len(where.measure)) + ")")
        values += [f"{json.dumps(name, ensure_ascii=False)}:" for name in where.measure]
    if not where.void and where.state != "void":
        clauses.append("entry.state <> 'void'")
    if where.conflict:
        clauses.append("entry.conflict = 1")
    if where.late:
        clauses.append("entry.late = 1")
    return source, clauses or ["1=1"], values
