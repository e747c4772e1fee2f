"""Entries in words."""

from __future__ import annotations

import pytest

from checkpoint_app import i18n
from checkpoint_app.model import display
from checkpoint_app.model.template import Template
from tests.model.forms import context, shipped

VALUES = {
    "plate": "豫L12345",
    "vehicle_type": "TRUCK_LIGHT",
    "people": 2,
    "findings": ["DRUNK"],
    "disposition": "HOLD_VEHICLE",
    "document": "凭证001号",
    "further_dispositions": [{"_row": "a", "code": "HANDOVER", "receiver": "交警大队"}],
    "alcohol_mg": 96,
    "items": [{"_row": "b", "name": "管制刀具", "quantity": 1, "unit": "把"}],
    "identity_reason": "TRAFFIC_LAW",
    "persons": [
        {"_row": "c", "role": "DRIVER", "document_kind": "PRC_ID", "document_number": "411103189001010010", "name": "张三"}
    ],
}


@pytest.fixture
def template() -> Template:
    return shipped("checkpoint-check")


def test_the_columns_of_the_paper(template: Template) -> None:
    around = {"at": "22:14", "checked_by": "张建国"}
    cells = [display.cell(template, column.key, VALUES, context(masked=True), around) for column in template.print_columns]
    assert cells == [
        "22:14",
        "豫L·12345",
        "轻型货车",
        "2",
        "酒驾 96 mg 管制刀具1把",
        "扣车 移交",
        "张建国",
        "凭证001号；移交 交警大队",
    ]
    heads = [display.column_title(template, column.key) for column in template.print_columns]
    assert heads == ["时间", "号牌", "车型", "人数", "查获", "处置", "检查人", "备注"]


def test_a_counted_line_fits_into_the_same_columns(template: Template) -> None:
    count = shipped("checkpoint-count")
    cells = [display.cell(count, column.key, {"vehicles": 7, "people": 9}, context(), {}) for column in template.print_columns]
    assert cells == ["", "计数", "", "9", "", "放行", "", "无异常 7 台次"]


def test_persons_are_masked_unless_allowed(template: Template) -> None:
    masked = dict(display.rows(template, VALUES, context(masked=True)))["人员"]
    assert masked == "驾驶人 身份证 411103********0010 张*"
    assert "张三" in dict(display.rows(template, VALUES, context(masked=False)))["人员"]


def test_what_was_erased_is_said(template: Template) -> None:
    left = {"vehicle_type": "CAR", "identity_reason": "TRAFFIC_LAW", "disposition": "RELEASE"}
    rows = dict(display.rows(template, left, context(), erased={"personal", "fleeting"}))
    assert rows["号牌"] == rows["人员"] == "（已按期清除）"


def test_a_search_finds_everything_but_persons(template: Template) -> None:
    texts = display.search_text(template, VALUES, context())
    assert "豫L12345" in texts
    assert "管制刀具" in texts
    assert "饮酒、醉酒驾驶" in texts
    assert not any("张三" in text or "4111" in text for text in texts)


def test_search_texts_do_not_depend_on_the_language(template: Template) -> None:
    chinese = display.search_text(template, VALUES, context())
    i18n.set_language("en")
    assert display.search_text(template, VALUES, context()) == chinese
    assert display.cell(template, "disposition", VALUES, context()) == "Vehicle held Handed over"


def test_numbers_stand_to_the_right(template: Template) -> None:
    assert display.is_number(template, "people")
    assert not display.is_number(template, "plate")
