"""Text in CSV files: what a spreadsheet would compute or round is kept from it, everything else is as it was."""

from __future__ import annotations

import pytest

from checkpoint_app.export.plain import harmless


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1", "411103189001010010", "0395", "012345", "12E5", "3e8"],
)
def test_a_spreadsheet_leaves_it_alone(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    "text", ["", "0", "101234", "13800138000", "豫L·12345", "FJ0012", "411103********0010", "a=b", "漯公〔2026〕01号"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text
