"""What differs at one school as people write it in a field, and back: its own periods, the headcount of its post, its own days.

早入校 07:10-08:00；晚放学 16:30-17:10 周一至周四 夏令；午放学 无
民警1 辅警2
2026-12-05 上课；2026-12-07 放假
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from checkpoint_app import i18n, lists
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import attributes
from checkpoint_app.model.duty_periods import CODES, WORKING_WEEK, minutes
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.records import OFFICER_KIND_LABELS, label
from checkpoint_app.store import rosters

register(
    {
        "PERIOD_UNREADABLE": noop("“{text}” is no period: write its name, the times and, where needed, days and season."),
        "PERIOD_TIMES": noop("The period “{text}” does not end after it begins."),
        "HEADCOUNT_UNREADABLE": noop(
            "“{text}” is no headcount: write for example 1 officer and 2 auxiliaries, each with its number."
        ),
        "SCHOOL_DAY_UNREADABLE": noop("“{text}” is no day of this school: write the date and whether there are lessons."),
    }
)
_ROWS = re.compile(r"[;；\n]+")
_PARTS = re.compile(r"[\s,，、]+")
_TIMES = re.compile(r"(\d{1,2}:\d{2})[-–—~至到](\d{1,2}:\d{2})")
_DATES = re.compile(r"(\d{4}-\d{2}-\d{2})[~/至到](\d{4}-\d{2}-\d{2})")
_WEEKDAYS = "一二三四五六日"
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = re.compile(r"(?:周|星期)([一二三四五六日天1-7])(?:[-–~至到](?:周|星期)?([一二三四五六日天1-7]))?")
_SEASONS = {"夏": "SUMMER", "夏令": "SUMMER", "夏季": "SUMMER", "summer": "SUMMER"} | {
    "冬": "WINTER",
    "冬令": "WINTER",
    "冬季": "WINTER",
    "winter": "WINTER",
}
_OFF = frozenset({"无", "无岗", "不设", "none", "×", "-"})
_LESSONS = {"上课": "WORKDAY", "有岗": "WORKDAY", "调课": "WORKDAY", "lessons": "WORKDAY"} | {
    "放假": "HOLIDAY",
    "停课": "HOLIDAY",
    "无岗": "HOLIDAY",
    "休": "HOLIDAY",
    "closed": "HOLIDAY",
}
_BETWEEN = re.compile(r"[,，、;；]+")
_COUNTED = re.compile(r"\s*([^\d]+?)[\s:：×*]*(\d{1,2})\s*(?:人|名)?")
_NUMBER_FIRST = re.compile(r"(\d{1,2})\s*(?:人|名|个)?\s*([^\d]+)")
MOST = 50
"""No post has more of one kind."""


def period_word(code: str) -> str:
    return lists.word("school_periods", code)


def read_periods(given: object) -> tuple[list[dict[str, Any]] | None, list[Problem]]:
    """A school's own periods in normal form: text as above, or rows."""
    if isinstance(given, Sequence) and not isinstance(given, str):
        found = [_from_row(row) for row in given]
    else:
        plain = unicodedata.normalize("NFKC", str(given))
        found = [_from_text(part.strip()) for part in _ROWS.split(plain) if part.strip()]
    problems = [problem for _, problem in found if problem is not None]
    return (None if problems else [row for row, _ in found]), problems


def _from_row(row: object) -> tuple[dict[str, Any], Problem | None]:
    if not isinstance(row, Mapping) or row.get("period") not in CODES:
        return {}, error("PERIOD_UNREADABLE", text=str(row)[:60])
    kept = {key: row[key] for key in ("period", "start", "end", "weekdays", "season", "from", "to", "off") if row.get(key)}
    try:
        right = bool(kept.get("off")) or minutes(str(kept["start"])) < minutes(str(kept["end"]))
    except (KeyError, ValueError):
        return {}, error("PERIOD_UNREADABLE", text=str(dict(row))[:60])
    return kept, None if right else error("PERIOD_TIMES", text=period_word(str(row["period"])))


def _from_text(written: str) -> tuple[dict[str, Any], Problem | None]:
    code, rest = _named(written)
    row: dict[str, Any] = {"period": code} if code else {}
    for part in filter(None, _PARTS.split(rest)):
        if (times := _TIMES.fullmatch(part)) and "start" not in row:
            row |= {"start": times[1].zfill(5), "end": times[2].zfill(5)}
        elif dates := _DATES.fullmatch(part):
            row |= {"from": dates[1], "to": dates[2]}
        elif days := _DAYS.fullmatch(part):
            row["weekdays"] = "".join(sorted({*row.get("weekdays", ""), *_days(days[1], days[2] or days[1])}))
        elif part.casefold() in _ENGLISH:
            row["weekdays"] = "".join(sorted({*row.get("weekdays", ""), str(_ENGLISH.index(part.casefold()) + 1)}))
        elif part.casefold() in _SEASONS:
            row["season"] = _SEASONS[part.casefold()]
        elif part.casefold() in _OFF:
            row["off"] = True
        elif found := attributes.code_of(part, rosters.periods()):
            row["period"] = found
        else:
            return {}, error("PERIOD_UNREADABLE", text=written)
    try:
        for key in ("from", "to"):
            date.fromisoformat(row.get(key, "2026-01-01"))
    except ValueError:
        return {}, error("PERIOD_UNREADABLE", text=written)
    kept, problem = _from_row(row)
    return kept, problem and (problem if problem.code == "PERIOD_TIMES" else error("PERIOD_UNREADABLE", text=written))


def _named(written: str) -> tuple[str, str]:
    """The period that a text begins with, and the rest: a name may be of several words."""
    known = [(word, code) for code, words in rosters.periods().items() for word in words]
    for word, code in sorted(known, key=lambda pair: -len(pair[0])):
        after = written[len(word) : len(word) + 1]
        if written.casefold().startswith(word.casefold()) and not after.isalpha():
            return code, written[len(word) :]
    return "", written


def _days(first: str, last: str) -> str:
    start, end = _weekday(first), _weekday(last)
    return "".join(map(str, range(start, end + 1))) if start <= end else f"{start}{end}"


def _weekday(sign: str) -> int:
    return int(sign) if sign.isdecimal() else _WEEKDAYS.index("日" if sign == "天" else sign) + 1


def _weekday_word(number: int) -> str:
    return f"周{_WEEKDAYS[number - 1]}" if i18n.language() == "zh" else _ENGLISH[number - 1].title()


def periods_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """The same as text; `read_periods` gives the rows back."""
    return "；".join(_row_text(row) for row in rows)


def _row_text(row: Mapping[str, Any]) -> str:
    parts = [period_word(str(row["period"]))]
    parts.append(tr("none|own period") if row.get("off") else f"{row['start']}-{row['end']}")
    if row.get("weekdays") and row["weekdays"] != WORKING_WEEK:
        parts += [_weekday_word(int(number)) for number in row["weekdays"]]
    if row.get("season"):
        parts.append(tr("summer|own period") if row["season"] == "SUMMER" else tr("winter|own period"))
    if row.get("from") or row.get("to"):
        parts.append(f"{row.get('from') or '2000-01-01'}/{row.get('to') or '2099-12-31'}")
    return " ".join(parts)


def kind_words() -> dict[str, tuple[str, ...]]:
    """Kind of officer → the words that stand for it."""
    also = {"OFFICER": ("民警", "警察"), "AUX": ("辅警", "协警"), "TRAFFIC": ("交警",), "SWAT": ("特警", "巡特警")} | {
        "GUARD": ("保安", "保安员"),
        "TEACHER": ("教师", "老师", "教职工"),
        "PARENT": ("家长志愿者", "志愿者", "家长"),
        "PATROL": ("巡防员", "群防群治"),
        "FIRE": ("消防员",),
    }
    return {code: (label(OFFICER_KIND_LABELS, code), word, *also.get(code, ())) for code, word in OFFICER_KIND_LABELS.items()}


def read_headcount(given: object) -> tuple[dict[str, int] | None, list[Problem]]:
    """民警1 辅警2 → {"OFFICER": 1, "AUX": 2}; a mapping is checked."""
    words = kind_words()
    if isinstance(given, Mapping):
        pairs = [(str(kind), str(number)) for kind, number in given.items()]
    else:
        pairs = []
        for part in filter(str.strip, _BETWEEN.split(unicodedata.normalize("NFKC", str(given)))):
            if turned := _NUMBER_FIRST.fullmatch(part.strip()):
                pairs.append((turned[2], turned[1]))
                continue
            if not re.fullmatch(rf"(?:{_COUNTED.pattern})+", part.strip()):
                return None, [error("HEADCOUNT_UNREADABLE", text=part.strip()[:60])]
            pairs += [(one[0], one[1]) for one in _COUNTED.findall(part)]
        if not pairs:
            return None, [error("HEADCOUNT_UNREADABLE", text=str(given)[:60])]
    found: dict[str, int] = {}
    for word, number in pairs:
        code = attributes.code_of(word, words)
        if code is None or not number.isdecimal() or int(number) > MOST:
            return None, [error("HEADCOUNT_UNREADABLE", text=f"{word}{number}")]
        found[code] = found.get(code, 0) + int(number)
    return found, []


def headcount_text(required: Mapping[str, int]) -> str:
    """The same as text."""
    return " ".join(f"{label(OFFICER_KIND_LABELS, kind)}{_gap()}{number}" for kind, number in required.items() if number)


def _gap() -> str:
    return "" if i18n.language() == "zh" else " × "


def read_days(given: object) -> tuple[dict[str, str] | None, list[Problem]]:
    """2026-12-05 上课；2026-12-07 放假 → ISO day → WORKDAY or HOLIDAY; a mapping is checked."""
    if isinstance(given, Mapping):
        parts = [f"{day} {kind}" for day, kind in given.items()]
    else:
        parts = [part.strip() for part in _ROWS.split(unicodedata.normalize("NFKC", str(given))) if part.strip()]
    found: dict[str, str] = {}
    for part in parts:
        written, _, word = part.partition(" ")
        day, problems = attributes.day(written)
        kind = word.strip() if word.strip() in ("WORKDAY", "HOLIDAY") else _LESSONS.get(word.strip().casefold())
        if day is None or problems or kind is None:
            return None, [error("SCHOOL_DAY_UNREADABLE", text=part[:60])]
        found[day] = kind
    return dict(sorted(found.items())), []


def days_text(days: Mapping[str, str]) -> str:
    """The same as text."""
    words = {"WORKDAY": tr("lessons|own day"), "HOLIDAY": tr("closed|own day")}
    return "；".join(f"{day} {words.get(kind, kind)}" for day, kind in sorted(days.items()))


_WRITERS: Mapping[str, Callable[[Any], str]] = {"periods": periods_text, "required": headcount_text, "days": days_text}


def as_text(key: str, value: Any) -> str:
    """What differs at a school, by the key of its attribute: periods, required or days, as the store reads it back."""
    return _WRITERS[key](value) if value else ""
