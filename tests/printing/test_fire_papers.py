"""The fire papers: every point with every answer, what was found and ordered, and the ledger of what became of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from checkpoint_app import i18n
from checkpoint_app.model.records import Shift
from checkpoint_app.printing import collect, fonts, reading, ticks
from checkpoint_app.printing.collect import VerdictKind
from checkpoint_app.printing.pen import BODY
from checkpoint_app.store import entries, hazards, premises, prints, shifts, templates
from checkpoint_app.store.session import Store
from tests.printing.samples import plain
from tests.store.conftest import Clock, cheap_passwords, clock, store
from tests.store.test_hazards import BLOCKED, UNKEPT

__all__ = ["cheap_passwords", "clock", "store"]

HOTEL = "如家宾馆"
CHECK = {
    "accompanied_by": "赵某某",
    "nature": "KEY",
    "checklist": {"legality": "ACCEPTED", "drill": {"result": "NOT_DONE", "note": "年内补做"}, "passages": "BLOCKED"},
    "hazards": [BLOCKED, UNKEPT],
    "documents": [{"kind": "ORDER_NOW", "number": "即字〔2026〕第 12 号"}],
    "transfer": ["FILING"],
}


@pytest.fixture
def round_(store: Store, clock: Clock) -> Shift:
    premises.save(store, {"name": HOTEL, "manager": "钱某某", "area_m2": 3200, "floors": "地上6层", "type": "HOTEL"})
    draft = shifts.ShiftDraft(duty="fire", site=HOTEL, planned_from=clock(), planned_to=clock() + timedelta(hours=4))
    return shifts.open_shift(store, draft).value


def text_of(pdf: bytes) -> str:
    return "".join(reading.page_texts(pdf))


def test_the_record_has_every_point_with_every_answer(store: Store, round_: Shift) -> None:
    entry = entries.record(store, "fire-check", CHECK).value
    pdf = collect.print_entry(store, entry.id)
    text = text_of(pdf)
    for item in templates.get(store, entry.template).field("checklist").items:
        assert plain(item.label["zh"]) in text
        for choice in item.result.choices:
            assert plain(choice.label["zh"]) in text
    for expected in ("✓依法通过消防验收", "✓未组织开展注：年内补做", "✓堵塞", "3200㎡", "地上6层", "重点单位", "钱某某", "赵*"):
        assert plain(expected) in text
    for expected in ("占用、堵塞、封闭疏散通道、安全出口", "二楼西侧", "即字〔2026〕第12号", "✓2.消防备案", "检查人员签名"):
        assert plain(expected) in text
    assert text.count("✓") == 4
    assert collect.verify_print(store, pdf).kind is VerdictKind.SAME
    entries.correct(store, entry.id, {"note": "补记"}, "漏写")
    assert collect.verify_print(store, pdf).kind is VerdictKind.CORRECTED


def test_who_accompanied_is_in_clear_only_with_a_reason(store: Store, round_: Shift) -> None:
    entry = entries.record(store, "fire-check", CHECK).value
    assert "赵某某" in text_of(collect.print_entry(store, entry.id, masked=False, reason="送达文书"))


def test_a_void_record_says_why(store: Store, round_: Shift) -> None:
    entry = entries.record(store, "fire-check", CHECK).value
    entries.void(store, entry.id, "走错单位")
    assert "【作废】走错单位" in text_of(collect.print_entry(store, entry.id))


def test_the_recheck_names_each_hazard_with_its_order_and_result(store: Store, round_: Shift, clock: Clock) -> None:
    entries.record(store, "fire-check", {"hazards": [BLOCKED, UNKEPT]})
    first, second = hazards.every(store)
    clock.forward(days=3)
    rows = [{"hazard": first.id, "result": "FIXED"}, {"hazard": second.id, "result": "NOT_FIXED", "deadline": "2026-12-01"}]
    entry = entries.record(store, "fire-recheck", {"hazards": rows, "document": "复字〔2026〕第 3 号"}).value
    pdf = collect.print_entry(store, entry.id)
    text = text_of(pdf)
    for expected in (
        "消防监督复查记录",
        "二楼西侧（立即改正、2026年11月20日）",
        "✓已改",
        "✓未改",
        "新期限：2026年12月1日",
        "复字",
    ):
        assert plain(expected) in text
    assert collect.verify_print(store, pdf).kind is VerdictKind.SAME


def test_the_ledger_tells_the_whole_life(store: Store, round_: Shift, clock: Clock) -> None:
    entries.record(store, "fire-check", {"hazards": [BLOCKED, UNKEPT]})
    first, second = hazards.every(store)
    clock.forward(days=2)
    hazards.add_step(store, second.id, "TRANSFER", receiver="HOUSING", document="移字 1 号")
    parameters = {"today": "2026-11-22"}
    pdf = collect.make(store, prints.HAZARD_LEDGER, store.unit.id, parameters=parameters)
    text = text_of(pdf)
    for expected in ("火灾隐患整改台账", "隐患2处", "已整改0处（0.0%）", "逾期1处", "逾期2天", "已移送", "移送住建部门移字1号"):
        assert expected in text
    assert collect.verify_print(store, pdf).kind is VerdictKind.SAME
    hazards.add_step(store, first.id, "FIXED")
    assert collect.verify_print(store, pdf).kind is VerdictKind.CORRECTED
    only_open = {"today": "2026-11-22", "open": True, "first": "2026-11-01", "last": "2026-11-30"}
    assert "二楼西侧" not in text_of(collect.make(store, prints.HAZARD_LEDGER, round_.site, parameters=only_open))


def test_it_reads_in_english(store: Store, round_: Shift) -> None:
    entry = entries.record(store, "fire-check", CHECK).value
    i18n.set_language("en")
    try:
        text = text_of(collect.print_entry(store, entry.id))
    finally:
        i18n.set_language("zh")
    assert plain("✓Fire acceptance passed") in text
    assert plain("Village or residents' committee") in text


# The grid of points


def point(section: str, answers: int = 3, note: str = "") -> ticks.Point:
    chosen = tuple(ticks.Answer(f"回答{number}", number == 1) for number in range(answers))
    return ticks.Point(section=section, label="内容", answers=chosen, note=note)


def test_points_are_divided_between_pages_and_none_is_lost() -> None:
    block: ticks.Ticks | None = ticks.Ticks([point("甲")] * 30 + [point("乙")] * 30, 480)
    heights = []
    assert block is not None
    whole = block.height
    while block is not None:
        part, block = block.split(200, 660)
        assert part is not None
        assert part.height <= 200
        heights.append(part.height)
    assert sum(heights) == pytest.approx(whole)


def test_answers_that_do_not_fit_go_on_below() -> None:
    assert ticks.Ticks([point("甲", answers=12)], 480).height > ticks.Ticks([point("甲")], 480).height
    long = ticks.Point(
        section="甲", label="内容", answers=(ticks.Answer("长" * 60, chosen=True), ticks.Answer("短", chosen=False))
    )
    assert ticks.Ticks([long], 480).height > ticks.Ticks([point("甲")], 480).height


def test_a_latin_word_of_a_section_is_not_divided() -> None:
    block = ticks.Ticks([point("Management")], 480)
    assert block.section >= fonts.bold().width("Management", BODY)
