"""Our table writer beside reportlab's own `LongTable`, same rows, same fonts, same page, in the same run.

    python tests/bench/bench_table.py [--rows 5000] [--many 100000]

Prints the seconds of both and their ratio, then those of ours for very many rows: its time per row must not grow.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from reportlab.lib.pagesizes import A4
from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

from checkpoint_app.printing import document, fonts
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.page import PageFrame, PrintStamp
from checkpoint_app.printing.pen import MM, Align
from checkpoint_app.printing.table import Table

TITLES = ("序", "时间", "号牌", "车型", "人数", "查获", "处置", "检查人", "备注")
WIDTHS = (11.0, 13.0, 25.0, 20.0, 11.0, 22.0, 20.0, 17.0, 30.0)


def rows(count: int) -> list[tuple[str, ...]]:
    return [
        (
            str(n),
            f"{n // 60 % 24:02d}:{n % 60:02d}",
            f"豫L·{n % 100000:05d}",
            "小型客车",
            str(1 + n % 4),
            "",
            "放行",
            "王小明",
            "货厢",
        )
        for n in range(1, count + 1)
    ]


def ours(count: int) -> None:
    right = {0, 4}
    columns = [
        Column(title=title, mm=mm, align=Align.RIGHT if place in right else Align.LEFT)
        for place, (title, mm) in enumerate(zip(TITLES, WIDTHS, strict=True))
    ]
    at = datetime(2026, 11, 23, 9, 34, tzinfo=ZoneInfo("Asia/Shanghai"))
    stamp = PrintStamp(
        id="019a2b3c-4d5e-7f60-8a9b-0c1d2e3f4a5b", check="9F3C-1B7A-D2E4", printed_at=at, printed_by="王小明 101234"
    )
    frame = PageFrame(bureau="", unit="沙北派出所", title="登记册", number="1", date="2026年11月23日", stamp=stamp)
    document.write(frame, [Table(columns, rows(count), frame.width, closed=True, filling=True)], io.BytesIO())


def long_table(count: int) -> None:
    style = TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), fonts.regular().name, 10),
            ("FONT", (0, 0), (-1, 0), fonts.bold().name, 10),
            ("GRID", (0, 0), (-1, -1), 0.6, "black"),
            ("ALIGN", (0, 0), (0, -1), "RIGHT"),
            ("ALIGN", (4, 0), (4, -1), "RIGHT"),
        ]
    )
    table = LongTable([TITLES, *rows(count)], colWidths=[mm * MM for mm in WIDTHS], repeatRows=1, style=style)
    SimpleDocTemplate(io.BytesIO(), pagesize=A4, invariant=1, pageCompression=1).build([table])


def seconds(work: Callable[[int], None], count: int) -> float:
    started = time.perf_counter()
    work(count)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--many", type=int, default=100_000)
    options = parser.parse_args()
    seconds(ours, 10)  # fonts loaded
    for count in (options.rows // 2, options.rows):
        mine, theirs = seconds(ours, count), seconds(long_table, count)
        print(f"{count:>7} rows   ours {mine:7.2f} s   LongTable {theirs:7.2f} s   ratio {mine / theirs:.2f}")
    many = seconds(ours, options.many)
    print(f"{options.many:>7} rows   ours {many:7.2f} s   {many / options.many * 1e6:.0f} µs a row")


if __name__ == "__main__":
    main()
