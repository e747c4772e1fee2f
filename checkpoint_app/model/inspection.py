"""When fire equipment and premises are to be looked at again, and how near a due day is. Pure; the periods are dated data
(`resources/rules/equipment.toml`; GB 50444-2008 §5.2, GB 50974-2014 §14.0, GB 25201-2010 §6.1,
公安部令第 61 号 art. 25, 消防监督检查规定 art. 31)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from checkpoint_app import rules
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.registers import Premises

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


NEVER_LABELS = {
    "VISIT": noop("Never visited"),
    "INSPECT": noop("Never walked|round"),
}
"""In the place of a due day, of what was never done and is due at once."""


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


def half_monthly(place: Premises) -> bool:
    """Whether equipment there is looked at every half month: as the register says, else by the type of place (GB 50444-2008 §5.2)."""
    if place.half_monthly is not None:
        return place.half_monthly
    return place.type in rules.table("equipment")["half_monthly_types"]


def next_round(last: date, *, half_monthly: bool, kind: str = "") -> date:
    """The day by which a piece of a kind is to be looked at again; places looked at every half month keep to it for every kind."""
    table = rules.table("equipment")
    own = [row for row in table["of_kind"] if row["kind"] == kind]
    if own and not half_monthly:
        return _after(last, _rule(own, last))
    place = "half_monthly" if half_monthly else "ordinary"
    return _after(last, _rule([row for row in table["inspection"] if row["place"] == place], last))


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """How often a unit has to walk its own round: every so many hours while it is open, or days; `night`: at night above all."""

    hours: int = 0
    days: int = 0
    night: bool = False
    own: str = ""

    def words(self) -> str:
        """营业期间每 2 小时一次; what the register says of this unit stands before the rule."""
        if self.own:
            return self.own
        if self.hours:
            often = tr("every {n} hours while open|patrol", n=self.hours)
        else:
            often = tr("every day|patrol") if self.days == 1 else tr("every {n} days|patrol", n=self.days)
        return f"{often}{tr(', more at night|patrol')}" if self.night else often


def own_patrol(place: Premises, day: date) -> Patrol:
    """What the unit itself owes, which the police station asks after; the strictest of the rules that fit it."""
    table = rules.table("equipment")
    fits = {"ordinary", *(name for name, types in table["patrol_types"].items() if place.type in types)}
    if place.key_unit:
        fits.add("key")
    found = [_rule([row for row in table["patrol"] if row["place"] == name], day) for name in fits if name != "night"]
    hours = min((int(row["hours"]) for row in found if "hours" in row), default=0)
    days = min((int(row["days"]) for row in found if "days" in row), default=0)
    return Patrol(hours=hours, days=days, night="night" in fits, own=place.patrol)


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
