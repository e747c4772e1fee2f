"""What is being typed and not saved yet. Kept encrypted, there after a crash, gone for good once discarded and locked; its photos too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checkpoint_app.model import timing

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store, Transaction

_COLUMNS = "id, officer, form, shift, body, parked, saved_at"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One unsaved form: `form` names it (a template id, `quick`, `shift`, `late` …), `body` is what was typed, as typed."""

    id: str
    officer: str
    form: str
    shift: str | None
    body: Mapping[str, Any]
    parked: bool
    saved_at: datetime


def save(
    store: Store, draft_id: str, form: str, body: Mapping[str, Any], *, shift: str | None = None, parked: bool = False
) -> None:
    """Keeps what is typed now; one small transaction of its own, no journal line."""
    with store.transaction() as transaction:
        transaction.db.execute(
            "INSERT OR REPLACE INTO draft (id, officer, form, shift, body, parked, discarded, saved_at) VALUES (?,?,?,?,?,?,0,?)",
            (
                draft_id,
                store.account.id,
                form,
                shift,
                json.dumps(body, ensure_ascii=False),
                int(parked),
                timing.to_text(transaction.at),
            ),
        )


def every(store: Store, *, form: str = "", parked: bool | None = None) -> list[Draft]:
    """The account's drafts, oldest first."""
    where, values = "officer=? AND discarded=0", [store.account.id]
    if form:
        where, values = where + " AND form=?", [*values, form]
    rows = store.rows(f"SELECT {_COLUMNS} FROM draft WHERE {where} ORDER BY saved_at", values)
    return [found for found in map(_to_draft, rows) if parked is None or found.parked is parked]


def get(store: Store, draft_id: str) -> Draft | None:
    found = store.row(f"SELECT {_COLUMNS} FROM draft WHERE id=? AND discarded=0", (draft_id,))
    return _to_draft(found) if found else None


def _to_draft(row: tuple[Any, ...]) -> Draft:
    return Draft(
        id=row[0],
        officer=row[1],
        form=row[2],
        shift=row[3],
        body=json.loads(row[4]),
        parked=bool(row[5]),
        saved_at=timing.from_text(row[6]),
    )


def discard(store: Store, draft_id: str) -> None:
    """Out of sight; `restore` brings it back until the store is locked."""
    with store.transaction() as transaction:
        transaction.db.execute("UPDATE draft SET discarded=1 WHERE id=?", (draft_id,))


def restore(store: Store, draft_id: str) -> None:
    with store.transaction() as transaction:
        transaction.db.execute("UPDATE draft SET discarded=0 WHERE id=?", (draft_id,))


def drop(transaction: Transaction, draft_id: str) -> None:
    """The form was saved: its draft goes in the same transaction."""
    transaction.db.execute("DELETE FROM draft WHERE id=?", (draft_id,))


def forget(store: Store) -> None:
    """On lock, and once more when a store is opened: discarded drafts are really deleted (`secure_delete` overwrites them), and photos that
    no draft names."""
    from checkpoint_app.store import attachments

    discarded = store.row("SELECT 1 FROM draft WHERE discarded=1 LIMIT 1")
    if discarded or attachments.waiting(store):
        with store.transaction() as transaction:
            transaction.db.execute("DELETE FROM draft WHERE discarded=1")
            attachments.forget(transaction)
