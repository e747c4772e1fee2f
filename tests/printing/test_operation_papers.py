"""The papers of operations, sweeps and patrols: what stands on them, from the store, and that they can be checked again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checkpoint_app import i18n
from checkpoint_app.model.records import Shift
from checkpoint_app.printing import collect, gather, reading
from checkpoint_app.printing.bands import Column, Setter
from checkpoint_app.printing.pen import MM
from checkpoint_app.store import entries, operations, prints, shifts, sites, templates
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock, cheap_passwords, clock, store

__all__ = ["cheap_passwords", "clock", "store"]

A4_INNER_MM = 170.0
ROUND: dict[str, Any] = {
    "route": "人民路—车站广场",
    "mode": "FOOT",
    "start": "20:05",
    "end": "21:25",
    "kilometres": 4.5,
    "points": [{"place": "车站广场", "time": "20:30", "way": "SCAN"}],
    "helpers": [{"kind": "GRID", "count": 3}, {"kind": "CITY", "count": 2}],
    "vehicles": 2,
    "people": 7,
    "key_places": 3,
    "publicity": 12,
    "note": "夜市路灯 2 盏不亮",
}
SWEEP: dict[str, Any] = {
    "name": "冬季夜查",
    "groups": [{"name": "清查组", "lead": "李强", "people": 6}],
    "police": 14,
    "people": 120,
    "places": [{"class": "HOTEL", "count": 7}],
    "results": [{"kind": "KNIFE", "count": 1}],
}


@pytest.fixture
def operation(store: Store) -> str:
    sites.save(store, {"name": "沙北巡区", "kind": "area"})
    places = [{"class": "HOTEL", "count": 9, "names": "人民路沿线"}, {"class": "BAR"}]
    return operations.save(store, {"name": "冬季夜查", "number": "18号", "window": "20:00-02:00", "places": places}).value.id


def held(store: Store, clock: Clock, duty: str, operation: str | None = None) -> Shift:
    draft = shifts.ShiftDraft(
        duty=duty,
        site="沙北巡区",
        planned_from=clock(),
        planned_to=clock() + timedelta(hours=4),
        crew=("101234", "FJ1001"),
        operation=operation,
    )
    return shifts.open_shift(store, draft).value


def text_of(pdf: bytes) -> str:
    return "".join("".join(reading.page_texts(pdf)).split())


def test_the_sheet_of_an_operation(store: Store, operation: str, clock: Clock) -> None:
    shift = held(store, clock, "sweep", operation)
    entry = entries.record(store, "sweep", SWEEP, shift=shift.id).value.id
    pdf = collect.make(store, prints.OPERATION, operation)
    shown = text_of(pdf)
    for part in (
        "行动统计表",
        "18号",
        "20:00–02:00",
        "出动民警人次11415",
        "检查场所家77",
        "人民路沿线",
        "查获管制刀具1把",
        "以下班次还没有结束",
    ):
        assert part in shown, part
    assert collect.verify_print(store, pdf).kind == "same"
    entries.correct(store, entry, {"police": 15}, "数错")
    assert collect.verify_print(store, pdf).kind == "corrected"


def test_another_shift_that_joins_makes_the_paper_old(store: Store, operation: str, clock: Clock) -> None:
    pdf = collect.make(store, prints.OPERATION, operation)
    held(store, clock, "sweep", operation)
    assert collect.verify_print(store, pdf).kind == "corrected"


def test_the_sheet_of_one_sweep(store: Store, operation: str, clock: Clock) -> None:
    shift = held(store, clock, "sweep", operation)
    entry = entries.record(store, "sweep", SWEEP, shift=shift.id).value.id
    shown = text_of(collect.print_entry(store, entry))
    for part in ("清查行动统计表", "18号", "清查组", "出动民警人次11415", "盘查人员人次0120120"):
        assert part in shown, part
    entries.void(store, entry, "误录")
    assert "误录" in text_of(collect.print_entry(store, entry))


@pytest.mark.parametrize(("language", "expected"), [("zh", "打卡点"), ("en", "Pointspassed")])
def test_the_record_of_a_patrol(store: Store, operation: str, clock: Clock, language: str, expected: str) -> None:
    shift = held(store, clock, "patrol")
    entry = entries.record(store, "patrol", ROUND, shift=shift.id).value.id
    i18n.set_language(language)
    try:
        pdf = collect.print_entry(store, entry)
    finally:
        i18n.set_language("zh")
    shown = text_of(pdf)
    for part in (expected, "20:05–21:25", "4.5", "车站广场", "20:30", "夜市路灯2盏不亮"):
        assert part in shown, part
    assert len(reading.page_texts(pdf)) == 1


def test_a_patrol_of_the_first_version_of_the_form_prints(store: Store, operation: str, clock: Clock) -> None:
    """Entries keep the form they were written with; their paper leaves out what it did not ask for."""
    source = (Path(__file__).parents[1] / "data" / "golden" / "forms" / "patrol-1.toml").read_bytes()
    with store.transaction() as transaction:
        old = templates.add(transaction, source)[0]
    shift = held(store, clock, "patrol")
    entry = entries.record(store, old.identity, {"route": "滨河路", "people": 3}, shift=shift.id).value
    shown = text_of(collect.print_entry(store, entry.id))
    assert "滨河路" in shown
    assert "反诈" not in shown


def test_the_times_of_a_patrol_stand_in_one_line_of_the_log(store: Store, operation: str, clock: Clock) -> None:
    shift = held(store, clock, "patrol")
    entries.record(store, "patrol", ROUND, shift=shift.id)
    (section,) = gather.shift_log(store, shift, masked=True).sections
    number = Column(mm=8.5)
    setter = Setter((number, *section.columns), A4_INNER_MM * MM, towers=False, above=0.0)
    cells = section.rows[0].cells
    (band,) = setter.bands(("1", *cells))
    assert band.parts[1 + cells.index("20:05–21:25")] == "20:05–21:25"  # a text that had to be divided would be lines
