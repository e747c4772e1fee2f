"""A checklist with sections and answers of its own: one key for all that is in order, exceptions by number, hazards from what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from checkpoint_app import lists, paths
from checkpoint_app.gui.fields.checklist import ChecklistField
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.template_form import TemplateForm
from checkpoint_app.model import template_file
from checkpoint_app.model.template import Template, label
from tests.gui.conftest import words
from tests.model.forms import shipped


@pytest.fixture
def form(qapp: QApplication) -> Iterator[TemplateForm]:
    made = TemplateForm(shipped("fire-check"), FieldContext())
    made.resize(1100, 2400)
    made.show()
    yield made
    made.deleteLater()


def checklist(form: TemplateForm) -> ChecklistField:
    found = form.field("checklist")
    assert isinstance(found, ChecklistField)
    return found


def results(form: TemplateForm) -> dict[str, Any]:
    value = checklist(form).value()
    return {key: point["result"] for key, point in value.items()} if isinstance(value, dict) else {}


def key(form: TemplateForm, char: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    form.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or form, char, modifier)  # type: ignore[call-overload]


def test_all_in_order_answers_what_nobody_answered_but_asks_for_facts(form: TemplateForm) -> None:
    field = checklist(form)
    field.set_value({"passages": "BLOCKED"})
    field.all_good()
    found = results(form)
    assert found["passages"] == "BLOCKED"
    assert found["exits"] == "CLEAR"
    assert not {"legality", "public_place", "opening_check"} & set(found)
    assert not any(name.startswith("village") for name in found)
    assert "已查 19/22" in words(form)
    field.all_good()
    assert results(form) == {"passages": "BLOCKED"}


def test_an_exception_after_it_stays_when_the_rest_is_taken_back(form: TemplateForm) -> None:
    field = checklist(form)
    field.all_good()
    point = next(point for point in field._points if point.item.key == "hydrants")
    point.setFocus()
    key(form, "4")
    assert results(form)["hydrants"] == "NO_WATER"
    assert QApplication.focusWidget() is point.note
    field.all_good()
    assert results(form) == {"hydrants": "NO_WATER"}


def test_points_of_a_village_are_asked_for_there_only(form: TemplateForm) -> None:
    assert "确定消防安全管理人" not in words(form)
    form.fill({"nature": "VILLAGE"})
    assert "23  确定消防安全管理人" in words(form)
    checklist(form).all_good()
    assert results(form)["village_pact"] == "YES"
    form.fill({"nature": "GENERAL", "checklist": {"village_pact": "YES"}})
    assert results(form) == {}


def test_what_is_not_in_order_becomes_a_hazard_without_typing_it_twice(form: TemplateForm) -> None:
    field = checklist(form)
    field.set_value({"exits": {"result": "LOCKED", "note": "一楼北门"}, "legality": "OTHER"})
    point = next(point for point in field._points if point.item.key == "exits")
    point.list_hazard()
    point.list_hazard()
    assert form.values()["hazards"] == [{"kind": "EXIT_BLOCKED", "place": "一楼北门"}]
    next(point for point in field._points if point.item.key == "legality").list_hazard()
    assert len(form.values()["hazards"]) == 1, "the papers of a building are transferred, not ordered"


def test_sections_stand_above_their_points(form: TemplateForm) -> None:
    for item in shipped("fire-check").field("checklist").items[:22]:
        if item.section:
            assert label(item.section) in words(form)


def test_a_row_of_photos_alone_takes_no_key(form: TemplateForm) -> None:
    form.fill({"hazards": [{"kind": "OTHER"}]})
    assert form.check() is not None


def changed(form: TemplateForm, old: str, new: str) -> Template:
    """The form as somebody has just written it."""
    source = (paths.resource("templates") / f"{form.template.id}.toml").read_text(encoding="utf-8")
    assert old in source
    return template_file.parse(source.replace(old, new).encode(), lists.choices())


def test_a_form_that_is_being_written_keeps_what_did_not_change(form: TemplateForm) -> None:
    field, rows = checklist(form), dict(form.rows)
    points = list(field._points)
    field.set_value({"passages": "BLOCKED"})
    form.field("note").set_value("备忘")
    form.change(changed(form, "疏散通道", "疏散楼梯"))
    QApplication.processEvents()
    assert checklist(form) is field
    assert sum(one is not other for one, other in zip(field._points, points, strict=True)) == 1
    assert "疏散楼梯" in words(form)
    assert "疏散通道" not in words(form)
    assert results(form) == {"passages": "BLOCKED"}
    assert form.rows["note"] is rows["note"]
    assert form.field("note").value() == "备忘"
    key(form, "0", Qt.KeyboardModifier.AltModifier)
    assert results(form)["exits"] == "CLEAR"


def test_a_point_that_is_taken_out_goes_and_the_others_count_on(form: TemplateForm) -> None:
    field = checklist(form)
    first = field._points[0].item.key
    fewer = replace(field.field, items=field.field.items[1:])
    assert field.change(fewer)
    assert field._points[0].item.key != first
    assert field._points[0].accessibleName().startswith("1 ")
