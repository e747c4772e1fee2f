"""`statistics` on the command line: lines per figure, the bulletin, the workbook, a frozen report shown again, the paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook, load_workbook

from tests.cli.conftest import Program

_TODAY = datetime.now(UTC).date()
DAYS = ("--from", (_TODAY - timedelta(days=3)).isoformat(), "--to", (_TODAY + timedelta(days=3)).isoformat())
SITE = '{"name":"一号卡点","kind":"checkpoint"}\n'


def test_statistics(program: Program, tmp_path: Path) -> None:
    assert program("import", "site", stdin=SITE).code == 0
    assert program.json("shift", "open", "--duty", "checkpoint", "--site", "一号卡点").code == 0
    assert program.json("record", "checkpoint-check", stdin='{"values":{"plate":"豫L12345"}}\n').code == 0
    lines = program.json("statistics", *DAYS).objects
    assert {"measure": "vehicles", "value": 1, "unit": "台次"} in lines
    assert {"measure": "school_posts", "value": 0, "unit": "次"} in lines
    by_site = program.json("statistics", *DAYS, "--by", "site").objects
    assert {"measure": "vehicles", "value": 1, "unit": "台次", "by": "一号卡点"} in by_site
    assert "检查车辆 1 台次" in program("statistics", *DAYS, "--summary").out
    assert program("statistics", *DAYS, "-o", str(tmp_path / "a.xlsx")).code == 0
    assert (tmp_path / "a.xlsx").stat().st_size > 2000
    assert program.json("statistics", *DAYS, "--freeze", "周报").code == 0
    assert program.json("statistics", *DAYS, "--freeze", "周报").code == 3
    assert program.json("record", "checkpoint-check", stdin='{"values":{"plate":"豫L12346"}}\n').code == 0
    assert [one["name"] for one in program.json("list", "report").objects] == ["周报"]
    shown = program.json("show", "周报").object
    assert {"measure": "vehicles", "frozen": 1, "now": 2} in shown["changed"]
    assert "1 → 2" in program("show", "周报").out
    assert program("print", "statistics", *DAYS, "-o", str(tmp_path / "a.pdf")).code == 0
    assert program("verify-print", str(tmp_path / "a.pdf")).code == 0
    assert program("statistics", "--from", "2026-11-02", "--to", "2026-11-01").code == 2
    assert program("print", "statistics", "--report", "周报", "-o", str(tmp_path / "frozen.pdf")).code == 0
    assert program("verify-print", str(tmp_path / "frozen.pdf")).code == 0
    assert program("print", "statistics", "--report", "没有的", "-o", str(tmp_path / "none.pdf")).code == 3
    assert program("print", "statistics", "--report", "周报", *DAYS, "-o", str(tmp_path / "none.pdf")).code == 2
    assert not (tmp_path / "none.pdf").exists()


def test_a_figure_that_no_record_has_is_typed_in(program: Program) -> None:
    typed = ("--typed", "calls=12", "--typed", "outcome.SOLVED=2", "--source", "接处警平台")
    assert program.json("statistics", *DAYS, *typed).code == 3
    assert program.json("statistics", *DAYS, "--freeze", "周报", *typed).code == 0
    line = next(one for one in program.json("statistics", *DAYS).objects if one["measure"] == "calls")
    assert (line["value"], line["unit"], line["source"]) == (12, "起", "接处警平台")
    assert program.json("show", "周报").object["typed"]["calls"]["value"] == 12
    assert "接处警平台" in program("statistics", *DAYS, "--summary").out
    assert program("statistics", *DAYS, "--typed", "calls=viele", "--source", "x").code == 2
    assert program("statistics", *DAYS, "--typed", "vehicles=3", "--source", "x").code == 3
    assert program("statistics", *DAYS, "--typed", "calls=nan", "--source", "x").code == 3


def test_the_own_workbook_of_the_bureau(program: Program, tmp_path: Path) -> None:
    assert program("import", "site", stdin=SITE).code == 0
    assert program.json("shift", "open", "--duty", "checkpoint", "--site", "一号卡点").code == 0
    assert program.json("record", "checkpoint-check", stdin='{"values":{"plate":"豫L12345"}}\n').code == 0
    book = Workbook()
    book["Sheet"].append(["项目", "本期", "合计"])
    book["Sheet"].append(["检查车辆", None, "=B2"])
    book.save(tmp_path / "月报.xlsx")
    added = program.json("workbook", "add", str(tmp_path / "月报.xlsx"))
    assert added.objects == [{"cell": "Sheet!B2", "measure": "vehicles", "period": "now", "site": ""}]
    assert program.json("workbook", "list").objects[0]["name"] == "月报"
    filled = tmp_path / "filled.xlsx"
    assert program("statistics", *DAYS, "--workbook", "月报", "-o", str(filled)).code == 0
    assert [cell.value for cell in load_workbook(filled)["Sheet"][2]] == ["检查车辆", 1, "=B2"]
    assert program("statistics", *DAYS, "--workbook", "月报").code == 2
    assert program("statistics", *DAYS, "--workbook", "年报", "-o", str(filled)).code == 3
    refused = program.json("workbook", "add", str(tmp_path / "月报.xlsx"), "--values", '{"Sheet!C2":"vehicles"}')
    assert (refused.code, refused.error["error"]) == (3, "WORKBOOK_CELLS")
    by_name = '{"Sheet!B2":{"measure":"people","site":"一号卡点"}}'
    assert program("workbook", "add", str(tmp_path / "月报.xlsx"), "--name", "人员", "--values", by_name).code == 0
    assert "检查（盘查）人员、一号卡点" in program("workbook", "show", "人员").out
