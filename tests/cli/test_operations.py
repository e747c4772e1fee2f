"""An operation on the command line: opened, joined by a shift, its sheet as figures, PDF and workbook, closed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Program

AREA = '{"name":"沙北巡区","kind":"area"}\n'


@pytest.fixture
def operation(program: Program) -> str:
    """冬季夜查 with one sweep; its id."""
    assert program("import", "site", stdin=AREA).code == 0
    values = json.dumps(
        {"groups": [{"name": "清查组", "people": 6}], "places": [{"class": "旅馆", "count": 9}]}, ensure_ascii=False
    )
    opened = program.json("operation", "open", "冬季夜查", "--window", "20:00-02:00", "--number", "18号", "--values", values)
    assert opened.code == 0, opened.err
    record = str(opened.object["id"])
    shift = program.json("shift", "open", "--duty", "sweep", "--site", "沙北巡区", "--operation", "冬季夜查")
    assert shift.code == 0, shift.err
    line = {"name": "冬季夜查", "police": 14, "people": 120, "places": [{"class": "HOTEL", "count": 7}]}
    assert program("record", "sweep", stdin=json.dumps({"values": line}) + "\n").code == 0
    return record


def test_its_figures_are_computed(program: Program, operation: str) -> None:
    shown = program.json("operation", "show", "冬季夜查").object
    assert (shown["id"], shown["number"], shown["window"]) == (operation, "18号", "20:00–02:00")
    rows = {row["measure"]: (row["value"], row["supplement"], row["total"]) for row in shown["figures"]}
    assert rows["police"] == (1, 14, 15)
    assert rows["places"] == (7, None, 7)
    assert len(shown["shifts"]) == 1
    assert "14" in program("operation", "show", operation).out
    assert program.json("show", operation).object["noun"] == "operation"
    assert [row["name"] for row in program.json("list", "operation", "--open").objects] == ["冬季夜查"]
    assert program("operation", "list").code == 0


def test_its_paper_and_its_workbook(program: Program, operation: str, tmp_path: Path) -> None:
    pdf, book = tmp_path / "sheet.pdf", tmp_path / "sheet.xlsx"
    assert program("print", "operation", operation, "-o", str(pdf)).code == 0
    assert program.json("verify-print", str(pdf)).object["verdict"] == "same"
    assert program("operation", "show", operation, "-o", str(book)).code == 0
    cells = [[cell.value for cell in row] for row in load_workbook(book).worksheets[0].iter_rows()]
    assert ["出动民警", "人次", 1, 14, 15] in cells
    entry = str(program.json("list", "sweep").objects[0]["id"])
    assert program("print", "entry", entry, "-o", str(pdf)).code == 0
    assert program("void", entry, "--reason", "误录").code == 0
    assert program.json("verify-print", str(pdf)).object["verdict"] == "corrected"


def test_it_is_closed_and_taken_up_again(program: Program, operation: str) -> None:
    assert program.json("operation", "close", operation, "--note", "如期结束").object["open"] is False
    assert program.json("list", "operation", "--open").objects == []
    joined = program.json("shift", "open", "--duty", "sweep", "--site", "沙北巡区", "--operation", operation)
    assert "SHIFT_OPERATION_CLOSED" in {warning["code"] for warning in joined.object["warnings"]}
    assert program("operation", "reopen", operation).code != 0
    assert program.json("operation", "reopen", operation, "--reason", "延长").object["open"] is True
    assert program("verify").code == 0


def test_bad_input_is_told(program: Program, operation: str) -> None:
    assert program.json("operation", "open", "夜查", "--window", "tonight").code == 3
    assert program.json("operation", "open", " ").code == 3
    assert program.json("operation", "show", "nothing").error["error"] == "UNKNOWN"
    assert program("operation", "open", "夜查", "--values", "[]").code == 2
    assert (
        program.json("shift", "open", "--duty", "sweep", "--site", "沙北巡区", "--operation", "nothing").error["error"]
        == "UNKNOWN"
    )
