"""Entries that are shown together leave the tables as if they had been shown one after the other."""

from __future__ import annotations

from typing import Any

import pytest

from checkpoint_app.model import chain, ids
from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, entries_list, journal, officers, projection, rebuild, tally, templates
from checkpoint_app.store.session import Store, Transaction
from tests.store.conftest import Clock

FINAL = {"at": "2026-11-20T12:30:00.000Z", "typed_at": "2026-11-20T12:30:00.000Z", "state": "final"}


@pytest.fixture
def recorded(store: Store, shift: Shift, clock: Clock) -> list[str]:
    """Checks with and without a finding, several in one second, a corrected and a void one, posts with a crew of their own."""
    found = []
    for number in range(45):
        if number % 4 == 0:
            clock.forward(seconds=40)
        values: dict[str, Any] = {"plate": f"豫L{number:05d}", "people": number % 4 + 1}
        if number % 5 == 0:
            values["findings"] = ["PLATE"]
        found.append(entries.record(store, "checkpoint-check", values, shift=shift.id).value.id)
    entries.correct(store, found[3], {"people": 9}, "漏数")
    entries.void(store, found[7], "重复")
    guest = officers.save(store, {"number": "101236", "name": "赵敏"})[0].id
    for _ in range(2):
        with store.transaction() as transaction:
            found.append(post(store, transaction, shift, [guest]))
    return found


def post(store: Store, transaction: Transaction, shift: Shift, crew: list[str]) -> str:
    """A form with a crew of its own, at the place of the shift."""
    record = ids.uuid7()
    content = {**FINAL, "shift": shift.id, "template": templates.need(store, "school-post").identity, "checked_by": crew}
    transaction.append("entry", record, "create", {"open": {"set": content, "values": {"crew": crew}}}, scope="up")
    return record


def tables(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """What shows entries; not their keys, whose ties are given in the order of showing."""
    of_entries = (
        "id, shift, template_id, site, day, at, checked_by, state, seq, body, corrected, conflict, reason, tally, texts, heads"
    )
    return {
        "entry": store.rows(f"SELECT {of_entries} FROM entry ORDER BY id"),
        "force": store.rows("SELECT * FROM force ORDER BY 1, 2"),
        "tally": sorted(tally.stored(store).items()),
        "by site": sorted(tally.stored_by_site(store).items()),
        "found": sorted((one.id,) for one in entries_list.page(store, entries_list.EntryFilter(text="豫L0001")).rows),
    }


def test_together_as_one_after_the_other(store: Store, recorded: list[str]) -> None:
    saved = tables(store)
    assert len(saved["entry"]) == len(recorded)
    assert saved["force"]
    assert saved["found"]

    merged = {record: journal.merged(store.db, record) for record in recorded}
    with store.transaction():
        projection.show_all(store, "entry", merged)
    assert tables(store) == saved
    with store.transaction():
        for record in recorded:
            projection.show(store, "entry", record, merged[record])
    assert tables(store) == saved
    rebuild.rebuild(store)
    assert tables(store) == saved
    assert tally.recount(store) == tally.stored(store)


@pytest.mark.parametrize(
    "strange",
    [
        {"values": {"plate": "豫L12345", "note": "\ud800"}},
        {"values": {"vehicles": 1e400}, "form": "checkpoint-count"},
        {"values": {"vehicles": 10**30}, "form": "checkpoint-count"},
        {"values": {"crew": [{}]}, "form": "school-post"},
        {"values": {"crew": "101234"}, "form": "school-post"},
        {"at": "yesterday"},
        {"source": {}},
        {"checked_by": [{}]},
        {"template": "0" * 64},
    ],
)
def test_one_that_cannot_be_shown_hides_itself_only(store: Store, shift: Shift, strange: dict[str, Any]) -> None:
    def line(record: str, changed: dict[str, Any]) -> chain.Merged:
        form = changed.pop("form", "checkpoint-check")
        values = changed.pop("values", {"plate": "豫L12345"})
        content = {**FINAL, "shift": shift.id, "template": templates.need(store, form).identity, "checked_by": [], **changed}
        known: dict[str, Any] = {"lamport": 1, "device": store.keys.id, "officer": "", "wall": "", "op": "create", "base": ()}
        return chain.merge([chain.Line(hash=record * 2, body={"set": content, "values": values}, **known)])

    good, bad, last = "a" * 32, "b" * 32, "c" * 32
    shown = {good: line(good, {}), bad: line(bad, dict(strange)), last: line(last, {})}
    with store.transaction():
        projection.show_all(store, "entry", shown)
    assert {row[0] for row in store.rows("SELECT id FROM entry")} == {good, last}
    assert {row[0] for row in store.rows("SELECT record FROM awaited WHERE noun='entry'")} == {bad}
    assert tally.recount(store) == tally.stored(store)
