"""When fire equipment and premises are to be looked at again, and how near a due day is. Pure; the periods are dated data
(`resources/rules/equipment.toml`; GB 50444-2008 §5.2, 消防监督检查规定 art. 31)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from checkpoint_app import rules
from checkpoint_app.i18n import noop

SOON_DAYS, MONTH_DAYS, TWO_MONTHS_DAYS = 7, 30, 60


class Task(StrEnum):
    """What is due."""

    VISIT = "VISIT"
    INSPECT = "INSPECT"
    SERVICE = "SERVICE"
    SCRAP = "SCRAP"


TASK_LABELS = {
    "VISIT": noop("Yearly visit"),
    "INSPECT": noop("Round|due"),
    "SERVICE": noop("To be serviced"),
    "SCRAP": noop("To be scrapped"),
}


class Near(StrEnum):
    """How near a due day is: past, within 7, 30, 60 days, or later."""

    OVERDUE = "overdue"
    WEEK = "week"
    MONTH = "month"
    TWO_MONTHS = "two_months"
    LATER = "later"


def near(due: date | None, today: date) -> Near:
    """`due` None: nobody has ever looked, so it is past."""
    if due is None or due < today:
        return Near.OVERDUE
    days = (due - today).days
    for limit, found in ((SOON_DAYS, Near.WEEK), (MONTH_DAYS, Near.MONTH), (TWO_MONTHS_DAYS, Near.TWO_MONTHS)):
        if days <= limit:
            return found
    return Near.LATER


def next_round(last: date, *, half_monthly: bool) -> date:
    """The day by which equipment is to be looked at again."""
    place = "half_monthly" if half_monthly else "ordinary"
    return _after(last, _rule([row for row in rules.table("equipment")["inspection"] if row["place"] == place], last))


def next_visit(last: date) -> date:
    """The day by which the police station is to visit again."""
    return _after(last, _rule(rules.table("equipment")["visit"], last))


def _rule(rows: list[dict[str, Any]], day: date) -> dict[str, Any]:
    """The newest row that held on the day; the oldest one for a day before all of them."""
    held = [row for row in rows if row["from"] <= day]
    return max(held, key=_since) if held else min(rows, key=_since)


def _since(row: dict[str, Any]) -> date:
    since: date = row["from"]
    return since


def _after(day: date, rule: dict[str, Any]) -> date:
    if "days" in rule:
        return day + timedelta(days=int(rule["days"]))
    month = day.month - 1 + int(rule["months"])
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))
