"""What is masked shows no more than domain §5.7 allows, whatever text comes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import masking, plate

ANY = st.text(st.characters(exclude_characters="*"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王*"),
        ("欧阳娜娜", "欧阳*"),
        ("欧阳", "欧*"),
        ("尉迟恭", "尉迟*"),
        ("买买提·吐尔逊", "买*"),
        ("𠮷明", "𠮷*"),
        ("张", "*"),
        ("", ""),
        (" 张三 ", "张*"),
    ],
)
def test_name(text: str, shown: str) -> None:
    assert masking.name(text) == shown


def test_every_compound_surname_has_two_characters() -> None:
    assert all(len(surname) == 2 for surname in masking.COMPOUND_SURNAMES)
    assert {"欧阳", "诸葛", "令狐", "单于"} <= masking.COMPOUND_SURNAMES


@pytest.mark.parametrize(
    ("text", "shown", "strict"),
    [
        ("411103189001010010", "411103********0010", "4***************10"),
        ("11010519491231002X", "110105********002X", "1***************2X"),
        ("E12345678", "E******78", "E******78"),
        ("CAN411190010113", "C************13", "C************13"),
        ("1234567", "*******", "*******"),
        ("", "", ""),
    ],
)
def test_identity(text: str, shown: str, strict: str) -> None:
    assert masking.identity(text) == shown
    assert masking.identity(text, strict=True) == strict


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812341234", "138****1234"),
        ("+86 138 1234 1234", "138****1234"),
        ("0395-1234567", "0395-****567"),
        ("010-12345678", "010-*****678"),
        ("110", "***"),
        ("1381234", "*******"),
    ],
)
def test_phone(text: str, shown: str) -> None:
    assert masking.phone(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"), [("1990-01-01", "1990"), ("18900101", "1890"), ("1990", "1990"), ("3.5.1990", "********")]
)
def test_born(text: str, shown: str) -> None:
    assert masking.born(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("豫L12345", "豫L**345"),
        ("豫L·12345", "豫L**345"),
        ("豫LD12345", "豫L***345"),
        ("NONE", "NONE"),
        ("无牌", "NONE"),
        ("豫L12", "****"),
    ],
)
def test_plate(text: str, shown: str) -> None:
    assert masking.plate(text) == shown


@given(ANY)
def test_a_name_shows_at_most_the_surname(text: str) -> None:
    shown = masking.name(text)
    assert len(shown.rstrip("*")) <= 2
    assert len(shown.rstrip("*")) < max(1, len(text.strip()))


@pytest.mark.parametrize("mask", [masking.identity, masking.phone, lambda text: masking.identity(text, strict=True)])
@given(text=ANY)
def test_a_number_never_comes_out_as_it_went_in(mask: Callable[[str], str], text: str) -> None:
    shown, plain = mask(text), text.strip()
    assert shown.count("*") >= min(len(plain), 4)
    if plain:
        assert plain not in shown


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True))
def test_the_middle_of_an_identity_number_never_shows(text: str) -> None:
    assert masking.identity(text) == text[:6] + "*" * 8 + text[14:]
    assert masking.identity(text, strict=True) == text[:1] + "*" * 15 + text[16:]


@given(ANY)
def test_a_plate_hides_at_least_two_places(text: str) -> None:
    normal = plate.normalise(text)
    shown = masking.plate(text)
    assert len(shown) == len(normal)
    if normal != plate.NONE:
        assert shown.count("*") >= min(len(normal), 2)


@given(ANY)
def test_a_birth_shows_at_most_the_year(text: str) -> None:
    shown = masking.born(text)
    assert set(shown) <= {"*"} or (len(shown) == 4 and shown.isdigit())
