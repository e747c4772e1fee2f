"""To-dos that the law ties to a disposition: what has to be done by when, and what became of it (domain §5.3, §5.5). Pure.

The rules are dated data (`resources/rules/deadlines.toml`): the row in force on the day of the disposition holds, and a to-do keeps the
limits it was given. What happens to it are steps, each of which stands for itself, so that the steps of two laptops merge; where it stands
follows from them and from the clock, and is never set.

A limit in hours runs from the moment; one in days from the following day until the end of its last one (行政处罚法 art 85, 民法典 art 201).
Where the clock starts on arrival at the police organ (继续盘问规定) and nobody has written the arrival down, it runs from the disposition:
earlier than the law asks, never later. An extension goes up by one limit at a time: there is no way from 12 hours to 48.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from checkpoint_app import i18n, rules
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.records import label

WARNED_FROM = 0.75
"""The share of its time after which a to-do is shown as pressing (domain §5.3)."""
LONG_DAYS = 10
"""From so many days on nobody asks for hours."""
NIGHT = (time(21), time(7))
"""Between these a special person goes home only with family, or is brought there (domain §5.3)."""


class StepKind(StrEnum):
    """What may happen to a to-do: arrived at the police organ, extended, done, given to somebody else, taken up again."""

    ARRIVED = "ARRIVED"
    EXTENDED = "EXTENDED"
    DONE = "DONE"
    GIVEN = "GIVEN"
    REOPENED = "REOPENED"


STEP_LABELS: Mapping[str, str] = {
    "ARRIVED": noop("Arrived|task step"),
    "EXTENDED": noop("Extended|task step"),
    "DONE": noop("Done|task step"),
    "GIVEN": noop("Given on|task step"),
    "REOPENED": noop("Taken up again|task step"),
}
SPECIAL_LABELS: Mapping[str, str] = {
    "PREGNANT": noop("Pregnant, or nursing a child under one"),
    "UNDER_16": noop("Under 16"),
    "FROM_70": noop("70 or older"),
}
"""Who may be questioned for four hours only; the fact alone is kept, nothing of the person."""


class State(StrEnum):
    """Where a to-do stands at a moment. PRESSING and OVERDUE are never stored: they depend on the clock."""

    OPEN = "OPEN"
    PRESSING = "PRESSING"
    OVERDUE = "OVERDUE"
    DONE = "DONE"
    VOID = "VOID"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A span of the law: hours, or days."""

    hours: int = 0
    days: int = 0

    def end(self, start: datetime, zone: ZoneInfo) -> datetime:
        """The moment at which it is over: of days the last minute of the last one."""
        if not self.days:
            return start + timedelta(hours=self.hours)
        return _end_of(start.astimezone(zone).date() + timedelta(days=self.days), zone, start)

    def words(self) -> str:
        return tr("{n} days|limit", n=self.days) if self.days else tr("{n} hours|limit", n=self.hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table. `last` None: still in force."""

    key: str
    disposition: str
    first: date
    last: date | None
    limits: tuple[Limit, ...]
    special: Limit | None
    on_arrival: bool
    findings: frozenset[str]
    without: frozenset[str]
    answered_by: tuple[str, ...]

    def holds(self, day: date, findings: Collection[str]) -> bool:
        """Whether it applies to a disposition of this day with these findings."""
        if day < self.first or (self.last is not None and day > self.last):
            return False
        return not (self.findings and self.findings.isdisjoint(findings)) and self.without.isdisjoint(findings)


@cache
def every_rule() -> tuple[Rule, ...]:
    table = rules.table("deadlines")
    return tuple(_rule(row, table) for row in table["deadline"])


def _rule(row: Mapping[str, Any], table: Mapping[str, Any]) -> Rule:
    return Rule(
        key=row["key"],
        disposition=row["disposition"],
        first=row["from"],
        last=row.get("to"),
        limits=tuple(Limit(**limit) for limit in row.get("limits", ())),
        special=Limit(**row["special"]) if "special" in row else None,
        on_arrival=row.get("counted") == "ARRIVAL",
        findings=frozenset(table[row["findings"]]) if "findings" in row else frozenset(),
        without=frozenset(table[row["without"]]) if "without" in row else frozenset(),
        answered_by=tuple(row.get("answered_by", ())),
    )


def codes() -> frozenset[str]:
    """The dispositions that have something to be done after them."""
    return frozenset(rule.disposition for rule in every_rule())


def rules_for(disposition: str, day: date, findings: Collection[str] = ()) -> list[Rule]:
    """What has to be done after a disposition of this day."""
    return [rule for rule in every_rule() if rule.disposition == disposition and rule.holds(day, findings)]


def name_of(key: str) -> str:
    """What a to-do is called, in the language of the moment; a key of a newer program stands for itself."""
    row = _row(key)
    return str(row[i18n.language()]) if row else key


def approver(key: str, rung: int) -> str:
    """Who approves the limit number `rung` (0 is the first), in the language of the moment."""
    names = (_row(key) or {}).get("approvers", ())
    return str(names[rung][i18n.language()]) if rung < len(names) else ""


def law_of(key: str, day: date) -> str:
    """The law behind a to-do of a disposition of this day, with article and content in short; empty for a key of a newer program."""
    rows = [row for row in rules.table("deadlines")["deadline"] if row["key"] == key and row["from"] <= day]
    if not rows:
        return ""
    law, language = rows[-1]["law"], i18n.language()
    name, content = rules.table("deadlines")["laws"][law["of"]][language], law[language]
    if not law["article"]:
        return tr("{law}: {content}|law", law=name, content=content)
    return tr("{law}, article {article}: {content}|law", law=name, article=law["article"], content=content)


def _row(key: str) -> Mapping[str, Any] | None:
    return next((row for row in reversed(rules.table("deadlines")["deadline"]) if row["key"] == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the disposition asks for, as it was when it was written. `answered`: the form itself says when it was done; `until`: the day
    that a form names instead of a limit of the law."""

    rule: str
    start: datetime
    owner: str
    limits: tuple[Limit, ...] = ()
    special: Limit | None = None
    on_arrival: bool = False
    answered: datetime | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened. `rung` is the limit that an extension reaches (1 the second), `special` a code of `SPECIAL_LABELS`."""

    id: str
    kind: str
    at: datetime
    by: str = ""
    document: str = ""
    note: str = ""
    rung: int = 0
    approved_by: str = ""
    special: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """Where a to-do stands whatever time it is. `due` None: to be done at once. `arrived` None: the clock runs from the disposition."""

    owner: str
    start: datetime
    due: datetime | None
    rung: int
    arrived: datetime | None
    special: str
    done: datetime | None
    void: bool

    @property
    def open(self) -> bool:
        return self.done is None and not self.void

    @property
    def pressing_from(self) -> datetime:
        """From when on it is shown as pressing."""
        return self.start if self.due is None else self.start + (self.due - self.start) * WARNED_FROM

    @property
    def late(self) -> bool:
        """Done, but after the limit."""
        return self.done is not None and self.due is not None and self.done > self.due

    def at(self, now: datetime) -> State:
        """The state with what the clock makes of it."""
        if self.void:
            return State.VOID
        if self.done is not None:
            return State.DONE
        if self.due is not None and now > self.due:
            return State.OVERDUE
        return State.PRESSING if now >= self.pressing_from else State.OPEN

    def words(self, now: datetime) -> str:
        """剩 3 小时 20 分, 超期 2 天: the state for people."""
        if self.void:
            return tr("Void|task")
        if self.done is not None:
            return tr("Done late|task") if self.late else tr("Done|task")
        if self.due is None:
            return at_once()
        left = self.due - now
        return (
            tr("{span} left|task", span=span_words(left))
            if left >= timedelta(0)
            else tr("Overdue {span}|task", span=span_words(-left))
        )


def span_words(span: timedelta) -> str:
    """3 天 4 小时, 3 小时 20 分, 12 分: two units at most."""
    minutes = int(span.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days >= LONG_DAYS:
        return tr("{days} d|span", days=days)
    if days:
        return tr("{days} d {hours} h|span", days=days, hours=hours) if hours else tr("{days} d|span", days=days)
    if hours:
        return tr("{hours} h {minutes} min|span", hours=hours, minutes=rest) if rest else tr("{hours} h|span", hours=hours)
    return tr("{minutes} min|span", minutes=rest)


def life(order: Order, steps: Sequence[Step], zone: ZoneInfo, *, void: bool = False) -> Life:
    """What the steps make of the order, in the order in which they were written: a later word about an earlier moment holds."""
    owner, arrived, special, rung = order.owner, None, "", 0
    done = order.answered
    for step in sorted(steps, key=lambda step: step.id):
        match step.kind:
            case StepKind.ARRIVED:
                arrived, special = step.at, step.special
            case StepKind.EXTENDED:
                rung = max(rung, step.rung)
            case StepKind.DONE:
                done = done or step.at
            case StepKind.GIVEN:
                owner = step.owner or owner
            case StepKind.REOPENED:
                done = None
    start = arrived if order.on_arrival and arrived is not None else order.start
    rung = min(rung, max(len(order.limits) - 1, 0))
    limit = order.special if special and order.special else order.limits[rung] if order.limits else None
    due = limit.end(start, zone) if limit else _end_of(order.until, zone, start) if order.until else None
    return Life(owner=owner, start=start, due=due, rung=rung, arrived=arrived, special=special, done=done, void=void)


def _end_of(day: date, zone: ZoneInfo, like: datetime) -> datetime:
    """The last minute of a day."""
    return datetime.combine(day, time(23, 59), tzinfo=zone).astimezone(like.tzinfo)


def next_rung(order: Order, now: Life) -> int | None:
    """The limit that an extension would reach; None where there is no further one."""
    further = now.rung + 1
    return further if further < len(order.limits) and not (now.special and order.special) else None


def possible(kind: str, order: Order, now: Life) -> bool:
    """Whether a step makes sense where the to-do stands now."""
    match kind:
        case StepKind.REOPENED:
            return now.done is not None and not now.void
        case StepKind.ARRIVED:
            return now.open and order.on_arrival
        case StepKind.EXTENDED:
            return now.open and next_rung(order, now) is not None
        case _:
            return now.open


def escorted_home(order: Order, now: Life, at: datetime, zone: ZoneInfo) -> bool:
    """Whether a person who may go at this moment has to be fetched or brought home (domain §5.3)."""
    clock = at.astimezone(zone).time()
    return bool(now.special and order.special) and (clock >= NIGHT[0] or clock < NIGHT[1])


def at_once() -> str:
    """What stands where a limit would stand."""
    return tr("At once|task")


def special_word(code: str) -> str:
    """Why four hours hold; nothing for anybody else."""
    return label(SPECIAL_LABELS, code) if code else ""


def step_word(kind: str) -> str:
    return label(STEP_LABELS, kind)
