"""到期: what is due of premises and pieces, by whom, and how checks move it on."""

from __future__ import annotations

from datetime import date

import pytest

from checkpoint_app.model.inspection import Near, Task
from checkpoint_app.model.records import Account
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.store import due, entries, equipment, officers, premises, shifts
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock


@pytest.fixture
def place(store: Store) -> Premises:
    return premises.save(store, {"name": "惠民超市", "half_monthly": True, "officer": "101235"})[0]


@pytest.fixture
def pieces(store: Store, place: Premises) -> list[Equipment]:
    rows = (
        {"label": "01", "kind": "POWDER", "made": "2021-12-01", "position": 1},
        {"label": "02", "kind": "CO2", "made": "2013-01-01", "serviced": "2025-06-01", "position": 2},
        {"label": "03", "kind": "SIGN", "position": 3},
    )
    return [equipment.save(store, {"premises": place.name, **row})[0] for row in rows]


def check(store: Store, place: Premises, results: dict[str, str]) -> None:
    shift = shifts.open_shift(store, shifts.ShiftDraft(duty="fire", site=place.name, crew=("101234", "101235"))).value
    rows = [{"equipment": piece, "result": result} for piece, result in results.items()]
    entries.record(store, "fire-check", {"premises": place.id, "equipment": rows}, shift=shift.id)


def days(store: Store) -> dict[tuple[str, str], date | None]:
    return {(one.task.value, one.label): one.day for one in due.every(store)}


def test_what_was_never_done_leads(store: Store, place: Premises, pieces: list[Equipment]) -> None:
    found = due.every(store)
    assert [(one.task, one.day, one.near) for one in found[:2]] == [
        (Task.INSPECT, None, Near.OVERDUE),
        (Task.VISIT, None, Near.OVERDUE),
    ]
    assert days(store)["SERVICE", "01"] == date(2026, 12, 1)
    assert days(store)["SCRAP", "01"] == date(2031, 12, 1)
    assert days(store)["SCRAP", "02"] == date(2025, 1, 1)
    assert ("SERVICE", "02") not in days(store)


def test_a_round_moves_the_next_one_on_when_everything_was_looked_at(
    store: Store, clock: Clock, place: Premises, pieces: list[Equipment]
) -> None:
    check(store, place, {piece.id: "OK" for piece in pieces[:2]} | {pieces[2].id: "NOT_CHECKED"})
    assert days(store)["INSPECT", ""] is None
    assert days(store)["VISIT", ""] == date(2027, 11, 20)
    clock.forward(days=2)
    check(store, place, {pieces[2].id: "FAULT"})
    assert days(store)["INSPECT", ""] == date(2026, 12, 5), "half-monthly from the piece that was looked at first"


def test_it_is_the_responsible_officers_and_the_clerks(store: Store, place: Premises, pieces: list[Equipment]) -> None:
    assert due.mine(store), "all roles"
    for number, expected in (("101235", True), ("FJ1001", False)):
        store.account = Account(officer=officers.need(store, number), roles=frozenset())
        assert bool(due.mine(store)) is expected
