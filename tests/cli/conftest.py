"""The command line on a real store: in this process where only answers matter, as a program of its own where pipes and kills do."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from checkpoint_app import cli
from checkpoint_app.store import keys

PASSWORD = "correct horse"
CHEAP = keys.Cost(time=1, memory_kib=8, lanes=1)


@dataclass(frozen=True)
class Answer:
    """What a command left: exit code, its lines, its messages."""

    code: int
    out: str
    err: str

    @property
    def objects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self) -> dict[str, Any]:
        (found,) = self.objects
        return found

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.err.splitlines()[-1])
        return found


class Program:
    """`checkpoint-app` with a store folder and the account of 101234."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch = patch
        self._capture = capture

    def __call__(self, *arguments: str, stdin: str | bytes = "") -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self._patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8"))
        self._capture.readouterr()
        code = cli.main(["--store", str(self.folder), *arguments])
        captured = self._capture.readouterr()
        return Answer(code, captured.out, captured.err)

    def json(self, *arguments: str, stdin: str | bytes = "") -> Answer:
        return self(*arguments, "--json", stdin=stdin)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """As a process of its own."""
        command = [sys.executable, "-m", "checkpoint_app", "--store", str(self.folder), *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        return subprocess.Popen(command, env=os.environ.copy(), **{**pipes, **options})


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "COST", CHEAP)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Program:
    """The program and no store yet."""
    monkeypatch.setenv("CHECKPOINT_OFFICER", "101234")
    monkeypatch.setenv("CHECKPOINT_PASSWORD", PASSWORD)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    return Program(tmp_path / "store", monkeypatch, capsys)


@pytest.fixture
def program(bare: Program) -> Program:
    """The program with a unit, two officers, an auxiliary and a checkpoint."""
    made = bare.json("init", "--unit", "沙北派出所", "--name", "王小明")
    assert made.code == 0, made.err
    people = '{"number":"101235","name":"李强"}\n{"number":"FJ1001","name":"张三","kind":"AUX"}\n'
    assert bare.json("import", "officer", "-", stdin=people).code == 0
    assert bare.json("import", "site", "-", stdin='{"name":"黄河路卡点","kind":"checkpoint"}\n').code == 0
    return bare


@pytest.fixture
def shift(program: Program) -> str:
    """The id of an open shift of 101234."""
    opened = program.json(
        "shift", "open", "--duty", "checkpoint", "--site", "黄河路卡点", "--crew", "101234,FJ1001", "--basis", "PL15"
    )
    assert opened.code == 0, opened.err
    return str(opened.object["id"])


@pytest.fixture
def laptop(program: Program, tmp_path: Path) -> Program:
    """A second machine, set up to join, its card written."""
    made = Program(tmp_path / "laptop", program._patch, program._capture)
    joined = made.json("init", "--join", "--name", "王小明")
    assert joined.code == 0, joined.err
    assert set(joined.object) == {"device", "recovery_key"}
    card = made.json("device", "card", "-o", str(tmp_path / "card"))
    assert set(card.object) == {"device", "name", "fingerprint", "file"}
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "stick"
    made.mkdir()
    return made


def join(program: Program, laptop: Program, folder: Path) -> None:
    """The laptop's card to the station, the answer back."""
    enrolled = program.json("device", "enrol", str(folder / "card"), "-o", str(folder / "answer.ckb"), "--name", "巡逻车1")
    assert enrolled.code == 0, enrolled.err
    card = laptop.json("device", "card", "-o", str(folder / "again")).object
    assert enrolled.object["fingerprint"] == card["fingerprint"]
    assert (enrolled.object["letter"], enrolled.object["name"], enrolled.object["kind"]) == ("B", "巡逻车1", "field")
    read = laptop.json("bundle", "read", str(folder / "answer.ckb"))
    assert (read.code, read.object["lacking"]) == (0, 0), read.err
