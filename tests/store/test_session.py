"""One write: signed at its end and, when it is large, in between; a line that no message could carry is refused before it is written."""

from __future__ import annotations

import pytest

from checkpoint_app.model.travel import LARGEST_LINE, MOST_UNSIGNED_BYTES, MOST_UNSIGNED_LINES
from checkpoint_app.store import errors, verify
from checkpoint_app.store.session import Store


def signed_at(store: Store) -> list[int]:
    """The places of signed lines in the shared chain."""
    chain = "SELECT id FROM chain WHERE scope='shared' AND device=?"
    rows = store.rows(f"SELECT seq FROM line WHERE chain IN ({chain}) AND signature IS NOT NULL ORDER BY seq", (store.keys.id,))
    return [row[0] for row in rows]


def test_a_large_write_is_signed_in_between(store: Store) -> None:
    (before,) = signed_at(store)[-1:]
    with store.transaction() as transaction:
        for number in range(2 * MOST_UNSIGNED_LINES + 5):
            transaction.append("site", f"s{number}", "create", {"open": {"set": {"name": f"卡点{number}", "kind": "checkpoint"}}})
    places = [place - before for place in signed_at(store) if place > before]
    assert places == [MOST_UNSIGNED_LINES, 2 * MOST_UNSIGNED_LINES, 2 * MOST_UNSIGNED_LINES + 5]
    with store.transaction() as transaction:
        for number in range(4):
            note = "备" * (MOST_UNSIGNED_BYTES // 6 + 1)
            row = {"name": f"卡点{number}", "kind": "checkpoint", "note": note}
            transaction.append("site", f"s{number}", "change", {"open": {"set": row}})
    assert [place - before for place in signed_at(store)[-2:]] == [2 * MOST_UNSIGNED_LINES + 7, 2 * MOST_UNSIGNED_LINES + 9]
    assert [fault for fault in verify.verify(store) if fault.chain] == []


def test_a_line_that_no_message_carries_is_refused(store: Store) -> None:
    before = store.rows("SELECT * FROM chain"), store.row("SELECT count(*) FROM line"), store.lamport
    with pytest.raises(errors.LineTooLarge) as refused, store.transaction() as transaction:
        transaction.append("site", "s1", "create", {"open": {"set": {"name": "x" * LARGEST_LINE}}})
    assert "16" in refused.value.text()
    assert (store.rows("SELECT * FROM chain"), store.row("SELECT count(*) FROM line"), store.lamport) == before
