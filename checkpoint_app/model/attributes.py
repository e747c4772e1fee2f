"""Attributes of register rows: what a cell, a form or a line of JSON says, in normal form. Pure.

One rule for each kind of attribute, for every register: text, note, count, number, flag, day, choice, reference, words, any.
What is empty (`""`) clears an attribute; what is absent leaves it alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import text
from checkpoint_app.model.problems import Problem, error, register, warn

register(
    {
        "ATTRIBUTE_LONG": noop("This text is longer than {limit} characters."),
        "ATTRIBUTE_NUMBER": noop("“{text}” is no number."),
        "ATTRIBUTE_COUNT": noop("“{text}” is no whole number from 0 to {limit}."),
        "ATTRIBUTE_FLAG": noop("“{text}” is neither yes nor no."),
        "ATTRIBUTE_CHOICE": noop("There is no “{text}” here; there are: {known}."),
        "ATTRIBUTE_REFERENCE": noop("“{text}” is not on file; it was left out."),
        "DAY_IMPOSSIBLE": noop("There is no day “{text}”."),
        "DAY_UNREADABLE": noop("“{text}” is no date: write 2024-05-01, or 2024-05 when only the month is known."),
        "DAY_TENTH_MONTH": noop("“{text}” was read as January; if October was meant, write it as text: 2024-10."),
    }
)

LONGEST_TEXT = 200
LONGEST_NOTE = 4000
MOST = 1_000_000
"""No count and no area of a register is greater."""
FIRST_YEAR, LAST_YEAR = 1950, 2099
_EXCEL_ZERO = date(1899, 12, 30)
_SERIAL = range((date(FIRST_YEAR, 1, 1) - _EXCEL_ZERO).days, (date(LAST_YEAR, 12, 31) - _EXCEL_ZERO).days + 1)

Find = Callable[[str, str, str], str | None]
"""(noun, name, kind of site) → id. Raises nothing; None for unknown or ambiguous."""
Words = Mapping[str, Sequence[str]]
"""Code → the words that stand for it; the first one is the label."""

_YES = frozenset(
    (
        *("有", "是", "对", "已", "√", "✓", "✔", "☑", "○", "o", "1", "y", "yes", "true"),
        *("在用", "已建", "已设", "已设置", "已联网", "达标", "合格"),
    )
)
_NO = frozenset(
    (
        *("无", "否", "未", "没有", "×", "x", "✗", "✘", "☐", "0", "n", "no", "false", "-", "—", "/"),
        *("停用", "未建", "未设", "未设置", "未联网", "不达标", "不合格"),
    )
)
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月)?(?:\s*[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_LOOKS_LIKE_A_DAY = re.compile(r"\d{4}\D\d{1,2}(\D.*)?|\d{6}|\d{8}")
_BETWEEN = re.compile(r"[,，、;；\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute of a register: its key, what it is called, and its kind.

    `words` are those of a choice (a function where they come from rules); an `open` choice keeps a word that is not among them.
    `noun` and `site_kind` say what a reference points to. `limit` is the greatest count or the longest text.
    """

    key: str
    label: str
    kind: str = "text"
    words: Words | Callable[[], Words] = field(default_factory=dict)
    open: bool = False
    noun: str = ""
    site_kind: str = ""
    limit: int = 0
    clearable: bool = True

    def title(self) -> str:
        """What it is called, in the language of the moment."""
        return tr(self.label)

    def choices(self) -> Words:
        """Code → words, for a choice."""
        return self.words() if callable(self.words) else self.words

    def labels(self) -> dict[str, str]:
        """Code → what it is called, in the language of the moment."""
        return {code: tr(words[0]) if words else code for code, words in self.choices().items()}

    def word(self, code: str) -> str:
        """What a choice is called, in the language of the moment; an unknown code stands for itself."""
        found = self.choices().get(code)
        return tr(found[0]) if found else code


def check(
    attributes: Sequence[Attribute], raw: Mapping[str, Any], find: Find | None = None
) -> tuple[dict[str, Any], list[Problem]]:
    """The attributes that are given, in normal form, with what is wrong with them."""
    content: dict[str, Any] = {}
    problems: list[Problem] = []
    for attribute in attributes:
        given = raw.get(attribute.key)
        if given is None:
            continue
        if isinstance(given, str) and not given.strip():
            if attribute.clearable:
                content[attribute.key] = ""
            continue
        value, found = _KINDS[attribute.kind](attribute, given, find)
        if value is not None:
            content[attribute.key] = value
        problems += [problem.at(attribute.key) for problem in found]
    return content, problems


def day(given: object) -> tuple[str | None, list[Problem]]:
    """2024-05-01, 2024.5.1, 2024年5月, 20240501, a date, an Excel serial number → ISO text; a month is its first day (domain §7.3)."""
    if isinstance(given, datetime):
        given = given.date()
    if isinstance(given, date):
        return given.isoformat(), []
    shown = "".join(unicodedata.normalize("NFKC", str(given)).split(" ")).strip()
    if shown.isdecimal() and len(shown) == 5 and int(shown) in _SERIAL:
        return (_EXCEL_ZERO + timedelta(days=int(shown))).isoformat(), []
    shown = unicodedata.normalize("NFKC", str(given)).strip()
    parts = _DAY.fullmatch(re.sub(r"\s*([-./年月日])\s*", r"\1", shown)) or _RUN.fullmatch(shown)
    if not parts:
        return None, [error("DAY_UNREADABLE", text=shown)]
    year, month, number = int(parts[1]), int(parts[2]), int(parts[3] or 1)
    try:
        found = date(year, month, number)
    except ValueError:
        return None, [error("DAY_IMPOSSIBLE", text=shown)]
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None, [error("DAY_IMPOSSIBLE", text=shown)]
    ambiguous = re.fullmatch(r"\d{4}\.1", shown)  # the number 2024.10 in a spreadsheet
    return found.isoformat(), [warn("DAY_TENTH_MONTH", text=shown)] if ambiguous else []


def flag(given: object) -> tuple[bool | None, list[Problem]]:
    """有 是 √ yes 1 → true; 无 否 × no 0 → false."""
    if isinstance(given, bool):
        return given, []
    word = folded(str(given))
    if word in _YES or word in _NO:
        return word in _YES, []
    return None, [error("ATTRIBUTE_FLAG", text=str(given))]


def code_of(word: str, words: Words, *, inside: bool = False) -> str | None:
    """The code for itself or one of its words; `inside`: also for a word that stands in a longer one (民办幼儿园)."""
    wanted = folded(word)
    if not wanted:
        return None
    for code, known in words.items():
        if wanted in (code.casefold(), *map(folded, known)):
            return code
    if inside:
        found = [(len(folded(one)), code) for code, known in words.items() for one in known if folded(one) in wanted]
        return max(found)[1] if found else None
    return None


def folded(word: str) -> str:
    """A word for comparison: no width, no case, no blanks, nothing in brackets."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(re.sub(r"\(.*?\)", "", plain).split()) or "".join(plain.split())


def number(given: object) -> float | None:
    """1,200 · １２００ · 1200㎡ · 1200人 → 1200; None for what is no number."""
    if isinstance(given, bool):
        return None
    if isinstance(given, int | float):
        return float(given)
    plain = unicodedata.normalize("NFKC", str(given)).replace(",", "")
    found = re.fullmatch(r"约?\s*(-?\d+(?:\.\d+)?)\s*(?:人|名|个|处|辆|台|层|m2|平方米|平米|米)?", plain.strip())
    return float(found[1]) if found else None


def _text(attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    note = attribute.kind == "note"
    value = text.clean_text(str(given), multiline=note).strip()
    limit = attribute.limit or (LONGEST_NOTE if note else LONGEST_TEXT)
    return value, [error("ATTRIBUTE_LONG", limit=limit)] if len(value) > limit else []


def _count(attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    found, limit = number(given), attribute.limit or MOST
    if found is None or not found.is_integer() or not 0 <= found <= limit:
        return None, [error("ATTRIBUTE_COUNT", text=str(given), limit=limit)]
    return int(found), []


def _number(attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    found = number(given)
    if found is None or not 0 <= found <= (attribute.limit or MOST):
        return None, [error("ATTRIBUTE_NUMBER", text=str(given))]
    return int(found) if found.is_integer() else found, []


def _flag(_attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    return flag(given)


def _day(_attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    return day(given)


def _choice(attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    words = attribute.choices()
    code = code_of(str(given), words, inside=True)
    if code is not None:
        return code, []
    if attribute.open:
        return _text(attribute, given, None)
    return None, [error("ATTRIBUTE_CHOICE", text=str(given), known=", ".join(attribute.labels().values()))]


def _reference(attribute: Attribute, given: Any, find: Find | None) -> tuple[Any, list[Problem]]:
    value = text.natural_key(str(given))
    if find is None:
        return value, []
    found = find(attribute.noun, value, attribute.site_kind)
    return found, [] if found else [warn("ATTRIBUTE_REFERENCE", text=value)]


def _words(_attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    parts = _BETWEEN.split(given) if isinstance(given, str) else [str(part) for part in given]
    return [part for part in (text.clean_text(part, multiline=False).strip() for part in parts) if part], []


def _any(_attribute: Attribute, given: Any, _find: Find | None) -> tuple[Any, list[Problem]]:
    return given, []


_KINDS: Mapping[str, Callable[[Attribute, Any, Find | None], tuple[Any, list[Problem]]]] = {
    "text": _text,
    "note": _text,
    "count": _count,
    "number": _number,
    "flag": _flag,
    "day": _day,
    "choice": _choice,
    "reference": _reference,
    "words": _words,
    "any": _any,
}
