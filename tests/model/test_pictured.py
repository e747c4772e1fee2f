"""Where photos stand in an entry, and what they are said to show."""

from __future__ import annotations

from checkpoint_app.model import pictured
from tests.model.forms import context, shipped

ONE, TWO, THREE = "aa" * 32, "bb" * 32, "cc" * 32


def test_photos_of_fields_points_and_rows_are_found_once_with_all_they_show() -> None:
    form = shipped("fire-check")
    point = next(item for item in form.field("checklist").items if item.hazard)
    bad = next(code for code in point.result.codes if point.is_odd(code))
    values = {
        "photos": [THREE],
        "checklist": {point.key: {"result": bad, "photos": [ONE]}},
        "hazards": [{"_row": "1", "kind": "OTHER"}, {"_row": "2", "kind": "OTHER", "photos": [TWO, ONE]}],
    }
    found = {photo.sha: photo.caption for photo in pictured.photos(form, values, context())}
    assert list(found) == [ONE, TWO, THREE]
    assert point.label["zh"] in found[ONE]
    assert "发现的隐患 2" in found[ONE]
    assert found[TWO].startswith("发现的隐患 2")
    assert found[THREE].startswith("照片")


def test_what_is_no_list_of_photos_is_passed_over() -> None:
    form = shipped("fire-check")
    assert pictured.photos(form, {"photos": "x", "checklist": [], "hazards": {"a": 1}}, context()) == []
