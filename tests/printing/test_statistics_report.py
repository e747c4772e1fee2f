"""The statistics report: one page of figures and charts from the store, drawn again the same."""

from __future__ import annotations

from checkpoint_app import i18n
from checkpoint_app.model.records import Shift
from checkpoint_app.printing import collect, reading
from checkpoint_app.store import prints
from checkpoint_app.store.session import Store
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
