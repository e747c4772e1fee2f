"""The statistics report: one page of figures and charts from the store, drawn again the same."""

from __future__ import annotations

from datetime import date

from checkpoint_app import i18n
from checkpoint_app.model.records import Shift
from checkpoint_app.printing import collect, reading
from checkpoint_app.store import prints, reports
from checkpoint_app.store.session import Store
from checkpoint_app.store.statistics import Query
from tests.store.conftest import cheap_passwords, clock, shift, store  # noqa: F401
from tests.store.test_statistics import check


def test_the_report(store: Store, shift: Shift) -> None:  # noqa: F811
    i18n.set_language("zh")
    check(store, findings=["PLATE"])
    pdf = collect.make(store, prints.STATISTICS, "2026-11-01/2026-11-30//")
    text = "".join(reading.page_texts(pdf))
    assert "勤务统计报表" in text
    assert "检查车辆1台次" in text.replace(" ", "").replace("\n", "")
    assert collect.verify_print(store, pdf).kind is collect.VerdictKind.SAME
    check(store)
    assert collect.verify_print(store, pdf).kind is collect.VerdictKind.CORRECTED


def test_a_frozen_report_keeps_its_figures_and_tells_what_changed(store: Store, shift: Shift) -> None:  # noqa: F811
    i18n.set_language("zh")
    check(store, findings=["PLATE"])
    november = Query(first=date(2026, 11, 1), last=date(2026, 11, 30))
    report = reports.freeze(store, "十一月", november).value
    reports.supplement(store, report.id, "calls", 41, "接警台")
    first = collect.make(store, prints.FROZEN_REPORT, report.id)
    assert "检查车辆1台次" in _words(first)
    assert "接警台" in _words(first)
    assert "各项数据与上报时一致" in _words(first)
    check(store)
    assert collect.verify_print(store, first).kind is collect.VerdictKind.CORRECTED
    later = _words(collect.make(store, prints.FROZEN_REPORT, report.id))
    assert "检查车辆1台次2" in later
    assert "该时段有1条记录" in later
    assert "检查车辆1台次，" in later or "检查车辆1台次。" in later


def _words(pdf: bytes) -> str:
    return "".join("".join(reading.page_texts(pdf)).split())
