"""Schools, premises and equipment in the store: references found, days compared, rows known again by their natural key."""

from __future__ import annotations

import pytest

from checkpoint_app.store import equipment, errors, premises, registers, schools, sites
from checkpoint_app.store.session import Store


def codes(refused: pytest.ExceptionInfo[errors.Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_school_is_a_site_with_more_attributes(store: Store) -> None:
    school, problems, _ = schools.save(
        store,
        {
            "name": "沙北第一小学",
            "type": "小学",
            "students": "１２００人",
            "officer": "李强",
            "one_key_alarm": "有",
            "gates": "东门、南门",
            "last_drill": "2026年9月",
        },
    )
    assert problems == []
    assert (school.type, school.students, school.one_key_alarm, school.last_drill) == ("PRIMARY", 1200, True, "2026-09-01")
    assert (list(school.gates), store.context().registers.name("officer", school.officer)) == (["东门", "南门"], "李强")
    assert school.id == registers.row_id(store, "site", {"kind": "school", "name": "沙北第一小学"})
    assert [site.name for site in sites.every(store, kind="school")] == ["沙北第一小学"]
    again, _, _ = schools.save(store, {"name": "沙北第一小学", "students": 1201})
    assert (again.id, again.students, again.type) == (school.id, 1201, "PRIMARY")
    cleared, _, _ = schools.save(store, {"name": "沙北第一小学", "students": ""})
    assert cleared.students is None
    with pytest.raises(errors.Unknown):
        premises.get(store, school.id)


def test_an_unknown_officer_is_left_out_and_said(store: Store) -> None:
    school, problems, _ = schools.save(store, {"name": "沙北第一小学", "officer": "赵钱孙"})
    assert (school.officer, [problem.code for problem in problems]) == ("", ["ATTRIBUTE_REFERENCE"])


def test_equipment_is_found_by_premises_and_label(store: Store) -> None:
    hotel, _, _ = premises.save(store, {"name": "沙北 商务宾馆", "type": "宾馆", "key_unit": "√"})
    shop, _, _ = premises.save(store, {"name": "沙北超市"})
    one, _, _ = equipment.save(store, {"premises": "沙北 商务宾馆", "label": "1F-01", "kind": "干粉", "made": "2021.5"})
    equipment.save(store, {"premises": "沙北超市", "label": "1F-01"})
    equipment.save(store, {"premises": shop.id, "label": "2F 02"})
    assert (one.premises, one.kind, one.made) == (hotel.id, "POWDER", "2021-05-01")
    assert equipment.need(store, "沙北 商务宾馆 1F-01") == one
    assert equipment.need(store, "2F 02").premises == shop.id == equipment.need(store, "沙北超市 2F 02").premises
    with pytest.raises(errors.Ambiguous):
        equipment.need(store, "1F-01")
    assert [piece.label for piece in equipment.every(store, premises=shop.id)] == ["1F-01", "2F 02"]
    assert store.context().registers.name("equipment", one.id) == "1F-01"


def test_days_that_cannot_be(store: Store) -> None:
    premises.save(store, {"name": "沙北超市"})
    known = {"premises": "沙北超市", "label": "1"}
    with pytest.raises(errors.Refused) as refused:
        equipment.save(store, {**known, "made": "2024-05-01", "serviced": "2023-05-01"})
    assert codes(refused) == ["EQUIPMENT_SERVICED_EARLY"]
    with pytest.raises(errors.Refused) as refused:
        equipment.save(store, {**known, "made": "2026-12"})
    assert codes(refused) == ["EQUIPMENT_AHEAD"]
    with pytest.raises(errors.Refused) as refused:
        equipment.save(store, {**known, "made": "2023-02-29", "kind": "滑板"})
    assert sorted(codes(refused)) == ["ATTRIBUTE_CHOICE", "DAY_IMPOSSIBLE"]
    equipment.save(store, {**known, "made": "2024-05-01"})
    with pytest.raises(errors.Refused) as refused:
        equipment.save(store, {**known, "serviced": "2024-04-30"})
    assert codes(refused) == ["EQUIPMENT_SERVICED_EARLY"]
    with pytest.raises(errors.Refused) as refused:
        equipment.save(store, {"premises": "无此单位", "label": ""})
    assert codes(refused) == ["EQUIPMENT_PREMISES_UNKNOWN", "EQUIPMENT_LABEL_MISSING"]
