"""A chart as SVG: well formed, in the page's own colour, whatever stands in names."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from checkpoint_app.export import svg
from checkpoint_app.model import charts
from checkpoint_app.model.charts import Series

NS = "{http://www.w3.org/2000/svg}"


def test_the_shapes_of_a_chart() -> None:
    chart = charts.columns("检查车辆", ["1", "2"], [Series(name="a", values=[3, 0])], 300, mark=("m", 4))
    root = ET.fromstring(svg.draw(chart))
    assert root.get("viewBox") == "0 0 300 120"
    assert root.get("aria-label") == chart.spoken
    assert len(root.findall(f"{NS}rect")) == 1
    assert next(text.text for text in root.findall(f"{NS}text")) == "检查车辆"
    assert {shape.get("fill") for shape in root.iter(f"{NS}text")} == {"currentColor"}


def test_names_are_never_markup() -> None:
    name = "<script>\"&\u202e'"
    root = ET.fromstring(svg.draw(charts.bars(name, [(name, 1)], 900, most_name_width=400)))
    assert not list(root.iter(f"{NS}script"))
    assert "\u202e" not in "".join(root.itertext())
    assert "<script>" in "".join(root.itertext())
