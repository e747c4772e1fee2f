"""到期: what is due of premises and pieces, by whom, and how checks move it on."""

from __future__ import annotations

from datetime import date

import pytest

from checkpoint_app.model.inspection import Near, Task
from checkpoint_app.model.records import Account
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.store import due, entries, equipment, officers, premises, shifts, tasks
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


def test_hydrants_come_every_quarter_and_a_petrol_station_every_half_month(store: Store, clock: Clock) -> None:
    shop = premises.save(store, {"name": "五金店", "type": "MARKET"})[0]
    fuel = premises.save(store, {"name": "加油站", "type": "FUEL"})[0]
    for place in (shop, fuel):
        hydrant = equipment.save(store, {"premises": place.name, "label": "X1", "kind": "HYDRANT_IN"})[0]
        check(store, place, {hydrant.id: "OK"})
    rounds = {one.name: one.day for one in due.every(store) if one.task is Task.INSPECT}
    assert rounds == {"五金店": date(2027, 2, 20), "加油站": date(2026, 12, 5)}
    assert [one.name for one in due.at(store, fuel.id)] == ["加油站", "加油站"]


def test_the_last_look_at_a_piece_is_not_one_that_found_the_door_locked(
    store: Store, clock: Clock, place: Premises, pieces: list[Equipment]
) -> None:
    check(store, place, {pieces[0].id: "FAULT"})
    clock.forward(days=3)
    check(store, place, {pieces[0].id: "NO_ACCESS", pieces[1].id: "OK"})
    looked = due.looks(store, place.id, pieces)
    assert looked.visited == date(2026, 11, 23)
    assert {key: (look.day, look.result) for key, look in looked.pieces.items()} == {
        pieces[0].id: (date(2026, 11, 20), "FAULT"),
        pieces[1].id: (date(2026, 11, 23), "OK"),
    }


def test_due_equipment_is_no_point_of_a_handover(store: Store, place: Premises, pieces: list[Equipment]) -> None:
    shift = shifts.open_shift(store, shifts.ShiftDraft(duty="fire", site=place.name, crew=("101234", "101235"))).value
    assert due.mine(store)
    assert tasks.handover_points(store, shift) == []
