"""The shipped tables are whole and of the shape that the rules expect."""

from __future__ import annotations

import pytest

from checkpoint_app import rules
from checkpoint_app.model import identity, plate


def test_issuing_letters() -> None:
    letters = rules.authority_letters()
    assert letters["豫"]["L"] == "漯河"
    assert set(letters) <= set(plate.PROVINCES)
    assert all(len(letter) == 1 and letter.isupper() and letter != "I" for of in letters.values() for letter in of)


def test_plate_codes() -> None:
    codes = rules.plate_codes()
    assert codes["02"] == "小型汽车"
    assert codes["52"] == "小型新能源汽车"
    assert all(len(code) == 2 and code.isdigit() for code in codes)


def test_regions() -> None:
    lists = rules.region_lists()
    assert lists["4111"]["411103"] == "郾城区"
    for above, codes in lists.items():
        assert above[:2] in identity.PROVINCES
        assert all(code.startswith(above) and len(code) == len(above) + 2 for code in codes)


def test_towns() -> None:
    towns = rules.table("regions")["towns"]["411103"]
    assert len(towns) == 10
    assert towns["411103001"] == "沙北街道"


def test_a_table_that_does_not_exist() -> None:
    with pytest.raises(FileNotFoundError):
        rules.table("nothing")
