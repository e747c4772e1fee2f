"""What the law asks for after a disposition, through the window: made by saving, done by keys, handed over with its owner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog

from checkpoint_app.gui.pages.tasks.page import TasksPage
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, opening, shifts, tasks
from checkpoint_app.store.session import Store
from tests.gui.conftest import FIRST, PASSWORD, SECOND, button, find, press, settle, type_into, type_text, unlock, words

HELD = {"code": "HOLD_VEHICLE", "document": "漯公交强制〔2026〕0231号"}
QUESTIONED = {"code": "CONT_QUESTION", "document": "继问〔2026〕7号"}


@pytest.fixture
def duty(folder: Path, locked: Window) -> Window:
    """A checkpoint shift with nothing recorded yet."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        start = datetime.now(UTC) - timedelta(hours=1)
        end = datetime.now(UTC) + timedelta(minutes=5)
        draft = shifts.ShiftDraft(
            duty="checkpoint", site="黄河路卡点", planned_from=start, planned_to=end, crew=(FIRST, SECOND), basis="PL15"
        )
        shifts.open_shift(store, draft)
    unlock(locked)
    return locked


def record(window: Window, *dispositions: dict[str, str]) -> str:
    """An entry with these further dispositions, written through the window's own store."""
    from checkpoint_app.gui.operation import Operation

    found: list[str] = []
    values = {"plate": "豫L12345", "further_dispositions": list(dispositions)}
    Operation(window, lambda store, _: entries.record(store, "checkpoint-check", values), runner=window.runner).on_success(
        lambda saved: found.append(saved.value.id)
    ).start()
    settle(window)
    return found[0]


def open_ones(window: Window) -> list[str]:
    from checkpoint_app.gui.operation import Operation

    found: list[str] = []

    def read(store: Store) -> None:
        found.extend(task.order.rule for task in tasks.every(store, open_only=True))

    Operation(window, lambda store, _: read(store), runner=window.runner).start()
    settle(window)
    return found


def box(window: Window) -> QDialog:
    return next(found for found in window.findChildren(QDialog, "step") if found.isVisible())


def page(window: Window) -> TasksPage:
    found = window.page("tasks")
    assert isinstance(found, TasksPage)
    return found


def test_a_held_vehicle_is_done_with_a_number_by_keys(duty: Window) -> None:
    type_text(duty, "54321")
    press(duty, "F4")
    settle(duty)
    find(duty, "disposition").setFocus()
    type_text(duty, "6")  # 扣车
    press(duty, "Ctrl+Return")
    settle(duty)
    assert "法定期限 3" in words(duty)
    button(duty, "法定期限 3").click()
    settle(duty)
    shown = page(duty)
    assert [row.cells["task"] for row in shown.table.records.rows][-1] == "当事人接受处理（扣车）"
    assert (
        "剩 23 小时 59 分" in shown.table.records.rows[0].cells["state"]
        or "剩 1 天" in shown.table.records.rows[0].cells["state"]
    )
    assert "豫L·54321" in shown.table.records.rows[0].cells["about"]
    press(duty, "Return")
    settle(duty)
    type_text(duty, "批字 9 号")
    press(duty, "Ctrl+Return")
    settle(duty)
    assert len(shown.table.records.rows) == 2
    assert len(open_ones(duty)) == 2
    button(duty, "已办结").click()
    settle(duty)
    assert [row.cells["state"] for row in shown.table.records.rows] == ["已办结"]
    assert "批字 9 号" in words(duty)
    press(duty, "Escape")
    settle(duty)
    assert "法定期限 2" in words(duty)


def test_questioning_has_a_clock_on_its_entry(duty: Window) -> None:
    entry = record(duty, QUESTIONED)
    duty.open_page("entry", entry=entry)
    settle(duty)
    assert "法定期限事项" in words(duty)
    assert "暂从处置时间起算" in words(duty)
    assert find(duty, "task_state:CONT_QUESTION.NOTIFY").text() == "立即"  # type: ignore[attr-defined]
    find(duty, "arrived:CONT_QUESTION.TIME").click()  # type: ignore[attr-defined]
    settle(duty)
    press(duty, "Ctrl+Return")
    settle(duty)
    assert "暂从处置时间起算" not in words(duty)
    find(duty, "extended:CONT_QUESTION.TIME").click()  # type: ignore[attr-defined]
    settle(duty)
    assert "由 12 小时延长至 24 小时" in words(duty)
    type_text(duty, "赵局长")
    press(duty, "Ctrl+Return")
    settle(duty)
    assert "赵局长" in words(duty)
    find(duty, "done:CONT_QUESTION.TIME").click()  # type: ignore[attr-defined]
    settle(duty)
    press(duty, "Ctrl+Return")
    settle(duty)
    assert "没有文书号" in words(duty)  # said, not refused
    assert open_ones(duty) == ["CONT_QUESTION.NOTIFY"]


def test_what_is_open_goes_into_the_handover_and_the_successor_sees_it(duty: Window) -> None:
    record(duty, HELD)
    press(duty, "F8")
    settle(duty)
    assert "以下未办事项自动列入交接" in words(duty)
    assert "扣留机动车报批" in words(duty)
    type_text(duty, SECOND)
    press(duty, "Return")
    find(duty, "close_save").click()  # type: ignore[attr-defined]
    settle(duty)
    type_into(find(duty, "successor_password"), PASSWORD)
    press(duty, "Return")
    settle(duty)
    duty.open_page("today")
    settle(duty)
    press(duty, "Ctrl+L")
    settle(duty)
    unlock(duty, SECOND)
    press(duty, "F8")
    settle(duty)
    assert "扣留机动车报批" in words(duty)  # a point to tick
    press(duty, "Ctrl+Return")
    settle(duty)
    for _ in [child for child in duty.findChildren(QDialog, "shift_warnings") if child.isVisible()]:
        press(duty, "Return")
        settle(duty)
    assert duty.shift is not None
    assert "法定期限 3" in words(duty)


def test_a_to_do_is_given_on_and_taken_back(duty: Window) -> None:
    record(duty, {"code": "HOLD_LICENSE"})
    duty.open_page("tasks")
    settle(duty)
    button(duty, "转交他人").click()
    settle(duty)
    press(duty, "Ctrl+Return")
    settle(duty)
    assert "×" in words(duty) or "请写明接手的民警" in words(duty)
    type_text(duty, SECOND)
    press(duty, "Return")
    press(duty, "Ctrl+Return")
    settle(duty)
    assert [row.cells["owner"] for row in page(duty).table.records.rows] == ["李强"]
    button(duty, "撤销").click()
    settle(duty)
    assert [row.cells["owner"] for row in page(duty).table.records.rows] == ["王小明"]
    press(duty, "F4")
    settle(duty)
    assert duty.current == "entry"
