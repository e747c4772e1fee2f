"""A line of a roster sheet as cells of the register: a column for each day of the week, or a line for each day with the people in one.

The week stands in a column, follows from the date of the line, or is told once in the title above the head.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from checkpoint_app.export import sheets
from checkpoint_app.i18n import noop
from checkpoint_app.model import attributes
from checkpoint_app.model.attributes import Find
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.store import rosters

register(
    {
        "ROSTER_PERIOD": noop("There is no period “{text}”; there are: {known}."),
        "ROSTER_PERIOD_MISSING": noop("The period is missing."),
        "ROSTER_WEEKDAY": noop("“{text}” is no day of the week."),
        "ROSTER_DAY_MISSING": noop("The day is missing: a date, or a day of the week."),
    }
)
_DAYS = tuple(f"d{number}" for number in range(1, 8))
_WEEKDAYS = {
    char: number for number, chars in enumerate(("一1", "二2", "三3", "四4", "五5", "六6", "日天7"), start=1) for char in chars
}
_RANGE = re.compile(r"(\d{4}\s*[年.\-/]\s*\d{1,2}\s*[月.\-/]\s*\d{1,2})\s*日?\s*(?:[（(].{1,4}[)）])?\s*[至到—–~～-]")


def week_of_title(file: Path) -> str:
    """2026年第47周, or 2026年11月16日—22日, said above the head; empty when nothing says so."""
    for title in sheets.titles(file):
        if re.search(r"第\s*\d{1,2}\s*周|W\d{1,2}", title) and (week := rosters.read_week(title)):
            return week
        if (found := _RANGE.search(title)) and (week := rosters.read_week(found[1])):
            return week
    return ""


def check(cells: Mapping[str, Any], week: str, find: Find | None) -> tuple[dict[str, Any], list[Problem]]:
    """A line, judged; problems name the column in which they stand."""
    period, problems = _period(str(cells.get("period") or ""))
    raw: dict[str, Any] = {"week": cells.get("week") or cells.get("date") or week, "site": cells.get("site")}
    columns = {"week": "week" if "week" in cells else "date"}
    for key in (key for key in _DAYS if key in cells):
        raw[f"{key[1]}.{period}"], columns[f"{key[1]}.{period}"] = cells[key], key
    if "officers" in cells:
        weekday, found = _weekday(cells)
        problems += found
        if weekday:
            raw[f"{weekday}.{period}"], columns[f"{weekday}.{period}"] = cells["officers"], "officers"
    content, found = rosters.check(raw, find) if period else ({}, [])
    return content, problems + [problem.at(columns.get(problem.field, problem.field)) for problem in found]


def _period(written: str) -> tuple[str, list[Problem]]:
    known = rosters.periods()
    if not written:
        return "", [error("ROSTER_PERIOD_MISSING", "period")]
    code = attributes.code_of(written, known) or attributes.code_of(written, known, inside=True)
    if code:
        return code, []
    return "", [error("ROSTER_PERIOD", "period", text=written, known=", ".join(words[0] for words in known.values()))]


def _weekday(cells: Mapping[str, Any]) -> tuple[int, list[Problem]]:
    """1 is Monday. A date that is none is told with the week."""
    if "weekday" in cells:
        number = _WEEKDAYS.get(str(cells["weekday"]).strip()[-1:], 0)
        return number, [] if number else [error("ROSTER_WEEKDAY", "weekday", text=cells["weekday"])]
    if "date" not in cells:
        return 0, [error("ROSTER_DAY_MISSING", "date")]
    day, problems = attributes.day(cells["date"])
    return date.fromisoformat(day).isoweekday() if day else 0, [problem.at("date") for problem in problems]
