"""`print board`, `print register`: the papers of school guard on the command line, read back as text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkpoint_app.printing import reading
from tests.cli.conftest import Program

SCHOOLS = '{"name":"第一小学","short":"一小","type":"小学"}\n{"name":"育才幼儿园","type":"幼儿园"}\n'


@pytest.fixture
def morning(program: Program) -> Program:
    """Friday 2026-11-20, morning: 第一小学 late, 育才幼儿园 in time, typed in from paper."""
    assert program("import", "school", stdin=SCHOOLS).code == 0
    assert program("import", "site", stdin='{"name":"护学岗","kind":"post"}\n').code == 0
    window = ("--from", "2026-11-20T06:20", "--to", "2026-11-20T09:00")
    shift = program.json("shift", "open", "--duty", "school", "--site", "护学岗", *window).object
    rows = [
        {"school": "第一小学", "post": "LATE", "arrived": "07:10", "events": [{"kind": "ILLEGAL_PARKING", "people": 2}]},
        {"school": "育才幼儿园", "post": "ARRIVED", "arrived": "07:05", "left": "08:10", "departure": "EARLY", "persuaded": 3},
    ]
    lines = "".join(json.dumps({"at": "2026-11-20T07:10", "values": {"period": "MORNING", **row}}) + "\n" for row in rows)
    assert program("record", "school-post", "--shift", shift["id"], stdin=lines).code == 0
    return program


def text(file: Path) -> str:
    return "".join(reading.page_texts(file.read_bytes()))


def test_the_coverage_of_a_period_and_of_a_day(morning: Program, tmp_path: Path) -> None:
    file = tmp_path / "board.pdf"
    assert morning("print", "board", "--at", "2026-11-20", "--period", "早入校", "-o", str(file)).code == 0
    read = text(file)
    for words in (
        "护学岗到岗情况表",
        "2026年11月20日周五早入校",
        "应设岗2，到岗2（100.0%），按时1，迟到1",
        "早退1",
        "△07:10",
        "07:10",
        "一小",
    ):
        assert words in read
    assert morning("verify-print", str(file)).code == 0
    whole = tmp_path / "day.pdf"
    assert morning("print", "board", "--at", "2026-11-20", "-o", str(whole)).code == 0
    assert "早入校22100.0%11010" in text(whole)  # planned, manned, share, in time, late, absent, left early, no post
    assert "晚放学200.0%" in text(whole)


def test_the_register_of_posts(morning: Program, tmp_path: Path) -> None:
    file = tmp_path / "register.pdf"
    assert morning("print", "register", "--from", "2026-11-16", "--to", "2026-11-22", "-o", str(file)).code == 0
    read = text(file)
    for words in ("护学岗执勤登记表", "第一小学", "违停2人", "劝导3起", "早退", "共2岗次", "以下空白"):
        assert words in read
    assert (
        morning(
            "print", "register", "school", "--from", "2026-11-16", "--to", "2026-11-22", "--site", "一小", "-o", str(file)
        ).code
        == 3
    )
    only = ("--from", "2026-11-16", "--to", "2026-11-22", "--site", "第一小学", "--period", "MORNING")
    assert morning("print", "register", "school", *only, "-o", str(file)).code == 0
    assert "育才" not in text(file)


def test_what_there_is_not(morning: Program, tmp_path: Path) -> None:
    assert morning("print", "register", "dogs", "-o", str(tmp_path / "a.pdf")).code == 2
    assert morning("print", "board", "--period", "半夜", "-o", str(tmp_path / "a.pdf")).code == 2
    assert morning("print", "board", "--at", "2026-13-01", "-o", str(tmp_path / "a.pdf")).code == 2


def test_a_station_without_schools_prints_an_empty_sheet(program: Program, tmp_path: Path) -> None:
    for period in ((), ("--period", "MORNING")):
        assert program("print", "board", "--at", "2026-11-20", *period, "-o", str(tmp_path / "a.pdf")).code == 0


def test_what_differs_at_a_school_comes_from_a_sheet(program: Program, tmp_path: Path) -> None:
    sheet = tmp_path / "schools.csv"
    sheet.write_text(
        "学校名称,类型,本校时段,应到警力\n一小,小学,早入校 07:00-07:40,民警1 辅警2\n二小,小学,早入校,民警1\n",
        encoding="utf-8-sig",
    )
    answer = program("import", "school", str(sheet))
    assert answer.code == 3
    assert "不是时段" in answer.out
    shown = program.json("list", "school").objects
    assert [(one["name"], one["required"]) for one in shown] == [("一小", {"OFFICER": 1, "AUX": 2})]
    assert "早入校 07:00-07:40" in program("show", shown[0]["id"]).out
