from __future__ import annotations

from dataclasses import replace

import pytest

from checkpoint_app import i18n
from checkpoint_app.printing import shift_log
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.blocks import Confirmed
from checkpoint_app.printing.reading import page_texts, render
from tests.printing.samples import COLUMNS, STAMP, TABLE_HEAD, drawn, log_pages, log_row, plain, section, shift_log_content


def test_sixty_entries_take_three_pages_with_every_row_on_one_of_them() -> None:
    pages = log_pages(shift_log_content(rows=60))
    assert len(pages) == 3
    text = "".join(pages)
    for number in range(1, 61):
        assert text.count(plain("".join(log_row(number).cells))) == 1


def test_head_and_foot_stand_on_every_page() -> None:
    for number, page in enumerate(log_pages(shift_log_content(rows=60)), start=1):
        for expected in ("沙北派出所", "卡点勤务日志", "编号沙北勤〔2026〕1123-A02", "2026年11月23日", TABLE_HEAD):
            assert expected in page
        for expected in (
            f"第{number}页共3页",
            "内部资料注意保管",
            "校验9F3C-1B7A-D2E4",
            "打印2026年11月23日09:34王小明101234",
            "个人信息已脱敏",
            STAMP.id,
            "装订线",
        ):
            assert expected in page


def test_the_first_page_has_the_facts_and_the_totals() -> None:
    first = log_pages(shift_log_content())[0]
    for expected in (
        "漯河市公安局郾城分局",
        "勤务地点黄河路卡点（双向）勤务时间11月23日周一07:30–09:30实07:35–09:32",
        "带班领导王小明101234天气晴3–12℃",
        "民警王小明101234李强101235辅警张三FJ1001",
        "设卡依据设卡审批漯郾公(治)批〔2026〕18号车辆装备警车1记录仪4",
        "检查登记逐车16+计数21=检查车辆37台次检查人员58人次查获3起",
    ):
        assert expected in first


def test_the_last_page_has_handover_and_signatures() -> None:
    last = log_pages(shift_log_content(rows=60))[-1]
    assert "交接事项1.豫A·D12345驾驶人已送检" in last
    assert "填表人：交班人：接班人：带班领导/审核：单位（盖章）年月日" in last


@pytest.mark.parametrize("rows", [0, 1])
def test_a_quiet_shift_is_one_page_closed_below(rows: int) -> None:
    (page,) = log_pages(shift_log_content(rows=rows, handover=()))
    assert (
        f"{TABLE_HEAD}{plain(''.join(log_row(1).cells)) and '1' + plain(''.join(log_row(1).cells)) if rows else ''}以下空白"
        in page
    )
    assert "交接事项无" in page


def test_marks_stand_before_the_last_cell_and_are_explained() -> None:
    rows = [
        log_row(1, late=True),
        log_row(2, corrected=True),
        log_row(3, proposed=True, late=True),
        log_row(4, conflict=True),
    ]
    (page,) = log_pages(shift_log_content(sections=(section(rows),)))
    for expected in (
        "【补】货厢1",
        "【更正】货厢2",
        "【补】【待确认】货厢3",
        "【待核对】货厢4",
        "【补】事后补录",
        "【待核对】两台电脑内容不一致",
    ):
        assert expected in page
    assert "【作废】" not in page


def test_without_marks_there_is_no_explanation() -> None:
    assert "【" not in log_pages(shift_log_content())[0]


def test_a_void_row_is_struck_through_with_its_reason() -> None:
    content = shift_log_content(sections=(section([log_row(1, void="误操作（王小明）")]),))
    (page,) = log_pages(content)
    assert "【作废】误操作（王小明）货厢1" in page
    valid = shift_log_content(sections=(section([log_row(1)]),))
    # The line through the plate, in the middle of its characters.
    assert dark_run(content) > dark_run(valid) + 60


def dark_run(content: shift_log.ShiftLogContent) -> int:
    """The longest dark horizontal line inside the plate's column of the first row, in pixels at 200 dpi."""
    pdf, _ = drawn(shift_log.draw, content)
    picture = render(pdf, 0, 200)
    left, right = int(48 / 25.4 * 200), int(70 / 25.4 * 200)
    longest = 0
    for y in range(int(78 / 25.4 * 200), int(90 / 25.4 * 200)):
        line = picture.pixels[(y * picture.width + left) * 4 : (y * picture.width + right) * 4 : 4]
        longest = max([longest, *map(len, bytes(255 if pixel < 110 else 0 for pixel in line).split(b"\0"))])
    return longest if longest < right - left else 0


def test_takeover_doubts_and_remarks_are_printed() -> None:
    content = shift_log_content(
        takeover=(shift_log.TakeoverPoint(text="锥筒 6 个", taken=True), shift_log.TakeoverPoint(text="存储卡已满", taken=False)),
        doubts=("本机时钟曾慢 4 分钟。",),
        note="改为单向查控。",
    )
    (page,) = log_pages(content)
    for expected in ("接班事项1.锥筒6个（√已接）2.存储卡已满（×未接）", "注：本机时钟曾慢4分钟。", "附注改为单向查控。"):
        assert expected in page


def test_who_confirmed_is_printed_under_the_lines() -> None:
    content = shift_log_content(
        handed_over_by=Confirmed("王小明 101234", "11月23日 09:32"), taken_by=Confirmed("李强 101235", "11月23日 09:33")
    )
    (page,) = log_pages(content)
    assert "王小明10123411月23日09:32确认" in page
    assert "李强10123511月23日09:33确认" in page


def test_each_template_has_its_own_table() -> None:
    patrol = shift_log.LogSection(
        title="巡逻记录",
        totals="巡逻 1 次",
        columns=(Column(title="路线", mm=60), Column(title="方式")),
        rows=(shift_log.LogRow(number="1", cells=("黄河路—长江路", "步巡")),),
    )
    text = "".join(log_pages(shift_log_content(sections=(section([log_row(1)]), patrol))))
    assert text.count("以下空白") == 2
    assert "巡逻记录巡逻1次序路线方式1黄河路—长江路步巡" in text


def test_a_note_of_five_thousand_characters_is_whole() -> None:
    note = "驾驶人称车辆系借用，车主张三（电话已核实）。VIN LSVAA4182E2123456 一致；" * 110
    row = log_row(2)
    content = shift_log_content(sections=(section([log_row(1), replace(row, cells=(*row.cells[:-1], note)), log_row(3)]),))
    text = "".join(log_pages(content))
    assert len(note) > 5000
    assert [text.count(character) for character in "系主话致"] == [110] * 4


def test_wide_tables_turn_the_sheet() -> None:
    wide = replace(section([log_row(1)]), columns=tuple(replace(column, mm=30 if column.mm else None) for column in COLUMNS))
    pdf, _ = drawn(shift_log.draw, shift_log_content(sections=(wide,)))
    picture = render(pdf, 0, 20)
    assert picture.width > picture.height
    assert "装订线" in page_texts(pdf)[0]


def test_the_foot_says_when_personal_data_are_in_clear_and_why() -> None:
    pdf, _ = drawn(shift_log.draw, shift_log_content(), replace(STAMP, masked=False, reason="案件移交"))
    assert "个人信息未脱敏：案件移交" in page_texts(pdf)[0]


def test_the_same_content_gives_the_same_bytes() -> None:
    content = shift_log_content(rows=60)
    assert drawn(shift_log.draw, content)[0] == drawn(shift_log.draw, content)[0]
    assert drawn(shift_log.draw, content)[0] != drawn(shift_log.draw, replace(content, note="x"))[0]


def test_markup_in_user_text_is_only_text() -> None:
    (page,) = log_pages(shift_log_content(note="<b>x</b> &amp; <br/> {name} %s"))
    assert "<b>x</b>&amp;<br/>{name}%s" in page


def test_long_names_in_the_head_do_not_touch() -> None:
    """They become smaller instead; nothing is cut off."""
    content = shift_log_content(unit="漯河市公安局郾城分局" * 4, number="沙北勤〔2026〕" * 6, title="卡点勤务日志" * 2)
    (page,) = log_pages(content)
    assert content.unit in page
    assert content.number in page


def test_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "_language", "en")
    (page,) = log_pages(shift_log_content(sections=(section([log_row(1, late=True)]),)))
    for expected in (
        "Dutyleader",
        "Handoverpoints",
        "Blankbelow",
        "Filledinby:",
        "Page1of1",
        "No.",
        "[late]货厢1",
        "Personaldatamasked",
    ):
        assert expected in page
    assert "第" not in page
