"""How far a clock is off, in the unit that a person would say."""

from __future__ import annotations

from datetime import timedelta

import pytest

from checkpoint_app.model import skew


@pytest.mark.parametrize(
    ("off", "words"),
    [
        (timedelta(), ""),
        (timedelta(seconds=119), ""),
        (timedelta(seconds=-119), ""),
        (timedelta(minutes=2), "快 2 分钟"),
        (timedelta(minutes=-119), "慢 119 分钟"),
        (timedelta(hours=2), "快 2 小时"),
        (timedelta(hours=-47), "慢 47 小时"),
        (timedelta(days=2), "快 2 天"),
        (timedelta(days=-3650), "慢 3650 天"),
    ],
)
def test_words(off: timedelta, words: str) -> None:
    assert skew.words(off) == words
