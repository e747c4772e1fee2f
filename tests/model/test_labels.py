"""Codes of labels and the sheets they are printed on."""

from __future__ import annotations

import itertools
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import labels

PIECE = str(uuid5(UUID(int=0), "01"))


@given(st.uuids())
def test_a_code_means_its_piece_and_no_other(record: UUID) -> None:
    code = labels.code_of(str(record))
    assert labels.is_code(code)
    assert labels.names(code, str(record), "01")
    assert not labels.names(code, PIECE, "01") or code == labels.code_of(PIECE)


@pytest.mark.parametrize("lead", ["/", "／", "、", "\\"])
def test_what_an_input_method_makes_of_the_stroke(lead: str) -> None:
    code = labels.code_of(PIECE)
    assert labels.names(f" {lead}{code[1:]}\n", PIECE, "")
    assert labels.names(f"{lead}b1-０3 ", PIECE, "B1-03")
    assert labels.typed(f"{lead}1-03 ") == "1-03"


@pytest.mark.parametrize("text", ["", "/", "/123", "1234567890123456", "/12345678901234567", "/123456789012345a"])
def test_what_is_no_code(text: str) -> None:
    assert not labels.is_code(text)


@pytest.mark.parametrize("sheet", labels.sheets(), ids=lambda sheet: sheet.code)
def test_every_label_lies_on_the_paper_and_on_no_other(sheet: labels.LabelSheet) -> None:
    places = [sheet.place(at) for at in range(sheet.count)]
    assert len(set(places)) == sheet.count
    for left, top in places:
        assert left >= 0
        assert left + sheet.width <= 210.1
        assert top >= 0
        assert top + sheet.height <= 297.1
    rights = sorted({left for left, _ in places})
    assert all(after - before >= sheet.width for before, after in itertools.pairwise(rights))


def test_a_sheet_is_used_up() -> None:
    sheet = labels.sheet("70x37")
    assert sheet.count == 24
    assert sheet.following(1, 0) == 1
    assert sheet.following(1, 5) == 6
    assert sheet.following(20, 5) == 1
    assert sheet.following(6, 48) == 6
    assert labels.sheet("no longer sold") is labels.sheets()[0]
