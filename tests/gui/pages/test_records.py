"""查记录 and one entry: found, opened, corrected, voided, confirmed, seen in full only with a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from checkpoint_app.gui.pages.entry import EntryPage
from checkpoint_app.gui.pages.paper.page import PaperPage
from checkpoint_app.gui.pages.paper.preview import Preview
from checkpoint_app.gui.table import RecordTable
from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries, opening, shifts
from tests.gui.conftest import AUX, FIRST, PASSWORD, button, find, press, settle, type_into, type_text, unlock, words

PERSON = {"name": "张三", "document_kind": "PRC_ID", "document_number": "411103189001010010"}


@pytest.fixture
def folder(folder: Path) -> Path:
    """With a shift and three entries, one of a person, one proposed by the auxiliary."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        draft = shifts.ShiftDraft(duty="checkpoint", site="黄河路卡点", crew=(FIRST, AUX))
        shift = shifts.open_shift(store, draft).value.id
        record(store, shift, {"plate": "豫L12345", "note": "货厢载人"})
        values = {"plate": "豫L23456", "identity_reason": "TRAFFIC_LAW", "persons": [PERSON]}
        record(store, shift, values)
    with opening.open_store(folder, officer=AUX, password=PASSWORD) as store:
        record(store, shift, {"plate": "豫L34567", "disposition": "HOLD_VEHICLE"})
    return folder


def record(store: Any, shift: str, values: dict[str, Any]) -> None:
    entries.record(store, "checkpoint-check", {"plate_colour": "BLUE", **values}, shift=shift)


def rows(window: Window) -> list[dict[str, str]]:
    table = window.page("records").findChild(RecordTable)
    assert table is not None
    return [dict(row.cells) for row in table.records.rows]


def open_records(window: Window) -> None:
    press(window, "Ctrl+3")
    settle(window)


def search(window: Window, qtbot: Any, text: str) -> None:
    find(window, "search").clear()  # type: ignore[attr-defined]
    type_text(window, text)
    qtbot.wait(250)
    settle(window)


def open_first(window: Window) -> EntryPage:
    table = window.page("records").findChild(RecordTable)
    assert table is not None
    table.setFocus()
    table.selectRow(0)
    press(window, "Return")
    settle(window)
    page = window.page("entry")
    assert isinstance(page, EntryPage)
    return page


def test_search_by_part_of_a_plate_and_by_note(window: Window, qtbot: Any) -> None:
    open_records(window)
    assert len(rows(window)) == 3
    search(window, qtbot, "2345")
    assert {row["plate"] for row in rows(window)} == {"豫L·12345", "豫L·23456"}
    search(window, qtbot, "hhl")
    assert len(rows(window)) == 3, "the site by its initials"
    search(window, qtbot, "411103")
    assert rows(window) == [], "a person's number is not searched"


def test_proposals_are_confirmed_at_once(window: Window) -> None:
    open_records(window)
    press(window, "Ctrl+Y")
    settle(window)
    assert "确认辅警登记的 1 条" in words(window)
    press(window, "Return")
    settle(window)
    assert [row["state"] for row in rows(window)] == ["", "", ""]


def test_a_correction_needs_a_reason_and_stands_in_the_history(window: Window, qtbot: Any) -> None:
    open_records(window)
    search(window, qtbot, "12345")
    page = open_first(window)
    press(window, "Ctrl+U")
    settle(window)
    type_into(find(window, "correction_reason"), "typo")
    from checkpoint_app.gui.pages.entry_correction import CorrectionView

    view = next(view for view in page.findChildren(CorrectionView) if view.isVisible())
    view.form.field("people").set_value(4)
    find(window, "correction_reason").setFocus()
    press(window, "Return")
    settle(window)
    shown = words(window)
    assert "车上人数：1 → 4" in shown
    assert "typo" in shown


def test_an_entry_is_voided_with_a_reason(window: Window, qtbot: Any) -> None:
    open_records(window)
    search(window, qtbot, "12345")
    open_first(window)
    press(window, "Ctrl+Backspace")
    type_into(find(window, "reason"), "twice")
    press(window, "Return")
    settle(window)
    assert "作废" in words(window)
    press(window, "Escape")
    settle(window)
    assert [row["plate"] for row in rows(window)] == []


def test_persons_are_masked_until_a_reason_is_given(window: Window, qtbot: Any) -> None:
    open_records(window)
    search(window, qtbot, "23456")
    open_first(window)
    assert "411103********0010" in words(window)
    assert "张三" not in words(window)
    button(window, "显示完整信息").click()
    type_into(find(window, "reason"), "case")
    press(window, "Return")
    settle(window)
    assert "411103189001010010" in words(window)
    press(window, "Escape")
    settle(window)
    open_first(window)
    assert "411103189001010010" not in words(window)


def test_the_shift_log_is_previewed_saved_and_checked(window: Window, tmp_path: Path) -> None:
    assert window.shift is not None
    window.open_page("paper", form="shift-log", subject=window.shift.id)
    settle(window)
    page = window.page("paper")
    assert isinstance(page, PaperPage)
    preview = page.findChild(Preview)
    assert preview is not None
    assert "预览，尚未打印" in words(window)
    page.save_to(tmp_path / "log.pdf")
    settle(window)
    assert (tmp_path / "log.pdf").read_bytes().startswith(b"%PDF")
    assert "不加密" in words(window)
    page.check_paper(tmp_path / "log.pdf")
    settle(window)
    assert "与数据一致" in words(window) or "一致" in words(window)
    press(window, "Return")


def test_an_auxiliary_cannot_see_persons(locked: Window, qtbot: Any) -> None:
    unlock(locked, AUX)
    open_records(locked)
    search(locked, qtbot, "23456")
    open_first(locked)
    assert "显示完整信息" not in words(locked)
