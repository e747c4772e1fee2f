"""Frozen reports: they stay as they were, and say what came after them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from checkpoint_app import i18n
from checkpoint_app.export import statistics_sheet
from checkpoint_app.model.records import Shift
from checkpoint_app.printing import collect, reading
from checkpoint_app.store import entries, incoming, prints, rebuild, reports, settling, statistics, verify
from checkpoint_app.store.session import Store
from tests.store.branches import runs
from tests.store.conftest import Clock
from tests.store.test_statistics import NOVEMBER, check
from tests.sync import units


@pytest.fixture(autouse=True)
def chinese() -> None:
    i18n.set_language("zh")


def test_what_changed_after_the_report(store: Store, shift: Shift, clock: Clock) -> None:
    first, second = check(store), check(store)
    report = reports.freeze(store, "十一月月报", NOVEMBER).value
    assert reports.since(store, report) == reports.Since(figures=(), records=())
    entries.void(store, first, "重复")
    third = check(store)
    entries.correct(store, second, {"people": 7}, "漏数")
    assert reports.get(store, "十一月月报").value("people") == 4
    after = reports.since(store, report)
    assert {(one.key, one.frozen, one.now) for one in after.figures} == {("people", 4, 9)}
    assert {(record, op) for _, record, op, _ in after.records} == {(first, "void"), (third, "create"), (second, "change")}
    rebuild.rebuild(store)
    assert reports.get(store, report.id) == report
    assert list(verify.verify(store)) == []


def test_a_name_is_taken_once_and_a_typed_figure_needs_its_source(store: Store, shift: Shift) -> None:
    report = reports.freeze(store, "周报", NOVEMBER).value
    with pytest.raises(reports.ReportExists):
        reports.freeze(store, "周报", NOVEMBER)
    with pytest.raises(reports.SupplementRefused):
        reports.supplement(store, report.id, "calls", 12, " ")
    with pytest.raises(reports.SupplementRefused):
        reports.supplement(store, report.id, "vehicles", 12, "接警台")
    saved = reports.supplement(store, report.id, "calls", 12, "接处警平台 11 月导出").value
    assert (saved.value("calls"), saved.typed["calls"].source) == (12, "接处警平台 11 月导出")
    assert saved.typed["calls"].by == store.account.id


def test_typed_figures_stand_beside_the_own_ones(store: Store, shift: Shift, tmp_path: Path) -> None:
    i18n.set_language("zh")
    check(store)
    with pytest.raises(reports.NoReport):
        reports.need_of_period(store, NOVEMBER)
    report = reports.freeze(store, "周报", NOVEMBER).value
    reports.supplement(store, report.id, "calls", 12, "接处警平台")
    reports.supplement(store, report.id, "outcome.SOLVED", 2, "案件系统")
    assert (reports.values(store, NOVEMBER)["calls"], statistics.values(store, NOVEMBER)["calls"]) == (12, None)
    assert reports.values(store, replace(NOVEMBER, duty="checkpoint"))["calls"] is None
    told = reports.bulletin(store, NOVEMBER)
    assert told.endswith("接处警 12 起。破案 2 起（接处警、破案数据来源：接处警平台、案件系统）。")
    assert reports.typed_words(store, NOVEMBER)[0] == "接处警 12 起（来源：接处警平台；录入：王小明）"
    statistics_sheet.write(store, NOVEMBER, tmp_path / "a.xlsx")
    sheet = load_workbook(tmp_path / "a.xlsx")["补充数"]
    assert [cell.value for cell in sheet[2]][:5] == ["接处警", 12, "起", "接处警平台", "王小明"]
    pdf = collect.make(store, prints.STATISTICS, "2026-11-01/2026-11-30//")
    assert "来源：接处警平台" in "".join("".join(reading.page_texts(pdf)).split())
    reports.supplement(store, report.id, "calls", 13, "接处警平台")
    assert collect.verify_print(store, pdf).kind is collect.VerdictKind.CORRECTED


def test_a_report_counts_all_lines_up_to_its_cut_off(fleet: units.Fleet, clock: Clock) -> None:
    """Also those that came a moment ago and are not shown yet: they would never be named as having come afterwards."""
    station, laptop = fleet.station, fleet.laptop("B")
    units.open_shift(laptop, clock)
    check(laptop)
    intake = incoming.Intake(station)
    for run in runs(laptop):
        assert intake.take(run)
    intake.finish()
    assert station.row("SELECT count(*) FROM entry") == (0,)
    report = reports.freeze(station, "十一月月报", NOVEMBER).value
    assert report.value("vehicles") == 1
    settling.show_rest(station, incoming.nothing_between)
    assert reports.since(station, report) == reports.Since(figures=(), records=())
