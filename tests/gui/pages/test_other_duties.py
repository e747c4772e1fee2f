"""今日勤务 on a patrol and at a fire check: the forms of the duty, by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from checkpoint_app.gui.window import Window
from checkpoint_app.store import entries_list, opening, premises, shifts, sites
from checkpoint_app.store.entries_list import EntryFilter
from tests.gui.conftest import FIRST, PASSWORD, find, focus_of, press, settle, type_text, unlock, words


def on_duty(folder: Path, duty: str, site: str) -> None:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        sites.save(store, {"name": "滨河巡区", "kind": "area"})
        premises.save(store, {"name": "商务宾馆"})
        shifts.open_shift(store, shifts.ShiftDraft(duty=duty, site=site, crew=(FIRST, "101235")))


def recorded(folder: Path) -> list[tuple[str, dict[str, object]]]:
    with opening.open_store(folder, officer=FIRST, password=PASSWORD) as store:
        return [(entry.template_id, dict(entry.values)) for entry in entries_list.every(store, EntryFilter())]


@pytest.mark.parametrize("key", ["Return", "F4"])
def test_a_patrol_is_recorded_by_keyboard(folder: Path, locked: Window, key: str) -> None:
    on_duty(folder, "patrol", "滨河巡区")
    unlock(locked)
    assert "巡逻" in words(locked)
    assert "台次" not in find(locked, "sum").text()  # type: ignore[attr-defined]
    assert focus_of(locked).objectName() == "form:patrol"
    press(locked, key)
    settle(locked)
    type_text(locked, "人民路")
    press(locked, "Ctrl+Return")
    settle(locked)
    assert find(locked, "figure:patrols").text() == "1"  # type: ignore[attr-defined]
    press(locked, "Ctrl+L")
    settle(locked)
    assert recorded(folder) == [("patrol", {"route": "人民路", "mode": "CAR"})]


def test_another_form_of_the_duty_is_chosen_by_its_digit(folder: Path, locked: Window) -> None:
    on_duty(folder, "fire", "商务宾馆")
    unlock(locked)
    press(locked, "Shift+F4")
    settle(locked)
    box = find(locked, "choose_form")
    assert "消防检查" in words(box)
    assert "快速响应" in words(box)
    press(locked, "1")
    settle(locked)
    press(locked, "Ctrl+Return")
    settle(locked)
    assert find(locked, "figure:fire_checks").text() == "1"  # type: ignore[attr-defined]


def test_a_car_is_not_counted_on_a_patrol(folder: Path, locked: Window) -> None:
    on_duty(folder, "patrol", "滨河巡区")
    unlock(locked)
    press(locked, "F3")
    settle(locked)
    press(locked, "Ctrl+L")
    settle(locked)
    assert recorded(folder) == []
