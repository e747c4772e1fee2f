"""An operation's sheet is what its shifts gave, own forces once for each officer, site and window; what others did stands beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, errors, operations, shifts, sites, tally, verify
from checkpoint_app.store.session import Store

from .conftest import Clock

NAME = "冬季夜查"


@pytest.fixture
def night(store: Store) -> str:
    sites.save(store, {"name": "沙北巡区", "kind": "area"})
    sites.save(store, {"name": "如家宾馆", "kind": "premises"})
    return operations.save(store, {"name": NAME, "window": "20:00-02:00", "commander": "赵所长"}).value.id


def open_shift(
    store: Store,
    operation: str | None,
    *,
    duty: str = "checkpoint",
    site: str = "黄河路卡点",
    crew: tuple[str, ...] = ("101234",),
    **more: Any,
) -> Shift:
    start = more.pop("start", store.now())
    draft = shifts.ShiftDraft(duty=duty, site=site, planned_from=start, crew=crew, operation=operation, basis="PL15", **more)
    return shifts.open_shift(store, draft).value


def value(store: Store, operation: str, key: str) -> object:
    return operations.figures(store, operation).row(key).value


def test_it_is_opened_changed_closed_and_taken_up_again(store: Store, night: str) -> None:
    changed = operations.save(store, {"name": NAME, "number": "18号"}).value
    assert (changed.id, changed.number, changed.window) == (night, "18号", "20:00–02:00")
    renamed = operations.save(store, {"name": "春季夜查", "first": "2026-11-21"}, record=night).value
    assert (renamed.id, renamed.name) == (night, "春季夜查")
    assert [one.id for one in operations.every(store, open_only=True)] == [night]
    closed = operations.close(store, night, "如期结束").value
    assert (closed.open, closed.closing) == (False, "如期结束")
    assert operations.every(store, open_only=True) == []
    assert operations.every(store, first="2026-11-22") == []
    with pytest.raises(errors.ReasonNeeded):
        operations.reopen(store, night, " ")
    assert operations.reopen(store, night, "延长一天").value.open
    assert list(verify.verify(store)) == []


def test_bad_ones_and_unknown_ones_are_refused(store: Store) -> None:
    with pytest.raises(errors.Refused):
        operations.save(store, {"name": ""})
    with pytest.raises(errors.Unknown):
        operations.need(store, "nothing")
    with pytest.raises(errors.Unknown):
        open_shift(store, "nothing")


def test_a_shift_joins_by_name_and_a_closed_one_takes_none(store: Store, night: str) -> None:
    assert open_shift(store, NAME).operation == night
    operations.close(store, night)
    saved = shifts.open_shift(store, shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", operation=night, basis="PL15"))
    assert "SHIFT_OPERATION_CLOSED" in {problem.code for problem in saved.problems}


def test_its_figures_are_the_sum_of_its_shifts(store: Store, night: str, clock: Clock) -> None:
    first = open_shift(store, night, crew=("101234", "101235", "FJ1001"), vehicles=({"plate": "豫L0123警"},))
    second = open_shift(store, night, duty="patrol", site="沙北巡区", crew=("101235",))
    other = open_shift(store, None, start=clock() + timedelta(hours=9))
    entries.record(store, "checkpoint-count", {"vehicles": 12, "people": 20}, shift=first.id)
    entries.record(store, "checkpoint-check", {"plate": "豫L12345", "findings": ["DRUNK"], "alcohol_mg": 90}, shift=first.id)
    entries.record(
        store, "patrol", {"vehicles": 3, "people": 4, "key_places": 2, "helpers": [{"kind": "GRID", "count": 5}]}, shift=second.id
    )
    entries.record(store, "checkpoint-count", {"vehicles": 100, "people": 100}, shift=other.id)
    found = {row.key: row.value for row in operations.figures(store, night).rows if row.value}
    assert found == {
        "police": 3,
        "auxiliaries": 1,
        "community": 5,
        "police_cars": 1,
        "shifts": 2,
        "checkpoints": 1,
        "vehicles": 16,
        "people": 25,
        "key_places": 2,
        "drunk": 1,
        "patrols": 1,
    }


def test_two_laptops_of_one_window_count_an_officer_once(store: Store, night: str) -> None:
    open_shift(store, night, crew=("101234", "101235"))
    open_shift(store, night, crew=("101235", "FJ1001"))
    assert (value(store, night, "police"), value(store, night, "auxiliaries"), value(store, night, "shifts")) == (2, 1, 1)
    assert tally.total(store, "police", "2026-11-20", "2026-11-20") == 2


def test_a_twin_outside_the_operation_takes_nothing_from_it(store: Store, night: str) -> None:
    open_shift(store, None, crew=("101234",))
    open_shift(store, night, crew=("101234", "101235"))
    assert (value(store, night, "police"), value(store, night, "shifts")) == (2, 1)


def test_what_stands_beside_is_no_figure_of_the_shifts(store: Store, night: str) -> None:
    held = open_shift(store, night, duty="sweep", site="沙北巡区", crew=("101234", "101235"))
    values = {
        "name": NAME,
        "police": 14,
        "people": 120,
        "vehicles": 80,
        "hazards_found": 3,
        "places": [{"class": "HOTEL", "count": 7}],
        "results": [{"kind": "KNIFE", "count": 1}],
    }
    entry = entries.record(store, "sweep", values, shift=held.id).value.id
    found = operations.figures(store, night)
    police, people = found.row("police"), found.row("people")
    assert (police.value, police.supplement, police.total) == (2, 14, 16)
    assert (people.value, people.supplement, people.total) == (0, 120, 120)
    assert (found.row("places").value, found.row("knives").value) == (7, 0)
    assert (found.places, found.results) == ({"HOTEL": 7}, {"KNIFE": 1})
    assert tally.total(store, "police", "2026-11-20", "2026-11-20") == 2  # the bureau's own column knows nothing of it
    entries.void(store, entry, "误录")
    assert operations.figures(store, night).row("police").supplement is None


def test_hazards_are_fixed_by_a_recheck_of_its_shifts_or_on_its_days(store: Store, night: str, clock: Clock) -> None:
    held = open_shift(store, night, duty="fire", site="如家宾馆")
    rows = [{"kind": "EXIT_BLOCKED", "order": "ORDER_NOW"}, {"kind": "OTHER", "order": "NONE"}]
    entries.record(store, "fire-check", {"hazards": rows}, shift=held.id)
    from checkpoint_app.store import hazards

    one, two = hazards.every(store)
    hazards.add_step(store, one.id, "FIXED")
    assert (value(store, night, "hazards_found"), value(store, night, "hazards_fixed")) == (2, 1)
    clock.forward(days=5)
    later = open_shift(store, None, duty="fire", site="如家宾馆", start=clock())
    entries.record(store, "fire-recheck", {"hazards": [{"hazard": two.id, "result": "FIXED"}]}, shift=later.id)
    assert value(store, night, "hazards_fixed") == 1  # after it was over, on another duty
    assert list(verify.verify(store)) == []


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 30), st.integers(0, 30), st.sampled_from(["101234", "101235", "FJ1001"])),
        max_size=5,
    )
)
def test_any_shifts_add_up(store: Store, held: list[tuple[bool, int, int, str]]) -> None:
    operation = operations.save(store, {"name": f"行动{len(operations.every(store))}"}).value.id
    for at, (joins, vehicles, people, officer) in enumerate(held):
        start = store.now() + timedelta(hours=at + 1)
        shift = open_shift(store, operation if joins else None, crew=(officer,), start=start)
        entries.record(store, "checkpoint-count", {"vehicles": vehicles, "people": people}, shift=shift.id, checked_by=["101234"])
    ours = [row for row in held if row[0]]
    assert value(store, operation, "vehicles") == sum(row[1] for row in ours)
    assert value(store, operation, "people") == sum(row[2] for row in ours)
    assert value(store, operation, "shifts") == len(ours)
    assert value(store, operation, "police") == sum(row[3] != "FJ1001" for row in ours)
