"""A fire check, its hazards and their life on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Program

HOTEL = '{"name":"如家宾馆","kind":"premises"}\n'


@pytest.fixture
def check(program: Program) -> str:
    """A fire duty with one check that found two hazards; the check's id."""
    assert program("import", "site", stdin=HOTEL).code == 0
    assert program.json("shift", "open", "--duty", "fire", "--site", "如家宾馆").code == 0
    rows = [{"kind": "EXIT_BLOCKED", "place": "二楼", "order": "ORDER_NOW"}, {"kind": "OTHER", "order": "NONE"}]
    line = json.dumps({"values": {"hazards": rows}}, ensure_ascii=False)
    answer = program.json("record", "fire-check", stdin=line + "\n")
    assert answer.code == 0, answer.out
    return str(answer.object["id"])


def test_hazards_are_listed_shown_and_carried_on(program: Program, check: str) -> None:
    found = program.json("list", "hazard").objects
    assert [(one["kind"], one["state"], one["entry"]) for one in found] == [
        ("EXIT_BLOCKED", "ORDER_NOW", check),
        ("OTHER", "FOUND", check),
    ]
    record = str(found[0]["id"])
    moved = program.json("hazard", record, "transfer", "--receiver", "HOUSING", "--document", "移字 1 号")
    assert (moved.code, moved.object["state"]) == (0, "TRANSFERRED")
    refused = program.json("hazard", record, "close")
    assert refused.code != 0
    recheck = json.dumps({"values": {"hazards": [{"hazard": record, "result": "已改"}]}}, ensure_ascii=False)
    assert program.json("record", "fire-recheck", stdin=recheck + "\n").code == 0
    shown = program.json("show", record).object
    assert (shown["state"], shown["open"], len(shown["steps"]), len(shown["history"])) == ("FIXED", False, 2, 3)
    assert "二楼" in program("show", record).out
    assert [line["state"] for line in program.json("list", "hazard", "--site", "如家宾馆").objects] == ["FIXED", "FOUND"]
    assert program.json("list", "hazard", "--to", "2001-01-01").objects == []
    assert [line["state"] for line in program.json("list", "hazard", "--open").objects] == ["FOUND"]
    assert program("list", "officer", "--open").code == 2
    assert program("verify").code == 0


def test_a_step_that_makes_no_sense_is_refused(program: Program, check: str) -> None:
    record = str(program.json("list", "hazard").objects[0]["id"])
    for step in ("explode", "reopen", "deadline"):
        assert program.json("hazard", record, step).code == 3
    assert program.json("hazard", check, "fixed").error["error"] == "UNKNOWN"


def test_the_ledger_is_a_printed_form(program: Program, check: str, tmp_path: Path) -> None:
    file = tmp_path / "ledger.pdf"
    assert program("print", "ledger", "hazards", "--open", "-o", str(file)).code == 0
    assert program("verify-print", str(file)).code == 0
    assert program("print", "entry", check, "-o", str(file)).code == 0
    assert program("verify-print", str(file)).code == 0
    assert program("print", "ledger", "gold", "-o", str(file)).code == 2
