"""The to-dos of a disposition on the command line."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Program


@pytest.fixture
def held(program: Program) -> str:
    """A checkpoint shift with a held vehicle; the entry's id."""
    assert program("import", "site", stdin='{"name":"黄河路卡点","kind":"checkpoint"}\n').code == 0
    assert program.json("shift", "open", "--duty", "checkpoint", "--site", "黄河路卡点", "--basis", "PL15").code == 0
    row = {"code": "HOLD_VEHICLE", "document": "漯公交强制〔2026〕0231号"}
    line = json.dumps({"values": {"plate": "豫L12345", "further_dispositions": [row]}}, ensure_ascii=False)
    answer = program.json("record", "checkpoint-check", stdin=line + "\n")
    assert answer.code == 0, answer.out
    return str(answer.object["id"])


def test_to_dos_are_listed_done_and_handed_over(program: Program, held: str) -> None:
    found = program.json("list", "task", "--open").objects
    assert {one["rule"] for one in found} == {"HOLD_VEHICLE.APPROVE", "HOLD_VEHICLE.HAND_IN", "HOLD_VEHICLE.PARTY"}
    assert {(one["entry"], one["state"]) for one in found} == {(held, "OPEN")}
    record = str(next(one["id"] for one in found if one["rule"] == "HOLD_VEHICLE.HAND_IN"))
    done = program.json("task", record, "done", "--document", "移字 9 号")
    assert (done.code, done.object["state"]) == (0, "DONE")
    assert program.json("task", record, "done").code == 3
    shown = program.json("show", record).object
    assert (shown["noun"], shown["open"], len(shown["steps"]), len(shown["history"])) == ("task", False, 1, 2)
    assert "移字 9 号" in program("show", record).out
    assert len(program.json("list", "task", "--open").objects) == 2
    assert len(program.json("list", "task").objects) == 3
    assert "扣留机动车报批" in program("list", "task").out
    (shift,) = program.json("list", "shift").objects
    assert len(program.json("list", "task", "--shift", str(shift["code"])).objects) == 3
    assert program("shift", "close", str(shift["code"])).code == 0
    points = program.json("show", str(shift["code"])).object["handover"]
    assert isinstance(points, list)
    assert len(points) == 2
    assert "王小明" in points[0]
    assert program("verify").code == 0


def test_a_step_that_makes_no_sense_is_refused(program: Program, held: str) -> None:
    record = str(program.json("list", "task").objects[0]["id"])
    for step in ("explode", "extended", "arrived", "given"):
        assert program.json("task", record, step).code == 3, step
    assert program.json("task", held, "done").error["error"] == "UNKNOWN"
    assert program.json("task", record, "given", "--to", "999999").error["error"] == "UNKNOWN"
    assert program("list", "task", "--site", "黄河路卡点").code == 2
