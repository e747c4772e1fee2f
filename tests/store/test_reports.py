"""Frozen reports: they stay as they were, and say what came after them."""

from __future__ import annotations

import pytest

from checkpoint_app import i18n
from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, rebuild, reports, verify
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock
from tests.store.test_statistics import NOVEMBER, check


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
    assert (saved.value("calls"), saved.typed["calls"][1]) == (12, "接处警平台 11 月导出")
