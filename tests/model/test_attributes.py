"""Cells of a register in normal form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.model import attributes
from checkpoint_app.model.attributes import Attribute
from checkpoint_app.model.registers import PREMISES, SCHOOL

DAYS = st.dates(min_value=date(attributes.FIRST_YEAR, 1, 1), max_value=date(attributes.LAST_YEAR, 12, 31))


@given(DAYS)
def test_every_way_to_write_a_day_is_that_day(day: date) -> None:
    plain = f"{day.year}.{day.month}.{day.day}"
    serial = (day - date(1899, 12, 30)).days
    ways = [
        day,
        day.isoformat(),
        plain,
        plain.replace(".", "/"),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{serial:05d}",
    ]
    wide = plain.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789."})
    assert {attributes.day(way)[0] for way in (*ways, wide)} == {day.isoformat()}
    month = day.replace(day=1).isoformat()
    assert {attributes.day(way)[0] for way in (f"{day:%Y-%m}", f"{day.year}年{day.month}月", f"{day:%Y%m}")} == {month}


@given(st.text(max_size=30))
def test_no_text_breaks_a_rule(text: str) -> None:
    for given_attributes in (SCHOOL, PREMISES):
        content, _ = attributes.check(given_attributes, {one.key: text for one in given_attributes})
        again, problems = attributes.check(given_attributes, content)
        assert {key: value for key, value in again.items() if key in content} == content
        assert [problem.code for problem in problems if problem.code not in ("ATTRIBUTE_LONG", "DAY_TENTH_MONTH")] == []


@pytest.mark.parametrize("text", ["2023-02-29", "2024-13-01", "2024.0.1", "1899-01-01", "20240231", "2150-01-01"])
def test_days_that_there_are_not(text: str) -> None:
    assert [problem.code for problem in attributes.day(text)[1]] == ["DAY_IMPOSSIBLE"]


@pytest.mark.parametrize("text", ["去年", "5月", "24.5.1", "2024", "1/2/3", "99999999999", "-3"])
def test_what_is_no_day(text: str) -> None:
    assert [problem.code for problem in attributes.day(text)[1]] == ["DAY_UNREADABLE"]


def test_a_month_typed_as_a_number_may_have_been_october() -> None:
    assert [problem.code for problem in attributes.day("2024.1")[1]] == ["DAY_TENTH_MONTH"]


@pytest.mark.parametrize(
    ("text", "count"), [("1200", 1200), ("１，２００人", 1200), ("1,200", 1200), ("约900人", 900), (12.0, 12), (" 3 台", 3)]
)
def test_counts(text: object, count: int) -> None:
    assert attributes.check([Attribute(key="n", label="", kind="count")], {"n": text}) == ({"n": count}, [])


@pytest.mark.parametrize("text", ["-1", "1.5", "很多", "1e3", "99999999", True])
def test_no_counts(text: object) -> None:
    content, problems = attributes.check([Attribute(key="n", label="", kind="count")], {"n": text})
    assert (content, [problem.code for problem in problems]) == ({}, ["ATTRIBUTE_COUNT"])


def test_the_longest_word_wins() -> None:
    words = {"NINE": ("九年一贯制",), "COMPLETE": ("中学",), "JUNIOR": ("初级中学",)}
    assert attributes.code_of("郾城九年一贯制中学", words, inside=True) == "NINE"
    assert attributes.code_of("初级中学（东区）", words, inside=True) == "JUNIOR"
    assert attributes.code_of("技校", words, inside=True) is None


def test_today_is_read_from_its_serial_number() -> None:
    assert attributes.day("46350")[0] == (date(1899, 12, 30) + timedelta(days=46350)).isoformat()
