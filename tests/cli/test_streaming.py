"""`record` as a conversation, and what a kill leaves: every answered entry, and a store that verifies."""

from __future__ import annotations

import json
import random
import signal
import sys
import time
from typing import Any

import pytest

from tests.cli.conftest import Program

CAR = json.dumps({"values": {"plate": "豫L12345", "plate_colour": "BLUE"}}).encode() + b"\n"


def ask(process: Any, line: bytes = CAR) -> dict[str, Any]:
    process.stdin.write(line)
    process.stdin.flush()
    found: dict[str, Any] = json.loads(process.stdout.readline())
    return found


def test_each_line_is_answered_before_the_next_is_sent(program: Program, shift: str) -> None:
    with program.start("record", "checkpoint-check", "--shift", shift) as process:
        ids = [ask(process)["id"] for _ in range(5)]
        assert ask(process, b"{\n")["error"] == "JSON_BROKEN"
        ids.append(ask(process)["id"])
    assert process.returncode == 3
    assert {entry["id"] for entry in program.json("list", "entry").objects} == set(ids)


def test_a_second_process_is_told_who_has_the_store(program: Program, shift: str) -> None:
    with program.start("record", "checkpoint-check", "--shift", shift) as process:
        ask(process)
        second = program.json("list", "entry")
        assert (second.code, second.error["error"]) == (4, "STORE_IN_USE")
    assert process.returncode == 0
    assert program.json("list", "entry").code == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_a_kill_loses_nothing_that_was_answered(program: Program, shift: str) -> None:
    chance = random.Random(7)
    acknowledged: list[str] = []
    for _ in range(5):
        process = program.start("record", "checkpoint-check", "--shift", shift)
        acknowledged.append(ask(process)["id"])
        process.stdin.write(CAR * 200)
        process.stdin.flush()
        time.sleep(chance.uniform(0.001, 0.08))  # the moment of the kill is the input of this test
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged += [json.loads(line)["id"] for line in rest.splitlines() if line.endswith(b"}")]
        assert program.json("verify").code == 0
    kept = {entry["id"] for entry in program.json("list", "entry").objects}
    assert set(acknowledged) <= kept
    assert len(kept) <= len(acknowledged) + 5, "at most one entry of each kill was saved and not yet answered"


def test_a_reader_that_goes_away_ends_it_with_a_sentence(program: Program, shift: str) -> None:
    process = program.start("record", "checkpoint-check", "--shift", shift)
    ask(process)
    process.stdout.close()
    process.stdin.write(CAR * 3)
    process.stdin.close()
    assert process.wait() == 4
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
