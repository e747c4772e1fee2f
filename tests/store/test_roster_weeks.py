"""The roster of a week: written at once, copied, clashes and missing people seen."""

from __future__ import annotations

import pytest

from checkpoint_app.model.roster_clashes import Place
from checkpoint_app.store import officers, registers, roster_weeks, rosters, schools, verify
from checkpoint_app.store.session import Store

WEEK, NEXT = "2026-W47", "2026-W48"


@pytest.fixture
def gates(store: Store) -> list[str]:
    return [schools.save(store, {"name": name, "type": "小学"})[0].id for name in ("一小", "二小")]


def officer(store: Store, number: str) -> str:
    return registers.row_id(store, "officer", {"number": number})


def test_written_at_once_with_what_is_missing(store: Store, gates: list[str]) -> None:
    li, zhang = officer(store, "101235"), officer(store, "FJ1001")
    first, second = Place(gates[0], 5, "MORNING"), Place(gates[1], 5, "MORNING")
    week = roster_weeks.write(store, WEEK, {first: [li, zhang], second: [li]}).value
    assert week.cells[first] == (li, zhang)
    assert (week.short.get(first), week.short[second]) == (None, {"AUX": 1})
    assert week.clashes[first] == {li: (second,)}
    assert week.manned() == 2
    assert len(week.posts) == 2 * 5 * 4  # two schools, five days, four periods
    emptied = roster_weeks.write(store, WEEK, {second: []}).value
    assert emptied.clashes == {}
    assert rosters.need(store, WEEK, gates[0]).on(5, "MORNING") == [li, zhang]
    assert list(verify.verify(store)) == []


def test_copied_from_last_week_without_touching_what_is_there(store: Store, gates: list[str]) -> None:
    li, zhang = officer(store, "101235"), officer(store, "FJ1001")
    monday, friday = Place(gates[0], 1, "MORNING"), Place(gates[0], 5, "MORNING")
    roster_weeks.write(store, WEEK, {monday: [li], friday: [li, zhang]})
    roster_weeks.write(store, NEXT, {monday: [zhang]})
    officers.save(store, {"number": "101235", "active": False})
    week = roster_weeks.copy(store, WEEK, NEXT).value
    assert (week.cells[monday], week.cells[friday]) == ((zhang,), (zhang,))  # 李强 is no longer on file
    again = roster_weeks.copy(store, WEEK, NEXT)
    assert again.changes.records == frozenset()


def test_the_week_begins_on_monday() -> None:
    assert roster_weeks.monday(WEEK).isoformat() == "2026-11-16"
