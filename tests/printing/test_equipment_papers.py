"""The papers of fire equipment: labels a scanner reads, a round on paper for twelve floors, the ledger of extinguishers."""

from __future__ import annotations

from typing import Any

import pytest
import segno
from reportlab.lib.pagesizes import A4

from checkpoint_app import i18n
from checkpoint_app.model import labels
from checkpoint_app.model.registers import Equipment, Premises
from checkpoint_app.printing import collect, gather_equipment, label_sheet, reading
from checkpoint_app.printing.collect import VerdictKind
from checkpoint_app.printing.pen import MM
from checkpoint_app.store import entries, equipment, errors, premises, prints, round_sheets, shifts
from checkpoint_app.store.session import Store
from tests.printing.samples import plain
from tests.printing.test_qr import DPI, dark
from tests.store.conftest import Clock, cheap_passwords, clock, store

__all__ = ["cheap_passwords", "clock", "store"]


@pytest.fixture
def place(store: Store) -> Premises:
    return premises.save(store, {"name": "如家宾馆", "address": "人民路 1 号", "type": "HOTEL", "officer": "101234"})[0]


def stock(store: Store, place: Premises, floors: int, on_each: int, **more: Any) -> list[Equipment]:
    """Pieces of so many floors in walking order."""
    found = []
    for n in range(floors * on_each):
        floor, at = divmod(n, on_each)
        row = {"label": f"{floor + 1}-{at + 1:02}", "floor": f"{floor + 1}F", "place": "楼梯口", "kind": "POWDER", **more}
        found.append(equipment.save(store, {"premises": place.id, "position": n + 1, "made": "2024-05-01", **row})[0])
    return found


def texts(pdf: bytes) -> list[str]:
    return reading.page_texts(pdf)


def symbol(picture: reading.Picture, sheet: labels.LabelSheet, at: int, modules: int) -> list[list[bool]]:
    """What a scanner sees of label `at`, module by module."""
    left, top = sheet.place(at)
    x = max(left + label_sheet.INSET, label_sheet.EDGE) * MM
    upper = (top + sheet.height / 2 - label_sheet.QR_SIDE / 2) * MM
    module, scale = label_sheet.QR_SIDE * MM / modules, DPI / 72
    return [
        [
            dark(picture, int((x + (column + 0.5) * module) * scale), int((upper + (row + 0.5) * module) * scale))
            for column in range(modules)
        ]
        for row in range(modules)
    ]


@pytest.mark.parametrize("sheet", labels.sheets(), ids=lambda sheet: sheet.code)
def test_a_scanner_reads_each_label_where_the_sheet_has_it(store: Store, place: Premises, sheet: labels.LabelSheet) -> None:
    pieces = stock(store, place, 1, 4)
    start = sheet.count - 1
    parameters = gather_equipment.label_parameters(store, place.id, sheet=sheet.code, start=start)
    pdf = collect.make(store, prints.LABELS, place.id, parameters=parameters)
    assert reading.page_count(pdf) == 2
    pages = [reading.render(pdf, page, DPI) for page in range(2)]
    assert pages[0].width == pytest.approx(A4[0] * DPI / 72, abs=2)
    for number, piece in enumerate(pieces, start=start - 1):
        expected = [list(map(bool, row)) for row in segno.make_qr(labels.code_of(piece.id), error="m").matrix]
        assert symbol(pages[number // sheet.count], sheet, number % sheet.count, len(expected)) == expected
    assert collect.verify_print(store, pdf).kind is VerdictKind.SAME


def test_labels_go_on_where_the_last_sheet_ended(store: Store, place: Premises) -> None:
    stock(store, place, 2, 5)
    ask = gather_equipment.label_parameters
    first = ask(store, place.id, floors=["1F"])
    assert (first["sheet"], first["start"], first["next"]) == ("70x37", 1, 6)
    collect.make(store, prints.LABELS, place.id, parameters=first)
    assert ask(store, place.id)["start"] == 6
    assert ask(store, place.id, sheet="63.5x38.1")["start"] == 1, "another sheet"
    assert ask(store, "", start=1)["start"] == 1
    text = texts(collect.make(store, prints.LABELS, store.unit.id, parameters=ask(store, "", floors=["2F"])))[0]
    assert "2-01" in text
    assert "1-01" not in text
    with pytest.raises(errors.NoSuchFloor, match="9F"):
        ask(store, place.id, floors=["9F"])


def test_a_long_label_is_whole(store: Store, place: Premises) -> None:
    label = "消防控制室旁第二疏散楼梯间前室右侧-MFZ/ABC4-0001"
    equipment.save(store, {"premises": place.id, "label": label, "place": "很长的位置" * 12, "kind": "POWDER"})
    (text,) = texts(collect.make(store, prints.LABELS, place.id, parameters=gather_equipment.label_parameters(store, place.id)))
    assert plain(label) in text
    assert "…" in text


def test_a_round_sheet_for_twelve_floors(store: Store, place: Premises) -> None:
    stock(store, place, 12, 9, made="2014-01-01")
    parameters = round_sheets.parameters(store, place.id)
    pdf = collect.make(store, prints.ROUND_SHEET, place.id, parameters=parameters)
    pages = texts(pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert "消防器材巡查单" in page
        assert "如家宾馆" in page
        assert parameters["number"] in page
        assert f"第{number}页共{len(pages)}页" in page
    whole = "".join(pages)
    for floor in range(1, 13):
        assert f"楼层：{floor}F" in whole
    assert whole.count("□") == 12 * 9 * 3
    for expected in ("营业期间每2小时一次", "应报废", "巡查人签名", "单位随同人签名", "√正常", "10812-09"):
        assert expected in whole
    assert collect.verify_print(store, pdf).kind is VerdictKind.SAME
    equipment.save(store, {"premises": place.id, "label": "1-01", "place": "大厅"})
    assert collect.verify_print(store, pdf).kind is VerdictKind.CORRECTED


def test_a_sheet_keeps_its_number_and_its_rows(store: Store, clock: Clock, place: Premises) -> None:
    pieces = stock(store, place, 2, 3)
    asked = round_sheets.parameters(store, place.id, ["2F"])
    assert asked["number"] == f"261120-{store.device.letter}1"
    collect.make(store, prints.ROUND_SHEET, place.id, parameters=asked)
    assert round_sheets.parameters(store, place.id)["number"].endswith("2")
    equipment.save(store, {"premises": place.id, "label": "0-00", "floor": "2F", "position": 0})
    equipment.save(store, {"premises": place.id, "label": "2-02", "active": False})
    (sheet,) = round_sheets.every(store)
    assert [piece.label for piece in round_sheets.pieces(store, sheet)] == ["2-01", "2-02", "2-03"]
    assert (sheet.keyed, sheet.name, sheet.floors) == (False, "如家宾馆", ("2F",))
    assert round_sheets.need(store, asked["number"].lower()) == sheet
    assert round_sheets.need(store, sheet.paper) == sheet, "what its QR holds"
    with pytest.raises(errors.Unknown):
        round_sheets.need(store, "261120-Z9")
    shift = shifts.open_shift(store, shifts.ShiftDraft(duty="fire", site=place.name, crew=("101234", "101235"))).value
    rows = [{"equipment": piece.id, "result": "OK"} for piece in pieces[3:]]
    values = {"premises": place.id, "equipment": rows}
    saved = entries.record(store, "fire-check", values, shift=shift.id, source="PAPER", page=sheet.number)
    assert round_sheets.every(store)[0].keyed
    entries.void(store, saved.value.id, "录错")
    assert not round_sheets.every(store)[0].keyed


def test_the_ledger_says_where_each_extinguisher_stands(store: Store, clock: Clock, place: Premises) -> None:
    pieces = stock(store, place, 1, 4)
    equipment.save(store, {"premises": place.id, "label": "1-02", "made": "2015-05-01"})
    equipment.save(store, {"premises": place.id, "label": "1-03", "made": "2020-05-01"})
    equipment.save(store, {"premises": place.id, "label": "L1", "kind": "LIGHT"})
    shift = shifts.open_shift(store, shifts.ShiftDraft(duty="fire", site=place.name, crew=("101234", "101235"))).value
    rows = [{"equipment": pieces[0].id, "result": "FAULT", "faults": "压力不足"}]
    entries.record(store, "fire-check", {"premises": place.id, "equipment": rows}, shift=shift.id)
    asked = {"today": "2026-11-20", "open": False}
    pdf = collect.make(store, prints.EXTINGUISHER_LEDGER, store.unit.id, parameters=asked)
    (page,) = texts(pdf)
    for expected in ("灭火器4具：合格2，应送修0，维修超期1，应报废1", "2026-11-20故障", "从未", "超过四分之一", "2029-05-01"):
        assert expected in page
    assert "L1" not in page
    assert collect.verify_print(store, pdf).kind is VerdictKind.SAME
    clock.forward(days=1)
    entries.record(store, "fire-check", {"premises": place.id, "equipment": [{"equipment": pieces[0].id}]}, shift=shift.id)
    assert collect.verify_print(store, pdf).kind is VerdictKind.CORRECTED
    (page,) = texts(collect.preview(store, prints.EXTINGUISHER_LEDGER, place.id, {**asked, "open": True}))
    assert "1-03" in page
    assert "1-04" not in page


def test_nothing_on_file_is_a_sentence(store: Store, place: Premises) -> None:
    with pytest.raises(errors.NoEquipment):
        round_sheets.parameters(store, place.id)
    with pytest.raises(errors.NoEquipment):
        gather_equipment.label_parameters(store, "")


def test_they_read_in_english(store: Store, place: Premises) -> None:
    stock(store, place, 2, 2, kind="CO2")
    i18n.set_language("en")
    try:
        sheet = "".join(texts(collect.preview(store, prints.ROUND_SHEET, place.id, round_sheets.parameters(store, place.id))))
        ledger = "".join(texts(collect.preview(store, prints.EXTINGUISHER_LEDGER, place.id, {"today": "2026-11-20"})))
    finally:
        i18n.set_language("zh")
    for expected in ("Round sheet of fire equipment", "Floor 1F", "every 2 hours while open", "Keyed in by"):
        assert plain(expected) in sheet
    assert plain("4 extinguishers: 4 in order") in ledger
    assert "CO2" in ledger
