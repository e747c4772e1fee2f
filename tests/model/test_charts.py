"""Charts: every shape stays inside, numbers are written where they have room, names that are too long are cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app import i18n
from checkpoint_app.model import charts, trends
from checkpoint_app.model.charts import Box, Chart, Line, Series, Text
from checkpoint_app.model.trends import Trends

amounts = st.integers(0, 100_000)


def edges(chart: Chart) -> Iterator[tuple[float, float]]:
    for shape in chart.shapes:
        match shape:
            case Line(x1, y1, x2, y2):
                yield from ((x1, y1), (x2, y2))
            case Box(x, y, width, height):
                yield from ((x, y), (x + width, y + height))
            case Text(x, y):
                yield x, y


def inside(chart: Chart) -> bool:
    return all(-0.01 <= x <= chart.width + 0.01 and -0.01 <= y <= chart.height + 0.01 for x, y in edges(chart))


def texts(chart: Chart) -> list[str]:
    return [shape.text for shape in chart.shapes if isinstance(shape, Text)]


@given(st.lists(st.tuples(amounts, amounts), min_size=1, max_size=366), st.integers(300, 900))
def test_no_shape_leaves_the_chart(values: list[tuple[int, int]], width: int) -> None:
    series = [Series(name="a", values=[one for one, _ in values]), Series(name="b", values=[two for _, two in values])]
    labels = [str(at) for at in range(len(values))]
    assert inside(charts.columns("t", labels, series, width, mark=("m", 65)))
    assert inside(charts.bars("t", [(str(at), one) for at, (one, _) in enumerate(values)], width))


def test_each_column_is_as_tall_as_its_number() -> None:
    chart = charts.columns("t", ["1", "2"], [Series(name="a", values=[10, 5])], 300)
    tall = [shape.height for shape in chart.shapes if isinstance(shape, Box)]
    assert tall[0] == pytest.approx(2 * tall[1])
    assert {"10", "5", "1", "2"} <= set(texts(chart))


def test_a_mark_is_in_the_scale() -> None:
    chart = charts.columns("t", ["1"], [Series(name="a", values=[13])], 300, mark=("学校总数", 65))
    bar = next(shape for shape in chart.shapes if isinstance(shape, Box))
    dashed = [shape for shape in chart.shapes if isinstance(shape, Line) and shape.dashed]
    assert bar.height == pytest.approx((charts.HEIGHT - 14 - dashed[0].y1) / 5)
    assert "学校总数 65" in texts(chart)


def test_a_long_name_is_cut_short_and_told_whole() -> None:
    name = "漯河市郾城区黄河路与嵩山路交叉口西南角商务宾馆"
    chart = charts.bars("t", [(name, 3)], 400)
    assert any(text.endswith("…") and name.startswith(text[:-1]) for text in texts(chart))
    assert chart.spoken == f"t: {name} 3"


def test_what_has_no_numbers_has_no_chart() -> None:
    i18n.set_language("zh")
    given = Trends(
        parts=["11-01", "11-02"],
        vehicles=[0, 0],
        schools=[3, 0],
        schools_in_all=65,
        found=[1, 0],
        fixed=[0, 1],
        still_open=[1, 0],
        sites=[],
        findings=[("酒驾", 2)],
    )
    titles = [chart.title for chart in trends.drawn(given, 480)]
    assert titles == ["查处（起）", "护学岗覆盖学校（所）", "火灾隐患发现与整改（处）", "未整改隐患（处，期末）"]
