"""1-3-5: an entry keeps the minutes it was judged by; a new target moves no figure that is there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, errors, statistics, tally, units, verify
from checkpoint_app.store.session import Store

from .conftest import Clock

DAY = "2026-11-20"


def respond(store: Store, clock: Clock, minutes: float, **more: Any) -> str:
    alarmed = clock()
    values = {
        "level": "3",
        "alarmed_at": alarmed.isoformat(),
        "arrived_at": (alarmed + timedelta(minutes=minutes)).isoformat(),
        **more,
    }
    return entries.record(store, "response", values).value.id


def in_time(store: Store) -> float:
    return tally.total(store, "responses_in_time", DAY, DAY)


def test_the_target_of_the_day_is_kept(store: Store, shift: Shift, clock: Clock) -> None:
    old = respond(store, clock, 3.5)
    assert (entries.get(store, old).values["target_minutes"], in_time(store)) == (3, 0)
    units.change(store, {"response_minutes": {"1": 1, "3": 4, "5": 6}})
    assert in_time(store) == 0
    new = respond(store, clock, 3.5)
    assert (entries.get(store, new).values["target_minutes"], in_time(store)) == (4, 1)
    units.change(store, {"response_minutes": {"1": 1, "3": 2, "5": 6}})
    assert in_time(store) == 1
    assert statistics.values(store, statistics.Query(first=date(2026, 11, 1), last=date(2026, 11, 20)))["responses_rate"] == 50.0
    assert list(verify.verify(store)) == []


def test_another_level_takes_its_own_target_and_a_written_one_stays(store: Store, shift: Shift, clock: Clock) -> None:
    entry = respond(store, clock, 4.5)
    entries.correct(store, entry, {"level": "5"}, "级别选错")
    assert (entries.get(store, entry).values["target_minutes"], in_time(store)) == (5, 1)
    written = respond(store, clock, 9, target_minutes=10)
    units.change(store, {"response_minutes": {"1": 1, "3": 1, "5": 1}})
    assert (entries.get(store, written).values["target_minutes"], in_time(store)) == (10, 2)


@pytest.mark.parametrize("given", [{"1": 1}, {"1": 0, "3": 3, "5": 5}, {"1": 1, "3": "x", "5": 5}, {"1": 1, "3": 3, "5": 500}, 3])
def test_targets_that_cannot_be_are_refused(store: Store, given: object) -> None:
    with pytest.raises(errors.Refused):
        units.change(store, {"response_minutes": given})
