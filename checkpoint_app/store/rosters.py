"""排班: who is on duty at a site in which period of which day of a week. One row for each week and site, one attribute for each cell.

A cell's key is `<weekday 1–7>.<PERIOD>`, its value the ids of officers, in the order of the sheet; an empty list means nobody.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from checkpoint_app import lists
from checkpoint_app.i18n import noop
from checkpoint_app.model import text
from checkpoint_app.model.attributes import Find, Words, day
from checkpoint_app.model.problems import Problem, error, is_refused, register
from checkpoint_app.model.records import Changes
from checkpoint_app.store import errors, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "ROSTER_WEEK_MISSING": noop("The week is missing."),
        "ROSTER_WEEK": noop("“{text}” is no week: write 2026-W47, or any day of it."),
        "ROSTER_SITE_MISSING": noop("The school or site is missing."),
        "ROSTER_SITE_UNKNOWN": noop("There is no site “{name}” on file: add or import it first."),
        "ROSTER_OFFICER": noop("“{name}” is not on file, or several have this name: write the badge number."),
        "ROSTER_CELL": noop("“{key}” is no cell of a roster: it is the weekday 1–7, a full stop and the period."),
    }
)
CELL = re.compile(r"([1-7])\.([A-Z][A-Z0-9_]*)")
_WEEK = re.compile(r"(\d{4})\s*(?:-?W|年?第)\s*(\d{1,2})周?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,，、;；/\s]+")
_NOBODY = frozenset({"无", "-", "—", "/", "休", "休息", "放假", "×"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The roster of one site for one week. `cells`: `3.MORNING` → ids of officers."""

    id: str
    week: str
    site: str
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def on(self, weekday: int, period: str) -> Sequence[str]:
        """Who is on duty on that day of the week (1 is Monday) in that period."""
        return self.cells.get(f"{weekday}.{period}", ())


def periods() -> Words:
    """Periods of a school day: code → words, the label first. Source: domain §6.3."""
    listed = {choice.code: tuple(choice.label.values()) for choice in lists.choices().get("school_periods", ())}
    return {code: (*words, *_ALSO.get(code, ())) for code, words in listed.items()} if listed else _ALSO


_ALSO: Words = {
    "MORNING": ("早入校", "早上入校", "早上", "上午入校", "早高峰", "早"),
    "NOON_OUT": ("午放学", "中午放学", "上午放学"),
    "NOON_IN": ("午入校", "下午入校", "中午入校"),
    "AFTERNOON": ("晚放学", "下午放学", "放学", "晚高峰", "晚"),
    "EVENING": ("晚自习放学", "晚自习"),
}


def week_of(day_: date) -> str:
    """2026-11-20 → 2026-W47 (ISO 8601: weeks begin on Monday)."""
    year, week, _ = day_.isocalendar()
    return f"{year}-W{week:02d}"


def read_week(given: object) -> str | None:
    """2026-W47, 2026年第47周, or a day of it; None when it is none."""
    written = text.natural_key(str(given))
    if found := _WEEK.search(written):
        try:
            return week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            return None
    found_day, _ = day(given)
    return week_of(date.fromisoformat(found_day)) if found_day else None


def check(raw: Mapping[str, Any], find: Find | None = None) -> tuple[dict[str, Any], list[Problem]]:
    """A row of the register in normal form with what is wrong with it. Without `find` site and officers stay as they were written."""
    content: dict[str, Any] = {}
    problems: list[Problem] = []
    given = text.natural_key(str(raw.get("week") or ""))
    week = read_week(given) if given else None
    if not given:
        problems.append(error("ROSTER_WEEK_MISSING", "week"))
    elif week is None:
        problems.append(error("ROSTER_WEEK", "week", text=given))
    site, found = _site(raw, find)
    problems += found
    for key, value in raw.items():
        if key in ("week", "site", "id", "site_name") or value is None:
            continue
        if not CELL.fullmatch(key):
            problems.append(error("ROSTER_CELL", key, key=key))
            continue
        content[key], found = officers(value, find)
        problems += [problem.at(key) for problem in found]
    return ({"week": week, "site": site, **content} if week and site else {}), problems


def _site(raw: Mapping[str, Any], find: Find | None) -> tuple[str, list[Problem]]:
    name = text.natural_key(str(raw.get("site") or ""))
    if not name:
        return "", [error("ROSTER_SITE_MISSING", "site")]
    found = find("site", name, "school") if find else name
    return found or "", [] if found else [error("ROSTER_SITE_UNKNOWN", "site", name=name)]


def officers(given: object, find: Find | None = None) -> tuple[list[str], list[Problem]]:
    """王小明、李强 101235 → ids. A name and a badge number beside each other are one officer."""
    words = (
        _BETWEEN.split(str(given)) if isinstance(given, str) else [str(part) for part in given] if isinstance(given, list) else []
    )
    names = [re.sub(r"[(（].*?[)）]", "", word).strip() or word for word in words if word.strip()]
    names = [name for name in names if name not in _NOBODY]
    if find is None:
        return names, []
    ids: list[str] = []
    problems = []
    for name in names:
        record = find("officer", name, "") or _split(name, find)
        if record is None:
            problems.append(error("ROSTER_OFFICER", name=name))
        elif record not in ids:
            ids.append(record)
    return ids, problems


def _split(name: str, find: Find) -> str | None:
    """李强101235: the number alone says who."""
    number = re.search(r"[A-Za-z]{0,3}\d{4,8}", name)
    return find("officer", number[0].upper(), "") if number else None


def save(store: Store, raw: Mapping[str, Any]) -> tuple[Roster, list[Problem], Changes]:
    """Adds or changes cells of one week at one site. Raises Refused. Returns the roster, warnings, what changed."""
    content, problems = check(raw, registers.finder(store.db))
    if is_refused(problems):
        raise errors.Refused(problems)
    record, changes = registers.save(store, "roster", content)
    return get(store, record), problems, changes


def get(store: Store, record: str) -> Roster:
    """Raises Unknown."""
    content = registers.body(store.db, "roster", record)
    if content is None:
        raise errors.Unknown(noun=registers.noun_label("roster"), name=record)
    return to_roster(record, content)


def to_roster(record: str, content: Mapping[str, Any]) -> Roster:
    cells = {key: value for key, value in content.items() if CELL.fullmatch(key)}
    return Roster(id=record, week=str(content["week"]), site=str(content["site"]), cells=dict(sorted(cells.items())))


def every(store: Store, *, week: str = "", site: str = "") -> list[Roster]:
    """All rosters by week and site; of one week (`2026-W47`), of one site (id)."""
    rows = registers.bodies(store.db, "roster", within=week)
    return [to_roster(record, content) for record, content in rows if not site or content.get("site") == site]


def need(store: Store, week: str, site: str) -> Roster:
    """Raises Unknown."""
    return get(store, registers.row_id(store, "roster", {"week": week, "site": site}))
