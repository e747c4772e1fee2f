"""Ids: the standard's example, order within a process, and golden values that may never change."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import ids

UNIT = "0193a5e0-0000-7000-8000-000000000001"


def test_the_example_of_the_standard() -> None:
    """RFC 9562, appendix A.6."""
    chance = (0xCC3 << 62 | 0x18C4DC0C0C07398F) << 6
    assert ids.new_id(0x017F22E279B0, chance.to_bytes(10, "big")) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=16))
def test_shape_and_clock(clock: int, chance: bytes) -> None:
    text = ids.new_id(clock, chance)
    made = UUID(text)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", text)
    assert made.version == 7
    assert made.int >> 80 == clock


def test_too_little_chance() -> None:
    with pytest.raises(ValueError, match="9"):
        ids.new_id(0, bytes(9))


def test_each_id_is_greater_than_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([5, 5, 5, 4, 1, 6] * 50)
    monkeypatch.setattr("time.time_ns", lambda: next(clock) * 1_000_000)
    made = [ids.uuid7() for _ in range(300)]
    assert made == sorted(set(made))


def test_register_ids_never_change() -> None:
    assert ids.register_id(UNIT, "officer", "101234") == "a9aedd8e-2960-58ad-9132-b54ff0a59c83"
    assert ids.register_id(UNIT, "site", "school", "实验小学") == "59a730c1-a28a-5059-b121-31ec57f2276f"
    assert ids.hazard_id(UNIT, "row-1") == "e7c0ac76-f5bd-51b5-91ba-233fee4325d9"


def test_two_spellings_of_one_key_are_one_row() -> None:
    assert ids.register_id(UNIT, "site", "school", " 实验　小学 ２ ") == ids.register_id(UNIT, "site", "school", "实验 小学 2")
    assert ids.register_id(UNIT, "site", "school", "a") != ids.register_id(UNIT, "site", "schoola")


def test_a_bad_unit() -> None:
    with pytest.raises(ValueError, match="badly formed"):
        ids.register_id("unit", "officer", "101234")
