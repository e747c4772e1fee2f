"""Fire extinguishers: when to service, when to scrap. Pure. Sources: GB 50444-2008 §5.3–5.4, XF 95-2015 §7 (domain §7.3).

Both dates are computed from the day of make and of the last service, by rules that are dated data (`resources/rules/equipment.toml`).
A 29 February becomes a 28 in other years. Where the service would fall on the day of scrapping or after it there is none: it is scrapped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from checkpoint_app import rules
from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import Problem, error, register

register(
    {
        "EXTINGUISHER_KIND": noop("There is no kind of extinguisher “{kind}”; there are: {known}."),
        "EXTINGUISHER_SERVICED_EARLY": noop("Serviced on {serviced}, before it was made ({made})."),
    }
)
SEND_DAYS = 30
"""A piece is to be sent for service from so many days before on (product default)."""


class State(StrEnum):
    """合格, 送修, 超期, 报废."""

    OK = "OK"
    SERVICE = "SERVICE"
    OVERDUE = "OVERDUE"
    SCRAP = "SCRAP"


AWAY = (State.SERVICE, State.OVERDUE, State.SCRAP)
"""States in which a piece has to go: for service, or for good."""
STATE_LABELS = {
    "OK": noop("In order|piece"),
    "SERVICE": noop("To be serviced"),
    "OVERDUE": noop("Service overdue"),
    "SCRAP": noop("To be scrapped"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Years: from make to the first service, from one service to the next, from make to scrapping."""

    first: int
    then: int
    scrap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """`next_service` is None where it will be scrapped first; `scrap` is the day of make for a banned kind: at once."""

    next_service: date | None
    scrap: date


def kinds() -> tuple[str, ...]:
    """The codes of all kinds, banned ones last."""
    table = rules.table("equipment")
    return (*dict.fromkeys(row["kind"] for row in table["service"]), *table["banned"])


def check(kind: str, made: date, serviced: date | None = None) -> list[Problem]:
    """What is wrong with a piece; empty: `due` can answer."""
    if kind not in kinds():
        return [error("EXTINGUISHER_KIND", "kind", kind=kind, known=", ".join(kinds()))]
    if serviced is not None and serviced < made:
        return [error("EXTINGUISHER_SERVICED_EARLY", "serviced", serviced=serviced.isoformat(), made=made.isoformat())]
    return []


def due(kind: str, made: date, serviced: date | None = None) -> Due:
    """The next service and the day of scrapping. Raises KeyError for a kind that is not known."""
    if kind in rules.table("equipment")["banned"]:
        return Due(next_service=None, scrap=made)
    rule = _rule(kind, made)
    scrap = years_after(made, rule.scrap)
    service = years_after(serviced, rule.then) if serviced is not None else years_after(made, rule.first)
    return Due(next_service=None if service >= scrap else service, scrap=scrap)


def state(found: Due, day: date) -> State:
    """Where a piece stands on a day: to be scrapped, past its service, to be sent for service within a month, or in order."""
    if found.scrap <= day:
        return State.SCRAP
    if found.next_service is not None and found.next_service < day:
        return State.OVERDUE
    near = found.next_service is not None and found.next_service <= day + timedelta(days=SEND_DAYS)
    return State.SERVICE if near else State.OK


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _rule(kind: str, made: date) -> Rule:
    """The newest rule that held when the piece was made; the oldest one for what is older still."""
    rows: list[dict[str, Any]] = sorted((row for row in rules.table("equipment")["service"] if row["kind"] == kind), key=_since)
    if not rows:
        raise KeyError(kind)
    row = next((row for row in reversed(rows) if row["from"] <= made), rows[0])
    return Rule(first=row["first"], then=row["then"], scrap=row["scrap"])


def _since(row: dict[str, Any]) -> date:
    since: date = row["from"]
    return since
