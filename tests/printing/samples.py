"""Synthetic content for the tests of paper: a night at a checkpoint, and what goes with it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from checkpoint_app.printing import correction, entry_sheet, reading, shift_log
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.document import Printed
from checkpoint_app.printing.page import PrintStamp
from checkpoint_app.printing.pen import Align

ZONE = ZoneInfo("Asia/Shanghai")
STAMP = PrintStamp(
    id="019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b",
    check="9F3C-1B7A-D2E4",
    printed_at=datetime(2026, 11, 23, 9, 34, tzinfo=ZONE),
    printed_by="王小明 101234",
)
COLUMNS = (
    Column(title="时间", mm=13),
    Column(title="号牌", mm=25),
    Column(title="车型", mm=20),
    Column(title="人数", mm=11, align=Align.RIGHT),
    Column(title="查获", mm=22),
    Column(title="处置", mm=20),
    Column(title="检查人", mm=17),
    Column(title="备注"),
)
TABLE_HEAD = "序时间号牌车型人数查获处置检查人备注"


def national_table() -> str:
    """通用规范汉字表, 8,105 characters."""
    return (Path(__file__).parents[1] / "data" / "tgh8105.txt").read_text(encoding="utf-8").strip()


def log_row(number: int, **changes: Any) -> shift_log.LogRow:
    cells = (
        f"{8 + number // 60:02d}:{number % 60:02d}",
        f"豫L·{50000 + number}",
        "小型客车",
        "2",
        "",
        "放行",
        "王小明",
        f"货厢{number}",
    )
    return replace(shift_log.LogRow(number=str(number), cells=cells), **changes)


def section(rows: Iterable[shift_log.LogRow], title: str = "检查登记") -> shift_log.LogSection:
    totals = "逐车 16 + 计数 21 = 检查车辆 37 台次　检查人员 58 人次　查获 3 起"
    return shift_log.LogSection(title=title, totals=totals, columns=COLUMNS, rows=tuple(rows))


def shift_log_content(rows: int = 3, **changes: Any) -> shift_log.ShiftLogContent:
    content = shift_log.ShiftLogContent(
        bureau="漯河市公安局郾城分局",
        unit="沙北派出所",
        title="卡点勤务日志",
        number="沙北勤〔2026〕1123-A02",
        date="2026年11月23日",
        subject="黄河路卡点（双向）",
        duty_time="11月23日 周一 07:30–09:30 实 07:35–09:32",
        lead="王小明 101234",
        weather="晴 3–12 ℃",
        officers="王小明 101234　李强 101235",
        auxiliaries="张三 FJ1001",
        basis="设卡审批 漯郾公(治)批〔2026〕18号",
        equipment="警车 1　记录仪 4",
        sections=(section(log_row(number) for number in range(1, rows + 1)),),
        handover=("豫A·D12345 驾驶人已送检，等血检结果（李强跟进）。",),
    )
    return replace(content, **changes)


def correction_content(count: int = 2) -> correction.CorrectionContent:
    log = shift_log_content()
    return correction.CorrectionContent(
        bureau=log.bureau,
        unit=log.unit,
        title="更正单",
        number=f"{log.number}-更1",
        date="2026年11月24日",
        subject=f"附于{log.title} {log.number}",
        log_title=log.title,
        log_number=log.number,
        log_state="已归档",
        site=log.subject,
        duty_time=log.duty_time,
        corrections=tuple(
            correction.Correction(
                place=f"第1页 序{number}",
                entry=f"08:{number:02d} 豫L·5{number:04d}",
                field="车上人数",
                old=f"{number} 人",
                new=f"{number + 1} 人",
                reason="核对执法记录仪",
                by="王小明 101234",
                at="2026年11月24日 09:12",
            )
            for number in range(1, count + 1)
        ),
    )


def entry_content(**changes: Any) -> entry_sheet.EntrySheetContent:
    content = entry_sheet.EntrySheetContent(
        bureau="漯河市公安局郾城分局",
        unit="沙北派出所",
        title="卡点检查登记单",
        number="1123-A02-2",
        date="2026年11月23日",
        subject="黄河路卡点（双向）",
        shift_number="沙北勤〔2026〕1123-A02",
        at="2026年11月23日 07:44",
        typed_at="2026年11月23日 07:45",
        checked_by="李强 101235",
        recorded_by="张三 FJ1001",
        state="有效（已更正）",
        values=(("号牌", "豫A·D12345"), ("人员", "1. 驾驶人　张*　411103********0010\n2. 乘员　李*"), ("备注", "配合检查。")),
        history=(
            entry_sheet.HistoryStep(at="2026年11月23日 07:45", by="张三 FJ1001", action="登记"),
            entry_sheet.HistoryStep(
                at="2026年11月23日 08:02",
                by="李强 101235",
                action="更正",
                field="酒精含量",
                old="64 mg/100 mL",
                new="46 mg/100 mL",
                reason="录入颠倒",
            ),
        ),
    )
    return replace(content, **changes)


def drawn(draw: Callable[..., Printed], content: object, stamp: PrintStamp = STAMP) -> tuple[bytes, Printed]:
    out: BinaryIO = io.BytesIO()
    printed = draw(content, out, stamp=stamp)
    out.seek(0)
    return out.read(), printed


def log_pages(content: shift_log.ShiftLogContent) -> list[str]:
    """The text of each page of a shift log as read back from its PDF, without white space."""
    pdf, _ = drawn(shift_log.draw, content)
    return reading.page_texts(pdf)


def plain(text: str) -> str:
    return "".join(text.split())
