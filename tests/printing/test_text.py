from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkpoint_app.printing import fonts
from checkpoint_app.printing.text import NOT_FIRST, NOT_LAST, may_break, wrap

SIZE = 10.0
CHARACTERS = "豫检查登记一二三，。、；：！？）】（【「“”…—ABCabc0123456789-/.%·𠮷\u202e\u0301"
MIXED = st.text(alphabet=CHARACTERS + " \n", max_size=80)
UNSPACED = st.text(alphabet=CHARACTERS, max_size=80)
ANY = st.one_of(MIXED, st.text(max_size=40))


def lines(text: str, width: float) -> tuple[str, ...]:
    return wrap(text, width, SIZE, fonts.regular())


@given(text=ANY, width=st.floats(1, 400))
def test_no_character_is_lost(text: str, width: float) -> None:
    assert "".join("".join(lines(text, width)).split()) == "".join(text.split())


@given(text=ANY, width=st.floats(40, 400))
def test_no_line_is_wider_than_the_column(text: str, width: float) -> None:
    """A single character is at most 40 points wide: a framed code point of six digits."""
    assert all(fonts.regular().width(line, SIZE) <= width + 0.02 for line in lines(text, width))


@given(text=UNSPACED, width=st.floats(30, 200))
def test_lines_break_only_where_they_may_unless_there_is_no_such_place(text: str, width: float) -> None:
    for upper, lower in pairwise(lines(text, width)):
        assert may_break(upper[-1], lower[0]) or not any(may_break(*pair) for pair in pairwise(upper))


@given(text=MIXED, width=st.floats(30, 200))
def test_no_line_is_blank_but_where_the_text_has_a_blank_line(text: str, width: float) -> None:
    assert sum(not line.strip() for line in lines(text, width)) == sum(not part.strip() for part in text.split("\n"))


@pytest.mark.parametrize("mark", sorted(NOT_FIRST))
def test_such_marks_never_start_a_line(mark: str) -> None:
    text = "检查登记" + mark + "检查登记"
    assert not any(line.startswith(mark) for width in range(30, 90, 5) for line in lines(text, width))


@pytest.mark.parametrize("mark", sorted(NOT_LAST))
def test_such_marks_never_end_a_line(mark: str) -> None:
    text = "检查登记" + mark + "检查登记"
    assert not any(line.endswith(mark) for width in range(30, 90, 5) for line in lines(text, width))


@pytest.mark.parametrize("word", ["LSVAA4182E2", "08:05–09:30", "46mg/100mL", "豫L·12345", "京A12345", "13800000000", "3.5%"])
def test_words_numbers_and_plates_stay_whole_where_they_fit(word: str) -> None:
    for width in range(75, 160, 7):
        assert any(word in line for line in lines(f"移交交警大队的{word}号检测仪与车辆一并", width))


def test_a_word_wider_than_the_column_is_divided() -> None:
    assert lines("A" * 30, 50) == ("A" * 8, "A" * 8, "A" * 8, "A" * 6)


def test_line_feeds_end_lines_and_blank_lines_stay() -> None:
    assert lines("一\n\n二", 100) == ("一", "", "二")
    assert lines("", 100) == ("",)


def test_accents_stay_with_their_letter() -> None:
    text = "汉e\u0301" * 20
    assert not any(line.startswith("\u0301") for width in range(30, 80, 3) for line in lines(text, width))


def test_a_short_name_after_a_space_is_not_divided() -> None:
    assert lines("王小明 李强", 50) == ("王小明", "李强")
    assert lines("王小明 欧阳小强 李强", 60) == ("王小明", "欧阳小强", "李强")
    assert lines("移交 驾驶人已送检等待结果", 60) == ("移交 驾驶人", "已送检等待结", "果")  # no name: lines are filled


@given(st.text(alphabet="王李张 小明，。A1", max_size=40), st.integers(15, 120))
def test_nothing_but_spaces_is_lost_where_a_line_breaks(text: str, width: int) -> None:
    assert "".join("".join(lines(text, width)).split()) == "".join(text.split())
