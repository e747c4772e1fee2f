"""Figures of a period: places once, times summed, comparisons, what is behind each, what is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from openpyxl import load_workbook

from checkpoint_app import i18n
from checkpoint_app.export import statistics_sheet
from checkpoint_app.model import figures
from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, entries_list, reports, shifts, sites, statistics, tally, verify
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Query
from tests.store.conftest import Clock

NOVEMBER = Query(first=date(2026, 11, 1), last=date(2026, 11, 30))


@pytest.fixture(autouse=True)
def chinese() -> None:
    i18n.set_language("zh")


def check(store: Store, **values: object) -> str:
    return entries.record(store, "checkpoint-check", {"plate": "豫L12345", "people": 2, **values}).value.id


def test_figures_of_a_night(store: Store, shift: Shift) -> None:
    check(store, vehicle_type="CAR")
    check(store, findings=["DRUNK"], alcohol_mg=46, disposition="HANDOVER")
    check(store, findings=["DRUNK"], alcohol_mg=95, disposition="HOLD_VEHICLE")
    check(store, findings=["DRUNK"])
    check(store, items=[{"name": "管制刀具", "quantity": 2, "unit": "把"}, {"name": "疑似毒品", "quantity": 1.5, "unit": "千克"}])
    check(store, items=[{"name": "烟花爆竹", "quantity": 3, "unit": "件"}, {"name": "无证烟草", "quantity": 4, "unit": "条"}])
    entries.record(store, "checkpoint-count", {"vehicles": 40, "people": 60})
    found = statistics.values(store, NOVEMBER)
    assert (found["checkpoints"], found["shifts"], found["police"], found["auxiliaries"]) == (1, 1, 2, 1)
    assert (found["vehicles"], found["vehicles.CAR"], found["people"]) == (46, 6, 72)
    assert [found[f"seized.{name}"] for name in ("knives", "dangerous", "drugs", "contraband")] == [2, 3, 1500, 4]
    assert [found[f"finding.{name}"] for name in ("DRUNK.drinking", "DRUNK.drunk", "other")] == [1, 1, 1]
    assert found["responses_rate"] is None
    assert found["calls"] is None


def test_places_are_counted_once_and_times_each_time(store: Store, shift: Shift, clock: Clock) -> None:
    later = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", planned_from=clock() + timedelta(days=1), crew=("101234",))
    shifts.open_shift(store, later)
    found = statistics.values(store, NOVEMBER)
    assert (found["checkpoints"], found["shifts"], found["police"]) == (1, 2, 3)
    days = {figure.by: figure.value for figure in statistics.compute(store, NOVEMBER, "day") if figure.column.key == "police"}
    assert (len(days), days["2026-11-20"], days["2026-11-21"], days["2026-11-22"]) == (30, 2, 1, 0)
    officers = {
        figure.by: figure.value for figure in statistics.compute(store, NOVEMBER, "officer") if figure.column.key == "police"
    }
    assert officers["王小明"] == 2


@pytest.mark.parametrize(
    ("first", "last", "before", "year"),
    [
        ("2026-11-16", "2026-11-22", "2026-11-09", "2025-11-16"),
        ("2026-03-01", "2026-03-31", "2026-02-01", "2025-03-01"),
        ("2026-07-01", "2026-09-30", "2026-04-01", "2025-07-01"),
        ("2026-07-01", "2026-12-31", "2026-01-01", "2025-07-01"),
        ("2026-01-01", "2026-12-31", "2025-01-01", "2025-01-01"),
        ("2026-02-10", "2026-02-12", "2026-02-07", "2025-02-10"),
    ],
)
def test_compared_with(first: str, last: str, before: str, year: str) -> None:
    query = Query(first=date.fromisoformat(first), last=date.fromisoformat(last))
    assert statistics.previous(query).first.isoformat() == before
    assert statistics.previous(query).last == query.first - timedelta(days=1)
    assert statistics.year_before(query).first.isoformat() == year


def test_february_compares_with_a_whole_february() -> None:
    leap = Query(first=date(2024, 2, 1), last=date(2024, 2, 29))
    assert statistics.year_before(leap).last == date(2023, 2, 28)
    assert statistics.year_before(Query(first=date(2025, 2, 1), last=date(2025, 2, 28))).last == date(2024, 2, 29)


def test_behind_a_figure_are_its_records(store: Store, shift: Shift) -> None:
    drunk = check(store, findings=["DRUNK"], alcohol_mg=46)
    check(store)
    column = figures.by_key()
    where = statistics.behind(store, NOVEMBER, column["finding.DRUNK.drinking"]).entries
    assert where is not None
    assert [entry.id for entry in entries_list.every(store, where)] == [drunk]
    police = statistics.behind(store, NOVEMBER, column["police"])
    assert (police.noun, police.ids) == ("shift", (shift.id,))
    nothing = statistics.behind(store, NOVEMBER, column["finding.PLATE"]).entries
    assert nothing is not None
    assert not list(entries_list.every(store, nothing))


def test_corrections_and_voids_change_the_figures(store: Store, shift: Shift) -> None:
    first, second = check(store), check(store)
    entries.void(store, first, "重复")
    entries.correct(store, second, {"people": 5}, "漏数")
    found = statistics.values(store, NOVEMBER)
    assert (found["vehicles"], found["people"]) == (1, 5)
    left = statistics.completeness(store, NOVEMBER)
    assert (left.entries, left.void, left.open_shifts) == (2, 1, 1)
    assert tally.recount(store) == tally.stored(store)


def test_hazards_and_their_share(store: Store, clock: Clock) -> None:
    sites.save(store, {"name": "商务宾馆", "kind": "premises"})
    draft = shifts.ShiftDraft(duty="fire", site="商务宾馆", planned_from=clock(), crew=("101234", "101235"))
    shifts.open_shift(store, draft)
    for _ in range(2):
        values = {"premises": "商务宾馆", "hazards": [{"kind": "NOT_KEPT", "place": "二楼", "order": "ORDER_NOW"}]}
        entries.record(store, "fire-check", values)
    found = statistics.values(store, NOVEMBER)
    assert (found["fire_checks"], found["fire_checks.times"], found["hazards_found"], found["fixed_rate"]) == (1, 2, 2, 0)
    assert len(statistics.behind(store, NOVEMBER, figures.by_key()["fixed_rate"]).ids) == 2
    assert statistics.values(store, Query(first=NOVEMBER.first, last=NOVEMBER.last, duty="checkpoint"))["fire_checks"] == 0


def test_the_bulletin(store: Store, shift: Shift) -> None:
    check(store, findings=["DRUNK"], alcohol_mg=46, disposition="HANDOVER")
    assert reports.bulletin(store, NOVEMBER) == (
        "2026年11月，沙北派出所出动民警 2 人次、辅警 1 人次，设立卡点 1 个，组织勤务 1 班次，检查车辆 1 台次，盘查人员 2 人次，"
        "查处酒驾 1 起，移交 1 起。"
    )
    october = Query(first=date(2026, 10, 3), last=date(2026, 10, 9))
    assert reports.bulletin(store, october) == "2026年10月3日至9日，沙北派出所无勤务数据。"
    i18n.set_language("en")
    assert "2 officer turns" in reports.bulletin(store, NOVEMBER)


def test_the_workbook_has_numbers_in_the_order_of_the_columns(store: Store, shift: Shift, tmp_path) -> None:
    check(store)
    statistics_sheet.write(store, NOVEMBER, tmp_path / "a.xlsx", "day")
    book = load_workbook(tmp_path / "a.xlsx")
    whole, parts, left = book.worksheets
    heads = [cell.value for cell in whole[2]][1:]
    assert heads == [column.label for column in figures.columns()]
    assert whole.cell(4, heads.index("检查车辆") + 2).value == 1
    assert isinstance(whole.cell(4, 2).value, int)
    assert parts.max_row == 3 + 30
    assert left.cell(1, 2).value == 1


def test_a_part_of_a_figure_is_the_same_with_and_without_officers(store: Store, shift: Shift) -> None:
    check(store, findings=["PLATE"])
    sites.save(store, {"name": "嵩山路卡点", "kind": "checkpoint"})
    for by in ("", "day", "site"):
        for site in ("", shift.site):
            query = replace(NOVEMBER, site=site)
            one_officer = replace(query, officer=shift.lead)
            whole = sum(figure.value or 0 for figure in statistics.compute(store, query, by) if figure.column.key == "vehicles")
            own = sum(
                figure.value or 0 for figure in statistics.compute(store, one_officer, by) if figure.column.key == "vehicles"
            )
            assert (by, site, whole, own) == (by, site, 1, 1)
    assert [figure.by for figure in statistics.compute(store, NOVEMBER, "site")][:1] == ["黄河路卡点"]


def test_a_total_that_is_not_a_recount_is_a_fault(store: Store, shift: Shift) -> None:
    check(store)
    assert list(verify.verify(store)) == []
    store.db.execute("UPDATE tally_site SET value = value + 1 WHERE site='*' AND measure='vehicles'")
    assert [fault.code for fault in verify.verify(store)] == ["TALLY"]


def test_a_list_of_a_period_has_what_happened_outside_of_its_days(store: Store, shift: Shift, clock: Clock) -> None:
    """The day is the shift's; when it happened may be days away, and the list is in that order."""
    early = entries.record(store, "checkpoint-count", {"vehicles": 1}, at=clock() - timedelta(days=40)).value.id
    usual = check(store)
    late = entries.record(store, "checkpoint-count", {"vehicles": 1}, at=clock() + timedelta(hours=30)).value.id
    day = shift.day.isoformat()
    for where, wanted in (
        (entries_list.EntryFilter(first=day, last=day), [late, usual, early]),
        (entries_list.EntryFilter(first=day, oldest_first=True), [early, usual, late]),
        (entries_list.EntryFilter(last="2026-01-01"), []),
    ):
        assert [entry.id for entry in entries_list.every(store, where)] == wanted
        assert entries_list.count(store, where) == len(wanted)
        first = entries_list.page(store, where, limit=1)
        assert [entry.id for entry in first.rows] == wanted[:1]
