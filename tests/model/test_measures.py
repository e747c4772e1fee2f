"""Figures of an entry: what the bulletin counts."""

from __future__ import annotations

from checkpoint_app.model import measures
from tests.model.forms import form, shipped


def test_a_car_without_finding() -> None:
    values = {"plate": "豫L12345", "vehicle_type": "CAR", "people": 3, "disposition": "RELEASE"}
    expected = {"vehicles": 1, "vehicles.CAR": 1, "people": 3, "disposition.RELEASE": 1}
    assert measures.count(shipped("checkpoint-check"), values) == expected


def test_on_a_bus_one_person_is_checked_unless_said_otherwise() -> None:
    bus = {"vehicle_type": "BUS", "people": 40}
    assert measures.count(shipped("checkpoint-check"), bus)["people"] == 1
    assert measures.count(shipped("checkpoint-check"), {**bus, "checked": 12})["people"] == 12


def test_a_drunk_driver_with_three_dispositions() -> None:
    values = {
        "findings": ["DRUNK", "NO_LICENSE"],
        "alcohol_mg": 96,
        "disposition": "HOLD_VEHICLE",
        "further_dispositions": [{"_row": "a", "code": "HOLD_LICENSE"}, {"_row": "b", "code": "HANDOVER"}],
    }
    found = measures.count(shipped("checkpoint-check"), values)
    assert found["finding.DRUNK"] == found["finding.DRUNK.drunk"] == found["finding.NO_LICENSE"] == 1
    assert "finding.DRUNK.drinking" not in found
    assert {name for name in found if name.startswith("disposition.")} == {
        "disposition.HOLD_VEHICLE",
        "disposition.HOLD_LICENSE",
        "disposition.HANDOVER",
    }


def test_the_limits_of_drinking() -> None:
    template = shipped("checkpoint-check")

    def kinds(amount: float) -> list[str]:
        found = measures.count(template, {"findings": ["DRUNK"], "alcohol_mg": amount})
        return [name for name in found if name.startswith("finding.DRUNK.")]

    assert [kinds(amount) for amount in (19, 20, 79.9, 80)] == [
        [],
        ["finding.DRUNK.drinking"],
        ["finding.DRUNK.drinking"],
        ["finding.DRUNK.drunk"],
    ]


def test_items_are_summed_by_name_and_unit() -> None:
    items = [
        {"name": "管制刀具", "quantity": 2, "unit": "把"},
        {"name": "管制刀具", "quantity": 1, "unit": "把"},
        {"name": "散装汽油", "quantity": 2.5, "unit": "升"},
    ]
    found = measures.count(shipped("checkpoint-check"), {"items": items})
    assert (found["item.管制刀具.把"], found["item.散装汽油.升"]) == (3, 2.5)


def test_counted_cars() -> None:
    found = measures.count(shipped("checkpoint-count"), {"vehicles": 7, "people": 9})
    assert found == {"vehicles": 7, "people": 9, "disposition.RELEASE": 7}


def test_merged_values_of_any_shape_count_nothing_wrong() -> None:
    template = shipped("checkpoint-check")
    assert measures.count(template, {"people": "many", "findings": "DRUNK", "items": [1, {"quantity": None}]}) == {
        "vehicles": 1,
        "finding.DRUNK": 1,
    }


def test_a_condition_sees_the_row_first_and_then_the_entry() -> None:
    template = form(
        '[[field]]\nkey = "n"\nkind = "count"\nlabel = { zh = "甲" }\n'
        '[[field]]\nkey = "t"\nkind = "table"\nlabel = { zh = "表" }\ncolumns = [{ key = "n", kind = "count", label = { zh = "数" } }]\n'
        '[[measure]]\nname = "big"\ntable = "t"\nwhen = { field = "n", gt = 5 }\n'
    )
    assert measures.count(template, {"n": 1, "t": [{"n": 6}, {"n": 5}]}) == {"big": 1}
