"""`print labels`, `print round`, `print ledger extinguishers`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checkpoint_app.printing import reading
from tests.cli.conftest import Program


@pytest.fixture
def shop(program: Program) -> str:
    """A shop with six extinguishers on two floors."""
    assert program("import", "premises", stdin='{"name":"惠民超市"}\n').code == 0
    lines = (
        {"premises": "惠民超市", "label": f"0{n}", "floor": f"{n // 4 + 1}F", "kind": "POWDER", "made": "2024-05-01"}
        for n in range(1, 7)
    )
    assert program("import", "equipment", stdin="".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)).code == 0
    return "惠民超市"


def text(file: Path) -> str:
    return "".join(reading.page_texts(file.read_bytes()))


def test_labels_of_a_floor_of_a_place_or_of_all(program: Program, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "labels.pdf"
    assert program("print", "labels", shop, "--floor", "2F", "--first", "23", "-o", str(file)).code == 0
    assert reading.page_count(file.read_bytes()) == 2, "two on the old sheet, one on the next"
    assert "05" in text(file)
    assert "01" not in text(file)
    assert program("verify-print", str(file)).code == 0
    assert program("print", "labels", "--size", "63.5x38.1", "-o", str(file)).code == 0
    assert reading.page_count(file.read_bytes()) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--size", "A3"), 2),
        (("--first", "25"), 2),
        (("--first", "0"), 2),
        (("--size", "99.1x57", "--first", "11"), 2),
        (("--floor", "9F"), 3),
        (("没有的店",), 3),
    ],
)
def test_what_cannot_be_is_said(program: Program, shop: str, tmp_path: Path, arguments: tuple[str, ...], code: int) -> None:
    answer = program.json("print", "labels", *arguments, "-o", str(tmp_path / "no.pdf"))
    assert answer.code == code
    assert answer.error["message"]
    assert not (tmp_path / "no.pdf").exists()


def test_a_round_sheet_and_the_ledger(program: Program, shop: str, tmp_path: Path) -> None:
    file = tmp_path / "round.pdf"
    assert program("print", "round", shop, "--floor", "1F，2F", "-o", str(file)).code == 0
    assert text(file).count("□") == 18
    assert program("verify-print", str(file)).code == 0
    assert program("print", "round", "-o", str(file)).code == 2
    assert program("print", "ledger", "extinguishers", "--site", shop, "-o", str(file)).code == 0
    assert "灭火器6具：合格6" in text(file)
    assert program("verify-print", str(file)).code == 0
