"""待核对: two values of one place, who wrote them, and what a pick settles."""

from __future__ import annotations

from typing import Any

import pytest

from checkpoint_app.model.records import EntryState, Shift
from checkpoint_app.store import conflicts, entries, journal, shifts, verify
from checkpoint_app.store.conflicts import VOID
from checkpoint_app.store.session import Store


def apart(store: Store, noun: str, record: str, *lines: tuple[str, dict[str, Any]], scope: str = "up") -> None:
    """Lines that do not know of each other, as two machines write them."""
    heads = journal.merged(store.db, record).heads
    for op, opened in lines:
        with store.transaction() as transaction:
            transaction.append(noun, record, op, {"open": opened}, scope=scope, base=heads)


@pytest.fixture
def entry(store: Store, shift: Shift) -> str:
    values = {"plate": "豫L12345", "people": 2, "findings": ["PLATE"], "items": [{"name": "弹簧刀", "quantity": 1, "unit": "把"}]}
    return entries.record(store, "checkpoint-check", values).value.id


def test_both_values_stand_there_with_who_and_when(store: Store, entry: str) -> None:
    apart(store, "entry", entry, ("change", {"values": {"people": 3}, "reason": "数错"}), ("change", {"values": {"people": 4}}))
    assert conflicts.count(store) == 1
    (found,) = conflicts.every(store)
    assert (found.noun, found.record, found.path, found.what) == ("entry", entry, ("values", "people"), "车上人数")
    assert "豫L·12345" in found.title
    assert [(option.text, option.officer, option.reason, option.shown) for option in found.options] == [
        ("3", "王小明", "数错", False),
        ("4", "王小明", "", True),
    ]


@pytest.mark.parametrize("pick", [0, 1])
def test_a_pick_settles_it_and_the_figures_follow(store: Store, entry: str, pick: int) -> None:
    apart(store, "entry", entry, ("change", {"values": {"people": 3}}), ("change", {"values": {"people": 4}}))
    (found,) = conflicts.every(store)
    changes = conflicts.settle(store, "entry", entry, {found.path: found.options[pick].line})
    assert entry in changes.records
    assert conflicts.count(store) == 0
    assert entries.get(store, entry).values["people"] == (3, 4)[pick]
    assert list(verify.verify(store)) == []


def test_a_cell_of_a_row_is_named_by_row_and_column(store: Store, entry: str) -> None:
    (row,) = journal.merged(store.db, entry).rows["items"]
    apart(
        store,
        "entry",
        entry,
        ("change", {"rows": {"items": {row: {"quantity": 2}}}}),
        ("change", {"rows": {"items": {row: {"quantity": 3}}}}),
    )
    (found,) = conflicts.every(store)
    assert found.path == ("rows", "items", row, "quantity")
    assert "第 1 行" in found.what
    conflicts.settle(store, "entry", entry, {found.path: found.options[0].line})
    assert entries.get(store, entry).values["items"][0]["quantity"] == 2  # type: ignore[index]
    assert conflicts.count(store) == 0


def test_a_void_beside_a_correction_is_kept_or_lifted(store: Store, shift: Shift) -> None:
    for keep in (True, False):
        record = entries.record(store, "checkpoint-check", {"plate": "豫L12345"}).value.id
        apart(store, "entry", record, ("void", {"reason": "重复"}), ("change", {"values": {"people": 5}}))
        (found,) = conflicts.every(store)
        assert (found.path, [option.text for option in found.options]) == (VOID, ["保留，不作废", "作废：重复"])
        picked = next(option.line for option in found.options if option.text.startswith("保留" if keep else "作废"))
        conflicts.settle(store, "entry", record, {VOID: picked})
        assert conflicts.count(store) == 0
        assert (entries.get(store, record).state is EntryState.VOID) is not keep
    assert list(verify.verify(store)) == []


def test_attributes_of_a_shift_are_told_in_words(store: Store, shift: Shift) -> None:
    apart(
        store,
        "shift",
        shift.id,
        ("change", {"set": {"weather": "RAIN"}}),
        ("change", {"set": {"weather": "FOG"}}),
        scope="shared",
    )
    (found,) = conflicts.every(store)
    assert (found.noun, found.what) == ("shift", "天气")
    conflicts.settle(store, "shift", shift.id, {found.path: found.options[0].line})
    assert shifts.get(store, shift.id).weather == "RAIN"
    assert conflicts.count(store) == 0


def test_what_is_settled_cannot_be_settled_again(store: Store, entry: str) -> None:
    apart(store, "entry", entry, ("change", {"values": {"people": 3}}), ("change", {"values": {"people": 4}}))
    (found,) = conflicts.every(store)
    picks = {found.path: found.options[0].line}
    conflicts.settle(store, "entry", entry, picks)
    with pytest.raises(conflicts.NothingToSettle):
        conflicts.settle(store, "entry", entry, picks)
