"""What the charts show: days of a short period, months of a long one, hazards open at the end of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, hazards, shifts, sites, trends
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Query
from tests.store.conftest import Clock
from tests.store.test_statistics import NOVEMBER, check, chinese  # noqa: F401


def test_checks_per_day_and_site(store: Store, shift: Shift) -> None:
    check(store, findings=["PLATE"])
    found = trends.read(store, NOVEMBER)
    assert (len(found.parts), found.parts[19], found.vehicles[19], sum(found.vehicles)) == (30, "11-20", 1, 1)
    assert found.sites == [("黄河路卡点", 1)]
    assert found.findings == [("涉牌", 1)]


def test_a_year_is_shown_by_months(store: Store, shift: Shift) -> None:
    check(store)
    found = trends.read(store, Query(first=date(2026, 1, 1), last=date(2026, 12, 31)))
    assert (len(found.parts), found.parts[10], found.vehicles[10]) == (12, "26-11", 1)


def test_hazards_open_and_closed(store: Store, clock: Clock) -> None:
    sites.save(store, {"name": "商务宾馆", "kind": "premises"})
    shifts.open_shift(store, shifts.ShiftDraft(duty="fire", site="商务宾馆", planned_from=clock(), crew=("101234", "101235")))
    rows = [{"kind": "NOT_KEPT", "place": place, "order": "ORDER_NOW"} for place in ("一楼", "二楼")]
    entries.record(store, "fire-check", {"premises": "商务宾馆", "hazards": rows})
    day = clock().day - 1
    clock.moment += timedelta(days=2)
    hazards.add_step(store, hazards.every(store)[0].id, "FIXED")
    found = trends.read(store, NOVEMBER)
    assert (found.found[day], found.fixed[day + 2]) == (2, 1)
    assert (found.still_open[day - 1], found.still_open[day], found.still_open[day + 2]) == (0, 2, 1)
    assert sum(trends.read(store, replace(NOVEMBER, duty="school")).still_open) == 0
