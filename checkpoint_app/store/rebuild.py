"""Everything outside the journal, computed anew from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checkpoint_app.store import journal, projection, schema, search

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


_AT_ONCE = 200


def rebuild(store: Store) -> int:
    """Empties the projections and fills them again in one transaction; returns the number of records."""
    with store.transaction():
        records = _refill(store)
        store.db.execute("INSERT OR REPLACE INTO meta VALUES ('projection', ?)", (str(schema.PROJECTION),))
    return records


def _refill(store: Store) -> int:
    for table in schema.PROJECTED:
        store.db.execute(f"DELETE FROM {table}")
    search.clear(store.db)
    store.db.execute("DELETE FROM again WHERE task <> 'follow'")
    records = 0
    unknown = sorted(journal.nouns(store.db) - set(projection.ORDER))
    for noun in (*projection.ORDER, *unknown):
        found = list(journal.records_of(store.db, noun))
        for start in range(0, len(found), _AT_ONCE):
            some = found[start : start + _AT_ONCE]
            projection.show_all(store, noun, {record: journal.merged(store.db, record) for record in some})
        records += len(found)
    return records


def recount_days(store: Store) -> None:
    """Every shift, entry and hazard to the day, every to-do to the limit that zone and day start give now; in the caller's transaction."""
    known = projection.projectors()
    for noun in ("shift", "hazard", "task"):
        for record in journal.records_of(store.db, noun):
            known[noun](store, record, journal.merged(store.db, record))
