"""The page of hazards: what is open by premises, one hazard's life, and the recheck of a unit by keyboard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QWidget

from checkpoint_app.gui.pages.hazards.page import HazardsPage
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.gui.window import Window
from checkpoint_app.model.hazards import State, StepKind
from checkpoint_app.store import attachments, entries, hazards, opening, shifts, sites
from checkpoint_app.store.session import Store
from tests.gui.conftest import FIRST, PASSWORD, button, find, press, settle, type_into, type_text, unlock, words
from tests.model.forms import shipped

HOTEL, NET = "如家宾馆", "黄河路网吧"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@pytest.fixture
def fire(folder: Path, locked: Window) -> Window:
    """A fire duty is open; the hotel has two hazards, one of which is overdue, the internet café has one."""
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        for name in (HOTEL, NET):
            sites.save(store, {"name": name, "kind": "premises"})
        start = datetime.now(UTC) - timedelta(hours=1)
        draft = shifts.ShiftDraft(duty="fire", site=HOTEL, planned_from=start, planned_to=start + timedelta(hours=8))
        shift = shifts.open_shift(store, draft).value
        photo = attachments.add(store, PNG, "image/png")
        found = [
            {"kind": "EXIT_BLOCKED", "place": "二楼西侧", "order": "ORDER_BY_DATE", "deadline": "2026-01-05", "photos": [photo]},
            {"kind": "NOT_KEPT", "place": "一楼灭火器", "order": "ORDER_BY_DATE"},
        ]
        entries.record(store, "fire-check", {"hazards": found}, shift=shift.id)
        values = {"premises": NET, "hazards": [{"kind": "WINDOW", "order": "NONE"}]}
        entries.record(store, "fire-check", values, shift=shift.id)
    unlock(locked)
    return locked


def shown(window: Window) -> HazardsPage:
    window.open_page("hazards")
    settle(window)
    page = window.page("hazards")
    assert isinstance(page, HazardsPage)
    return page


def places(page: HazardsPage) -> list[str]:
    return [row.cells["place"] for row in page.table.records.rows]


def states(window: Window) -> dict[str, State]:
    """Place → where the hazard stands, read from the store of the window."""
    found: dict[str, State] = {}

    def read(store: Store) -> None:
        found.update({hazard.found.place: hazard.life.state for hazard in hazards.every(store)})

    from checkpoint_app.gui.operation import Operation

    Operation(window, lambda store, _: read(store), runner=window.runner).start()
    settle(window)
    return found


def test_open_hazards_stand_by_premises_and_the_strip_leads_there(fire: Window) -> None:
    assert "隐患 3" in words(fire)
    assert "逾期 1" in words(fire)
    button(fire, "隐患 3").click()
    settle(fire)
    page = shown(fire)
    assert [row.cells["premises"] for row in page.table.records.rows] == [HOTEL, HOTEL, NET]
    assert "2 家单位，3 处隐患" in words(fire)
    assert page.table.records.rows[0].cells["state"].startswith("逾期")
    button(fire, "逾期").click()
    settle(fire)
    assert places(page) == ["二楼西侧"]
    button(fire, "全部").click()
    type_into(find(fire, "find"), "rujia")
    fire.page("hazards")._pause.setInterval(0)  # type: ignore[attr-defined]
    page._pause.timeout.emit()
    settle(fire)
    assert places(page) == ["二楼西侧", "一楼灭火器"]


def test_a_recheck_has_every_open_hazard_of_the_unit(fire: Window) -> None:
    page = shown(fire)
    press(fire, "F4")
    settle(fire)
    form = page._form
    assert form is not None
    assert len(form.form.values()["hazards"]) == 2
    rows = form.form.values()["hazards"]
    form.form.field("hazards").set_value([{**rows[0], "result": "FIXED"}, {**rows[1], "result": "NOT_FIXED"}])
    press(fire, "Ctrl+Return")
    settle(fire)
    assert states(fire) == {"二楼西侧": State.FIXED, "一楼灭火器": State.ORDER_BY_DATE, "": State.FOUND}
    assert places(page) == ["一楼灭火器", ""]


def test_a_hazard_is_transferred_taken_back_and_closed_with_a_reason(fire: Window) -> None:
    page = shown(fire)
    press(fire, "Return")
    settle(fire)
    assert "整改前后" in words(fire)
    assert "二楼西侧" in words(fire)
    button(fire, "移送").click()
    settle(fire)
    box = next(box for box in fire.findChildren(QDialog, "step") if box.isVisible())
    type_text(fire, "FIRE")
    press(fire, "Ctrl+Return")
    settle(fire)
    assert not _is_there(box)
    assert states(fire)["二楼西侧"] is State.TRANSFERRED
    assert "消防救援机构" in words(fire)
    take_back = [made for made in fire.findChildren(QWidget) if getattr(made, "text", str)() == "撤销" and made.isVisible()]
    take_back[0].click()  # type: ignore[attr-defined]
    settle(fire)
    type_into(find(fire, "reason"), "1")
    press(fire, "Return")
    settle(fire)
    assert states(fire)["二楼西侧"] is State.ORDER_BY_DATE
    page._life.step(StepKind.CLOSE)
    settle(fire)
    press(fire, "Ctrl+Return")
    settle(fire)
    assert states(fire)["二楼西侧"] is State.ORDER_BY_DATE, "closing needs a reason"
    type_text(fire, "moved")
    press(fire, "Ctrl+Return")
    settle(fire)
    assert states(fire)["二楼西侧"] is State.CLOSED
    press(fire, "Escape")
    settle(fire)
    assert places(page) == ["一楼灭火器", ""]


def test_a_whole_check_by_keyboard(fire: Window) -> None:
    """All in order by one key, one exception by number, which becomes a hazard; saved, it stands in the list."""
    page = shown(fire)
    press(fire, "Ctrl+N")
    settle(fire)
    form = page._form
    assert form is not None
    type_text(fire, "rujia")
    press(fire, "Return")
    press(fire, "Alt+0")
    for _ in range(3):
        type_text(fire, "2")
    assert "已查 22/22" in words(fire)
    exits = next(point for point in form.form.field("checklist")._points if point.item.key == "exits")  # type: ignore[attr-defined]
    exits.setFocus()
    type_text(fire, "3")
    type_text(fire, "1F")
    press(fire, "Alt+K")
    press(fire, "Ctrl+Return")
    settle(fire)
    assert page._form is None
    assert states(fire)["1F"] is State.FOUND
    assert "1F" in places(page)
    assert "检查已登记" in words(fire)


def test_without_a_duty_the_page_says_where_to_begin(window: Window, folder: Path) -> None:
    page = shown(window)
    page.recheck("nowhere")
    settle(window)
    assert "先开一个消防检查勤务" in words(window)
    press(window, "Escape")


def test_the_ledger_opens_as_paper(fire: Window) -> None:
    shown(fire)
    press(fire, "Ctrl+P")
    settle(fire)
    assert fire.current == "paper"
    assert "整改台账" in words(fire)
    press(fire, "Escape")
    settle(fire)
    assert fire.current == "hazards"


def test_a_recheck_form_lists_what_is_open_once_the_premises_are_chosen(fire: Window) -> None:
    settle(fire)
    hotel = next(option.id for option in fire.fields.sites if option.label == HOTEL)
    form = TemplateForm(shipped("fire-recheck"), fire.fields)
    form.field("premises").set_value(hotel)
    form.field("premises").changed.emit()
    rows = form.values()["hazards"]
    assert len(rows) == 2
    form.field("hazards").set_value([{**rows[0], "result": "FIXED"}])
    form.field("premises").set_value(None)
    form.field("premises").changed.emit()
    assert form.values()["hazards"] == [{**rows[0], "result": "FIXED"}], "what somebody has begun stays"
    form.field("hazards").set_value([{"hazard": "01a20bf3-a784-78da-8b2f-8b4d686c8465", "result": "FIXED"}])
    assert not [problem for problem in form.check() if problem.severity == "error"], "the store knows it"


def _is_there(box: QDialog) -> bool:
    try:
        return box.isVisible()
    except RuntimeError:
        return False
