"""Telephone numbers: both kinds, the ways in which people write them, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import phone
from checkpoint_app.model.problems import Severity


@pytest.mark.parametrize(
    "text",
    [
        "13812341234",
        "138 1234 1234",
        "138-1234-1234",
        "+86 13812341234",
        "8613812341234",
        "0086-138-1234-1234",
        "１３８１２３４１２３４",
        "013812341234",
    ],
)
def test_mobile(text: str) -> None:
    assert phone.parse(text) == (phone.Phone(text="13812341234", kind=phone.PhoneKind.MOBILE), [])


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("0395-1234567", "0395-1234567"),
        ("03951234567", "0395-1234567"),
        ("(0395) 1234567", "0395-1234567"),
        ("０３９５－１２３４５６７", "0395-1234567"),
        ("+86 395 1234567", "0395-1234567"),
        ("+86-0395-1234567", "0395-1234567"),
        ("010 12345678", "010-12345678"),
        ("0371-12345678", "0371-12345678"),
        ("021-1234567", "021-1234567"),
        ("+86 10 12345678", "010-12345678"),
    ],
)
def test_landline(text: str, normal: str) -> None:
    assert phone.parse(text) == (phone.Phone(text=normal, kind=phone.PhoneKind.LANDLINE), [])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "110",
        "12812341234",
        "1381234123",
        "138123412345",
        "1234567",
        "0395-123456",
        "0395-123456789",
        "0123-1234567",
        "138１２３４12３",
        "1381234123x",
        "١٣٨١٢٣٤١٢٣٤",
    ],
)
def test_invalid(text: str) -> None:
    found, problems = phone.parse(text)
    assert found is None
    assert [(problem.code, problem.severity) for problem in problems] == [("PHONE_FORMAT", Severity.ERROR)]


@given(st.from_regex(r"1[3-9][0-9]{9}|0[3-9][0-9]{9,10}|010[0-9]{8}", fullmatch=True))
def test_the_normal_form_is_a_fixed_point(text: str) -> None:
    found, _ = phone.parse(text)
    assert found is not None
    assert phone.parse(found.text) == (found, [])


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    found, problems = phone.parse(text)
    assert (found is None) == bool(problems)
