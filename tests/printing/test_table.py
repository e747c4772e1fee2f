from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.printing import document, fonts, reading
from checkpoint_app.printing.bands import PADDING, TOWER, Cell, Column, Row, widths
from checkpoint_app.printing.blocks import Note, Signature, Signatures, facts, points, remark
from checkpoint_app.printing.page import PageFrame
from checkpoint_app.printing.pen import BODY, MM, Align
from checkpoint_app.printing.table import Slice, Table
from tests.printing.samples import COLUMNS, STAMP, plain

WIDTH = 169 * MM
PAGE = 230 * MM
TWO = (Column(title="项目", mm=30), Column(title="内容"))


def slices(table: Table, room: float = PAGE) -> list[Slice]:
    """The table over as many pages as it takes."""
    found: list[Slice] = []
    rest: Table | None = table
    while rest is not None:
        part, rest = rest.split(room, room)
        assert part is not None
        assert part.height <= room + 0.01
        found.append(part)
    return found


def written(blocks: Sequence[document.Block]) -> list[str]:
    frame = PageFrame(bureau="", unit="沙北派出所", title="登记册", number="1", date="2026年11月23日", stamp=STAMP)
    out = io.BytesIO()
    document.write(frame, blocks, out)
    return reading.page_texts(out.getvalue())


def letters(part: Slice) -> str:
    """All text of a slice, band by band and cell by cell."""
    cells = [cell for band in part.bands for cell in band.parts]
    return "".join("".join([cell] if isinstance(cell, str) else cell.lines) for cell in cells)


texts = st.text(alphabet="检查，。（）AB12 \n", max_size=60)
cells = st.one_of(texts, st.builds(Cell, text=texts, struck=st.booleans(), lead=texts), st.integers(1, 60).map("长文字".__mul__))


@given(rows=st.lists(st.tuples(cells, cells), max_size=25), room=st.floats(70, 900))
def test_no_text_is_lost_and_none_is_doubled(rows: list[Row], room: float) -> None:
    """Whatever the rows and the pages; a long cell's text may stand below its row, named by its column."""
    table = Table(TWO, rows, 200, head=False)
    flat = "".join(sorted(plain("".join(letters(part) for part in slices(table, room)))))
    given_ = "".join(cell if isinstance(cell, str) else cell.lead + cell.text for row in rows for cell in row)
    assert flat == "".join(sorted(plain(given_)))


def test_the_head_stands_on_every_page_and_figures_on_the_first() -> None:
    rows = [(str(number), f"第{number}行") for number in range(1, 101)]
    pages = written([Table(TWO, rows, WIDTH, title="检查登记", totals="共 100 条")])
    assert len(pages) == 4
    assert all("项目内容" in page for page in pages)
    assert ["共100条" in page for page in pages] == [True, False, False, False]
    assert ["检查登记（续）" in page for page in pages] == [False, True, True, True]


def test_a_long_cell_goes_below_its_row_with_its_name() -> None:
    text = "货厢内发现疑似烟花爆竹若干，" * 30
    pages = written([Table(TWO, [("甲", "短"), (text, "乙"), ("丙", "短")], WIDTH)])
    assert "见下行乙项目：货厢内" in pages[0]
    assert plain(text) in "".join(pages)
    assert pages[0].index("丙") > pages[0].index(text[-20:])


def test_a_cell_just_short_enough_stays_in_its_row() -> None:
    line = "字" * int((30 * MM - 2 * PADDING) / BODY)
    assert len(slices(Table(TWO, [(line * TOWER, "")], WIDTH))[0].bands) == 1
    assert len(slices(Table(TWO, [(line * TOWER + "字", "")], WIDTH))[0].bands) == 2


def test_a_text_longer_than_a_page_is_divided() -> None:
    text = "驾驶人称车辆系借用。" * 500
    pages = written([Table(TWO, [("甲", text)], WIDTH)])
    assert len(pages) == 3
    assert "".join(pages).count("驾") == 500


def test_short_rows_are_never_divided() -> None:
    """Three lines each: no page ends inside a row."""
    rows = [(f"{number}甲\n{number}乙\n{number}丙", "") for number in range(40)]
    for part in slices(Table(TWO, rows, WIDTH)):
        assert letters(part).count("甲") == letters(part).count("丙")


def test_blank_below_stands_in_the_first_empty_row_of_the_last_page() -> None:
    for count in (0, 1, 31, 32, 33, 34, 35, 64, 65, 66, 67, 68):
        rows = [(str(number), "") for number in range(count)]
        pages = written([Table(TWO, rows, WIDTH, closed=True, filling=True)])
        assert ["以下空白" in page for page in pages] == [False] * (len(pages) - 1) + [True]


def test_what_is_crossed_out_reaches_down_to_what_follows() -> None:
    signatures = Signatures([[Signature("填表人")], [Signature("审核")]], WIDTH)
    frame = PageFrame(bureau="", unit="", title="", number="", date="", stamp=STAMP)
    table = Table(TWO, [("甲", "")], WIDTH, closed=True, filling=True)
    ((_, part), (offset, block)) = document.lay_out(frame, [table, signatures])[0]
    assert isinstance(part, Slice)
    assert part.diagonal > 100 * MM
    assert offset + block.height == pytest.approx(frame.room(1))
    assert part.height + signatures.gap == pytest.approx(offset)


def test_a_table_without_room_below_is_crossed_out_to_the_foot() -> None:
    frame = PageFrame(bureau="", unit="", title="", number="", date="", stamp=STAMP)
    tall = Signatures([[Signature("填表人")]] * 15, WIDTH)
    table = Table(TWO, [("甲", "")] * 20, WIDTH, closed=True, filling=True)
    pages = document.lay_out(frame, [table, tall])
    assert [len(page) for page in pages] == [1, 1]
    assert pages[0][0][1].height == pytest.approx(frame.room(1))


@pytest.mark.parametrize("count", range(9))
def test_what_follows_a_crossed_out_table_stays_on_its_page(count: int) -> None:
    """The crossed-out room leaves exactly what the rest needs, whatever sums of fractions make of it."""
    tail = [Note("注" * 10, WIDTH, size=7 + number / 3) for number in range(count)]
    pages = written([Table(TWO, [("甲", "")] * count, WIDTH, closed=True, filling=True), *tail])
    assert len(pages) == 1


@pytest.mark.parametrize("count", range(20, 36))
def test_signatures_stay_whole(count: int) -> None:
    """Wherever the table ends, all labels stand on one page."""
    signatures = Signatures([[Signature("填表人"), Signature("交班人")], [Signature("审核")]], WIDTH)
    pages = written([Table(TWO, [("甲", "")] * count, WIDTH, closed=True, filling=True), signatures])
    assert [("填表人" in page, "审核" in page, "单位（盖章）" in page) for page in pages if "填表人" in page] == [
        (True, True, True)
    ]


def test_a_box_of_points_goes_on_over_pages() -> None:
    texts = [f"第{number}项：" + "交接内容" * 30 for number in range(1, 31)]
    pages = written([points("交接事项", texts, WIDTH)])
    assert len(pages) > 1
    found = "".join(pages)
    assert all(f"{number}.第{number}项" in found for number in range(1, 31))
    assert "无" in written([points("交接事项", [], WIDTH)])[0]


def test_a_long_remark_is_divided() -> None:
    text = "雨后路面湿滑，改为单向查控。" * 300
    pages = written([remark("附注", text, WIDTH)])
    assert len(pages) > 2
    assert "".join(pages).count("滑") == 300


def test_an_odd_number_of_facts_leaves_one_cell_empty() -> None:
    assert facts([("甲", "1"), ("乙", "2"), ("丙", "3")], WIDTH).height == facts([("甲", "1"), ("乙", "2")] * 2, WIDTH).height


@pytest.mark.parametrize("total", [120 * MM, 169 * MM, 400 * MM])
def test_columns_fill_the_width_exactly(total: float) -> None:
    for columns in (COLUMNS, TWO, COLUMNS[:-1], (Column(title="一"), Column(title="二", mm=20), Column(title="三"))):
        assert sum(widths(columns, total)) == pytest.approx(total)


def test_columns_that_ask_for_too_much_give_way_and_no_title_is_torn() -> None:
    columns = [Column(title="Disposition", mm=60), Column(title="People", mm=5, align=Align.RIGHT), Column(title="Time", mm=80)]
    found = widths([*columns, Column(title="Remarks")], 140 * MM)
    assert sum(found) == pytest.approx(140 * MM)
    assert found[-1] >= 20 * MM
    for column, width in zip(columns, found, strict=False):
        assert fonts.bold().width(column.title, BODY) + 2 * PADDING <= width + 0.01


def test_a_block_that_fits_no_page_is_our_mistake() -> None:
    frame = PageFrame(bureau="", unit="", title="", number="", date="", stamp=STAMP)
    with pytest.raises(ValueError, match="higher than a page"):
        document.lay_out(frame, [Note("长" * 20_000, WIDTH)])


def test_the_work_grows_with_the_number_of_rows_only() -> None:
    """Each row is set once and stands on one page: whoever makes it quadratic sets rows again."""
    parts = slices(Table(TWO, [(str(number), "甲") for number in range(500)], WIDTH))
    numbers = [band.parts[0] for part in parts for band in part.bands]
    assert numbers == [str(number) for number in range(500)]
    assert all(len(one.bands) >= len(other.bands) for one, other in pairwise(parts))
