"""Where a line may break: Chinese between almost any two characters, Latin words and numbers only at their ends.

Sources: GB/T 15834-2011 §5.1 (which marks may not start or end a line); domain §9.2. Knows widths from the typeface, draws nothing.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache
from itertools import accumulate

from checkpoint_app.printing.fonts import Typeface

NOT_FIRST = frozenset(
    "，。、；：！？）］】》〉」』〕〗”’…—～·‧・％‰℃°,.;:!?)]}%/–-~’”»›ー々〻ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
"""May not start a line; neither may a mark that belongs to the character before it (accents, variants)."""
NOT_LAST = frozenset("（［【《〈「『〔〖“‘([{«‹¥￥$＄№#＃")
"""May not end a line."""
PROVINCES = frozenset("京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼川贵云渝藏陕甘青宁新")
"""With the letter that follows they begin a number plate, which stays whole (GA 36-2018)."""
NAME_CHARS = 4
"""A name of so many characters goes whole to the next line, where a space sets it apart (王小明 李强)."""
_SLACK = 0.01
"""Points that a line may seem too wide by: sums of fractions are not exact."""


def wrap(text: str, width: float, size: float, typeface: Typeface) -> tuple[str, ...]:
    """The lines of a text, none wider than `width` points unless a single character is. Line feeds end a line; white space at a
    break is dropped, nothing else is ever lost. An empty text is one empty line."""
    if "\n" not in text and typeface.width(text, size) <= width:
        return (text,)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _wrap_paragraph(paragraph.rstrip(), (width + _SLACK) / size, typeface)
    return tuple(lines)


def _wrap_paragraph(text: str, room: float, typeface: Typeface) -> list[str]:
    """`room` in em."""
    ends = [0.0, *accumulate(typeface.advances(text))]
    lines: list[str] = []
    start = 0
    while ends[-1] - ends[start] > room:
        fits = bisect_right(ends, ends[start] + room) - 1
        end = _before_name(text, start, _break_before(text, start, max(fits, start + 1)))
        lines.append(text[start:end].rstrip())
        start = end
        while start < len(text) and text[start].isspace():
            start += 1
    return [*lines, text[start:]] if start < len(text) or not lines else lines


def _break_before(text: str, start: int, limit: int) -> int:
    """The last place in (start, limit] where the text may break; `limit` itself when there is none."""
    for place in range(limit, start, -1):
        if place < len(text) and may_break(text[place - 1], text[place]) and not text[start:place].isspace():
            return place
    return limit


def _before_name(text: str, start: int, end: int) -> int:
    """The place before a short Chinese word between spaces that the line would end in; else `end`."""
    if end >= len(text) or text[end].isspace() or text[end - 1].isspace():
        return end
    first = next((place for place in range(end - 1, max(start, end - NAME_CHARS), -1) if text[place - 1].isspace()), None)
    if first is None or first <= start:
        return end
    word = text[first : first + NAME_CHARS + 1].split(maxsplit=1)[0]
    return first if len(word) <= NAME_CHARS and all(unicodedata.category(char) == "Lo" for char in word) else end


@cache
def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two neighbouring characters."""
    if after.isspace():
        return not before.isspace()
    if before.isspace():
        return True
    if after in NOT_FIRST or before in NOT_LAST or unicodedata.combining(after) or unicodedata.category(after)[0] == "M":
        return False
    if before in PROVINCES and after.isascii() and after.isalpha():
        return False
    return _stands_alone(before) or _stands_alone(after)


@cache
def _stands_alone(char: str) -> bool:
    """Chinese, Japanese, Korean and full-width characters, and symbols of that width; not letters and digits, which make words."""
    return unicodedata.east_asian_width(char) in "WF" or char in NOT_FIRST - frozenset("·‧・,.;:!?)]}%/–-~°’'")
